/* SPDX-License-Identifier: MIT */
#ifndef API_FRESH_H
#define API_FRESH_H

/* What runs, and its template as it reads now: in the environment of the start, not in that of who
 * asks, or else two people would read two templates out of one. */

#include <stdbool.h>
#include <stdint.h>

struct reeve_context;
struct template;

struct fresh {
	struct template *before; /* in force */
	struct template *after;	 /* not owned: whole, one of its commands, or the caller's */
	struct template *whole;	 /* NULL: there is no file */
	int turn;		 /* -1: not taken */
	uint64_t deadline_ns; /* monotonic: so long the user wants to wait, for his turn too; 0: he
				 has not said */
};

/* Of one command of a context; with is_change nobody else changes it until fresh_done(). Returns 0,
 * or an exit code with reeve_fail() called for each reason. fresh_done() takes what a failure left
 * too. */
int fresh_read(struct reeve_context *context, struct template *template, bool is_change,
	struct fresh *ret_fresh);
/* The same where the text in force is what is to change: `after` is a copy of it. */
int fresh_copy(struct reeve_context *context, struct template *template, bool is_change,
	struct fresh *ret_fresh);
/* Nothing but the turn. */
int fresh_take_turn(
	struct reeve_context *context, const struct template *template, struct fresh *ret_fresh);
void fresh_done(struct fresh *fresh);

#endif
