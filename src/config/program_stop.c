/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "config/program_stop.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/signame.h"
#include "config/level.h"
#include "config/option.h"
#include "config/template.h"
#include "config/value.h"

#define KEY "stop_sequence"

static const char *const short_keys[] = {"stop_signal", "stop_timeout"};

/* wait_ns is 0 where no time is said. */
static int parse(const char *text, struct stop_step *ret_step)
{
	size_t length = strcspn(text, " ");
	const char *time = text + length + strspn(text + length, " ");
	char name[32];

	*ret_step = (struct stop_step){0};
	if (length >= sizeof name)
		return -EINVAL;
	snprintf(name, sizeof name, "%.*s", (int)length, text);
	if (signame_parse(name, &ret_step->signal) < 0)
		return -EINVAL;
	if (*time && (value_parse(option_find("stop_timeout"), time, &ret_step->wait_ns) < 0 ||
			     ret_step->wait_ns == 0))
		return -ERANGE;
	return 0;
}

int program_stop_form(const char *text, bool is_last, char *why, size_t size)
{
	struct stop_step step;
	int result = parse(text, &step);

	if (result == -EINVAL)
		snprintf(why, size, "must be a signal and a time such as \"TERM 10s\"");
	else if (result < 0)
		snprintf(why, size,
			"must have a time from 1ms to 1d such as \"10s\" behind the signal");
	else if (step.signal == SIGKILL && !is_last)
		snprintf(why, size, "can have nothing after it: a process does not outlive KILL");
	else if (step.signal == SIGKILL && step.wait_ns)
		snprintf(why, size, "needs no time: nothing comes after KILL");
	else if (step.signal != SIGKILL && !step.wait_ns)
		snprintf(why, size, "must say how long is waited then, such as \"%s 10s\"", text);
	else if (step.wait_ns == UINT64_MAX && !is_last)
		snprintf(why, size, "must have a time that comes to an end, or be the last");
	else
		return 0;
	return -1;
}

void program_stop_check(const struct check *check, const config_setting_t *group)
{
	const config_setting_t *sequence = config_setting_get_member(group, KEY);

	if (!sequence || (check->level->scope & SCOPE_RESOLVED))
		return;
	for (size_t i = 0; i < sizeof short_keys / sizeof short_keys[0]; i++) {
		const config_setting_t *other = config_setting_get_member(group, short_keys[i]);

		if (other)
			check_complain(check, other,
				"'%s' does not go with " KEY
				", which says it: it can have only one "
				"of them",
				short_keys[i]);
	}
}

/* What is said nearer to the program counts. */
static bool is_overruled(const struct reader *reader, const config_setting_t *group,
	const struct level *sequence_level, bool own)
{
	for (size_t i = 0; i < sizeof short_keys / sizeof short_keys[0]; i++) {
		const struct level *level = sequence_level;

		if (own)
			continue;
		if (config_setting_get_member(group, short_keys[i]))
			return true;
		if (reader_find(reader, NULL, short_keys[i], &level) && level < sequence_level)
			return true;
	}
	return false;
}

void program_stop_read(
	struct reader *reader, const config_setting_t *group, struct program *program)
{
	struct stop_step steps[STOP_STEPS_MAX];
	const struct level *level = NULL;
	const config_setting_t *setting = reader_find(reader, group, KEY, &level);
	bool own = config_setting_get_member(group, KEY) != NULL;
	uint64_t number;
	size_t count;

	if (!setting || value_read(option_find(KEY), setting, &number, NULL) < 0 ||
		!value_item(setting, 0) || is_overruled(reader, group, level, own))
		return;
	program->stop_sequence = reader_list(reader, setting, NULL);
	count = program_stop_steps(program, steps);
	program->stop_timeout_ns = 0;
	if (count)
		program->stop_signal = steps[0].signal;
	for (size_t i = 0; i < count; i++)
		program->stop_timeout_ns = steps[i].wait_ns > UINT64_MAX - program->stop_timeout_ns
						   ? UINT64_MAX
						   : program->stop_timeout_ns + steps[i].wait_ns;
}

size_t program_stop_steps(const struct program *program, struct stop_step ret_steps[STOP_STEPS_MAX])
{
	char *const *list = program->stop_sequence;
	size_t count = 0;

	for (; list && *list && count < STOP_STEPS_MAX; list++)
		if (parse(*list, &ret_steps[count]) == 0 && ret_steps[count].signal != SIGKILL &&
			ret_steps[count].wait_ns)
			count++;
	return count;
}
