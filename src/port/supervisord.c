/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "config/environment.h"
#include "port/ini.h"
#include "port/port.h"
#include "port/words.h"

struct service {
	struct draft *draft;
	struct draft_program *program;
	const struct ini_section *section;
	const char *name;      /* behind the colon */
	const char *directory; /* of the file */
};

/* One to one: what supervisord does where nothing is said; NULL: as here. */
static const struct {
	const char *from, *to, *standard, *unit;
} keys[] = {
	{"numprocs", "workers", NULL, ""},
	{"directory", "cwd", NULL, ""},
	{"umask", "umask", NULL, ""},
	{"user", "user", NULL, ""},
	{"startsecs", "start_grace", "1", "s"},
	{"exitcodes", "success_exit_codes", "0", ""},
	{"stopsignal", "stop_signal", NULL, ""},
	{"stopwaitsecs", "stop_timeout", NULL, "s"},
};

/* Read elsewhere, or what is so anyway. */
static const char *const known[] = {"command", "environment", "autorestart", "autostart",
	"process_name", "startretries", "stopasgroup", "killasgroup", "redirect_stderr"};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* %(program_name)s and %(here)s are replaced, %(ENV_X)s becomes ${X}. NULL: no memory. What cannot
 * be told before the start is noted and stays. */
static char *expand(const struct service *service, const char *text, int line)
{
	struct buffer buffer = {0};

	buffer_text(&buffer, "");
	while (*text) {
		size_t length = strncmp(text, "%(", 2) == 0 ? strcspn(text, ")") : 0;
		char name[ENVIRONMENT_NAME_MAX + 1];

		if (strncmp(text, "%%", 2) == 0) {
			buffer_char(&buffer, '%');
			text += 2;
			continue;
		}
		if (!length || text[length] != ')' || length - 2 >= sizeof name) {
			buffer_char(&buffer, *text++);
			continue;
		}
		snprintf(name, sizeof name, "%.*s", (int)(length - 2), text + 2);
		text += length + 1;
		text += strspn(text, "0123456789");
		text += *text == 's' || *text == 'd';
		if (strcmp(name, "program_name") == 0) {
			buffer_text(&buffer, service->name);
		} else if (strcmp(name, "here") == 0) {
			buffer_text(&buffer, service->directory);
		} else if (strncmp(name, "ENV_", 4) == 0 && name[4] &&
			   environment_name_length(name + 4) == strlen(name + 4)) {
			buffer_printf(&buffer, "%c%s%c", DRAFT_OPEN, name + 4, DRAFT_CLOSE);
		} else {
			draft_note(service->draft, service->program, line,
				"%%(%s) is not carried over: a worker knows its number by "
				"$REEVE_INSTANCE",
				name);
		}
	}
	return buffer_take(&buffer);
}

/* Returns 1; 0 if it could not be; or -ENOMEM. */
static int set(const struct service *service, const char *key, const char *to, const char *standard,
	const char *unit)
{
	int line = service->section->line;
	const char *text = ini_value(service->section, key, &line);
	char *expanded = expand(service, text && *text ? text : standard ? standard : "", line);
	char value[256];
	bool is_set = false;

	if (!expanded)
		return -ENOMEM;
	for (char *c = expanded; strcmp(key, "exitcodes") == 0 && *c; c++)
		*c = *c == ',' ? ' ' : *c;
	if (*expanded && *unit) {
		snprintf(value, sizeof value, "%.200s%s", expanded, unit);
		is_set = draft_set(service->draft, service->program, line, to, value);
	} else if (*expanded) {
		is_set = draft_set(service->draft, service->program, line, to, expanded);
	}
	free(expanded);
	return is_set;
}

static int set_exec(const struct service *service)
{
	int line = service->section->line, result;
	const char *text = ini_value(service->section, "command", &line);
	char *expanded = expand(service, text, line);
	struct words words = {0};
	bool needs_shell;

	if (!expanded)
		return -ENOMEM;
	result = words_split(&words, expanded, false, &needs_shell);
	free(expanded);
	if (result == -EINVAL || (result == 0 && !words.count)) {
		draft_note(service->draft, service->program, line,
			"its command cannot be divided into words: a quote has no end, or it is "
			"empty");
		result = words_add(&words, "false", 5);
	}
	if (result == 0)
		draft_set_list(service->draft, service->program, line, "exec", words.items);
	words_done(&words);
	return result;
}

/* KEY="value",KEY2=value: each with or without quotes. */
static int split_environment(const char *at, struct words *words)
{
	int result = 0;

	while (at += strspn(at, ", \t"), *at && result == 0) {
		size_t name = environment_name_length(at);
		struct buffer entry = {0};
		char quote;

		if (!name || at[name] != '=')
			return -EINVAL;
		buffer_add(&entry, at, name + 1);
		at += name + 1;
		quote = *at == '"' || *at == '\'' ? *at++ : '\0';
		for (; *at && (quote ? *at != quote : *at != ','); at++)
			buffer_char(&entry, *at);
		at += quote && *at;
		result = entry.failed ? -ENOMEM : words_add(words, entry.data, entry.length);
		buffer_done(&entry);
	}
	return result;
}

static int set_environment(const struct service *service)
{
	int line = 0, result = 0;
	const char *text = ini_value(service->section, "environment", &line);
	char *expanded = text ? expand(service, text, line) : NULL;
	struct words words = {0};

	if (text && !expanded)
		return -ENOMEM;
	if (expanded)
		result = split_environment(expanded, &words);
	if (result == -EINVAL) {
		draft_note(service->draft, service->program, line,
			"'environment' is carried over in part: expected KEY=\"value\",...");
		result = 0;
	}
	if (result == 0)
		draft_set_list(service->draft, service->program, line, "env", words.items);
	words_done(&words);
	free(expanded);
	return result;
}

