/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "api/part.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "api/binary.h"
#include "api/in_force.h"
#include "base/clock.h"
#include "base/text.h"
#include "config/template.h"
#include "reeve/context.h"

#define SLACK_NS (10 * NS_PER_SECOND) /* for what is not waiting for a worker */

static uint64_t add_ns(uint64_t a, uint64_t b)
{
	return b > PART_FOREVER_NS || a > PART_FOREVER_NS - b ? PART_FOREVER_NS : a + b;
}

int part_patience_ns(struct reeve_context *context, uint64_t *ret_ns)
{
	const char *text = reeve_param_text(context, "timeout", NULL);

	*ret_ns = PART_FOREVER_NS;
	if (text && text_to_duration(text, NS_PER_SECOND, ret_ns) < 0)
		return reeve_fail(context, REEVE_EXIT_USAGE,
			"'%s' is no time to wait: a number with ms, s, m or h is one", text);
	if (*ret_ns > PART_FOREVER_NS)
		*ret_ns = PART_FOREVER_NS;
	return 0;
}

/* Workers of one program are waited for side by side, programs one after the other; under a
 * supervisor that starts its members in sequence each by itself. */
static uint64_t for_all(
	const struct template *template, const struct program *program, uint64_t one_ns)
{
	const struct template_node *node =
		template->node_count ? &template->nodes[program->node] : NULL;

	if (!node || node->parallel)
		return one_ns;
	return one_ns > PART_FOREVER_NS / program->workers ? PART_FOREVER_NS
							   : one_ns * program->workers;
}

static uint64_t start_timeout_ns(const struct template *template)
{
	uint64_t total = SLACK_NS;

	for (size_t i = 0; i < template->program_count; i++) {
		const struct program *program = &template->programs[i];

		total = add_ns(total, for_all(template, program, program_start_ns(program)));
	}
	return total;
}

static uint64_t stop_sum_ns(const struct template *template)
{
	uint64_t total = SLACK_NS;

	for (size_t i = 0; i < template->program_count; i++)
		total = add_ns(total, for_all(template, &template->programs[i],
					      template->programs[i].stop_timeout_ns));
	return total;
}

/* Where one worker waits for the other; before the first there may be an old process still to go.
 */
static uint64_t roll_sum_ns(const struct template *template)
{
	uint64_t total = 0;

	for (size_t i = 0; i < template->program_count; i++) {
		const struct program *program = &template->programs[i];
		uint64_t turns = program->rolling ? program->workers + 1 : 1;
		uint64_t one_ns = add_ns(program_start_ns(program), program->stop_timeout_ns);

		total = add_ns(
			total, one_ns > PART_FOREVER_NS / turns ? PART_FOREVER_NS : one_ns * turns);
	}
	return total;
}

uint64_t part_reload_timeout_ns(const struct template *before, const struct template *after)
{
	/* Those that leave, and those that are replaced. */
	return add_ns(add_ns(start_timeout_ns(after), roll_sum_ns(after)),
		add_ns(stop_sum_ns(before), stop_sum_ns(after)));
}

/* What runs is waited for as long as it was started to be: the settings at hand may be others. */
static uint64_t stop_timeout_ns(const struct template *template)
{
	struct template *running = in_force_load(template);
	uint64_t here = stop_sum_ns(template), there = running ? stop_sum_ns(running) : 0;

	template_free(running);
	return here > there ? here : there;
}

uint64_t part_timeout_ns(const struct part *part, bool stops, bool starts)
{
	uint64_t stop_ns = stops ? stop_timeout_ns(part->template) : SLACK_NS;

	return add_ns(stop_ns, starts ? start_timeout_ns(part->template) : 0);
}

uint64_t part_roll_timeout_ns(const struct part *part)
{
	struct template *running = in_force_load(part->template);
	uint64_t total = roll_sum_ns(running ? running : part->template);

	template_free(running);
	return add_ns(SLACK_NS, total);
}

void part_init(struct part *part, struct template *template)
{
	*part = (struct part){
		.template = template,
		.target = {.name = template->name,
			.template_path = template->path,
			.places = in_force_places(template)},
	};
}

/* Who runs as somebody else has to reach the socket too; who said what is told by other means. */
unsigned part_notify_mode(const struct template *template)
{
	unsigned mode = 0;

	for (size_t i = 0; i < template->program_count; i++) {
		const struct program *program = &template->programs[i];

		/* Its worker gets it connected. */
		if (program->ready == READY_FD)
			mode |= 0600;
		if (program->ready == READY_NOTIFY)
			mode |= program->world.has_ids && program->world.uid != geteuid() ? 0666
											  : 0600;
	}
	return mode;
}

int part_prepare(struct part *part, bool background)
{
	struct template *template = part->template;

	if (binary_note(template) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < template->program_count; i++)
		template->programs[i].edition = 1;
	part->resolved = template_resolve(template);
	part->programs = calloc(template->program_count + 1, sizeof *part->programs);
	if (!part->resolved || !part->programs)
		return -ENOMEM;
	for (size_t i = 0; i < template->program_count; i++)
		part->programs[i] = template->programs[i].name;
	part->start = (struct client_start){
		.background = background,
		.title_prefix = template->title_prefix,
		.resolved = part->resolved,
		.programs = part->programs,
		.program_count = template->program_count,
		.notify_mode = part_notify_mode(template),
		.listeners = template->sockets,
		.listener_count = template->socket_count,
		.timeout_ns = start_timeout_ns(template),
	};
	return 0;
}

void part_done(struct part *part)
{
	free(part->resolved);
	free(part->programs);
}

void part_start(struct part *part)
{
	client_start(&part->target, &part->start, &part->result);
}

void part_stop(struct part *part)
{
	client_stop(&part->target, stop_timeout_ns(part->template), &part->result);
}

void part_restart(struct part *part)
{
	client_restart(&part->target, &part->start, stop_timeout_ns(part->template), &part->result);
}

void part_wakeup(struct part *part)
{
	client_wakeup(&part->target, &part->result);
}

void part_upgrade(struct part *part)
{
	client_upgrade(&part->target, part->program, &part->result);
}
