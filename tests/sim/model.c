/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "model.h"
#include "needs.h"
#include "order.h"

#include <math.h>
#include <string.h>

#define EXITS_MAX 4096

/* The policy once more, without any cleverness. */
struct model {
	uint64_t exits[EXITS_MAX]; /* that count in the window */
	size_t exit_count;
	uint32_t row;	/* short lives */
	uint64_t since; /* running */
	uint64_t due;	/* the end of the backoff */
	bool forgiven;	/* an operator's word came in */
	bool hurried;	/* the same, of a child that waits */
	struct child_record seen;
};

static struct model models[MODEL_WORKERS_MAX];
static const struct supervisor_spec *spec;
static const char *broken;
static unsigned broken_child;

void model_begin(const struct supervisor_spec *of)
{
	memset(models, 0, sizeof models);
	spec = of;
	broken = NULL;
	order_begin(of);
	needs_begin(of);
}

const char *model_broken(unsigned *ret_child)
{
	*ret_child = broken_child;
	return broken;
}

void model_must(bool holds, unsigned child, const char *promise)
{
	if (holds || broken)
		return;
	broken = promise;
	broken_child = child;
}

static bool has(const struct ends *ends, const struct child_record *record)
{
	return record->cause == CHILD_CAUSE_EXIT     ? ends_has_code(ends, record->status)
	       : record->cause == CHILD_CAUSE_SIGNAL ? ends_has_signal(ends, record->status)
						     : false;
}

static bool is_hopeless(const struct child_policy *policy, const struct model *model,
	const struct child_record *record, uint64_t now)
{
	size_t within = 0;

	for (size_t i = 0; i < model->exit_count; i++)
		within += now - model->exits[i] <= policy->restart_window_ns;
	return has(&policy->final, record) || model->seen.probing ||
	       (policy->max_short_lives && model->row >= policy->max_short_lives) ||
	       (policy->restart_window_ns && policy->max_restarts != UINT32_MAX &&
		       within > policy->max_restarts);
}

/* The delay may be a nanosecond off: it is computed in another way. */
static bool is_due(const struct child_policy *policy, uint32_t row, uint64_t wait)
{
	long double delay = policy->restart_delay_ns, most = policy->backoff_max_ns;

	if (policy->backoff_factor > 1000 && row > 1 && delay < most) {
		delay *= powl(policy->backoff_factor / 1000.0L, row - 1);
		delay = delay < most ? delay : most;
	}
	if (policy->work && policy->check_interval_ns < delay + policy->restart_jitter_ns)
		return wait <= policy->check_interval_ns;
	return wait + 2 >= delay && wait <= delay + policy->restart_jitter_ns + 2;
}

static void note_exit(const struct world *world, unsigned child, const struct child_record *record)
{
	const struct child_policy *policy = &spec->policies[spec->policy_of[child]];
	struct model *model = &models[child];
	uint64_t now = world_now(world);
	bool stable = model->seen.state == CHILD_RUNNING && now - model->since >= policy->stable_ns;
	bool hopeless;

	model_must(record->exits == model->seen.exits + 1, child, "an end is counted once");
	if (stable && model->seen.probing) {
		model->exit_count = 0;
		model->seen.probing = false;
	}
	model->row = stable ? 0 : model->row + 1;
	if (model->exit_count < EXITS_MAX)
		model->exits[model->exit_count++] = now;
	/* A supervisor gives up children too, and forgives everything when it begins anew. */
	hopeless = is_hopeless(policy, model, record, now);
	if (record->state == CHILD_FATAL && !spec->node_count)
		model_must(hopeless, child, "what is given up has come to a limit");
	if ((record->state == CHILD_BACKOFF || record->state == CHILD_STARTING) &&
		!spec->node_count)
		model_must(!hopeless, child, "what has come to a limit is not started again");
	if (record->state == CHILD_BACKOFF && !spec->node_count)
		model_must(is_due(policy, model->row,
				   supervisor_due(world_supervisor(world), child) -
					   record->changed_ns),
			child, "the delay is as the policy says");
}

