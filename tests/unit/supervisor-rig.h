/* SPDX-License-Identifier: MIT */
#ifndef TESTS_SUPERVISOR_RIG_H
#define TESTS_SUPERVISOR_RIG_H

/* A supervisor in virtual time whose effects can be read as text: "changed 0, signal 0 15". The rig
 * answers nothing by itself. */

#include "supervisor/supervisor.h"

#define SECOND UINT64_C(1000000000)
#define RIG_POLICIES 8

struct rig_tree {
	size_t node_count;
	struct node_policy nodes[RIG_POLICIES];
	unsigned parent_of[RIG_POLICIES];
	unsigned node_of[RIG_POLICIES];
};

struct rig {
	struct supervisor *supervisor;
	struct child_policy policies[RIG_POLICIES];
	struct rig_tree tree;
	const struct supervisor_need *needs;
	size_t need_count;
	uint64_t now;
	size_t text_length;
	char text[8192];
	char record[128];
};

/* permanent, a restart after 1 s, at most 2 within 10 s, TERM, 5 s to stop, ready after 0.2 s */
extern const struct child_policy rig_policy;
/* transient, at once ready, no delay, KILL at once, 300 s between checks */
extern const struct child_policy rig_work;

/* One child per policy, at 1000 s. */
void rig_open(struct rig *rig, const struct child_policy *policies, size_t count, bool keep);
/* The same under supervisors: node_of tells each child's. */
void rig_open_tree(struct rig *rig, const struct child_policy *policies, size_t count,
	const struct rig_tree *tree);
/* The same where the program of policy 0 can roll: its spare child is the one behind all others. */
void rig_open_rolling(struct rig *rig, const struct child_policy *policies,
	const unsigned *policy_of, size_t count);
/* The same where some need others. */
void rig_open_needs(struct rig *rig, const struct child_policy *policies, size_t count,
	const struct supervisor_need *needs, size_t need_count);
void rig_close(struct rig *rig);

void rig_start(struct rig *rig, bool resumed);
/* The master is killed, another one starts: who of the children lives is a bit each. */
void rig_change_master(struct rig *rig, unsigned count, unsigned alive);
void rig_tell(struct rig *rig, enum child_event type, unsigned child);
/* EXITED, GONE or SPAWN_FAILED. */
void rig_end(
	struct rig *rig, enum child_event type, unsigned child, enum child_cause cause, int status);
/* Lets time pass, deadline by deadline. */
void rig_pass(struct rig *rig, uint64_t ns);
/* Tells START is over: SPAWNED to each of the first `count`, and their grace passes. */
void rig_run(struct rig *rig, unsigned count);

/* All effects since the last call, taken out. */
const char *rig_effects(struct rig *rig);
/* The same without CHANGED and NODE_CHANGED. */
const char *rig_acts(struct rig *rig);
/* "running running group -2" of a node */
const char *rig_node(struct rig *rig, unsigned node);
/* "backoff running exit 1": state, wanted, cause, status */
const char *rig_child(struct rig *rig, unsigned child);
enum child_state rig_state(const struct rig *rig, unsigned child);

#endif
