/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_DEADLINE_H
#define SUPERVISOR_DEADLINE_H

/* At most one deadline for each of a fixed number of children: a binary min-heap that knows where
 * each child stands in it, so that a deadline can be moved or taken out. Setting costs O(log n),
 * the earliest is at hand. Of equal times the lower child comes first: runs can be replayed. */

#include <stddef.h>
#include <stdint.h>

#define DEADLINE_NONE UINT64_MAX

struct deadline_entry {
	uint64_t at_ns;
	uint32_t child;
};

struct deadlines {
	struct deadline_entry *heap;
	uint32_t *place; /* child -> index in heap, UINT32_MAX: not there */
	size_t count;
};

/* Returns 0 or -ENOMEM. */
int deadline_init(struct deadlines *deadlines, size_t children);
/* From room for so many children to more. Returns 0 or -ENOMEM: all is as before. */
int deadline_grow(struct deadlines *deadlines, size_t children, size_t more);
void deadline_done(struct deadlines *deadlines);

/* DEADLINE_NONE takes the child out. */
void deadline_set(struct deadlines *deadlines, uint32_t child, uint64_t at_ns);
uint64_t deadline_get(const struct deadlines *deadlines, uint32_t child);
/* The entry with the earliest time, or NULL. */
const struct deadline_entry *deadline_first(const struct deadlines *deadlines);

/* now + duration; DEADLINE_NONE where that is beyond the clock's end. */
uint64_t deadline_after(uint64_t now, uint64_t duration_ns);

#endif