/* Short lives are forgotten for a reason. */
static void note_row(const struct world *world, unsigned child, const struct child_record *record)
{
	const struct child_policy *policy = &spec->policies[spec->policy_of[child]];
	struct model *model = &models[child];
	bool success = has(&policy->success, record) &&
		       (policy->work || policy->restart != RESTART_PERMANENT);
	bool stable = model->seen.state == CHILD_RUNNING &&
		      world_now(world) - model->since >= policy->stable_ns;

	if (record->short_lives == 0 &&
		(model->forgiven || success || stable ||
			(record->state == CHILD_RUNNING && !policy->stable_ns)))
		model->row = 0;
	if (spec->node_count)
		model->row = record->short_lives; /* a supervisor that begins anew forgives */
	model_must(record->short_lives == model->row, child, "short lives in a row are counted");
	if (model->seen.probing && !record->probing)
		model->exit_count = 0;
	if (model->forgiven && model->row == 0)
		model->exit_count = 0;
}

static void note_change(const struct world *world, unsigned child)
{
	const struct child_record *record = supervisor_child(world_supervisor(world), child);
	struct model *model = &models[child];

	if (record->exits != model->seen.exits)
		note_exit(world, child, record);
	note_row(world, child, record);
	if (record->state == CHILD_RUNNING && model->seen.state != CHILD_RUNNING)
		model->since = world_now(world);
	if (record->state == CHILD_BACKOFF && model->seen.state != CHILD_BACKOFF)
		model->due = supervisor_due(world_supervisor(world), child);
	if (record->state == CHILD_STARTING && model->seen.state == CHILD_BACKOFF &&
		!spec->node_count)
		model_must(model->hurried || record->changed_ns == model->due, child,
			"what waits is started when its time is over, also by another master");
	if (record->state == CHILD_STOPPED || record->state == CHILD_EXITED ||
		record->state == CHILD_FATAL || record->state == CHILD_BACKOFF)
		model_must(!world_lives(world, child), child, "a state without a process has none");
	if (record->state == CHILD_RUNNING)
		model_must(world_lives(world, child), child, "what runs lives");
	model->forgiven = false;
	model->seen = *record;
}

void model_check(const struct world *world)
{
	for (unsigned i = 0; i < spec->count; i++) {
		const struct child_policy *policy = &spec->policies[spec->policy_of[i]];
		const struct child_record *record = supervisor_child(world_supervisor(world), i);

		if (record->state == CHILD_RUNNING &&
			world_now(world) - models[i].since > policy->stable_ns)
			model_must(record->short_lives == 0 && !record->probing, i,
				"what is stable has nothing against it");
	}
	needs_check(world);
}

void model_note(void *data, const struct world *world, const struct world_news *news)
{
	(void)data;
	order_note(world, news);
	needs_note(world, news);
	if (news->type == WORLD_NEWS_CHANGED)
		note_change(world, news->child);
	else if (news->type == WORLD_NEWS_GAVE_UP && !spec->node_count)
		model_must(models[news->child].seen.state == CHILD_FATAL, news->child,
			"the command gives up for what is fatal");
}

/* Before a line is told: whose counters it lets begin anew. */
void model_expect(const struct world *world, const struct script_line *line)
{
	enum supervisor_phase phase = supervisor_phase(world_supervisor(world));

	order_expect(line);
	needs_expect(world, line);
	/* Who stops hears nothing of starts. */
	if (phase >= SUPERVISOR_STOPPING)
		return;
	for (unsigned i = 0; i < spec->count; i++) {
		enum child_state state = models[i].seen.state;
		enum world_verb verb = line->act.verb;
		bool told = line->count && i >= line->first && i < line->first + line->count;

		models[i].hurried = told && verb >= WORLD_START;
		if (told && (verb == WORLD_START || verb == WORLD_RESTART))
			models[i].forgiven = state == CHILD_STOPPED || state == CHILD_FATAL ||
					     state == CHILD_EXITED;
		else if (told && (verb == WORLD_WAKE || verb == WORLD_WATCH || verb == WORLD_CRON))
			models[i].forgiven = state == CHILD_FATAL;
		else if (verb == WORLD_KILL_MASTER && phase == SUPERVISOR_STARTING)
			models[i].forgiven = models[i].hurried = true; /* the start begins again */
	}
}

/* After it: also where the record had nothing to show for it. */
void model_forgive(const struct world *world)
{
	order_forget();
	for (unsigned i = 0; i < spec->count; i++) {
		/* Below a supervisor that is down nobody is forgiven before his time. */
		if (spec->node_count)
			models[i].row = supervisor_child(world_supervisor(world), i)->short_lives;
		else if (models[i].forgiven) {
			models[i].row = 0;
			models[i].exit_count = 0;
			models[i].seen.probing = false;
		}
		models[i].forgiven = models[i].hurried = false;
	}
}
