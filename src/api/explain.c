/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/text.h"
#include "command/report.h"
#include "config/option.h"
#include "reeve/command.h"

static void put_scope(struct buffer *buffer, const struct option *option)
{
	static const struct {
		unsigned scope;
		const char *name;
	} scopes[] = {
		{SCOPE_TEMPLATE, "template"},
		{SCOPE_COMMAND, "command"},
		{SCOPE_SUPERVISOR, "supervisor"},
		{SCOPE_PROGRAM, "program"},
		{SCOPE_SOCKET, "socket"},
		{SCOPE_SITE, "site file"},
	};
	const char *between = "";

	for (size_t i = 0; i < sizeof scopes / sizeof scopes[0]; i++)
		if (option->scope & scopes[i].scope) {
			buffer_printf(buffer, "%s%s", between, scopes[i].name);
			between = ", ";
		}
}

static void put_range(struct buffer *buffer, const struct option *option)
{
	if (option->minimum && option->maximum)
		buffer_printf(buffer, "%s to %s", option->minimum, option->maximum);
	else if (option->minimum || option->maximum)
		buffer_printf(buffer, "at %s %s", option->minimum ? "least" : "most",
			option->minimum ? option->minimum : option->maximum);
}

static void put_choices(struct buffer *buffer, const struct option *option)
{
	for (size_t i = 0; option->choices && option->choices[i]; i++)
		buffer_printf(buffer, "%s%s", i ? ", " : "", option->choices[i]);
}

static void put_words(struct buffer *buffer, const struct option *option)
{
	const char *none = option_none(option), *unlimited = option_unlimited(option);

	buffer_printf(buffer, "%s%s%s", none ? none : "", none && unlimited ? ", " : "",
		unlimited ? unlimited : "");
}

static void put_default(struct buffer *buffer, const struct option *option)
{
	if (option->standard)
		buffer_text(buffer, option->standard);
	if (option->standard_work)
		buffer_printf(buffer, " (exec), %s (work)", option->standard_work);
}

static const char *kind_name(const struct option *option)
{
	return option->kind == KIND_EXEC   ? "exec programs"
	       : option->kind == KIND_WORK ? "work programs"
					   : "";
}

static const char *unit_name(const struct option *option)
{
	if (!option->unit)
		return "";
	return strcmp(option->unit, "us") == 0	? "microseconds (of a bare number)"
	       : strcmp(option->unit, "s") == 0 ? "seconds (of a bare number)"
						: "bytes (of a bare number)";
}

/* What its change does to a command that runs. */
static const char *impact_sentence(const struct option *option)
{
	static const char *const sentences[] = {
		[IMPACT_NONE] = "none (it is about commands that will be typed)",
		[IMPACT_LIVE] = "live (no process is touched)",
		[IMPACT_RESTART] = "restart (of the workers)",
		[IMPACT_FIXED] = "fixed (takes a restart of the command)",
	};

	return sentences[option->impact];
}

static void print_line(const char *name, const char *value)
{
	if (value[0])
		printf("    %-9s %s\n", name, value);
}

static void print_made(const char *name, const struct option *option,
	void (*put)(struct buffer *, const struct option *))
{
	struct buffer buffer = {0};

	put(&buffer, option);
	print_line(name, buffer.data ? buffer.data : "");
	buffer_done(&buffer);
}

static void print_one(const struct option *option)
{
	printf("%s: %s\n", option->key, option->sentence);
	print_line("type", option_type_name(option->type));
	print_made("choices", option, put_choices);
	print_made("range", option, put_range);
	print_made("words", option, put_words);
	print_line("unit", unit_name(option));
	print_made("default", option, put_default);
	print_made("where", option, put_scope);
	print_line("for", kind_name(option));
	print_line("change", impact_sentence(option));
}

/* Aligned, one line each; the default last, since it can be long. */
static void print_all(void)
{
	int width = 0;

	for (size_t i = 0; i < option_count; i++)
		if ((int)strlen(options[i].key) > width)
			width = (int)strlen(options[i].key);
	for (size_t i = 0; i < option_count; i++) {
		const struct option *option = &options[i];

		if (option->scope == SCOPE_RESOLVED)
			continue;
		printf("%-*s  %-14s  %s", width, option->key, option_type_name(option->type),
			option->sentence);
		if (option->standard)
			printf(" [%s%s%s]", option->standard,
				option->standard_work ? ", work: " : "",
				option->standard_work ? option->standard_work : "");
		putchar('\n');
	}
}

