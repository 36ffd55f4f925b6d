/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "sim/script.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/signame.h"
#include "base/text.h"
#include "sim/words.h"

#define SECOND UINT64_C(1000000000)
#define WORDS_MAX 8
#define LINES_MAX 1000000

struct reading {
	struct script *script;
	const struct script_names *names;
	struct error_list *errors;
	const char *file;
	int line;
	size_t room;
	bool failed;
};

static int refuse(struct reading *reading, const char *format, ...) REEVE_PRINTF(2, 3);

static int refuse(struct reading *reading, const char *format, ...)
{
	char text[512];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	error_list_add_at(
		reading->errors, REEVE_EXIT_USAGE, reading->file, reading->line, 0, "%s", text);
	reading->failed = true;
	return -1;
}

static const char *show(const char *text)
{
	static char shown[96];

	return text_show(shown, sizeof shown, text);
}

static int read_time(struct reading *reading, const char *word, uint64_t *ret_ns)
{
	if (text_to_duration(word, SECOND, ret_ns) == 0)
		return 0;
	return refuse(reading, "'%s' is not a time such as 1m30s or 200ms", show(word));
}

/* "NAME", "NAME.N" or "*". */
static int read_worker(struct reading *reading, const char *word, struct script_line *line)
{
	const struct script_names *names = reading->names;
	const char *all[256];
	const char *nearest;
	unsigned first = 0;
	uint64_t number;

	for (size_t i = 0; i < names->count; i++) {
		const struct script_program *program = &names->programs[i];
		size_t length = strlen(program->name);

		line->first = first;
		line->count = program->workers;
		if (strcmp(word, program->name) == 0)
			return 0;
		if (strncmp(word, program->name, length) == 0 && word[length] == '.' &&
			text_to_u64(word + length + 1, &number) == 0) {
			if (number < 1 || number > program->workers)
				return refuse(reading, "program '%s' has %u worker%s, not '%s'",
					program->name, program->workers,
					program->workers == 1 ? "" : "s", show(word));
			line->first += (unsigned)number - 1;
			line->count = 1;
			return 0;
		}
		first += program->workers;
		if (i < 256)
			all[i] = program->name;
	}
	line->first = 0;
	line->count = first;
	if (strcmp(word, "*") == 0)
		return 0;
	nearest = text_nearest(word, all, names->count < 256 ? names->count : 256);
	if (nearest)
		return refuse(reading, "there is no program '%s', did you mean '%s'?", show(word),
			nearest);
	return refuse(reading, "there is no program '%s'", show(word));
}

static int find_signal(const char *name)
{
	if (strncmp(name, "SIG", 3) == 0)
		name += 3;
	for (int signal = 1; signal < 32; signal++)
		if (signame_of(signal) && strcmp(signame_of(signal), name) == 0)
			return signal;
	return 0;
}

/* "exit 1", "signal KILL" */
static int read_end(struct reading *reading, char *const *given, struct world_act *act)
{
	uint64_t code;

	if (strcmp(given[0], "exit") == 0) {
		if (!given[1] || text_to_u64(given[1], &code) < 0 || code > 255)
			return refuse(reading, "'exit' needs a code from 0 to 255");
		act->cause = CHILD_CAUSE_EXIT;
		act->status = (int)code;
		return 0;
	}
	if (strcmp(given[0], "signal") != 0)
		return refuse(
			reading, "'%s' is neither 'exit CODE' nor 'signal NAME'", show(given[0]));
	act->cause = CHILD_CAUSE_SIGNAL;
	act->status = given[1] ? find_signal(given[1]) : 0;
	return act->status ? 0 : refuse(reading, "'signal' needs a name such as KILL");
}

/* "lives", "lives 2s exit 1" */
static int read_life(struct reading *reading, char *const *given, struct world_act *act)
{
	act->ns = WORLD_NEVER;
	if (!given[0])
		return 0;
	if (read_time(reading, given[0], &act->ns) < 0)
		return -1;
	if (!given[1])
		return refuse(reading, "'lives %s' needs an end: exit CODE or signal NAME",
			show(given[0]));
	return read_end(reading, given + 1, act);
}

static int read_shape(
	struct reading *reading, const struct word *word, char *const *given, struct world_act *act)
{
	static const size_t most[] = {[SHAPE_ALONE] = 1,
		[SHAPE_END] = 2,
		[SHAPE_LIFE] = 4,
		[SHAPE_TIME] = 2,
		[SHAPE_FINISH] = 1};
	size_t count = 0;

