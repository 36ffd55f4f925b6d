/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "config/inner.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/text.h"

#define DEPTH_MAX 16

/* The templates that are being read, each because of the one before. */
struct chain {
	const char *path;
	const struct chain *outer;
	unsigned depth;
};

static _Thread_local const struct chain *innermost;

static bool is_being_read(const char *path)
{
	for (const struct chain *link = innermost; link; link = link->outer)
		if (strcmp(link->path, path) == 0)
			return true;
	return false;
}

static void put_chain(struct buffer *text, const struct chain *link)
{
	if (link->outer)
		put_chain(text, link->outer);
	buffer_printf(text, "%s -> ", link->path);
}

static void complain(struct reader *reader, const config_setting_t *group,
	const struct program *program, const char *why)
{
	const config_setting_t *setting = config_setting_get_member(group, "command");

	level_complain(&reader->levels[0], setting ? setting : group, reader->errors,
		"program '%s': %s", program->name, why);
}

static void refuse_circle(struct reader *reader, const config_setting_t *group,
	const struct program *program, const char *path)
{
	struct buffer text = {0};

	buffer_text(&text, "command leads in a circle: ");
	put_chain(&text, innermost);
	buffer_text(&text, path);
	complain(reader, group, program, text.failed ? "command leads in a circle" : text.data);
	buffer_done(&text);
}

static bool is_same(const char *one, const char *other)
{
	return one == other || (one && other && strcmp(one, other) == 0);
}

/* Of one name and place, one would be taken for the other. */
static bool is_mistakable(const struct template *inner, const struct template *outer)
{
	return inner->name && outer->name && strcmp(inner->name, outer->name) == 0 &&
	       is_same(inner->run_dir, outer->run_dir);
}

/* What is not set here may be set in the environment of its program: that is no fault. */
static void check_template(struct reader *reader, const config_setting_t *group,
	const struct program *program, const char *path)
{
	struct error_list unset = {0};
	size_t before = reader->errors->count;
	struct template *inner = template_load_faulty(path, &unset, reader->errors);
	char why[256];

	level_place_errors(&reader->levels[0], group, reader->errors, before);
	error_list_done(&unset);
	if (inner && inner->command_count) {
		complain(reader, group, program,
			"its command is a template with several commands: a program is one");
	} else if (inner && is_mistakable(inner, reader->template)) {
		snprintf(why, sizeof why,
			"its command has the name of the one that it is in, '%s': name one of them "
			"otherwise",
			inner->name);
		complain(reader, group, program, why);
	}
	template_free(inner);
}

void inner_check(
	struct reader *reader, const config_setting_t *group, const struct program *program)
{
	const struct level *level = &reader->levels[0];
	char *path = program->command ? realpath(program->command, NULL) : NULL;
	struct chain link = {level->source.path ? level->source.path : "", innermost,
		innermost ? innermost->depth + 1 : 0};

	if (!program->command || level_is_open(config_setting_get_member(group, "command"))) {
		free(path);
		return;
	}
	innermost = &link;
	if (program->workers > 1)
		complain(reader, group, program, "a command has one worker, its guardian");
	if (path && is_being_read(path))
		refuse_circle(reader, group, program, path);
	else if (link.depth >= DEPTH_MAX)
		complain(reader, group, program, "commands are nested more than 16 deep");
	else
		check_template(reader, group, program, path ? path : program->command);
	innermost = link.outer;
	free(path);
}