static void set_text(json_t *object, const char *name, const char *text)
{
	if (text && text[0])
		json_object_set_new(object, name, json_string(text));
}

static void set_words(json_t *object, const struct option *option)
{
	json_t *words = json_array();

	if (option->takes_none)
		json_array_append_new(words, json_string(option_none(option)));
	if (option->takes_unlimited)
		json_array_append_new(words, json_string(option_unlimited(option)));
	if (json_array_size(words))
		json_object_set(object, "words", words);
	json_decref(words);
}

static json_t *option_to_json(const struct option *option)
{
	json_t *object = json_object();
	json_t *where = json_array();

	set_text(object, "key", option->key);
	set_text(object, "type", option_type_name(option->type));
	set_text(object, "minimum", option->minimum);
	set_text(object, "maximum", option->maximum);
	set_text(object, "unit", option->unit);
	set_text(object, "default", option->standard);
	set_text(object, "default_work", option->standard_work);
	set_words(object, option);
	if (option->choices) {
		json_t *choices = json_array();

		for (size_t i = 0; option->choices[i]; i++)
			json_array_append_new(choices, json_string(option->choices[i]));
		json_object_set_new(object, "choices", choices);
	}
	if (option->scope & SCOPE_TEMPLATE)
		json_array_append_new(where, json_string("template"));
	if (option->scope & SCOPE_COMMAND)
		json_array_append_new(where, json_string("command"));
	if (option->scope & SCOPE_SUPERVISOR)
		json_array_append_new(where, json_string("supervisor"));
	if (option->scope & SCOPE_PROGRAM)
		json_array_append_new(where, json_string("program"));
	if (option->scope & SCOPE_SOCKET)
		json_array_append_new(where, json_string("socket"));
	if (option->scope & SCOPE_SITE)
		json_array_append_new(where, json_string("site"));
	json_object_set_new(object, "where", where);
	if (option->kind != KIND_ANY)
		set_text(object, "for", option->kind == KIND_EXEC ? "exec" : "work");
	set_text(object, "change", option_impact_name(option->impact));
	set_text(object, "sentence", option->sentence);
	return object;
}

static int print_json(const struct option *only)
{
	json_t *document = json_object();
	json_t *keys = json_array();
	int result;

	json_object_set_new(document, "schema", json_integer(1));
	for (size_t i = 0; i < option_count; i++)
		if (only ? only == &options[i] : options[i].scope != SCOPE_RESOLVED)
			json_array_append_new(keys, option_to_json(&options[i]));
	json_object_set_new(document, "keys", keys);
	result = json_dumpf(document, stdout, JSON_INDENT(2));
	putchar('\n');
	json_decref(document);
	return result == 0 ? REEVE_EXIT_OK : REEVE_EXIT_FAILED;
}

static int refuse_key(const char *key, int json)
{
	const char *nearest = option_nearest(
		key, SCOPE_TEMPLATE | SCOPE_PROGRAM | SCOPE_SUPERVISOR | SCOPE_SOCKET | SCOPE_SITE);
	struct reeve_error error;
	char shown[128];

	text_show(shown, sizeof shown, key);
	if (nearest)
		error_set(&error, REEVE_EXIT_USAGE, "unknown key '%s', did you mean '%s'?", shown,
			nearest);
	else
		error_set(&error, REEVE_EXIT_USAGE, "unknown key '%s'", shown);
	report_sentence("reeve", error.text);
	if (json)
		report_document(error.text, error.code);
	return error.code;
}

int reeve_template_explain(const char *key, int json)
{
	const struct option *option = key ? option_find(key) : NULL;
	int code = REEVE_EXIT_OK;

	if (key && (!option || option->scope == SCOPE_RESOLVED))
		return refuse_key(key, json);
	if (json)
		code = print_json(option);
	else if (option)
		print_one(option);
	else
		print_all();
	if (fflush(stdout) != 0 || ferror(stdout)) {
		fprintf(stderr, "reeve: cannot write to standard output\n");
		code = REEVE_EXIT_FAILED;
	}
	return code;
}
