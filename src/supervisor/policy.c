/* SPDX-License-Identifier: MIT */
#include "supervisor/policy.h"

#include "supervisor/deadline.h"

bool policy_is_planned(
	const struct child_policy *policy, enum child_cause cause, int status, bool was_ready)
{
	if (cause != CHILD_CAUSE_EXIT || status != 0)
		return false;
	/* Work that ends before it began has not ended its work. */
	if (policy->work)
		return was_ready || !policy->notifies;
	return policy->restart != RESTART_PERMANENT;
}

enum policy_verdict policy_judge(const struct child_policy *policy, bool planned)
{
	if (policy->work && policy->check_interval_ns == 0)
		return POLICY_END;
	if (planned)
		return policy->work ? POLICY_REFILL : POLICY_END;
	return policy->restart == RESTART_TEMPORARY ? POLICY_END : POLICY_RESTART;
}

uint64_t policy_check(const struct child_policy *policy, uint64_t since)
{
	if (!policy->work || policy->check_interval_ns == 0)
		return DEADLINE_NONE;
	return deadline_after(since, policy->check_interval_ns);
}

uint64_t policy_retry(const struct child_policy *policy, uint64_t since)
{
	uint64_t check = policy_check(policy, since);
	uint64_t delay = deadline_after(since, policy->restart_delay_ns);

	return check < delay ? check : delay;
}
