/* SPDX-License-Identifier: MIT */
#ifndef CONFIG_PROGRAM_TIMES_H
#define CONFIG_PROGRAM_TIMES_H

/* `cron` and `schedule`: times of the wall clock at which a program is replaced or started. */

#include <libconfig.h>
#include <stddef.h>

#include "base/cron.h"

struct check;
struct program;
struct reader;

#define PROGRAM_TIMES_MAX 64

/* What a scheduled program has in place of the table's default, and of what the template says for
 * all programs; NULL: nothing. */
const char *program_times_standard(const config_setting_t *group, const char *key);
void program_times_read(
	struct reader *reader, const config_setting_t *group, struct program *program);
/* Keys that do not go together. */
void program_times_check(const struct check *check, const config_setting_t *program);

/* The times of a list that was checked. Returns how many; list may be NULL. */
size_t program_times_parse(char *const *list, struct cron ret_times[PROGRAM_TIMES_MAX]);

#endif
