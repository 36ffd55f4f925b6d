/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_WINDOW_H
#define SUPERVISOR_WINDOW_H

/* The times of a child's newest unplanned exits: a ring of max_restarts + 1. The budget is exceeded
 * exactly when the ring is full and its oldest time is still within the window, so neither noting
 * nor asking ever walks it. A time exactly the window's length old still counts, as with OTP. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct window {
	uint64_t *times; /* room of them, in the supervisor's one block */
	uint32_t room;	 /* 0: no limit */
	uint32_t count;
	uint32_t next; /* where the next time goes */
};

void window_clear(struct window *window);
void window_add(struct window *window, uint64_t now);
bool window_exceeded(const struct window *window, uint64_t length_ns, uint64_t now);
/* Copies the times within length_ns of the newest, oldest first; if room is short, the newest. */
size_t window_copy(
	const struct window *window, uint64_t length_ns, uint64_t *ret_times, size_t room);

#endif
