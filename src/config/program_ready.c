/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "config/program_ready.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "config/option.h"
#include "config/template.h"
#include "config/value.h"

#define DELAY "delay:"
#define DELAY_MAX_NS (3600 * NS_PER_SECOND)

static const char *const names[] = {
	[READY_EXEC] = "exec", [READY_NOTIFY] = "notify", [READY_FD] = "fd"};

/* *ret_delay_ns: UINT64_MAX where no delay is said. */
static int parse(const char *text, unsigned *ret_ready, uint64_t *ret_delay_ns)
{
	*ret_ready = READY_EXEC;
	*ret_delay_ns = UINT64_MAX;
	if (strncmp(text, DELAY, strlen(DELAY)) == 0)
		return text_to_duration(text + strlen(DELAY), NS_PER_SECOND, ret_delay_ns) == 0 &&
				       *ret_delay_ns <= DELAY_MAX_NS
			       ? 0
			       : -1;
	for (unsigned i = 0; i < sizeof names / sizeof names[0]; i++)
		if (strcmp(text, names[i]) == 0) {
			*ret_ready = i;
			return 0;
		}
	return -1;
}

int program_ready_form(const char *text, char *why, size_t size)
{
	static const char *const words[] = {"exec", "notify", "fd", "delay", NULL};
	uint64_t delay_ns;
	unsigned ready;
	char shown[64];
	const char *nearest;

	if (parse(text, &ready, &delay_ns) == 0)
		return 0;
	nearest = text_nearest(text, words, sizeof words / sizeof words[0] - 1);
	snprintf(why, size,
		"must be \"exec\", \"notify\", \"fd\" or \"delay:TIME\" with a time up to 1h, not "
		"\"%s\"%s%s%s",
		text_show(shown, sizeof shown, text), nearest ? "; did you mean \"" : "",
		nearest ? nearest : "",
		!nearest			? ""
		: strcmp(nearest, "delay") == 0 ? ":1s\"?"
						: "\"?");
	return -1;
}

void program_ready_check(const struct check *check, const config_setting_t *program)
{
	const config_setting_t *ready = config_setting_get_member(program, "ready");
	const config_setting_t *watchdog = config_setting_get_member(program, "watchdog");
	const char *text = ready ? config_setting_get_string(ready) : NULL;
	bool is_notify = text && strcmp(text, names[READY_NOTIFY]) == 0;
	bool is_fd = text && strcmp(text, names[READY_FD]) == 0;
	uint64_t value = 0;

	if ((is_notify || is_fd) && config_setting_get_member(program, "command"))
		check_complain(check, ready,
			"'ready' cannot be \"%s\" where the program is a command: that says "
			"nothing to others",
			text);
	if (!watchdog || config_setting_get_member(program, "work") || is_notify)
		return;
	if (value_read(option_find("watchdog"), watchdog, &value, NULL) == 0 && value)
		check_complain(check, watchdog,
			"'watchdog' needs signs of life: of an exec program those come only with "
			"ready = \"notify\" in the same program");
}

void program_ready_read(
	struct reader *reader, const config_setting_t *group, struct program *program)
{
	const struct level *level;
	const config_setting_t *setting = reader_find(reader, group, "ready", &level);
	const char *text = setting ? config_setting_get_string(setting) : NULL;
	uint64_t delay_ns;

	if (program->kind == PROGRAM_WORK)
		return;
	if (text && parse(text, &program->ready, &delay_ns) == 0 && delay_ns != UINT64_MAX)
		program->start_grace_ns = delay_ns;
	/* What the template says for all programs is not meant for commands. */
	if (program->command)
		program->ready = READY_EXEC;
	if (program->ready != READY_NOTIFY)
		program->watchdog_ns = 0;
}

const char *program_ready_name(const struct program *program)
{
	return program->ready == READY_EXEC ? NULL : names[program->ready];
}

bool program_notifies(const struct program *program)
{
	return program->kind == PROGRAM_WORK || program->ready != READY_EXEC;
}

uint64_t program_start_ns(const struct program *program)
{
	return program_notifies(program) ? program->ready_timeout_ns : program->start_grace_ns;
}