static bool is_true(const char *value)
{
	return strcasecmp(value, "true") == 0 || strcasecmp(value, "yes") == 0 ||
	       strcasecmp(value, "on") == 0 || strcmp(value, "1") == 0;
}

/* By default "unexpected": after exits with other codes than exitcodes. */
static void set_restart(const struct service *service)
{
	int line = service->section->line;
	const char *text = ini_value(service->section, "autorestart", &line);
	const char *type = !text || strcasecmp(text, "unexpected") == 0 ? "transient"
			   : is_true(text)				? "permanent"
									: "temporary";

	draft_set(service->draft, service->program, line, "restart", type);
	text = ini_value(service->section, "autostart", &line);
	if (text && !is_true(text))
		draft_note(service->draft, service->program, line,
			"'autostart' is not carried over: all programs of a command start with it");
}

/* What it counts is starts that fail, one after the other: lives that are too short. */
static int set_limits(const struct service *service)
{
	const char *text = ini_value(service->section, "startsecs", NULL);
	int result = 0;

	if (!text || text[strspn(text, "0 \t.")])
		result = set(service, "startsecs", "min_uptime", "1", "s");
	if (result > 0)
		result = set(service, "startretries", "max_restarts", "3", "");
	if (result == 0)
		draft_set(service->draft, service->program, 0, "max_restarts", "unlimited");
	draft_set(service->draft, service->program, 0, "restart_window", "none");
	return result < 0 ? result : 0;
}

static bool is_known(const char *key)
{
	for (size_t i = 0; i < COUNT(known); i++)
		if (strcmp(known[i], key) == 0)
			return true;
	for (size_t i = 0; i < COUNT(keys); i++)
		if (strcmp(keys[i].from, key) == 0)
			return true;
	return false;
}

static void note_others(const struct service *service)
{
	for (size_t i = 0; i < service->section->count; i++) {
		const struct ini_pair *pair = &service->section->pairs[i];

		if (strncmp(pair->key, "stdout_", 7) == 0 || strncmp(pair->key, "stderr_", 7) == 0)
			draft_note(service->draft, service->program, pair->line,
				"'%s' is not carried over: output goes to the log directory, or to "
				"the "
				"terminal",
				pair->key);
		else if (strcmp(pair->key, "priority") == 0)
			draft_note(service->draft, service->program, pair->line,
				"'priority' is not carried over: programs start side by side; an "
				"order "
				"is said by a supervisor with start_order");
		else if (!is_known(pair->key))
			draft_note(service->draft, service->program, pair->line,
				"'%s' is not carried over: there is nothing like it here",
				pair->key);
	}
}

static int read_program(
	struct draft *draft, const struct ini_section *section, const char *directory)
{
	struct service service = {.draft = draft,
		.section = section,
		.name = strchr(section->name, ':') + 1,
		.directory = directory};
	int result = 0;

	if (!ini_value(section, "command", NULL)) {
		draft_note(draft, NULL, section->line,
			"[%s] is not carried over: it has no command", section->name);
		return 0;
	}
	service.program = draft_add(draft, service.name, section->line);
	if (!service.program)
		return -ENOMEM;
	for (size_t i = 0; i < COUNT(keys) && result >= 0; i++)
		result = set(&service, keys[i].from, keys[i].to, keys[i].standard, keys[i].unit);
	set_restart(&service);
	note_others(&service);
	if (result >= 0)
		result = set_limits(&service);
	if (result == 0)
		result = set_exec(&service);
	return result == 0 ? set_environment(&service) : result;
}

/* What supervisord says for itself and all its programs. */
static void note_section(struct draft *draft, const struct ini_section *section)
{
	static const char *const silent[] = {"unix_http_server", "supervisorctl", "supervisord"};

	for (size_t i = 0; i < COUNT(silent); i++)
		if (strcmp(silent[i], section->name) == 0) {
			for (size_t k = 0; k < section->count && i == 2; k++)
				draft_note(draft, NULL, section->pairs[k].line,
					"[supervisord] '%s' is not carried over",
					section->pairs[k].key);
			return;
		}
	if (strcmp(section->name, "include") == 0)
		draft_note(draft, NULL, section->line,
			"[include] is not carried over: what it names is not read, import it file "
			"by "
			"file");
	else
		draft_note(draft, NULL, section->line,
			"[%s] is not carried over: there is nothing like it here", section->name);
}

int supervisord_read(
	struct draft *draft, const char *text, const char *directory, struct reeve_error *error)
{
	struct ini ini = {0};
	int line, result = ini_read(&ini, text, &line);

	if (result == -EINVAL)
		error_set_at(error, REEVE_EXIT_FAILED, draft->file, line,
			"expected [section], key=value or a line that goes on with one");
	for (size_t i = 0; i < ini.count && result == 0; i++) {
		if (strncmp(ini.sections[i].name, "program:", 8) == 0)
			result = read_program(draft, &ini.sections[i], directory);
		else
			note_section(draft, &ini.sections[i]);
	}
	ini_done(&ini);
	if (result == 0 && draft->count)
		return 0;
	if (result == 0)
		return error_set_at(error, REEVE_EXIT_FAILED, draft->file, 0,
			"there is no [program:...] in it");
	if (result == -EINVAL)
		return -1;
	return draft_fail(draft, result, error);
}
