/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "sim/board.h"

#include <stdlib.h>

/* A limit that no window of this length reaches needs none. */
#define WINDOW_MAX 1024

struct line {
	struct child_record record;
	uint64_t *window;
	size_t window_count;
};

struct board {
	struct line *children;
	struct line *nodes;
	uint64_t *windows; /* the one block behind all of them */
	size_t window_room;
};

static void make_room(struct board *board, uint32_t limit)
{
	if (limit < WINDOW_MAX && limit >= board->window_room)
		board->window_room = limit + 1;
}

struct board *board_new(const struct supervisor_spec *spec)
{
	struct board *board = calloc(1, sizeof *board);

	if (!board)
		return NULL;
	for (size_t i = 0; i < spec->count; i++)
		make_room(board, spec->policies[spec->policy_of[i]].max_restarts);
	for (size_t i = 0; i < spec->node_count; i++)
		make_room(board, spec->nodes[i].intensity);
	board->children = calloc(spec->count + 1, sizeof *board->children);
	board->nodes = calloc(spec->node_count + 1, sizeof *board->nodes);
	board->windows = calloc(
		(spec->count + spec->node_count) * board->window_room + 1, sizeof *board->windows);
	if (!board->children || !board->nodes || !board->windows) {
		board_free(board);
		return NULL;
	}
	for (size_t i = 0; i < spec->count; i++)
		board->children[i].window = board->windows + i * board->window_room;
	for (size_t i = 0; i < spec->node_count; i++)
		board->nodes[i].window = board->windows + (spec->count + i) * board->window_room;
	return board;
}

void board_free(struct board *board)
{
	if (!board)
		return;
	free(board->windows);
	free(board->children);
	free(board->nodes);
	free(board);
}

void board_write_child(struct board *board, const struct supervisor *supervisor, unsigned child)
{
	struct line *line = &board->children[child];

	line->record = *supervisor_child(supervisor, child);
	line->window_count = supervisor_window(supervisor, child, line->window, board->window_room);
}

void board_write_node(struct board *board, const struct supervisor *supervisor, unsigned node)
{
	struct line *line = &board->nodes[node];

	line->record = *supervisor_node(supervisor, node);
	line->window_count =
		supervisor_node_window(supervisor, node, line->window, board->window_room);
}

void board_restore_child(
	const struct board *board, struct supervisor *supervisor, unsigned child, bool alive)
{
	const struct line *line = &board->children[child];

	supervisor_restore(
		supervisor, child, &line->record, alive, line->window, line->window_count);
}

void board_restore_node(const struct board *board, struct supervisor *supervisor, unsigned node)
{
	const struct line *line = &board->nodes[node];

	supervisor_restore_node(supervisor, node, &line->record, line->window, line->window_count);
}
