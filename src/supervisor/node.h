/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_NODE_H
#define SUPERVISOR_NODE_H

/* One supervisor of the tree, and the only functions that write its record. What a node does with
 * its members one after the other is its course (course.c): up, or down and then what `after` says.
 */

#include "supervisor/child.h"
#include "supervisor/place.h"
#include "supervisor/supervisor.h"

enum node_course {
	COURSE_NONE,
	COURSE_DOWN, /* its members from `from` on are ended, the last one first */
	COURSE_UP    /* they are started, `from` first */
};

/* What comes when it is down; what is asked for later wins if it stands further below. */
enum node_after {
	AFTER_RISE, /* up again: a group restart */
	AFTER_END,  /* it has ended by itself: its parent decides */
	AFTER_STOP  /* its parent or an operator wants it so */
};

struct node {
	struct child_record record;
	const struct node_policy *policy;
	struct window window; /* its restarts */
	struct place place;   /* in its parent */
	uint32_t first;	      /* members; PLACE_NONE: it has none */
	uint32_t last;
	uint32_t from;	       /* the leftmost member that the course is about */
	uint32_t at;	       /* the member that the course has come to */
	uint32_t rise;	       /* where the next way up begins: what stands to the left is settled */
	uint32_t culprit;      /* the child because of which it gives up */
	uint32_t next_touched; /* node */
	uint32_t child_count;  /* members */
	uint32_t node_count;
	uint32_t active;      /* members that are up */
	uint32_t waiting;     /* children in `backoff` */
	uint32_t significant; /* significant members that are up or will be */
	unsigned char course; /* enum node_course */
	unsigned char after;  /* enum node_after */
	bool touched : 1;     /* has to look at its members */
	bool queued : 1;      /* effects.c: NODE_CHANGED waits */
	bool restored : 1;
	bool started : 1; /* once at least */
	bool told : 1;	  /* parallel: all members that the course is about */
	bool swept : 1;	  /* what stands to the right of `at` on the way up is down */
	bool killing : 1; /* there is no more time for stop signals */
	bool again : 1;	  /* it is to be started as soon as it is down */
};

/* What the end of a member means, said by its node. */
enum node_answer {
	NODE_AGAIN,  /* it is started again: when its turn comes, or after its own delay */
	NODE_CLOSES, /* it is being ended, or down */
	NODE_GIVES_UP
};

bool node_is_parallel(const struct node *node);
uint32_t node_index(const struct supervisor *supervisor, const struct node *node);
/* The node has to look at its members, soon. */
void node_touch(struct supervisor *supervisor, struct node *node);
/* A node that was touched, the earliest first; NULL: there is none. */
struct node *node_next_touched(struct supervisor *supervisor);

/* The setter, as child_enter(). */
void node_enter(
	struct supervisor *supervisor, struct node *node, enum child_state state, uint64_t now);
void node_want(struct supervisor *supervisor, struct node *node, enum child_wanted wanted);
/* A change of a child's record is under way: it does not count in its node until node_add(). */
void node_subtract(struct supervisor *supervisor, const struct child *child);
void node_add(struct supervisor *supervisor, const struct child *child);
/* All records are new. */
void node_recount(struct supervisor *supervisor);

/* A member has ended by itself and is to be started again. culprit: the child because of which. */
enum node_answer node_ask(
	struct supervisor *supervisor, uint32_t member, uint32_t culprit, uint64_t now);
/* A former master wrote down that the child has ended, and died before its node could hear of it.
 * False: it gives up because of it. */
bool node_hear(struct supervisor *supervisor, const struct child *child, uint64_t now);
/* A member is not started again. */
void node_note_exit(struct supervisor *supervisor, uint32_t member, uint32_t culprit, uint64_t now);
/* A child has come to a limit of its own. True: its supervisor gives up because of that. */
bool node_note_fatal(struct supervisor *supervisor, const struct child *child, uint64_t now);

/* Takes the node down as a whole. */
void node_sink(struct supervisor *supervisor, struct node *node, enum node_after after,
	enum child_cause cause, uint64_t now);
/* An operator's words, or its parent's: takes it down for good, if it is not down (`exited` and
 * `fatal` become `stopped` then). */
void node_stop(
	struct supervisor *supervisor, struct node *node, enum child_cause cause, uint64_t now);
/* False: it is started already. */
bool node_start(struct supervisor *supervisor, struct node *node, uint64_t now);
/* Starts it afresh, or leaves it `stopped` until its turn comes. */
void node_begin(struct supervisor *supervisor, struct node *node, uint64_t now);
/* Processes were found alive below it: it is up before its turn, and starts nobody until then. */
void node_find_alive(struct supervisor *supervisor, struct node *node, uint64_t now);
/* What is ended below is killed. */
void node_kill(struct supervisor *supervisor, struct node *node);

#endif
