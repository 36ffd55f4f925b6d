/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_CORE_H
#define SUPERVISOR_CORE_H

/* The supervisor's memory, seen by the files of this directory alone. */

#include "supervisor/child.h"
#include "supervisor/deadline.h"
#include "supervisor/effects.h"
#include "supervisor/supervisor.h"

#define SUPERVISOR_NO_CHILD UINT32_MAX

struct supervisor {
	struct child *children;
	size_t count;
	uint64_t *times; /* the one block behind all windows */
	struct deadlines deadlines;
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
};

#endif
