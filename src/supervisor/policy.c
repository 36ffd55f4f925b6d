/* SPDX-License-Identifier: MIT */
#include "supervisor/policy.h"

#include "base/backoff.h"
#include "supervisor/deadline.h"

static bool has_end(const struct ends *ends, enum child_cause cause, int status)
{
	if (cause == CHILD_CAUSE_EXIT)
		return ends_has_code(ends, status);
	return cause == CHILD_CAUSE_SIGNAL && ends_has_signal(ends, status);
}

bool policy_is_planned(
	const struct child_policy *policy, enum child_cause cause, int status, bool was_ready)
{
	if (!has_end(&policy->success, cause, status))
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

bool policy_is_final(const struct child_policy *policy, enum child_cause cause, int status)
{
	return has_end(&policy->final, cause, status);
}

enum policy_limit policy_limit(
	const struct child_policy *policy, const struct child_record *record, bool in_window)
{
	if (policy_is_final(policy, record->cause, record->status))
		return POLICY_FINAL;
	if (record->probing)
		return POLICY_PROBE_FAILED;
	if (policy->max_short_lives > 0 && record->short_lives >= policy->max_short_lives)
		return POLICY_SHORT_LIVES;
	return in_window ? POLICY_WINDOW : POLICY_NO_LIMIT;
}

uint32_t policy_window_room(const struct child_policy *policy)
{
	if (policy->restart_window_ns == 0 || policy->max_restarts == UINT32_MAX)
		return 0;
	return policy->max_restarts + 1;
}

uint64_t policy_delay(const struct child_policy *policy, uint32_t short_lives)
{
	return backoff_delay(policy->restart_delay_ns, policy->backoff_factor,
		policy->backoff_max_ns, short_lives);
}

uint64_t policy_jitter(const struct child_policy *policy, uint64_t seed, uint64_t number)
{
	return backoff_random(policy->restart_jitter_ns, seed, number);
}

bool policy_is_recycling(enum child_cause cause)
{
	return cause == CHILD_CAUSE_MEMORY || cause == CHILD_CAUSE_AGE ||
	       cause == CHILD_CAUSE_WATCH || cause == CHILD_CAUSE_CRON;
}

uint64_t policy_age(
	const struct child_policy *policy, uint64_t since, uint64_t seed, uint64_t number)
{
	if (policy->max_age_ns == 0 || policy->scheduled)
		return DEADLINE_NONE;
	return deadline_after(deadline_after(since, policy->max_age_ns),
		backoff_random(policy->max_age_jitter_ns, ~seed, number));
}

/* When an empty slot of a work program is looked at next. */
static uint64_t check(const struct child_policy *policy, uint64_t since)
{
	if (!policy->work || policy->check_interval_ns == 0)
		return DEADLINE_NONE;
	return deadline_after(since, policy->check_interval_ns);
}

static uint64_t earlier(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

uint64_t policy_retry(const struct child_policy *policy, uint64_t since, uint64_t delay_ns)
{
	return earlier(check(policy, since), deadline_after(since, delay_ns));
}

uint64_t policy_probe(const struct child_policy *policy, uint64_t since)
{
	if (policy->retry_after_ns == 0)
		return check(policy, since);
	return earlier(check(policy, since), deadline_after(since, policy->retry_after_ns));
}
