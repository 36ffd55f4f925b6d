/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "config/program_needs.h"

#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/name.h"
#include "base/text.h"
#include "config/option.h"
#include "config/value.h"

static const char *const words[] = {[PROGRAM_UNTIL_STARTED] = "started",
	[PROGRAM_UNTIL_READY] = "ready",
	[PROGRAM_UNTIL_COMPLETED] = "completed"};
#define WORD_COUNT (sizeof words / sizeof words[0])

/* The name is what stands before the colon. Returns 0, or -1: what follows it is no word. */
static int parse(const char *text, size_t *ret_length, unsigned *ret_until)
{
	const char *colon = strchr(text, ':');

	*ret_length = colon ? (size_t)(colon - text) : strlen(text);
	*ret_until = PROGRAM_UNTIL_READY;
	for (unsigned i = 0; colon && i < WORD_COUNT; i++)
		if (strcmp(colon + 1, words[i]) == 0) {
			*ret_until = i;
			return 0;
		}
	return colon ? -1 : 0;
}

int program_needs_form(const char *text, bool is_order, char *why, size_t size)
{
	char name[NAME_MAX_LENGTH + 1] = "";
	const char *nearest;
	unsigned until;
	size_t length;
	int result = parse(text, &length, &until);

	if (length < sizeof name)
		memcpy(name, text, length);
	if (!name_is_valid(name)) {
		snprintf(why, size, "must be the name of a program%s",
			is_order ? "" : ", or NAME:started, NAME:ready or NAME:completed");
		return -1;
	}
	if (is_order && text[length]) {
		snprintf(why, size,
			"is a name alone: 'after' is about order; 'needs' has such words");
		return -1;
	}
	if (result == 0)
		return 0;
	nearest = text_nearest(text + length + 1, words, WORD_COUNT);
	snprintf(why, size, "ends in none of ':started', ':ready' and ':completed'%s%s%s",
		nearest ? "; did you mean ':" : "", nearest ? nearest : "", nearest ? "'?" : "");
	return -1;
}

void program_need_print(const struct program_need *need, struct buffer *buffer)
{
	buffer_text(buffer, need->program);
	if (need->until < WORD_COUNT)
		buffer_printf(buffer, ":%s", words[need->until]);
}

static const config_setting_t *find_list(const config_setting_t *group, const char *key)
{
	const config_setting_t *setting = config_setting_get_member(group, key);
	uint64_t number;

	if (!setting || value_read(option_find(key), setting, &number, NULL) < 0)
		return NULL;
	return setting;
}

static void read_list(struct reader *reader, const config_setting_t *group, const char *key,
	struct program *program)
{
	const config_setting_t *list = find_list(group, key);
	bool is_order = strcmp(key, "after") == 0;
	const char *text;

	for (size_t i = 0; list && (text = value_item(list, i)); i++) {
		struct program_need *need = &program->needs[program->need_count];
		unsigned until;
		size_t length;

		if (program->need_count == PROGRAM_NEEDS_MAX || parse(text, &length, &until) < 0)
			continue;
		need->program = strndup(text, length);
		need->until = is_order ? PROGRAM_UNTIL_SETTLED : until;
		reader->no_memory |= !need->program;
		program->need_count += need->program != NULL;
	}
}

static size_t length_of(const config_setting_t *list)
{
	size_t length = 0;

	while (list && value_item(list, length))
		length++;
	return length;
}

void program_needs_read(
	struct reader *reader, const config_setting_t *group, struct program *program)
{
	size_t room = length_of(find_list(group, "needs")) + length_of(find_list(group, "after"));

	if (room == 0)
		return;
	program->needs = calloc(room, sizeof *program->needs);
	reader->no_memory |= !program->needs;
	if (!program->needs)
		return;
	read_list(reader, group, "needs", program);
	read_list(reader, group, "after", program);
}

/* Whose setting is looked at. */
struct place {
	struct reader *reader;
	const struct program *program;
	const config_setting_t *setting;
};

static void complain(const struct place *place, const char *format, ...) REEVE_PRINTF(2, 3);

static void complain(const struct place *place, const char *format, ...)
{
	char text[1024];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	level_complain(&place->reader->levels[0], place->setting, place->reader->errors,
		"program '%.64s': %s", place->program->name, text);
}

static void complain_of_unknown(const struct place *place, const char *name)
{
	const struct template *template = place->reader->template;
	const char **names = calloc(template->program_count + 1, sizeof *names), *nearest = NULL;
	char shown[128];

	for (size_t i = 0; names && i < template->program_count; i++)
		names[i] = template->programs[i].name ? template->programs[i].name : "";
	if (names)
		nearest = text_nearest(name, names, template->program_count);
	text_show(shown, sizeof shown, name);
	complain(place,
		nearest ? "'%s': there is no program '%s', did you mean '%s'?"
			: "'%s': there is no program '%s'",
		config_setting_name(place->setting), shown, nearest);
	free(names);
}

