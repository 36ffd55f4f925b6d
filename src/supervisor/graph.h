/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_GRAPH_H
#define SUPERVISOR_GRAPH_H

/* Who needs whom, as need.c goes over it: groups, and each need in two lists, by who has it and by
 * whom it is of. Made once; after that only numbers change. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "supervisor/supervisor.h"

/* The children of one policy. */
struct group {
	uint32_t first, member_count;	 /* in needs->members */
	uint32_t count;			 /* of workers: all but the spare one */
	uint32_t first_need, need_count; /* in needs->by_who */
	uint32_t first_user, user_count; /* those that need it, in needs->by_whom */
	uint32_t reached[NEED_COUNT];	 /* children that have */
	uint32_t missing;		 /* of its needs, those that are not met */
	uint32_t up;			 /* children that are; counted while the command stops */
	uint32_t users;			 /* that are not through with their own end; the same */
	uint32_t next_touched;
	bool touched;
	bool left;	/* its end is over */
	bool completes; /* some of its users wait until it has ended */
};

struct needs {
	const struct child_policy *policies;
	struct group *groups;
	size_t group_count;
	uint32_t *members; /* children, spare ones too, group by group */
	struct supervisor_need *by_who, *by_whom;
	uint32_t first_touched, last_touched;
	bool ending;
	bool killing;
};

/* The group has to be looked at, soon. */
void graph_touch(struct needs *needs, uint32_t group);
/* One that was touched, the earliest first; NULL: there is none. */
struct group *graph_next_touched(struct needs *needs);

#endif
