/* SPDX-License-Identifier: MIT */
#ifndef CONFIG_LIMITS_H
#define CONFIG_LIMITS_H

/* Whether what limits the restarts of a program can ever happen. A limit that cannot is worse than
 * none: somebody relies on it. */

#include "config/reader.h"
#include "supervisor/supervisor.h"

#define LIMITS_RESTARTS_MAX 1000

/* The least time in which so many restarts follow on each other, however soon each life ends: the
 * core's own delays, and where that is faster a life in between that is long enough to begin the
 * backoff anew. restarts: at most LIMITS_RESTARTS_MAX. */
uint64_t limits_span(const struct child_policy *policy, unsigned restarts);

/* Whether an unplanned end of it ever calls for a restart. */
bool limits_is_started_again(const struct child_policy *policy);
/* "restart_delay 5s", and what makes it longer. */
const char *limits_delay_text(const struct program *program, char *text, size_t size);

/* Complains at the settings that do not fit together. */
void limits_check(
	struct reader *reader, const config_setting_t *group, const struct program *program);

#endif
