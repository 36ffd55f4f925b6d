/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "config/level.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/buffer.h"
#include "config/expand.h"
#include "config/option.h"

#define PARSE_ROOM_FACTOR 64 /* bytes for each byte of text: "a=1;" is some 200 */
#define PARSE_ROOM_MAX (64u << 20)
#define PARSE_ROOM_LEAST (256u << 10) /* its parser's own tables and buffers */

/* libconfig 1.5 does not look at what malloc() returns, it writes there. So what it may need is
 * asked for before, of the kernel, that nothing of it stays: more than was ever seen for a text of
 * this length, and within bounds, since large texts of ours are mostly long values. */
static bool is_room_to_parse(size_t length)
{
	size_t need = length > PARSE_ROOM_MAX / PARSE_ROOM_FACTOR ? PARSE_ROOM_MAX
								  : length * PARSE_ROOM_FACTOR;
	void *room;

	need += length + PARSE_ROOM_LEAST;
	room = mmap(NULL, need, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	return room != MAP_FAILED && munmap(room, need) == 0;
}

static int parse(struct level *level, struct error_list *errors)
{
	const char *text = level->source.text.data;
	const char *file;
	int line;

	if (!is_room_to_parse(level->source.text.length)) {
		error_list_add_at(errors, REEVE_EXIT_FAILED, NULL, 0, 0, "out of memory");
		return -1;
	}
	config_init(&level->config);
	level->parsed = true;
	/* What it had no memory for is simply not there: a shorter exec, a program less. */
	errno = 0;
	if (config_read_string(&level->config, text ? text : "") && errno != ENOMEM)
		return 0;
	if (errno == ENOMEM) {
		error_list_add_at(errors, REEVE_EXIT_FAILED, NULL, 0, 0, "out of memory");
		return -1;
	}
	source_place(&level->source, (unsigned)config_error_line(&level->config), &file, &line);
	error_list_add_at(errors, REEVE_EXIT_TEMPLATE, file, line, 0, "%s",
		config_error_text(&level->config));
	return -1;
}

int level_open(struct level *level, const char *path, uid_t owner, unsigned scope,
	struct error_list *errors)
{
	*level = (struct level){.scope = scope};
	if (source_read(&level->source, path, owner, errors) < 0)
		return -1;
	return parse(level, errors);
}

int level_open_text(struct level *level, const char *text, size_t length, unsigned scope,
	struct error_list *errors)
{
	*level = (struct level){.scope = scope};
	if (source_set(&level->source, LEVEL_TEXT_NAME, text, length, errors) < 0)
		return -1;
	return parse(level, errors);
}

void level_close(struct level *level)
{
	if (level->parsed)
		config_destroy(&level->config);
	source_done(&level->source);
	variables_done(&level->variables);
	free(level->base);
	*level = (struct level){0};
}

const config_setting_t *level_root(const struct level *level)
{
	return config_root_setting(&level->config);
}

void level_complain(const struct level *level, const config_setting_t *setting,
	struct error_list *errors, const char *format, ...)
{
	struct reeve_error error;
	va_list arguments;
	const char *file;
	int line;

	va_start(arguments, format);
	vsnprintf(error.text, sizeof error.text, format, arguments);
	va_end(arguments);
	source_place(&level->source, config_setting_source_line(setting), &file, &line);
	error_list_add_at(errors, REEVE_EXIT_TEMPLATE, file, line, 0, "%s", error.text);
}

void level_place_errors(const struct level *level, const config_setting_t *setting,
	struct error_list *errors, size_t from)
{
	for (; from < errors->count; from++) {
		struct reeve_error *error = &errors->items[from];
		const char *file;
		int line;

		if (error->file[0])
			continue;
		source_place(&level->source, config_setting_source_line(setting), &file, &line);
		snprintf(error->file, sizeof error->file, "%s", file);
		error->line = line;
	}
}

/* The name of a setting or, for an item of a list, of what holds it. */
static const char *key_of(const config_setting_t *setting)
{
	while (setting && !config_setting_name(setting))
		setting = config_setting_parent(setting);
	return setting ? config_setting_name(setting) : "";
}

bool level_is_open(const config_setting_t *setting)
{
	return config_setting_get_hook(setting) != NULL;
}

/* What could not be expanded, for want of a name or otherwise. */
static void leave_setting(struct level *level, config_setting_t *setting, bool is_unset,
	const char *why, struct error_list *errors)
{
	if (is_unset && level->unset)
		/* Without the advice that is for errors. */
		level_complain(level, setting, level->unset,
			"'%s': %.*s now, it has to be when the command runs", key_of(setting),
			(int)strcspn(why, ";"), why);
	else
		level_complain(level, setting, errors, "'%s': %s", key_of(setting), why);
	level->is_open = true;
	for (; !config_setting_is_root(setting); setting = config_setting_parent(setting))
		config_setting_set_hook(setting, level);
}

static void expand_setting(struct level *level, config_setting_t *setting,
	const struct variables *variables, struct error_list *errors)
{
	const char *text = config_setting_get_string(setting);
	struct buffer buffer = {0}, why = {0};
	int result;

	if (!expand_is_needed(text))
		return;
	result = expand_text(text, variables, &buffer, &why);
	if (result < 0)
		leave_setting(level, setting, result == -ENOENT,
			why.data ? why.data : "out of memory", errors);
	else if (buffer.failed || !config_setting_set_string(setting, buffer.data))
		level_complain(level, setting, errors, "out of memory");
	buffer_done(&buffer);
	buffer_done(&why);
}

static void expand_below(struct level *level, config_setting_t *setting, struct error_list *errors)
{
	if (config_setting_type(setting) == CONFIG_TYPE_STRING)
		expand_setting(level, setting, &level->variables, errors);
	if (!config_setting_is_aggregate(setting))
		return;
	for (int i = 0; i < config_setting_length(setting); i++)
		expand_below(level, config_setting_get_elem(setting, (unsigned)i), errors);
}

static config_setting_t *text_member(const struct level *level, const char *key)
{
	config_setting_t *setting = config_setting_get_member(level_root(level), key);

	return setting && config_setting_type(setting) == CONFIG_TYPE_STRING ? setting : NULL;
}

int level_set_base(struct level *level)
{
	const config_setting_t *setting = text_member(level, "base");
	const char *base = setting ? config_setting_get_string(setting) : "";
	const char *path = level->source.path ? level->source.path : "/";
	/* What starts from there is as open as it is. */
	bool is_path = base[0] == '/' || (setting && level_is_open(setting));

	if (!is_path || !(level->scope & SCOPE_TEMPLATE)) {
		const char *slash = strrchr(path, '/');

		level->base = strndup(path, slash == path ? 1 : (size_t)(slash - path));
	} else {
		level->base = strdup(base);
	}
	return level->base ? 0 : -ENOMEM;
}

static void read_variables(struct level *level, struct error_list *errors)
{
	const config_setting_t *setting = text_member(level, "env_file");
	size_t before = errors->count;
	char *path;

	if (!setting || !config_setting_get_string(setting)[0] || level_is_open(setting))
		return;
	path = level_path(level, config_setting_get_string(setting));
	if (path)
		environment_read_file(&level->variables, path, level->source.owner, errors);
	free(path);
	level_place_errors(level, setting, errors, before);
}

void level_expand(struct level *level, struct error_list *unset, struct error_list *errors)
{
	config_setting_t *root = config_root_setting(&level->config);
	config_setting_t *base = text_member(level, "base");
	config_setting_t *file = text_member(level, "env_file");

	level->unset = unset;
	if (base)
		expand_setting(level, base, NULL, errors);
	if (file)
		expand_setting(level, file, NULL, errors);
	if (level_set_base(level) < 0) {
		level_complain(level, root, errors, "out of memory");
		return;
	}
	read_variables(level, errors);
	for (int i = 0; i < config_setting_length(root); i++) {
		config_setting_t *member = config_setting_get_elem(root, (unsigned)i);

		if (member != base && member != file)
			expand_below(level, member, errors);
	}
}

char *level_path(const struct level *level, const char *text)
{
	size_t length = strlen(level->base);
	char *path;

	if (text[0] == '/')
		return strdup(text);
	while (strncmp(text, "./", 2) == 0)
		for (text += 2; *text == '/';)
			text++;
	if (asprintf(&path, "%s%s%s", level->base,
		    length && level->base[length - 1] == '/' ? "" : "/", text) < 0)
		return NULL;
	return path;
}
