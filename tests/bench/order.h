/* SPDX-License-Identifier: MIT */
#ifndef BENCH_ORDER_H
#define BENCH_ORDER_H

/* Carries out what a system says of a verb: a command with the fleet's environment, its output in a
 * file of the fleet, or a signal to its supervisor. */

#include "fleet.h"

struct running {
	struct child child; /* the command; pid 0: there is none */
	int64_t began_ns;   /* just before */
	bool leaves;	    /* see struct order */
};

/* Begins it. -EOPNOTSUPP where the system has no such verb. */
int order_begin(struct fleet *fleet, enum verb verb, struct running *ret_running);
/* Waits for the end of the command, if it is one; an exit code other than 0 is an error. ret_ms:
 * how long it took in all; negative where there was none. */
int order_finish(struct fleet *fleet, struct running *running, int limit_ms, double *ret_ms);
/* Of what the last command wrote: its first line, and how often a word occurs. */
void order_first_line(const struct fleet *fleet, char *ret_line, size_t size);
unsigned order_count(const struct fleet *fleet, const char *word);
/* The number that follows the first occurrence of a word; false: there is none. */
bool order_number(const struct fleet *fleet, const char *word, uint64_t *ret_number);

/* Keeps the sentence in fleet->problem; returns error. */
int fleet_fail(struct fleet *fleet, int error, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* A descriptor of a worker, for certain ours: it runs our own copy of the beacon. -1: it has gone.
 */
int fleet_open_worker(const struct fleet *fleet, unsigned worker);

#endif
