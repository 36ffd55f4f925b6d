/* SPDX-License-Identifier: MIT */
#ifndef BASE_WORLD_H
#define BASE_WORLD_H

/* A worker's world: as whom it runs and what it may use. Plain data: a template says it, and the
 * child between fork and exec acts on it, names resolved to numbers long before. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/types.h>

struct world {
	char *user;   /* the name as it was written, for messages; NULL: none was */
	bool has_ids; /* uid, gid and groups are to be taken; false: as who starts it */
	uid_t uid;
	gid_t gid;
	gid_t *groups; /* supplementary ones */
	size_t group_count;
	uint32_t limited; /* bit RLIMIT_*: limits has it */
	struct rlimit limits[RLIM_NLIMITS];
	bool has_nice;
	int nice;
	bool has_oom_score_adj;
	int oom_score_adj;
	unsigned no_new_privs;
	bool has_capabilities; /* it has those and can get no others */
	uint64_t capabilities; /* bit CAP_* */
};

/* Names of limits ("nofile") and their RLIMIT_*. -1: there is none of that name. */
int world_limit_find(const char *name);
const char *world_limit_name(unsigned limit);
/* The nearest name, for a hint; or NULL. */
const char *world_limit_nearest(const char *name);

/* The same of capabilities: "net_bind_service", also with "cap_" before it, in either case. */
int world_capability_find(const char *name);
const char *world_capability_name(unsigned capability);
const char *world_capability_nearest(const char *name);

#endif
