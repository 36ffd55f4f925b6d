/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "config/program.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/user.h"
#include "config/ends.h"
#include "config/form.h"
#include "config/json.h"
#include "config/level.h"
#include "config/program_env.h"
#include "config/program_needs.h"
#include "config/program_ready.h"
#include "config/program_reload.h"
#include "config/program_stop.h"
#include "config/program_times.h"
#include "config/program_watch.h"
#include "config/program_world.h"
#include "config/sockets.h"
#include "config/value.h"

#define FIELD(key_, member, ...) FIELD_OF(struct program, key_, member, __VA_ARGS__)

const struct field program_fields[] = {
	FIELD("workers", workers),
	FIELD("restart", restart),
	FIELD("restart_delay", restart_delay_ns),
	FIELD("backoff_factor", backoff_factor),
	FIELD("backoff_max", backoff_max_ns),
	FIELD("restart_jitter", restart_jitter_ns),
	FIELD("min_uptime", min_uptime_ns),
	FIELD("max_restarts", max_restarts),
	FIELD("restart_window", restart_window_ns),
	FIELD("retry_after", retry_after_ns),
	FIELD("max_age", max_age_ns),
	FIELD("max_age_jitter", max_age_jitter_ns),
	FIELD("watch_delay", watch_delay_ns),
	FIELD("max_memory", max_memory),
	FIELD("memory_interval", memory_interval_ns),
	FIELD("on_fatal", exit_on_fatal),
	FIELD("on_master_death", stop_on_master_death),
	FIELD("stop_signal", stop_signal),
	FIELD("kill_scope", kill_scope),
	FIELD("reload", rolling),
	FIELD("stop_timeout", stop_timeout_ns),
	FIELD("start_grace", start_grace_ns),
	FIELD("ready_fd", ready_fd),
	FIELD("ready_timeout", ready_timeout_ns, .zero_is_none = true),
	FIELD("watchdog", watchdog_ns),
	FIELD("execute_times", execute_times),
	FIELD("execute_usleep", execute_usleep, .scale = 1000),
	FIELD("limit_seconds", limit_ns),
	FIELD("limit_jitter", limit_jitter_ns),
	FIELD("check_interval", check_interval_ns),
	FIELD("significant", significant),
};

const size_t program_field_count = sizeof program_fields / sizeof program_fields[0];

_Static_assert(
	sizeof(enum program_restart) == 4 && sizeof(unsigned) == 4, "fields are 4 or 8 bytes");

bool program_takes(const struct program *program, const struct option *option)
{
	return option->kind == KIND_ANY ||
	       (option->kind == KIND_WORK) == (program->kind == PROGRAM_WORK);
}

/* Faults were reported by check_level(): here the default steps in, so that the rest can be looked
 * at too. */
static void read_number(struct reader *reader, const config_setting_t *group,
	const struct field *field, struct program *program)
{
	const struct option *option = option_find(field->key);
	const struct level *level;
	const config_setting_t *setting = reader_find(reader, group, field->key, &level);
	const char *standard = option->standard;
	uint64_t value = 0;

	if (program->kind == PROGRAM_WORK && option->standard_work)
		standard = option->standard_work;
	/* What the template says for all programs is nothing to one of the other kind. */
	if (!program_takes(program, option))
		setting = NULL;
	/* What the template says for all programs is not meant for one that is scheduled either. */
	if (program_times_standard(group, field->key)) {
		standard = program_times_standard(group, field->key);
		setting = config_setting_get_member(group, field->key);
	}
	/* There the intensity is the limit. */
	if (reader->template->node_count && strcmp(field->key, "max_restarts") == 0)
		standard = "unlimited";
	/* It ends its own workers, each in the time that it has. */
	if (program->command && strcmp(field->key, "stop_timeout") == 0)
		standard = "10m";
	if (!setting || value_read(option, setting, &value, NULL) < 0)
		value_parse(option, standard, &value);
	field_set(field, program, value);
}

static void read_ends(struct reader *reader, const config_setting_t *group, const char *key,
	struct ends *ret_ends)
{
	const struct level *level;
	const config_setting_t *setting = reader_find(reader, group, key, &level);

	if (!setting || ends_read(setting, ret_ends) < 0)
		ends_parse(option_find(key)->standard, ret_ends);
}

static const char *find_text(const struct reader *reader, const config_setting_t *group,
	const char *key, const struct level **ret_level)
{
	const config_setting_t *setting = reader_find(reader, group, key, ret_level);
	const char *text = setting ? config_setting_get_string(setting) : NULL;

	return text ? text : option_find(key)->standard;
}

static void read_place(
	struct reader *reader, const config_setting_t *group, struct program *program)
{
	const struct level *level = &reader->levels[0];
	unsigned mask = 0;
	const char *cwd;

	form_mask(find_text(reader, group, "umask", &level), &mask);
	program->umask = (mode_t)mask;
	cwd = find_text(reader, group, "cwd", &level);
	program->cwd = reader_path(reader, level, cwd);
}