static void check_need(const struct place *place, const struct program_need *need)
{
	const struct program *other = template_program(place->reader->template, need->program);
	const char *key = config_setting_name(place->setting);

	if (!other)
		complain_of_unknown(place, need->program);
	else if (other == place->program)
		complain(place, "'%s' names the program itself", key);
	else if (other->schedule)
		complain(place,
			"'%s': '%s' is started at the times of its schedule, not with the command",
			key, need->program);
	else if (need->until == PROGRAM_UNTIL_COMPLETED && other->restart == PROGRAM_PERMANENT)
		complain(place,
			"'%s': '%s' is never completed: restart = \"permanent\" starts it again; "
			"say "
			"\"transient\" or \"temporary\" there",
			key, need->program);
}

static void check_program(
	struct reader *reader, const struct program *program, const config_setting_t *group)
{
	struct place place = {reader, program, NULL};

	for (size_t i = 0; i < program->need_count; i++) {
		place.setting = config_setting_get_member(group,
			program->needs[i].until == PROGRAM_UNTIL_SETTLED ? "after" : "needs");
		check_need(&place, &program->needs[i]);
	}
	place.setting = config_setting_get_member(group, "needs");
	if (!place.setting)
		place.setting = config_setting_get_member(group, "after");
	if (place.setting && program->schedule)
		complain(&place,
			"'%s' means nothing where the program is started at the times of its "
			"schedule",
			config_setting_name(place.setting));
}

/* A walk along what is needed. */
struct walk {
	const struct template *template;
	size_t *path; /* programs */
	size_t length;
	unsigned char *seen; /* 1: on the path; 2: done */
};

static size_t number_of(const struct walk *walk, const char *name)
{
	const struct program *program = template_program(walk->template, name);

	return program ? (size_t)(program - walk->template->programs) : SIZE_MAX;
}

/* The need of `program` that leads to one on the path, or to one not seen yet: from `*at` on. */
static size_t step(const struct walk *walk, size_t program, size_t *at)
{
	const struct program *from = &walk->template->programs[program];

	while (*at < from->need_count) {
		size_t to = number_of(walk, from->needs[(*at)++].program);

		if (to != SIZE_MAX && to != program && walk->seen[to] < 2)
			return to;
	}
	return SIZE_MAX;
}

/* True: they go round; the path ends with the program that comes again. at: room for one of each.
 */
static bool find_round(struct walk *walk, size_t first, size_t *at)
{
	walk->path[0] = first;
	walk->length = 1;
	walk->seen[first] = 1;
	while (walk->length > 0) {
		size_t here = walk->path[walk->length - 1];
		size_t next = step(walk, here, &at[here]);

		if (next == SIZE_MAX) {
			walk->seen[here] = 2;
			walk->length--;
			continue;
		}
		walk->path[walk->length++] = next;
		if (walk->seen[next] == 1)
			return true;
		walk->seen[next] = 1;
	}
	return false;
}

/* From where the round begins. */
static void print_round(const struct walk *walk, struct buffer *round)
{
	size_t last = walk->path[walk->length - 1], begin = 0;

	while (walk->path[begin] != last)
		begin++;
	for (size_t i = begin; i < walk->length; i++)
		buffer_printf(round, "%s%s", i > begin ? " -> " : "",
			walk->template->programs[walk->path[i]].name);
}

int program_needs_round(const struct template *template, size_t *ret_program, struct buffer *round)
{
	size_t count = template->program_count;
	size_t *at = calloc(count + 1, sizeof *at);
	struct walk walk = {.template = template,
		.path = calloc(count + 2, sizeof *walk.path),
		.seen = calloc(count + 1, 1)};
	int result = at && walk.path && walk.seen ? 0 : -ENOMEM;

	for (size_t i = 0; i < count && result == 0; i++)
		result = !walk.seen[i] && find_round(&walk, i, at);
	if (result > 0) {
		*ret_program = walk.path[walk.length - 1];
		print_round(&walk, round);
	}
	free(at);
	free(walk.path);
	free(walk.seen);
	return round->failed ? -ENOMEM : result;
}

static void check_rounds(struct reader *reader, const config_setting_t *list)
{
	struct buffer round = {0};
	size_t number = 0;
	int result = program_needs_round(reader->template, &number, &round);
	const config_setting_t *group = config_setting_get_elem(list, (unsigned)number);
	struct place place = {reader, &reader->template->programs[number],
		config_setting_get_member(group, "needs")};

	if (!place.setting)
		place.setting = config_setting_get_member(group, "after");
	reader->no_memory |= result < 0;
	if (result > 0)
		complain(&place, "waits for itself: %.800s", round.data);
	buffer_done(&round);
}

void program_needs_check(struct reader *reader)
{
	const struct template *template = reader->template;
	const config_setting_t *list = config_setting_get_member(reader_root(reader), "programs");
	bool any = false;

	/* Below supervisors it was refused where it stands. */
	if (template->node_count || !list ||
		config_setting_length(list) != (int)template->program_count)
		return;
	for (size_t i = 0; i < template->program_count; i++) {
		any = any || template->programs[i].need_count;
		check_program(
			reader, &template->programs[i], config_setting_get_elem(list, (unsigned)i));
	}
	if (any)
		check_rounds(reader, list);
}
