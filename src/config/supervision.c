/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "config/supervision.h"

struct child_policy supervision_policy(const struct program *program)
{
	static const enum restart_type types[] = {[PROGRAM_PERMANENT] = RESTART_PERMANENT,
		[PROGRAM_TRANSIENT] = RESTART_TRANSIENT,
		[PROGRAM_TEMPORARY] = RESTART_TEMPORARY};
	bool short_lives_count = program->min_uptime_ns > 0 && program->max_restarts != UINT32_MAX;
	struct child_policy policy = {.restart = types[program->restart],
		.success = program->success,
		.final = program->final,
		.restart_delay_ns = program->restart_delay_ns,
		.backoff_factor = program->backoff_factor,
		.backoff_max_ns = program->backoff_max_ns,
		.restart_jitter_ns = program->restart_jitter_ns,
		.stable_ns =
			program->min_uptime_ns ? program->min_uptime_ns : program->backoff_max_ns,
		.max_restarts = program->max_restarts,
		.restart_window_ns = program->restart_window_ns,
		.retry_after_ns = program->retry_after_ns,
		.exit_on_fatal = program->exit_on_fatal,
		.stop_signal = program->stop_signal,
		.stop_timeout_ns = program->stop_timeout_ns,
		.start_grace_ns = program->start_grace_ns,
		.notifies = program->kind == PROGRAM_WORK,
		.ready_timeout_ns = program->ready_timeout_ns,
		.work = program->kind == PROGRAM_WORK,
		.check_interval_ns = program->check_interval_ns,
		.max_age_ns = program->max_age_ns,
		.max_age_jitter_ns = program->max_age_jitter_ns};

	/* With max_restarts 0 the first short life is one too many. */
	if (short_lives_count)
		policy.max_short_lives = program->max_restarts ? program->max_restarts : 1;
	return policy;
}