/* exec = ["./a"] means a file below base, as every relative path; without "/" the name is searched
 * in the PATH of the worker. */
static char **read_argv(struct reader *reader, const config_setting_t *setting)
{
	char **argv = reader_list(reader, setting, NULL);
	char *path;

	if (!argv || !argv[0] || argv[0][0] == '/' || !strchr(argv[0], '/'))
		return argv;
	path = reader_path(reader, &reader->levels[0], argv[0]);
	if (path) {
		free(argv[0]);
		argv[0] = path;
	}
	return argv;
}

static void read_config(
	struct reader *reader, const config_setting_t *group, struct program *program)
{
	const config_setting_t *config = config_setting_get_member(group, "config");
	const config_setting_t *json = config_setting_get_member(group, "config_json");
	const char *text = json ? config_setting_get_string(json) : NULL;
	const config_setting_t *culprit;
	struct buffer why = {0};

	if (config)
		program->config = json_from_setting(config, &culprit, &why);
	else
		program->config = reader_copy(reader, text ? text : "{}");
	buffer_done(&why);
}

/* reeve FILE start: the foreground is where it then runs. */
static void read_command(
	struct reader *reader, const config_setting_t *setting, struct program *program)
{
	const char *text = config_setting_get_string(setting);

	program->command = reader_path(reader, &reader->levels[0], text ? text : "");
	program->argv = calloc(4, sizeof *program->argv);
	if (!program->argv) {
		reader->no_memory = true;
		return;
	}
	program->argv[0] = reader_copy(reader, "reeve");
	program->argv[1] = reader_copy(reader, program->command);
	program->argv[2] = reader_copy(reader, "start");
}

/* Only a resolved template has these. */
static void read_resolved(
	struct reader *reader, const config_setting_t *group, struct program *program)
{
	const struct {
		const char *key;
		char **value;
	} texts[] = {{"binary", &program->binary}, {"place", &program->place},
		{"host", &program->host}, {"host_init", &program->host_init},
		{"host_run", &program->host_run}, {"host_fini", &program->host_fini}};
	const config_setting_t *edition = config_setting_get_member(group, "edition");
	const config_setting_t *scaled = config_setting_get_member(group, "scaled_from");
	uint64_t number;

	if (edition)
		value_read(option_find("edition"), edition, &program->edition, NULL);
	if (scaled && value_read(option_find("scaled_from"), scaled, &number, NULL) == 0)
		program->scaled_from = (unsigned)number;
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		const config_setting_t *setting = config_setting_get_member(group, texts[i].key);

		*texts[i].value =
			reader_copy(reader, setting ? config_setting_get_string(setting) : NULL);
	}
}

/* What leads a message about the program; a text that nobody wrote has no lines. */
static char *make_place(struct reader *reader, const struct program *program)
{
	struct buffer place = {0};
	char *text;

	buffer_printf(&place, "%s:%d", program->file, program->line);
	text = buffer_take(&place);
	reader->no_memory |= !text;
	return text;
}

void program_read(struct reader *reader, const config_setting_t *group, struct program *program)
{
	const config_setting_t *exec = config_setting_get_member(group, "exec");
	const config_setting_t *work = config_setting_get_member(group, "work");
	const config_setting_t *command = config_setting_get_member(group, "command");
	const config_setting_t *name = config_setting_get_member(group, "name");
	const char *text = name ? config_setting_get_string(name) : NULL;
	struct user user = {0};
	bool has_user;
	const char *file;

	if (reader->levels[0].scope & SCOPE_RESOLVED)
		read_resolved(reader, group, program);
	source_place(&reader->levels[0].source, config_setting_source_line(group), &file,
		&program->line);
	program->file = reader_copy(reader, file);
	program->name = reader_copy(reader, text ? text : "");
	program->kind = work ? PROGRAM_WORK : PROGRAM_EXEC;
	if (work) {
		text = config_setting_get_string(work);
		program->work = reader_plugin(reader, &reader->levels[0], text);
		read_config(reader, group, program);
		if (!program->place && program->file && strcmp(program->file, LEVEL_TEXT_NAME) != 0)
			program->place = make_place(reader, program);
	} else if (command) {
		read_command(reader, command, program);
	} else if (exec) {
		program->argv = read_argv(reader, exec);
	}
	for (size_t i = 0; i < program_field_count; i++)
		read_number(reader, group, &program_fields[i], program);
	read_ends(reader, group, "success_exit_codes", &program->success);
	read_ends(reader, group, "no_restart_exit_codes", &program->final);
	program_ready_read(reader, group, program);
	sockets_read_names(reader, group, program);
	program_needs_read(reader, group, program);
	program_times_read(reader, group, program);
	program_reload_read(reader, group, program);
	program_stop_read(reader, group, program);
	program_watch_read(reader, group, program);
	read_place(reader, group, program);
	has_user = program_world_read(reader, group, program, &user);
	program_env_read(reader, group, program, has_user ? &user : NULL);
	user_done(&user);
}
