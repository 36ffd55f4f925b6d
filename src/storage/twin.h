/* SPDX-License-Identifier: MIT */
#ifndef STORAGE_TWIN_H
#define STORAGE_TWIN_H

/* A record in shared memory that its one writer may be killed in the middle of writing: two copies
 * and a counter of flips. The copy with the number (flips & 1) is current. The writer fills the
 * other one, then stores flips + 1: killed at any instruction, it leaves the current copy whole. (A
 * sequence counter would be left odd by half of all SIGKILLs, and its readers would wait for ever.)
 *
 * A reader copies the current one and looks at the counter again. Unchanged: the writer can only
 * have been busy with the other copy. Changed: it may already be writing into the one just read;
 * once more.
 */

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct twin {
	_Atomic uint64_t *flips;
	_Atomic uint64_t *copies; /* two, one behind the other */
	size_t words;		  /* 64-bit words of one copy */
};

/* Only ever called by one process at a time. */
void twin_write(const struct twin *twin, const void *data);
/* False, with ret_data all zero, if the writer was faster than the reader a great many times in a
 * row: no writer of ours is, so the memory is not to be believed. */
bool twin_read(const struct twin *twin, void *ret_data);

#endif
