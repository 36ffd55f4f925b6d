/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "port/draft.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cron.h"
#include "base/text.h"
#include "config/choice.h"
#include "config/environment.h"
#include "config/ends.h"
#include "config/form.h"
#include "config/option.h"
#include "config/template.h"
#include "config/value.h"
#include "port/words.h"

void draft_done(struct draft *draft)
{
	for (size_t i = 0; i < draft->count; i++) {
		buffer_done(&draft->programs[i]->text);
		free(draft->programs[i]);
	}
	free(draft->programs);
	buffer_done(&draft->top);
	error_list_done(&draft->notes);
	*draft = (struct draft){0};
}

void draft_note(
	struct draft *draft, const struct draft_program *who, int line, const char *format, ...)
{
	char text[512], shown[600];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	text_show(shown, sizeof shown, text);
	if (who)
		error_list_add_at(&draft->notes, 0, draft->file, line, 0, "program '%s': %s",
			who->name, shown);
	else
		error_list_add_at(&draft->notes, 0, draft->file, line, 0, "%s", shown);
}

static bool is_taken(const struct draft *draft, const char *name)
{
	if (strcmp(name, CHOICE_ALL) == 0)
		return true;
	for (size_t i = 0; i < draft->count; i++)
		if (strcmp(draft->programs[i]->name, name) == 0)
			return true;
	return false;
}

