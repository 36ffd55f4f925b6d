/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "master/target.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "master/launch.h"
#include "master/master.h"
#include "master/places.h"

#define ALL "all"

static bool find_program(const struct master *master, const char *name, struct target *target)
{
	const struct template *template = master->template;
	unsigned first = 0;

	for (size_t i = 0; i < template->program_count; i++) {
		const struct program *program = &template->programs[i];

		if (strcmp(program->name, name) == 0) {
			*target = (struct target){.first = first, .count = program->workers};
			return true;
		}
		first += program->workers;
	}
	return false;
}

static bool find_node(const struct master *master, const char *name, struct target *target)
{
	for (unsigned i = 1; i < master->node_count; i++)
		if (strcmp(master->template->nodes[i].name, name) == 0) {
			*target = (struct target){.first = master->slot_count + i, .count = 1};
			return true;
		}
	return false;
}

static bool is_everything(const struct master *master, const char *name)
{
	return strcmp(name, ALL) == 0 ||
	       (master->node_count && strcmp(master->template->nodes[0].name, name) == 0);
}

/* The number behind the last dot, as a worker's name has it; 0: there is none. */
static unsigned instance_of(const char *name, size_t *ret_length)
{
	const char *dot = strrchr(name, '.');
	uint64_t number;

	if (!dot || dot[1] == '0' || strlen(dot) > 9 || text_to_u64(dot + 1, &number) < 0)
		return 0;
	*ret_length = (size_t)(dot - name);
	return (unsigned)number;
}

/* The program of "mailer.2"; *ret_instance 0: it is no worker's name, or of no program. */
static struct target find_worker(
	const struct master *master, const char *name, unsigned *ret_instance)
{
	struct target target = {0};
	char program[NAME_MAX_LENGTH + 1];
	size_t length = 0;

	*ret_instance = instance_of(name, &length);
	if (*ret_instance == 0 || length > NAME_MAX_LENGTH)
		*ret_instance = 0;
	if (*ret_instance) {
		memcpy(program, name, length);
		program[length] = '\0';
		if (!find_program(master, program, &target))
			*ret_instance = 0;
	}
	return target;
}

static int refuse_unknown(const struct master *master, const char *name, struct reeve_error *error)
{
	const struct template *template = master->template;
	size_t count = 0;
	const char **names =
		calloc(template->program_count + template->node_count + 1, sizeof *names);

	if (!names)
		return error_set(error, REEVE_EXIT_FAILED, "the master is out of memory");
	for (size_t i = 0; i < template->program_count; i++)
		names[count++] = template->programs[i].name;
	for (size_t i = 0; i < template->node_count; i++)
		names[count++] = template->nodes[i].name;
	names[count++] = ALL;
	error_no_program(error, name, names, count);
	free(names);
	return -1;
}

int target_find(const struct master *master, const char *name, struct target *ret_target,
	struct reeve_error *error)
{
	struct target program;
	unsigned instance;

	*ret_target = (struct target){0};
	if (find_program(master, name, ret_target) || find_node(master, name, ret_target))
		return 0;
	if (is_everything(master, name)) {
		*ret_target = (struct target){
			.count = master->slot_count + master->node_count, .is_all = true};
		return 0;
	}
	program = find_worker(master, name, &instance);
	if (instance == 0)
		return refuse_unknown(master, name, error);
	if (instance > program.count)
		return error_set(error, REEVE_EXIT_USAGE,
			"there is no worker '%s': program '%s' has %u", name,
			places_worker(master, program.first)->launch->program->name, program.count);
	*ret_target = (struct target){.first = program.first + instance - 1, .count = 1};
	return 0;
}

static bool is_below(const struct template *template, unsigned node, unsigned above)
{
	while (node > above)
		node = template->nodes[node].parent;
	return node == above;
}

/* Programs stand in the order of the tree: those below a supervisor are neighbours. */
struct target target_workers(const struct master *master, struct target target)
{
	const struct template *template = master->template;
	struct target workers = {.is_all = target.is_all};
	unsigned at = 0, node;

	if (target.is_all)
		target = (struct target){.first = master->slot_count};
	if (target.first < master->slot_count)
		return target;
	node = target.first - master->slot_count;
	for (size_t i = 0; i < template->program_count; at += template->programs[i++].workers) {
		if (master->node_count && !is_below(template, template->programs[i].node, node))
			continue;
		if (workers.count == 0)
			workers.first = at;
		workers.count = at + template->programs[i].workers - workers.first;
	}
	return workers;
}
