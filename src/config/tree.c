/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "config/tree.h"

#include <stdlib.h>
#include <string.h>

#include "config/inner.h"
#include "config/limits.h"
#include "config/program.h"
#include "config/tree_check.h"
#include "config/value.h"

#define FIELD(key_, member) FIELD_OF(struct template_node, key_, member, .scale = 0)

const struct field tree_fields[] = {
	FIELD("strategy", strategy),
	FIELD("intensity", intensity),
	FIELD("period", period_ns),
	FIELD("auto_shutdown", auto_shutdown),
	FIELD("start_order", parallel),
	FIELD("restart", restart),
	FIELD("significant", significant),
	FIELD("shutdown", shutdown_ns),
};

const size_t tree_field_count = sizeof tree_fields / sizeof tree_fields[0];

const config_setting_t *tree_find(
	const struct reader *reader, const config_setting_t *group, const char *key)
{
	const config_setting_t *setting = config_setting_get_member(group, key);
	const struct option *option = option_find(key);
	bool of_sites = (option->scope & SCOPE_SITE) && !(option->scope & SCOPE_PROGRAM);

	for (size_t i = 1; !setting && of_sites && i < reader->level_count; i++)
		setting = config_setting_get_member(level_root(&reader->levels[i]), key);
	return setting;
}

/* The list of a key, if it is one; faults were reported by check_level(). */
static const config_setting_t *list_of(const config_setting_t *group, const char *key)
{
	const config_setting_t *list = config_setting_get_member(group, key);
	uint64_t number;

	if (!list || value_read(option_find(key), list, &number, NULL) < 0)
		return NULL;
	return list;
}

static size_t length_of(const config_setting_t *list)
{
	return list ? (size_t)config_setting_length(list) : 0;
}

/* How many there are, down to the depth that is read. */
static void count_all(
	const config_setting_t *group, unsigned depth, size_t *programs, size_t *supervisors)
{
	const config_setting_t *list = list_of(group, "supervisors");

	*programs += length_of(list_of(group, "programs"));
	*supervisors += 1;
	for (size_t i = 0; depth + 1 < TEMPLATE_MAX_DEPTH && i < length_of(list); i++)
		count_all(config_setting_get_elem(list, (unsigned)i), depth + 1, programs,
			supervisors);
}

static bool make_room(struct template *template, size_t programs, size_t supervisors)
{
	template->programs = calloc(programs + 1, sizeof *template->programs);
	template->nodes = calloc(supervisors + 1, sizeof *template->nodes);
	return template->programs && template->nodes;
}

static void read_programs(struct reader *reader, const config_setting_t *list, unsigned node)
{
	struct template *template = reader->template;

	for (size_t i = 0; i < length_of(list); i++) {
		const config_setting_t *group = config_setting_get_elem(list, (unsigned)i);
		struct program *program = &template->programs[template->program_count++];

		program->node = node;
		program_read(reader, group, program);
		/* What was valid when it was resolved is in force. */
		if ((reader->levels[0].scope & SCOPE_RESOLVED) || !program->name)
			continue;
		limits_check(reader, group, program);
		tree_check_program(reader, group, program);
		inner_check(reader, group, program);
	}
}

static void read_node(
	struct reader *reader, const config_setting_t *group, struct template_node *node)
{
	const config_setting_t *name = config_setting_get_member(group, "name");
	const char *text = name ? config_setting_get_string(name) : NULL;
	const char *file;

	source_place(
		&reader->levels[0].source, config_setting_source_line(group), &file, &node->line);
	node->file = reader_copy(reader, file);
	/* The outermost one is the command as a whole. */
	if (!text)
		text = node->depth ? "" : reader->template->name;
	node->name = reader_copy(reader, text);
	for (size_t i = 0; i < tree_field_count; i++) {
		const struct option *option = option_find(tree_fields[i].key);
		const config_setting_t *setting = tree_find(reader, group, option->key);
		uint64_t value;

		if (!setting || value_read(option, setting, &value, NULL) < 0)
			value_parse(option, option->standard, &value);
		field_set(&tree_fields[i], node, value);
	}
	if (node->strategy == NODE_SIMPLE)
		node->parallel = 1;
}

/* The programs of a supervisor, then the supervisors in it. */
static void read_below(
	struct reader *reader, const config_setting_t *group, unsigned parent, unsigned depth)
{
	const config_setting_t *list = list_of(group, "supervisors");
	struct template *template = reader->template;
	unsigned number = (unsigned)template->node_count++;
	struct template_node *node = &template->nodes[number];

	node->parent = parent;
	node->depth = depth;
	read_node(reader, group, node);
	node->first_program = template->program_count;
	read_programs(reader, list_of(group, "programs"), number);
	node->program_count = template->program_count - node->first_program;
	for (size_t i = 0; depth + 1 < TEMPLATE_MAX_DEPTH && i < length_of(list); i++)
		read_below(reader, config_setting_get_elem(list, (unsigned)i), number, depth + 1);
	if (!(reader->levels[0].scope & SCOPE_RESOLVED) && node->name)
		tree_check_node(reader, group, number);
}

static void check_sum(struct reader *reader, const config_setting_t *setting)
{
	const struct template *template = reader->template;
	uint64_t sum = template->node_count;

	for (size_t i = 0; i < template->program_count; i++)
		sum += template->programs[i].workers + template->programs[i].rolling;
	if (sum > TEMPLATE_MAX_WORKERS)
		level_complain(&reader->levels[0], setting, reader->errors,
			"all programs together have %llu workers%s, at most %d can be",
			(unsigned long long)sum, template->node_count ? " and supervisors" : "",
			TEMPLATE_MAX_WORKERS);
}

void tree_read(struct reader *reader)
{
	const config_setting_t *root = reader_root(reader);
	const config_setting_t *supervisor = config_setting_get_member(root, "supervisor");
	const config_setting_t *programs = list_of(root, "programs");
	size_t program_count = 0, supervisor_count = 0;

	if (supervisor && config_setting_type(supervisor) != CONFIG_TYPE_GROUP)
		return;
	if (supervisor)
		count_all(supervisor, 0, &program_count, &supervisor_count);
	else
		program_count = length_of(programs);
	if (supervisor_count > TEMPLATE_MAX_SUPERVISORS) {
		level_complain(&reader->levels[0], supervisor, reader->errors,
			"there are %zu supervisors, at most %d can be", supervisor_count,
			TEMPLATE_MAX_SUPERVISORS);
		return;
	}
	if (!make_room(reader->template, program_count, supervisor_count))
		reader->no_memory = true;
	else if (supervisor)
		read_below(reader, supervisor, 0, 0);
	else
		read_programs(reader, programs, 0);
	check_sum(reader, supervisor ? supervisor : programs ? programs : root);
}
