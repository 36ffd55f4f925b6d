/* SPDX-License-Identifier: MIT */
#ifndef REEVE_BACKOFF_H
#define REEVE_BACKOFF_H

/* Waiting longer after each failure in a row, for work that tries again what it depends on:
 *
 *	struct reeve_backoff backoff = REEVE_BACKOFF(100000, 2, 15000000);
 *
 *	while (!(database = connect_to(host)))
 *		if (!reeve_backoff_wait(&backoff, worker))
 *			return 0;
 *	reeve_backoff_reset(&backoff);
 *
 * The n-th wait in a row is a random part of delay x factor^(n-1), of max at most: the delay of a
 * worker's restarts (restart_delay, backoff_factor, backoff_max in reeve-template(5)), by the same
 * code. Random from nothing up to the whole of it, so that the workers that a database lost
 * together do not come back together: of the usual ways this asks the least of what has just come
 * back, and unlike a wait that is drawn from the one before, what is the longest stands written
 * down.
 *
 * A plain value: nothing is allocated, a copy is a backoff of its own, and no function here touches
 * anything but what it is given. One thread at a time. */

#include <stdbool.h>
#include <stdint.h>

#include <reeve/error.h>

#ifdef __cplusplus
extern "C" {
#endif

struct reeve_worker;

/* Fixed for ever: never grows. */
struct reeve_backoff {
	uint64_t delay;	   /* microseconds: the first wait at most */
	uint64_t max;	   /* microseconds: the longest wait; less than delay: delay is */
	double factor;	   /* how much longer with each failure; up to 1: it stays; at most 1000 */
	uint64_t exact;	   /* not 0: the whole of it, nothing is random */
	uint64_t failures; /* in a row so far; 0 to begin with */
	uint64_t seed;	   /* of what is random; 0: it is chosen */
};

/* An initialiser; fields that it does not name are 0. */
#define REEVE_BACKOFF(delay_, factor_, max_) {(delay_), (max_), (factor_), 0, 0, 0}

/* Counts one failure more. Returns how long to wait now, in microseconds. */
REEVE_API uint64_t reeve_backoff_next(struct reeve_backoff *backoff);

/* It has worked: the next wait is a first one again. */
REEVE_API void reeve_backoff_reset(struct reeve_backoff *backoff);

/* Counts one failure more, and waits, of a work plugin's worker: until the time has passed, or a
 * stop is wanted (at once if it is already). Returns true if the time has passed. */
REEVE_API bool reeve_backoff_wait(struct reeve_backoff *backoff, struct reeve_worker *worker);

#ifdef __cplusplus
}
#endif

#endif
