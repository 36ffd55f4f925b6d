/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "config/program_times.h"

#include <string.h>

#include "config/checking.h"
#include "config/option.h"
#include "config/reader.h"
#include "config/value.h"

const char *program_times_standard(const config_setting_t *group, const char *key)
{
	if (!config_setting_get_member(group, "schedule"))
		return NULL;
	/* It ends, and is started at its next time. */
	if (strcmp(key, "restart") == 0)
		return "temporary";
	if (strcmp(key, "max_age") == 0 || strcmp(key, "max_memory") == 0)
		return "none";
	return strcmp(key, "workers") == 0 ? "1" : NULL;
}

static char **read_times(struct reader *reader, const config_setting_t *group, const char *key)
{
	const config_setting_t *setting = config_setting_get_member(group, key);
	uint64_t number;

	if (!setting || value_read(option_find(key), setting, &number, NULL) < 0)
		return NULL;
	return reader_list(reader, setting, NULL);
}

void program_times_read(
	struct reader *reader, const config_setting_t *group, struct program *program)
{
	program->cron = read_times(reader, group, "cron");
	program->schedule = read_times(reader, group, "schedule");
}

static bool is_none(const config_setting_t *setting)
{
	const char *text = config_setting_get_string(setting);

	return text && strcmp(text, "none") == 0;
}

void program_times_check(const struct check *check, const config_setting_t *program)
{
	const config_setting_t *schedule = config_setting_get_member(program, "schedule");
	const config_setting_t *restart = config_setting_get_member(program, "restart");
	const char *type = restart ? config_setting_get_string(restart) : NULL;
	static const char *const others[] = {"cron", "max_age", "max_memory", "watch"};

	if (!schedule)
		return;
	if (type && strcmp(type, "permanent") == 0)
		check_complain(check, restart,
			"restart = \"permanent\" does not go with schedule, whose runs come to an "
			"end: it can be \"temporary\" (the default) or \"transient\", which tries "
			"again after a failure");
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
		const config_setting_t *other = config_setting_get_member(program, others[i]);

		if (other && !is_none(other))
			check_complain(check, other,
				"'%s' does not go with schedule: a run is not cut short",
				others[i]);
	}
}

size_t program_times_parse(char *const *list, struct cron ret_times[PROGRAM_TIMES_MAX])
{
	size_t count = 0;
	char why[256];

	for (; list && *list && count < PROGRAM_TIMES_MAX; list++)
		if (cron_parse(*list, &ret_times[count], why, sizeof why) == 0)
			count++;
	return count;
}