/* What no name may have becomes a hyphen; the second of a name gets a number. */
static void make_name(const struct draft *draft, const char *from, char name[NAME_MAX_LENGTH + 1])
{
	static const char allowed[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";
	const size_t room = NAME_MAX_LENGTH - 5;
	char base[NAME_MAX_LENGTH + 1];
	size_t length = 0;

	from += strspn(from, "_.-/ ");
	for (; *from && length < NAME_MAX_LENGTH; from++)
		if (strchr(allowed, *from))
			base[length++] = *from;
		else if (length && base[length - 1] != '-')
			base[length++] = '-';
	while (length && base[length - 1] == '-')
		length--;
	base[length] = '\0';
	snprintf(name, NAME_MAX_LENGTH + 1, "%s", name_is_valid(base) ? base : "program");
	for (unsigned i = 2; is_taken(draft, name); i++)
		snprintf(name, NAME_MAX_LENGTH + 1, "%.*s-%u", (int)room,
			name_is_valid(base) ? base : "program", i);
}

struct draft_program *draft_add(struct draft *draft, const char *name, int line)
{
	struct draft_program *program = calloc(1, sizeof *program);
	struct draft_program **programs = NULL;
	char shown[128];

	if (draft->count < DRAFT_PROGRAMS_MAX)
		programs = realloc(draft->programs, (draft->count + 1) * sizeof *programs);
	if (programs)
		draft->programs = programs;
	if (!programs || !program) {
		draft->no_memory = true;
		free(program);
		return NULL;
	}
	make_name(draft, name, program->name);
	program->line = line;
	draft->programs[draft->count++] = program;
	draft->workers++;
	if (strcmp(program->name, name) != 0)
		draft_note(draft, program, line, "it was called '%s'",
			text_show(shown, sizeof shown, name));
	return program;
}

/* "${" of the original is no name here; what was marked is one. */
static void put_text(struct buffer *buffer, const char *text)
{
	struct buffer plain = {0};

	for (; *text; text++) {
		if (*text == DRAFT_OPEN)
			buffer_text(&plain, "${");
		else if (*text == DRAFT_CLOSE)
			buffer_char(&plain, '}');
		else if (text[0] == '$' && text[1] == '{')
			buffer_text(&plain, "$$");
		else
			buffer_char(&plain, *text);
	}
	if (plain.failed)
		buffer->failed = true;
	template_quote(buffer, plain.data ? plain.data : "");
	buffer_done(&plain);
}

static struct buffer *begin(struct draft *draft, struct draft_program *program, const char *key)
{
	struct buffer *into = program ? &program->text : &draft->top;

	buffer_printf(into, "%s%s = ", program ? "    " : "", key);
	return into;
}

/* NULL: it can stand there; else why not. */
static const char *refusal(const struct option *option, const char *value, struct buffer *why)
{
	struct cron cron;
	uint64_t number;
	unsigned mask;
	char text[256];

	if (!option)
		return "there is nothing like it here";
	if (strcmp(option->key, "umask") == 0 && form_mask(value, &mask) < 0)
		return "it is no octal number up to 777";
	if (strcmp(option->key, "cron") == 0 && cron_parse(value, &cron, text, sizeof text) < 0) {
		buffer_printf(why, "it %s", text);
		return why->data ? why->data : "it is no time";
	}
	if ((option->type == OPTION_TEXT && !value[0]) || value_parse(option, value, &number) < 0) {
		buffer_text(why, "here it must be ");
		value_expect(option, why);
		return why->data ? why->data : "it is not valid here";
	}
	return NULL;
}

/* All programs together have no more than a template may. */
static bool takes_workers(struct draft *draft, const char *value)
{
	unsigned long workers = strtoul(value, NULL, 10);

	if (draft->workers - 1 + workers > TEMPLATE_MAX_WORKERS)
		return false;
	draft->workers += (unsigned)workers - 1;
	return true;
}

static bool is_bare(const struct option *option, const char *value)
{
	return option->type == OPTION_BOOL ||
	       ((option->type == OPTION_INT || option->type == OPTION_FACTOR) &&
		       strspn(value, "0123456789.") == strlen(value) && strlen(value) < 9);
}

bool draft_set(struct draft *draft, struct draft_program *program, int line, const char *key,
	const char *value)
{
	const struct option *option = option_find(key);
	struct buffer why = {0}, *into;
	const char *refused = refusal(option, value, &why);
	char shown[128], written[32];
	uint64_t number;

	if (!refused && program && strcmp(key, "workers") == 0 && !takes_workers(draft, value))
		refused = "all programs together would have too many";

	if (refused)
		draft_note(draft, program, line, "'%s' is not carried over as '%s': %s",
			text_show(shown, sizeof shown, value), key, refused);
	buffer_done(&why);
	if (refused)
		return false;
	if (option->type == OPTION_DURATION && strcmp(value, "none") != 0 &&
		value_parse(option, value, &number) == 0) {
		text_from_duration(number, written, sizeof written);
		value = written;
	}
	into = begin(draft, program, key);
	if (is_bare(option, value))
		buffer_text(into, value);
	else
		put_text(into, value);
	buffer_text(into, ";\n");
	return true;
}

bool draft_set_list(struct draft *draft, struct draft_program *program, int line, const char *key,
	char *const *items)
{
	static char word[] = "false", *const nothing[] = {word, NULL};
	bool is_env = strcmp(key, "env") == 0;
	struct buffer *into;
	size_t count = 0;
	char name[128], shown[128];

	if (!option_find(key)) {
		draft_note(draft, program, line, "'%s' is not carried over", key);
		return false;
	}
	if (!items || !items[0])
		return true;
	if (strcmp(key, "exec") == 0 && !items[0][0]) {
		draft_note(
			draft, program, line, "it says nothing to execute: 'false' stands for it");
		items = nothing;
	}
	into = begin(draft, program, key);
	for (; *items; items++) {
		const char *why = is_env ? environment_refusal(*items) : NULL;

		if (why) {
			/* Without the value: that is often secret. */
			snprintf(name, sizeof name, "%.*s", (int)strcspn(*items, "="), *items);
			draft_note(draft, program, line,
				"the variable '%s' is not carried over: it %s",
				text_show(shown, sizeof shown, name), why);
			continue;
		}
		buffer_text(into, count++ ? ", " : "[");
		put_text(into, *items);
	}
	buffer_text(into, count ? "];\n" : "[];\n");
	return true;
}

int draft_fail(const struct draft *draft, int result, struct reeve_error *error)
{
	if (result == -E2BIG)
		return error_set_at(error, REEVE_EXIT_FAILED, draft->file, 0,
			"a list in it has more than %d items", WORDS_MAX);
	if (draft->count == DRAFT_PROGRAMS_MAX)
		return error_set_at(error, REEVE_EXIT_FAILED, draft->file, 0,
			"there are more than %d programs in it", DRAFT_PROGRAMS_MAX);
	return error_set(error, REEVE_EXIT_FAILED, "out of memory");
}

int draft_write(
	struct draft *draft, const char *origin, const char *directory, struct buffer *ret_text)
{
	char shown[512];

	buffer_printf(ret_text,
		"#!/usr/bin/env reeve\n# Written by reeve import from %s.\n"
		"usage = \"<start|stop|restart|status|wakeup> -[d] -[j] -[n=N]\";\n"
		"# Where that file lies; not needed in a template that lies there too.\n",
		text_show(shown, sizeof shown, origin));
	buffer_text(ret_text, "base = ");
	put_text(ret_text, directory);
	buffer_text(ret_text, ";\n");
	buffer_add(ret_text, draft->top.data, draft->top.length);
	buffer_text(ret_text, "\nprograms = (\n");
	for (size_t i = 0; i < draft->count; i++) {
		const struct draft_program *program = draft->programs[i];

		buffer_printf(ret_text, "  {\n    name = \"%s\";\n", program->name);
		buffer_add(ret_text, program->text.data, program->text.length);
		buffer_text(ret_text, i + 1 < draft->count ? "  },\n" : "  }\n");
		draft->no_memory |= program->text.failed;
	}
	buffer_text(ret_text, ");\n");
	return draft->no_memory || draft->top.failed || ret_text->failed ? -1 : 0;
}
