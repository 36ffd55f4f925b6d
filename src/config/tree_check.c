/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "config/tree_check.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "config/limits.h"
#include "config/supervision.h"
#include "config/tree.h"
#include "config/value.h"

/* A program or a supervisor, where it stands. */
struct member {
	struct reader *reader;
	const config_setting_t *group;
	char who[96]; /* "supervisor 'web'" */
};

static void complain(const struct member *member, const char *key, const char *format, ...)
	REEVE_PRINTF(3, 4);

/* At the key where it is said, else at the group. */
static void complain(const struct member *member, const char *key, const char *format, ...)
{
	const config_setting_t *setting = config_setting_get_member(member->group, key);
	char text[1024];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	level_complain(&member->reader->levels[0], setting ? setting : member->group,
		member->reader->errors, "%s: %s", member->who, text);
}

static bool is_said(const struct member *member, const char *key)
{
	return config_setting_get_member(member->group, key) != NULL;
}

static bool is_readable(const config_setting_t *setting, const char *key)
{
	uint64_t number;

	return !setting || value_read(option_find(key), setting, &number, NULL) == 0;
}

/* What counts for the end of the supervisor above must end by itself one day. */
static void check_significant(
	const struct member *member, const struct template_node *above, unsigned restart)
{
	const config_setting_t *group = config_setting_parent(config_setting_parent(member->group));

	if (restart == PROGRAM_PERMANENT)
		complain(member, "significant",
			"significant = true needs restart = \"transient\" or \"temporary\": a "
			"permanent one is always started again");
	else if (above->auto_shutdown == NODE_NEVER &&
		 is_readable(tree_find(member->reader, group, "auto_shutdown"), "auto_shutdown"))
		complain(member, "significant",
			"significant = true means nothing: auto_shutdown of its supervisor is "
			"\"never\"");
}

void tree_check_program(
	struct reader *reader, const config_setting_t *group, const struct program *program)
{
	const struct template *template = reader->template;
	struct member member = {reader, group, ""};
	const struct level *level;

	if (template->node_count && program->need_count) {
		snprintf(member.who, sizeof member.who, "program '%.64s'", program->name);
		complain(&member, is_said(&member, "needs") ? "needs" : "after",
			"'%s' is not for programs in a supervisor: that starts its members in "
			"their order, each ready before the next",
			is_said(&member, "needs") ? "needs" : "after");
	}
	if (!program->significant)
		return;
	snprintf(member.who, sizeof member.who, "program '%.64s'", program->name);
	if (template->node_count == 0)
		complain(&member, "significant",
			"significant = true means nothing here: the program is in no supervisor");
	else if (is_readable(reader_find(reader, group, "restart", &level), "restart"))
		check_significant(&member, &template->nodes[program->node], program->restart);
}

static void check_outermost(const struct member *member)
{
	static const char *const keys[] = {"restart", "significant", "shutdown"};

	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
		if (is_said(member, keys[i]))
			complain(member, keys[i],
				"'%s' means nothing in the outermost supervisor: there is none "
				"above it",
				keys[i]);
}

static size_t count_below(const struct template *template, unsigned number)
{
	size_t count = 0;

	for (size_t i = number + 1; i < template->node_count; i++)
		count += template->nodes[i].parent == number;
	return count;
}

static void check_simple(
	const struct member *member, const struct template_node *node, size_t supervisors)
{
	const config_setting_t *order = config_setting_get_member(member->group, "start_order");
	const char *text = order ? config_setting_get_string(order) : NULL;

	if (node->program_count > 1)
		complain(member, "programs",
			"simple_one_for_one has one program, here are %zu: its workers are all "
			"alike",
			node->program_count);
	if (supervisors > 0)
		complain(member, "supervisors", "simple_one_for_one has no supervisors in it");
	if (node->auto_shutdown != NODE_NEVER)
		complain(member, "auto_shutdown",
			"auto_shutdown cannot be in simple_one_for_one: no worker is more "
			"significant than the others");
	if (text && strcmp(text, "sequential") == 0)
		complain(
			member, "start_order", "simple_one_for_one starts its workers in parallel");
}

static bool has_significant(const struct template *template, unsigned number)
{
	const struct template_node *node = &template->nodes[number];

	for (size_t i = 0; i < node->program_count; i++)
		if (template->programs[node->first_program + i].significant)
			return true;
	for (size_t i = number + 1; i < template->node_count; i++)
		if (template->nodes[i].parent == number && template->nodes[i].significant)
			return true;
	return false;
}

/* What can call for restarts in a supervisor. */
struct sources {
	size_t members;		       /* processes and supervisors */
	size_t programs;	       /* that they belong to, with supervisors */
	uint64_t least;		       /* in which one member can call for so many */
	const struct program *program; /* the last one */
};

