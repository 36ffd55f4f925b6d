/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "port/app.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "config/option.h"
#include "config/value.h"
#include "port/literal.h"
#include "port/words.h"

void app_note(const struct app *app, const struct literal *value)
{
	if (value->kind == LITERAL_CODE)
		draft_note(app->draft, app->program, value->line,
			"'%s' is not carried over: it is code, and nothing is run: %s", value->key,
			value->text);
	else
		draft_note(app->draft, app->program, value->line,
			"'%s' is not carried over: this kind of value is not known there",
			value->key);
}

const char *app_text(const struct app *app, const char *key)
{
	const struct literal *value = literal_member(app->object, key);

	if (literal_is_scalar(value))
		return value->text;
	if (value && value->kind != LITERAL_NULL)
		app_note(app, value);
	return NULL;
}

int app_line(const struct app *app, const char *key)
{
	const struct literal *value = literal_member(app->object, key);

	return value ? value->line : app->program->line;
}

uint64_t app_set_duration(const struct app *app, const char *from, const char *to)
{
	const char *text = app_text(app, from);
	bool is_zero = text && !text[strspn(text, "0.")];
	uint64_t number = 0;
	char value[64];

	/* With no time at all no life is too short: nothing would be counted. */
	if (!text || (is_zero && strcmp(to, "min_uptime") == 0))
		return 0;
	snprintf(value, sizeof value, "%.50s%s", text,
		text[0] && strspn(text, "0123456789") == strlen(text) ? "ms" : "");
	if (!draft_set(app->draft, app->program, app_line(app, from), to, value))
		return 0;
	value_parse(option_find(to), value, &number);
	return number;
}

void app_set_text(const struct app *app, const char *from, const char *to)
{
	const char *text = app_text(app, from);

	if (text && text[0])
		draft_set(app->draft, app->program, app_line(app, from), to, text);
}

int app_add_words(const struct app *app, const char *key, struct words *words)
{
	const struct literal *value = literal_member(app->object, key);
	bool needs_shell;
	int result = 0;

	if (value && value->kind == LITERAL_LIST) {
		for (size_t i = 0; i < value->count && result == 0; i++)
			if (literal_is_scalar(value->items[i]))
				result = words_add(words, value->items[i]->text,
					strlen(value->items[i]->text));
			else
				draft_note(app->draft, app->program, value->items[i]->line,
					"'%s' has an argument that is not carried over", key);
	} else if (app_text(app, key)) {
		result = words_split(words, app_text(app, key), false, &needs_shell);
	}
	if (result == -EINVAL) {
		draft_note(app->draft, app->program, app_line(app, key),
			"'%s' is not carried over: a quote has no end", key);
		return 0;
	}
	return result;
}