	while (given[count])
		count++;
	if (count > most[word->shape])
		return refuse(reading, "too many words behind '%s'", word->name);
	switch (word->shape) {
	case SHAPE_END:
		return read_end(reading, given, act);
	case SHAPE_LIFE:
		return read_life(reading, given + 1, act);
	case SHAPE_TIME:
		act->ns = WORLD_NEVER;
		if (!given[1])
			return refuse(reading, "'%s' needs a time, or 'never'", word->name);
		return strcmp(given[1], "never") == 0 ? 0 : read_time(reading, given[1], &act->ns);
	default:
		return 0;
	}
}

static const struct word *find_word(struct reading *reading, const char *name, bool of_command)
{
	const char *names[32], *nearest;
	size_t count = 0;

	for (size_t i = 0; i < word_count; i++) {
		if (words[i].of_command != of_command)
			continue;
		if (strcmp(words[i].name, name) == 0)
			return &words[i];
		names[count++] = words[i].name;
	}
	nearest = text_nearest(name, names, count);
	if (nearest)
		refuse(reading, "unknown word '%s', did you mean '%s'?", show(name), nearest);
	else if (of_command)
		refuse(reading,
			"'%s' is no word for the command: stop, kill-master, end; of a "
			"worker: TIME WORKER WHAT",
			show(name));
	else
		refuse(reading, "unknown word '%s'", show(name));
	return NULL;
}

static int add(struct reading *reading, const struct script_line *line)
{
	struct script *script = reading->script;

	if (script->count == LINES_MAX)
		return refuse(reading, "there are more than %d lines", LINES_MAX);
	if (script->count == reading->room) {
		size_t room = reading->room ? reading->room * 2 : 64;
		struct script_line *lines = realloc(script->lines, room * sizeof *lines);

		if (!lines)
			return refuse(reading, "out of memory");
		script->lines = lines;
		reading->room = room;
	}
	script->lines[script->count++] = *line;
	return 0;
}

static void read_words(struct reading *reading, char *const *given, size_t count)
{
	struct script *script = reading->script;
	struct script_line line = {0};
	const struct word *word;
	bool of_command = count == 2;

	if (read_time(reading, given[0], &line.at_ns) < 0)
		return;
	if (script->end_ns != WORLD_NEVER)
		refuse(reading, "nothing can come after 'end'");
	else if (script->count && line.at_ns < script->lines[script->count - 1].at_ns)
		refuse(reading, "the time %s is before that of the line above", show(given[0]));
	else if (count < 2)
		refuse(reading, "a line is TIME WORKER WHAT, or TIME WHAT for the command");
	else if ((!of_command && read_worker(reading, given[1], &line) < 0) ||
		 !(word = find_word(reading, given[of_command ? 1 : 2], of_command)) ||
		 read_shape(reading, word, given + (of_command ? 1 : 2), &line.act) < 0)
		return;
	else if (word->shape == SHAPE_FINISH)
		script->end_ns = line.at_ns;
	else {
		line.act.verb = word->verb;
		add(reading, &line);
	}
}

static void read_line(struct reading *reading, char *text)
{
	char *given[WORDS_MAX + 1] = {NULL};
	size_t count = 0;

	text[strcspn(text, "#")] = '\0';
	for (char *word = strtok(text, " \t\r,"); word; word = strtok(NULL, " \t\r,")) {
		if (count == WORDS_MAX) {
			refuse(reading, "too many words");
			return;
		}
		given[count++] = word;
	}
	if (count)
		read_words(reading, given, count);
}

int script_read(struct script *script, const char *text, const struct script_names *names,
	const char *file, struct error_list *errors)
{
	struct reading reading = {.script = script, .names = names, .errors = errors, .file = file};

	*script = (struct script){.end_ns = WORLD_NEVER};
	while (*text) {
		size_t length = strcspn(text, "\n");
		char *line = strndup(text, length);

		reading.line++;
		if (line)
			read_line(&reading, line);
		else
			refuse(&reading, "out of memory");
		free(line);
		text += length + (text[length] == '\n');
	}
	return reading.failed ? -1 : 0;
}

void script_done(struct script *script)
{
	free(script->lines);
	*script = (struct script){0};
}