static void add_source(struct sources *sources, size_t members, uint64_t least)
{
	sources->members += members;
	sources->programs++;
	if (least < sources->least)
		sources->least = least;
}

/* Every member that can call for `ends` restarts. */
static struct sources find_sources(const struct template *template, unsigned number, unsigned ends)
{
	const struct template_node *node = &template->nodes[number];
	struct sources sources = {.least = UINT64_MAX};

	for (size_t i = 0; i < node->program_count; i++) {
		const struct program *program = &template->programs[node->first_program + i];
		struct child_policy policy = supervision_policy(program);

		if (!limits_is_started_again(&policy))
			continue;
		sources.program = program;
		add_source(&sources, program->workers, ends ? limits_span(&policy, ends - 1) : 0);
	}
	for (size_t i = number + 1; i < template->node_count; i++) {
		const struct template_node *below = &template->nodes[i];
		uint64_t least;

		if (below->parent != number || below->restart != PROGRAM_PERMANENT ||
			below->gives_up_ns == UINT64_MAX)
			continue;
		if (__builtin_mul_overflow(
			    below->gives_up_ns, (uint64_t)(ends - (ends > 0)), &least))
			least = UINT64_MAX;
		add_source(&sources, 1, least);
	}
	return sources;
}

/* The least time in which there can be one restart more than the intensity. One of n members has
 * called for every nth of them at least; where one end ends them all, they come one by one. */
static uint64_t least_to_exceed(
	const struct template *template, unsigned number, struct sources *ret_sources)
{
	const struct template_node *node = &template->nodes[number];
	uint64_t ends = (uint64_t)node->intensity + 1, least;
	struct sources sources = find_sources(template, number, 1);

	*ret_sources = sources;
	if (sources.members == 0)
		return UINT64_MAX;
	if (node->strategy == NODE_ONE_FOR_ALL && sources.members > 1) {
		sources = find_sources(template, number, 2);
		if (__builtin_mul_overflow(sources.least, ends - 1, &least))
			least = UINT64_MAX;
		return ends == 1 ? 0 : least;
	}
	ends = (ends + sources.members - 1) / sources.members;
	return find_sources(template, number, (unsigned)ends).least;
}

static void check_intensity(
	const struct member *member, const struct template_node *node, struct sources *sources)
{
	char period[32], span[32], delay[160], with[256];
	const char *plural = node->intensity == 1 ? "" : "s";

	if (sources->members == 0) {
		if (is_said(member, "intensity"))
			complain(member, "intensity",
				"intensity can never be exceeded: nothing in it is started again");
		return;
	}
	text_from_duration(node->period_ns, period, sizeof period);
	text_from_duration(sources->least, span, sizeof span);
	if (sources->programs == 1 && sources->program)
		limits_delay_text(sources->program, with, sizeof with);
	else
		snprintf(with, sizeof with, "the delays of what is in it");
	snprintf(delay, sizeof delay, "one more takes %s at least", span);
	complain(member, is_said(member, "period") ? "period" : "intensity",
		"%u restart%s in %s can never be exceeded with %s: %s; set a longer period, "
		"shorter "
		"delays, or intensity = \"unlimited\"",
		node->intensity, plural, period, with, delay);
}

/* A worker that is given up by its own limits, or whose exit code says so, takes these along. */
static bool gives_up_with_one(const struct template_node *node)
{
	return node->strategy == NODE_ONE_FOR_ALL || node->strategy == NODE_REST_FOR_ONE;
}

void tree_check_node(struct reader *reader, const config_setting_t *group, unsigned number)
{
	struct template_node *node = &reader->template->nodes[number];
	struct member member = {reader, group, "supervisor"};
	struct sources sources = {0};

	if (node->depth && node->name[0])
		snprintf(member.who, sizeof member.who, "supervisor '%.64s'", node->name);
	node->gives_up_ns = 0;
	for (size_t i = 0; i < tree_field_count; i++)
		if (!is_readable(tree_find(reader, group, tree_fields[i].key), tree_fields[i].key))
			return;
	if (node->depth == 0)
		check_outermost(&member);
	else if (node->significant)
		check_significant(&member, &reader->template->nodes[node->parent], node->restart);
	if (node->strategy == NODE_SIMPLE)
		check_simple(&member, node, count_below(reader->template, number));
	else if (node->auto_shutdown != NODE_NEVER && !has_significant(reader->template, number))
		complain(&member, "auto_shutdown",
			"auto_shutdown can never happen: nothing in it has significant = true");
	if (node->intensity != UINT_MAX)
		sources.least = least_to_exceed(reader->template, number, &sources);
	if (node->intensity != UINT_MAX && sources.least > node->period_ns)
		check_intensity(&member, node, &sources);
	else if (!gives_up_with_one(node))
		node->gives_up_ns = node->intensity == UINT_MAX ? UINT64_MAX : sources.least;
}
