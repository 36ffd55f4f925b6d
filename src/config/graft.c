/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "config/graft.h"

#include <stdlib.h>
#include <string.h>

#include "config/release.h"

#define NONE UINT32_MAX

static int fail_memory(struct reeve_error *error)
{
	return error_set(error, REEVE_EXIT_FAILED, "out of memory");
}

/* The supervisor of `into` that is this one of `from`: the outermost one, or one of its name. */
static unsigned find_node(const struct template *into, const struct template *from, unsigned number)
{
	if (number == 0)
		return 0;
	for (unsigned i = 1; i < into->node_count; i++)
		if (strcmp(into->nodes[i].name, from->nodes[number].name) == 0)
			return i;
	return NONE;
}

/* Programs stand in the order of the tree. */
static void renumber(struct template *template)
{
	size_t at = 0;

	for (size_t i = 0; i < template->node_count; i++) {
		template->nodes[i].first_program = at;
		at += template->nodes[i].program_count;
	}
}

/* Behind all that is below the supervisor. */
static unsigned end_of(const struct template *template, unsigned number)
{
	unsigned at = number + 1;

	while (at<template->node_count &&template->nodes[at].depth> template->nodes[number].depth)
		at++;
	return at;
}

/* Before the next of its siblings that is there. */
static unsigned node_place(
	const struct template *into, const struct template *from, unsigned number, unsigned parent)
{
	for (unsigned i = number + 1; i < from->node_count; i++) {
		unsigned at = from->nodes[i].parent == from->nodes[number].parent
				      ? find_node(into, from, i)
				      : NONE;

		if (at != NONE && into->nodes[at].parent == parent)
			return at;
	}
	return end_of(into, parent);
}

static void shift_nodes(struct template *template, unsigned from, int by)
{
	for (size_t i = 0; i < template->node_count; i++)
		if (template->nodes[i].parent >= from)
			template->nodes[i].parent += (unsigned)by;
	for (size_t i = 0; i < template->program_count; i++)
		if (template->programs[i].node >= from)
			template->programs[i].node += (unsigned)by;
}

/* Without what is in it. */
static int add_node(
	struct template *into, const struct template *from, unsigned number, unsigned parent)
{
	unsigned at = node_place(into, from, number, parent);
	struct template_node *nodes = realloc(into->nodes, (into->node_count + 1) * sizeof *nodes);
	char *name = strdup(from->nodes[number].name);

	if (nodes)
		into->nodes = nodes;
	if (!nodes || !name) {
		free(name);
		return -1;
	}
	memmove(&nodes[at + 1], &nodes[at], (into->node_count - at) * sizeof *nodes);
	into->node_count++;
	shift_nodes(into, at, 1);
	nodes[at] = from->nodes[number];
	nodes[at].name = name;
	nodes[at].file = NULL;
	nodes[at].parent = parent;
	nodes[at].depth = nodes[parent].depth + 1;
	nodes[at].program_count = 0;
	renumber(into);
	return 0;
}

/* The supervisor, with those above it that are missing. */
static unsigned bring_node(struct template *into, const struct template *from, unsigned number)
{
	unsigned found = find_node(into, from, number);

	while (found == NONE) {
		unsigned missing = number, parent;

		while ((parent = find_node(into, from, from->nodes[missing].parent)) == NONE)
			missing = from->nodes[missing].parent;
		if (add_node(into, from, missing, parent) < 0)
			return NONE;
		found = find_node(into, from, number);
	}
	return found;
}

static size_t number_of(const struct template *template, const char *name)
{
	const struct program *program = template_program(template, name);

	return program ? (size_t)(program - template->programs) : template->program_count;
}

static size_t program_place(const struct template *into, const struct template *from,
	const struct program *program, unsigned node)
{
	const struct template_node *own = into->node_count ? &into->nodes[node] : NULL;
	size_t at;

	for (const struct program *next = program + 1; next < from->programs + from->program_count;
		next++) {
		at = next->node == program->node ? number_of(into, next->name) : SIZE_MAX;
		if (at < into->program_count && into->programs[at].node == node)
			return at;
	}
	return own ? own->first_program + own->program_count : into->program_count;
}

static int open_program(struct template *template, size_t at)
{
	struct program *programs =
		realloc(template->programs, (template->program_count + 1) * sizeof *programs);

	if (!programs)
		return -1;
	template->programs = programs;
	memmove(&programs[at + 1], &programs[at],
		(template->program_count - at) * sizeof *programs);
	template->program_count++;
	programs[at] = (struct program){0};
	return 0;
}

static int check_place(const struct template *into, const struct template *from,
	const struct program *program, struct reeve_error *error)
{
	const struct template_node *node;
	unsigned number;

	if (!into->node_count != !from->node_count)
		return error_set(error, REEVE_EXIT_FAILED,
			"program '%s' cannot come alone: the template has %s now; reload it as a "
			"whole",
			program->name, from->node_count ? "supervisors" : "no supervisors");
	number = into->node_count ? find_node(into, from, program->node) : NONE;
	node = number == NONE ? NULL : &into->nodes[number];
	if (node && node->strategy == NODE_SIMPLE && node->program_count)
		return error_set(error, REEVE_EXIT_FAILED,
			"program '%s' cannot come to '%s': supervisor '%s' is "
			"simple_one_for_one and has one program",
			program->name, into->programs[node->first_program].name, node->name);
	return 0;
}

int graft_in(struct template *into, struct template *from, struct program *program,
	struct reeve_error *error)
{
	char *name = strdup(program->name);
	unsigned node = 0;
	size_t at;

	if (check_place(into, from, program, error) < 0) {
		free(name);
		return -1;
	}
	if (name && into->node_count)
		node = bring_node(into, from, program->node);
	at = node == NONE ? 0 : program_place(into, from, program, node);
	if (!name || node == NONE || open_program(into, at) < 0) {
		free(name);
		return fail_memory(error);
	}
	into->programs[at] = *program;
	into->programs[at].node = node;
	if (into->node_count)
		into->nodes[node].program_count++;
	*program = (struct program){.name = name, .node = program->node};
	renumber(into);
	return 0;
}

/* Supervisors that have nothing any more. */
static void prune(struct template *template, unsigned number)
{
	while (number && template->nodes[number].program_count == 0 &&
		end_of(template, number) == number + 1) {
		unsigned parent = template->nodes[number].parent;

		free(template->nodes[number].name);
		free(template->nodes[number].file);
		template->node_count--;
		memmove(&template->nodes[number], &template->nodes[number + 1],
			(template->node_count - number) * sizeof *template->nodes);
		shift_nodes(template, number + 1, -1);
		number = parent;
	}
}

void graft_out(struct template *template, struct program *program)
{
	size_t at = (size_t)(program - template->programs);
	unsigned node = program->node;

	release_programs(program, 1);
	template->program_count--;
	memmove(program, program + 1, (template->program_count - at) * sizeof *program);
	if (template->node_count) {
		template->nodes[node].program_count--;
		prune(template, node);
	}
	renumber(template);
}
