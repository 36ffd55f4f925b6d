/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_ROLL_H
#define SUPERVISOR_ROLL_H

/* Rolling: the process of a worker is replaced by one that starts beside it.
 *
 * A program that can roll has one spare child. A round goes over the workers that were told ROLL and
 * are `due`, one at a time. The spare child starts a process (it is *incoming*, beside its worker).
 * When that is ready the two children change roles: what counts for the worker (its place, what is
 * wanted, its numbers and window) goes to the child that has the new process, and the other one is
 * the spare, which ends the old process (*outgoing*) and is free again. So a child is one process for
 * as long as that lives, and who is whose is a matter of roles.
 *
 * An incoming process that ends, or is not ready in time, is ended and the round has failed: nobody
 * is due any more, and every worker goes on with the process that it has. An old process that ends
 * by itself meanwhile is replaced by the incoming one at once. A worker that an operator or its node
 * stops is no longer due, and its incoming process is ended.
 *
 * Who is due and has no process that runs (it is starting, or waits for its next start) gets a fresh
 * one in its own place. The round waits until that is ready, and fails if it is not. */

#include "supervisor/child.h"

struct roll {
	const struct child_policy *policy; /* of whom it is about */
	uint32_t spare;
	uint32_t due; /* workers */
	uint32_t regained; /* that a former master left */
	bool active;  /* a round has begun, and was not told to be over */
	bool touched; /* something happened that may let it go on */
};

/* The child is due from now on. False: it was, or its program has no spare child. */
bool roll_mark(struct supervisor *supervisor, struct child *child);
/* Whether its program can roll, and the child is one of its workers. */
bool roll_is_of(struct supervisor *supervisor, const struct child *child);
void roll_unmark(struct supervisor *supervisor, struct child *child);
/* True: a process is starting beside it. */
bool roll_has_incoming(const struct child *child);

/* A child has entered a state. */
void roll_note(struct supervisor *supervisor, struct child *child, uint64_t now);
/* The end of a worker's process, or of an incoming one, was noted as unplanned. */
void roll_note_end(struct supervisor *supervisor, struct child *child, uint64_t now);
/* The incoming process is ready: it takes its place. False: that is wanted no more. */
bool roll_swap(struct supervisor *supervisor, struct child *spare, uint64_t now);
/* The worker's process is no more: the one that is starting takes its place, as one that starts.
 * False: there is none. */
bool roll_step_in(struct supervisor *supervisor, struct child *child, uint64_t now);
/* Whatever can go on does so. */
void roll_advance(struct supervisor *supervisor, uint64_t now);

/* Around the resuming of the workers: a round that was begun is gone on with, or (afresh) forgotten. */
void roll_regain(struct supervisor *supervisor, bool resumed);
void roll_go_on(struct supervisor *supervisor, uint64_t now);

#endif
