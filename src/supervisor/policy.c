/* SPDX-License-Identifier: MIT */
#include "supervisor/policy.h"

#include "supervisor/deadline.h"

bool policy_is_planned(const struct child_policy *policy, enum child_cause cause, int status)
{
	if (cause != CHILD_CAUSE_EXIT || status != 0)
		return false;
	return policy->work || policy->restart != RESTART_PERMANENT;
}

enum policy_verdict policy_judge(
	const struct child_policy *policy, enum child_cause cause, int status)
{
	if (policy->work && policy->check_interval_ns == 0)
		return POLICY_END;
	if (policy->work && cause == CHILD_CAUSE_EXIT && status == 0)
		return POLICY_REFILL;
	switch (policy->restart) {
	case RESTART_PERMANENT:
		return POLICY_RESTART;
	case RESTART_TRANSIENT:
		return cause == CHILD_CAUSE_EXIT && status == 0 ? POLICY_END : POLICY_RESTART;
	case RESTART_TEMPORARY:
		break;
	}
	return POLICY_END;
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
