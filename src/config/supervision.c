/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "config/supervision.h"

#include <stdlib.h>
#include <string.h>

#include "config/program_stop.h"

static const enum restart_type restart_types[] = {[PROGRAM_PERMANENT] = RESTART_PERMANENT,
	[PROGRAM_TRANSIENT] = RESTART_TRANSIENT,
	[PROGRAM_TEMPORARY] = RESTART_TEMPORARY};

/* What stop_signal and stop_timeout sum up. */
static void read_stop(const struct program *program, struct child_policy *policy)
{
	struct stop_step steps[STOP_STEPS_MAX];
	size_t count = program_stop_steps(program, steps);

	if (count == 0)
		return;
	policy->stop_timeout_ns = steps[0].wait_ns;
	policy->stop_more_count = (unsigned)(count - 1);
	memcpy(policy->stop_more, steps + 1, (count - 1) * sizeof *steps);
}

struct child_policy supervision_policy(const struct program *program)
{
	bool short_lives_count = program->min_uptime_ns > 0 && program->max_restarts != UINT32_MAX;
	struct child_policy policy = {.restart = restart_types[program->restart],
		.significant = program->significant,
		.success = program->success,
		.final = program->final,
		.restart_delay_ns = program->restart_delay_ns,
		.backoff_factor = program->backoff_factor,
		.backoff_max_ns = program->backoff_max_ns,
		.restart_jitter_ns = program->restart_jitter_ns,
		.stable_ns =
			program->min_uptime_ns ? program->min_uptime_ns : program->backoff_max_ns,
		.max_restarts = program->max_restarts,
		.restart_window_ns = program->restart_window_ns,
		.retry_after_ns = program->retry_after_ns,
		.exit_on_fatal = program->exit_on_fatal,
		.stop_signal = program->stop_signal,
		.stop_timeout_ns = program->stop_timeout_ns,
		.start_grace_ns = program->start_grace_ns,
		.notifies = program_notifies(program),
		.ready_timeout_ns = program->ready_timeout_ns,
		/* One run is what is scheduled: its slot is not refilled. */
		.work = program->kind == PROGRAM_WORK && !program->schedule,
		.scheduled = program->schedule != NULL,
		.check_interval_ns = program->check_interval_ns,
		.max_age_ns = program->max_age_ns,
		.max_age_jitter_ns = program->max_age_jitter_ns};

	read_stop(program, &policy);
	/* With max_restarts 0 the first short life is one too many. */
	if (short_lives_count)
		policy.max_short_lives = program->max_restarts ? program->max_restarts : 1;
	return policy;
}

static struct node_policy node_policy(const struct template_node *node)
{
	static const enum supervisor_strategy strategies[] = {
		[NODE_ONE_FOR_ONE] = STRATEGY_ONE_FOR_ONE,
		[NODE_ONE_FOR_ALL] = STRATEGY_ONE_FOR_ALL,
		[NODE_REST_FOR_ONE] = STRATEGY_REST_FOR_ONE,
		[NODE_SIMPLE] = STRATEGY_SIMPLE_ONE_FOR_ONE};
	static const enum auto_shutdown ends[] = {[NODE_NEVER] = AUTO_SHUTDOWN_NEVER,
		[NODE_ANY_SIGNIFICANT] = AUTO_SHUTDOWN_ANY_SIGNIFICANT,
		[NODE_ALL_SIGNIFICANT] = AUTO_SHUTDOWN_ALL_SIGNIFICANT};

	return (struct node_policy){.strategy = strategies[node->strategy],
		.intensity = node->intensity,
		.period_ns = node->period_ns,
		.auto_shutdown = ends[node->auto_shutdown],
		.parallel = node->parallel,
		.restart = restart_types[node->restart],
		.significant = node->significant,
		.shutdown_ns = node->shutdown_ns};
}

