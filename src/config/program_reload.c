/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "config/program_reload.h"

#include <string.h>

#include "config/option.h"
#include "config/template.h"

void program_reload_check(const struct check *check, const config_setting_t *program)
{
	const config_setting_t *reload = config_setting_get_member(program, "reload");
	const config_setting_t *ready = config_setting_get_member(program, "ready");
	const char *text = reload ? config_setting_get_string(reload) : NULL;
	const char *when = ready ? config_setting_get_string(ready) : NULL;

	if (!text || strcmp(text, "rolling") != 0)
		return;
	if (config_setting_get_member(program, "schedule"))
		check_complain(check, reload,
			"'reload' cannot be \"rolling\" where the program is started by schedule: "
			"its next run is a new process anyway");
	if (when && (strncmp(when, "port:", 5) == 0 || strncmp(when, "path:", 5) == 0))
		check_complain(check, reload,
			"'reload' cannot be \"rolling\" with ready = \"%.4s:...\": while the "
			"old process is there, that says nothing of the new one",
			when);
	if (config_setting_get_member(program, "command"))
		check_complain(check, reload,
			"'reload' cannot be \"rolling\" where the program is a command: there can "
			"be only one of it");
}

void program_reload_read(
	struct reader *reader, const config_setting_t *group, struct program *program)
{
	const struct level *level;

	/* Who has several workers can run beside itself, and who says when it is ready can be
	 * waited for. */
	if (!reader_find(reader, group, "reload", &level))
		program->rolling =
			program->workers > 1 &&
			(program->ready == READY_NOTIFY || program->ready == READY_FD);
	/* What the template says for all programs is not meant for these. */
	if (program->schedule || program->command || program->ready == READY_PORT ||
		program->ready == READY_PATH)
		program->rolling = 0;
}
