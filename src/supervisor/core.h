/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_CORE_H
#define SUPERVISOR_CORE_H

/* The supervisor's memory, seen by the files of this directory alone. */

#include "supervisor/child.h"
#include "supervisor/deadline.h"
#include "supervisor/effects.h"
#include "supervisor/need.h"
#include "supervisor/node.h"
#include "supervisor/roll.h"
#include "supervisor/supervisor.h"

#define SUPERVISOR_NO_CHILD UINT32_MAX

struct supervisor {
	struct child *children;
	size_t count;
	uint64_t *times; /* the one block behind all windows */
	struct node *nodes; /* one at least */
	size_t node_count;
	uint64_t ranks;	      /* the next place's */
	uint32_t free_child;  /* deleted ones, by their places; PLACE_NONE: none */
	size_t present;	      /* children without the deleted ones */
	size_t room;	      /* for children */
	struct roll *rolls; /* of programs that can roll */
	size_t roll_count;
	uint32_t first_touched; /* nodes that have to look at their members */
	uint32_t last_touched;
	struct deadlines deadlines;
	struct deadlines node_deadlines;
	struct effects effects;
	size_t in_state[CHILD_STATE_COUNT]; /* children */
	size_t scheduled;		    /* children that wait for their times */
	size_t awaited;			    /* children that the verdict on the start waits for */
	uint64_t ignored;
	uint64_t seed;
	uint32_t failed;   /* the child that failed the start */
	uint32_t hopeless; /* the fatal child that the command gives up for */
	enum supervisor_phase phase;
	bool keep_on_start_failure;
	bool is_tree;	/* somebody named its nodes */
	bool added;	/* a child has been, since it was made */
	bool rolls_touched;
	struct needs *needs; /* NULL: nobody needs anything */
	size_t waiting;	     /* awaited children that wait for others */
	bool root_ends; /* by itself: the command has to hear of it */
};

#endif
