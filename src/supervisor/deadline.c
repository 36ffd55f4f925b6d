/* SPDX-License-Identifier: MIT */
#include "supervisor/deadline.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define ABSENT UINT32_MAX

int deadline_init(struct deadlines *deadlines, size_t children)
{
	/* One more than needed: calloc(0) may return NULL. */
	deadlines->heap = calloc(children + 1, sizeof *deadlines->heap);
	deadlines->place = calloc(children + 1, sizeof *deadlines->place);
	deadlines->count = 0;
	if (!deadlines->heap || !deadlines->place)
		return -ENOMEM;
	memset(deadlines->place, 0xff, (children + 1) * sizeof *deadlines->place);
	return 0;
}

int deadline_grow(struct deadlines *deadlines, size_t children, size_t more)
{
	struct deadline_entry *heap = realloc(deadlines->heap, (more + 1) * sizeof *heap);
	uint32_t *place;

	if (!heap)
		return -ENOMEM;
	deadlines->heap = heap;
	place = realloc(deadlines->place, (more + 1) * sizeof *place);
	if (!place)
		return -ENOMEM;
	memset(place + children + 1, 0xff, (more - children) * sizeof *place);
	deadlines->place = place;
	return 0;
}

void deadline_done(struct deadlines *deadlines)
{
	free(deadlines->heap);
	free(deadlines->place);
	*deadlines = (struct deadlines){0};
}

static bool before(const struct deadline_entry *a, const struct deadline_entry *b)
{
	return a->at_ns != b->at_ns ? a->at_ns < b->at_ns : a->child < b->child;
}

static void put(struct deadlines *deadlines, size_t index, struct deadline_entry entry)
{
	deadlines->heap[index] = entry;
	deadlines->place[entry.child] = (uint32_t)index;
}

/* Moves entry from the hole at index towards the root to where it belongs. */
static void rise(struct deadlines *deadlines, size_t index, struct deadline_entry entry)
{
	while (index > 0) {
		size_t parent = (index - 1) / 2;

		if (!before(&entry, &deadlines->heap[parent]))
			break;
		put(deadlines, index, deadlines->heap[parent]);
		index = parent;
	}
	put(deadlines, index, entry);
}

/* Moves entry from the hole at index towards the leaves to where it belongs. */
static void sink(struct deadlines *deadlines, size_t index, struct deadline_entry entry)
{
	for (;;) {
		size_t child = 2 * index + 1;

		if (child >= deadlines->count)
			break;
		if (child + 1 < deadlines->count &&
			before(&deadlines->heap[child + 1], &deadlines->heap[child]))
			child++;
		if (!before(&deadlines->heap[child], &entry))
			break;
		put(deadlines, index, deadlines->heap[child]);
		index = child;
	}
	put(deadlines, index, entry);
}

static void place(struct deadlines *deadlines, size_t index, struct deadline_entry entry)
{
	if (index > 0 && before(&entry, &deadlines->heap[(index - 1) / 2]))
		rise(deadlines, index, entry);
	else
		sink(deadlines, index, entry);
}

static void take(struct deadlines *deadlines, uint32_t child)
{
	size_t index = deadlines->place[child];
	struct deadline_entry last = deadlines->heap[--deadlines->count];

	deadlines->place[child] = ABSENT;
	if (last.child != child)
		place(deadlines, index, last);
}

void deadline_set(struct deadlines *deadlines, uint32_t child, uint64_t at_ns)
{
	struct deadline_entry entry = {.at_ns = at_ns, .child = child};
	uint32_t index = deadlines->place[child];

	if (at_ns == DEADLINE_NONE) {
		if (index != ABSENT)
			take(deadlines, child);
	} else if (index == ABSENT) {
		rise(deadlines, deadlines->count++, entry);
	} else {
		place(deadlines, index, entry);
	}
}

uint64_t deadline_get(const struct deadlines *deadlines, uint32_t child)
{
	uint32_t index = deadlines->place[child];

	return index == ABSENT ? DEADLINE_NONE : deadlines->heap[index].at_ns;
}

const struct deadline_entry *deadline_first(const struct deadlines *deadlines)
{
	return deadlines->count ? &deadlines->heap[0] : NULL;
}

uint64_t deadline_after(uint64_t now, uint64_t duration_ns)
{
	return duration_ns < DEADLINE_NONE - now ? now + duration_ns : DEADLINE_NONE;
}
