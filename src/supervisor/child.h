/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_CHILD_H
#define SUPERVISOR_CHILD_H

/* One child and the only functions that write its record. A change of the record puts
 * EFFECT_CHANGED into the queue; state and deadline change together or not at all. */

#include "supervisor/place.h"
#include "supervisor/supervisor.h"
#include "supervisor/window.h"

enum child_process {
	PROCESS_NONE,
	PROCESS_ASKED, /* EFFECT_SPAWN was taken out and is not answered yet */
	PROCESS_ALIVE  /* the leader, or after EXITED others of its set */
};

struct child {
	struct child_record record;
	const struct child_policy *policy;
	struct window window;
	uint64_t paused_ns;	  /* while it is paused: since when */
	uint64_t paused_deadline; /* that it had then */
	struct place place;	  /* in its node; of a deleted one `next` is the next deleted one */
	uint32_t incoming; /* the spare child whose process is to take its place; NO_CHILD: none */
	uint32_t swapped;  /* effects.c: the child that it has changed roles with, not told yet */
	unsigned char process; /* enum child_process */
	unsigned char step;    /* of the stop that is under way: how many of stop_more were sent */
	unsigned char effect;  /* effects.c: SPAWN, SIGNAL or KILL waits; EFFECT_COUNT: none */
	bool queued : 1;       /* effects.c: has its place in the queue */
	bool changed : 1;      /* effects.c: CHANGED waits */
	bool restored : 1;
	bool started : 1;     /* once at least */
	bool awaited : 1;     /* by the verdict on the start */
	bool cause_known : 1; /* of the end that is under way */
	bool planned : 1;     /* that end is as it should be */
	bool done : 1; /* it has been that in this start, under a former master: its node begins without it */
	bool again : 1;	      /* a fresh process is wanted as soon as this one is gone */
	bool killing : 1;     /* the stop signal's time is over */
	bool held : 1;	      /* ended by its node: what comes then is the node's to say */
	bool added : 1;	      /* later: its window is not part of the one block */
	bool spare : 1;	      /* no worker's: roll.h */
	bool rolled : 1;      /* effects.c: ROLLED waits */
	bool gated : 1;	      /* its next spawn waits until its needs are met */
	bool waits : 1;	      /* it was to be spawned, and they were not */
	unsigned char reached; /* need.c: a bit for each enum need_until */
	bool lost : 1;	      /* its node has begun anew without it */
};

_Static_assert(sizeof(struct child) <= 192, "a million children should fit");

uint32_t child_index(const struct supervisor *supervisor, const struct child *child);

/* The setter: the child is in state from now on (also if it was before), until `deadline`. */
void child_enter(struct supervisor *supervisor, struct child *child, enum child_state state,
	uint64_t deadline, uint64_t now);
/* Moves the deadline of the present state. */
void child_arm(struct supervisor *supervisor, struct child *child, uint64_t deadline);

void child_want(struct supervisor *supervisor, struct child *child, enum child_wanted wanted);
void child_blame(
	struct supervisor *supervisor, struct child *child, enum child_cause cause, int status);
/* One more unplanned end, perhaps of one more short life in a row. */
void child_count_exit(
	struct supervisor *supervisor, struct child *child, bool short_life, uint64_t now);

/* It is stable: the short lives before do not count any more, and what was tried again is well. */
void child_settle(struct supervisor *supervisor, struct child *child);
/* True if there is something that child_settle() would change. */
bool child_is_unsettled(const struct child *child);
/* An operator begins anew: all that limits count is forgotten. */
void child_forgive(struct child *child);

void child_pause(struct supervisor *supervisor, struct child *child, bool paused);
/* Nothing has been counted. */
void child_forget(struct supervisor *supervisor, struct child *child);

/* Whether the verdict on the start waits for this child. */
void child_await(struct supervisor *supervisor, struct child *child, bool awaited);

/* Enters `starting` and asks for a process. Where its node is not up, or has not come to it:
 * `stopped`. */
void child_spawn(struct supervisor *supervisor, struct child *child, uint64_t now);
/* Undoes child_spawn() if its effect is still in the queue. False: it is not. */
bool child_unspawn(struct supervisor *supervisor, struct child *child);
/* No process is left. */
void child_vacate(struct supervisor *supervisor, struct child *child);

/* True if the child's slot holds a process that cannot be proven ours: hands off. */
bool child_is_unproven(const struct child *child);

#endif
