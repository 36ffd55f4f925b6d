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

/* True for an end after which a restart would not help: fatal, and not tried again. */
bool policy_is_final(const struct child_policy *policy, enum child_cause cause, int status);

/* Why restarts do not help any more. */
enum policy_limit {
	POLICY_NO_LIMIT,
	POLICY_FINAL,	    /* by what the end says */
	POLICY_PROBE_FAILED, /* it was tried again, and ended before it was stable */
	POLICY_SHORT_LIVES, /* so many in a row */
	POLICY_WINDOW	    /* so many unplanned ends within the window */
};

/* The limit that a child with this record has come to, told by its last end; in_window: whether its
 * window is exceeded. */
enum policy_limit policy_limit(
	const struct child_policy *policy, const struct child_record *record, bool in_window);

/* Times to keep for a child of this policy; 0: it has no limit. */
uint32_t policy_window_room(const struct child_policy *policy);

/* From an end to the next start, without jitter; short_lives: how many are in a row with that end.
 * O(log short_lives). */
uint64_t policy_delay(const struct child_policy *policy, uint32_t short_lives);
/* Whether the cause is that of RECYCLE. */
bool policy_is_recycling(enum child_cause cause);
/* When a child that is running since then is too old; number as of policy_jitter(). UINT64_MAX: never. */
uint64_t policy_age(
	const struct child_policy *policy, uint64_t since, uint64_t seed, uint64_t number);
/* What is added to the delay of this number: the same for the same seed and number. */
uint64_t policy_jitter(const struct child_policy *policy, uint64_t seed, uint64_t number);

/* When a child whose end came at `since`, and which is to wait for `delay`, is started again. */
uint64_t policy_retry(const struct child_policy *policy, uint64_t since, uint64_t delay_ns);

/* When a child that is fatal since then is tried again: UINT64_MAX unless the policy asks for it.
 */
uint64_t policy_probe(const struct child_policy *policy, uint64_t since);

#endif