static int make_room(struct supervision *supervision, size_t programs, size_t workers, size_t nodes)
{
	supervision->policies = calloc(programs + 1, sizeof *supervision->policies);
	supervision->policy_of = calloc(workers + 1, sizeof *supervision->policy_of);
	supervision->nodes = calloc(nodes + 1, sizeof *supervision->nodes);
	supervision->parent_of = calloc(nodes + 1, sizeof *supervision->parent_of);
	supervision->node_of = calloc(workers + 1, sizeof *supervision->node_of);
	supervision->spare_policy_of = calloc(programs + 1, sizeof *supervision->spare_policy_of);
	return supervision->policies && supervision->policy_of && supervision->nodes &&
			       supervision->parent_of && supervision->node_of &&
			       supervision->spare_policy_of
		       ? 0
		       : -1;
}

static void fill_needs(struct supervision *supervision, const struct template *template)
{
	static const enum need_until untils[] = {[PROGRAM_UNTIL_STARTED] = NEED_STARTED,
		[PROGRAM_UNTIL_READY] = NEED_READY,
		[PROGRAM_UNTIL_COMPLETED] = NEED_COMPLETED,
		[PROGRAM_UNTIL_SETTLED] = NEED_SETTLED};
	size_t count = 0;

	for (size_t i = 0; i < template->program_count; i++)
		for (size_t k = 0; k < template->programs[i].need_count; k++) {
			const struct program_need *need = &template->programs[i].needs[k];
			const struct program *whom = template_program(template, need->program);

			if (whom)
				supervision->needs[count++] =
					(struct supervisor_need){.who = (unsigned)i,
						.whom = (unsigned)(whom - template->programs),
						.until = untils[need->until]};
		}
	supervision->spec.needs = supervision->needs;
	supervision->spec.need_count = count;
}

static void fill(struct supervision *supervision, const struct template *template)
{
	size_t at = 0, spares = 0;

	for (size_t i = 0; i < template->program_count; i++) {
		const struct program *program = &template->programs[i];

		supervision->policies[i] = supervision_policy(program);
		if (program->rolling)
			supervision->spare_policy_of[spares++] = (unsigned)i;
		for (unsigned k = 0; k < program->workers; k++, at++) {
			supervision->policy_of[at] = (unsigned)i;
			supervision->node_of[at] = program->node;
		}
	}
	for (size_t i = 0; i < template->node_count; i++) {
		supervision->nodes[i] = node_policy(&template->nodes[i]);
		supervision->parent_of[i] = template->nodes[i].parent;
	}
	supervision->spec = (struct supervisor_spec){.count = at,
		.policies = supervision->policies,
		.policy_of = supervision->policy_of,
		.spare_count = spares,
		.spare_policy_of = supervision->spare_policy_of,
		.keep_on_start_failure = template->keep_on_start_failure,
		.node_count = template->node_count};
	if (template->node_count == 0) {
		fill_needs(supervision, template);
		return;
	}
	supervision->spec.nodes = supervision->nodes;
	supervision->spec.parent_of = supervision->parent_of;
	supervision->spec.node_of = supervision->node_of;
}

struct supervision *supervision_new(const struct template *template)
{
	struct supervision *supervision = calloc(1, sizeof *supervision);
	size_t workers = 0, needs = 0;

	for (size_t i = 0; i < template->program_count; i++) {
		workers += template->programs[i].workers;
		needs += template->programs[i].need_count;
	}
	if (supervision)
		supervision->needs = calloc(needs + 1, sizeof *supervision->needs);
	if (!supervision || !supervision->needs ||
		make_room(supervision, template->program_count, workers, template->node_count) <
			0) {
		supervision_free(supervision);
		return NULL;
	}
	fill(supervision, template);
	return supervision;
}

void supervision_free(struct supervision *supervision)
{
	if (!supervision)
		return;
	free(supervision->policies);
	free(supervision->policy_of);
	free(supervision->nodes);
	free(supervision->parent_of);
	free(supervision->node_of);
	free(supervision->spare_policy_of);
	free(supervision->needs);
	free(supervision);
}
