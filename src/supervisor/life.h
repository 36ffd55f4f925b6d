/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_LIFE_H
#define SUPERVISOR_LIFE_H

/* How a child that has a process becomes ready, grows old and is ended: the pieces that the actions of the
 * table are made of, and putting children back (resume.c). */

#include "supervisor/core.h"

/* A set that KILL does not end (a process in an uninterruptible sleep) is killed again that often.
 */
#define LIFE_KILL_AGAIN_NS UINT64_C(5000000000)

/* Has the master do this to it. */
void life_act(struct supervisor *supervisor, struct child *child, enum supervisor_effect_type type);

/* The process lives: waits until it is ready. */
void life_watch(struct supervisor *supervisor, struct child *child, uint64_t now);
/* It is ready. */
void life_enter_running(struct supervisor *supervisor, struct child *child, uint64_t now);
/* When one that is ready since then is too old. */
uint64_t life_old_at(
	const struct supervisor *supervisor, const struct child *child, uint64_t running_since);
/* Until when a running child is left alone: it is stable then, if that changes something, or too old. */
uint64_t life_running_until(
	const struct supervisor *supervisor, const struct child *child, uint64_t running_since);

/* Enters `stopping`: the stop signal and its deadline, or KILL at once. */
void life_end_set(struct supervisor *supervisor, struct child *child, uint64_t now);
/* The same of one that is in it. */
void life_send_stop(struct supervisor *supervisor, struct child *child, uint64_t now);
/* KILL now and again. */
void life_kill(struct supervisor *supervisor, struct child *child, uint64_t now);

#endif
