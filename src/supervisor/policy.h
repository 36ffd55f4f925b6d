/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_POLICY_H
#define SUPERVISOR_POLICY_H

/* What a child's policy says about an end that nobody asked for. Looks at nothing but the policy
 * and the end: whether the budget allows a restart is the window's word. */

#include "supervisor/supervisor.h"

enum policy_verdict {
	POLICY_REFILL,	/* at once, outside the window */
	POLICY_RESTART, /* after the delay, if the window allows */
	POLICY_END	/* not again */
};

/* True for an end that is as it should be: not counted in the window, no failure of a start. */
bool policy_is_planned(
	const struct child_policy *policy, enum child_cause cause, int status, bool was_ready);

enum policy_verdict policy_judge(const struct child_policy *policy, bool planned);

/* When an empty slot is next looked at: UINT64_MAX unless the policy asks for it. */
uint64_t policy_check(const struct child_policy *policy, uint64_t since);

/* When a child whose end came at `since` is started again. */
uint64_t policy_retry(const struct child_policy *policy, uint64_t since);

#endif
