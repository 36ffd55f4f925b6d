/* SPDX-License-Identifier: MIT */
#include "base/error.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/name.h"
#include "base/text.h"

/* A path too long for the field keeps its end: that is where the file's own name stands. */
static void set_file(struct reeve_error *error, const char *file)
{
	size_t length = file ? strlen(file) : 0;
	size_t room = sizeof error->file - 1;

	if (length > room)
		snprintf(error->file, sizeof error->file, "...%s", file + (length - room + 3));
	else
		snprintf(error->file, sizeof error->file, "%s", file ? file : "");
}

static void fill(struct reeve_error *error, int code, const char *file, int line, int column)
{
	error->code = code;
	error->line = line;
	error->column = column;
	set_file(error, file);
}

int error_set(struct reeve_error *error, int code, const char *format, ...)
{
	va_list arguments;

	fill(error, code, NULL, 0, 0);
	va_start(arguments, format);
	vsnprintf(error->text, sizeof error->text, format, arguments);
	va_end(arguments);
	return -1;
}

int error_set_at(struct reeve_error *error, int code, const char *file, int line, const char *format,
	...)
{
	va_list arguments;

	fill(error, code, file, line, 0);
	va_start(arguments, format);
	vsnprintf(error->text, sizeof error->text, format, arguments);
	va_end(arguments);
	return -1;
}

int error_lead(struct reeve_error *error, const char *format, ...)
{
	char rest[sizeof error->text];
	va_list arguments;
	int length;

	memcpy(rest, error->text, sizeof rest);
	va_start(arguments, format);
	length = vsnprintf(error->text, sizeof error->text, format, arguments);
	va_end(arguments);
	if (length < 0 || (size_t)length >= sizeof error->text - 3)
		return -1;
	snprintf(error->text + length, sizeof error->text - (size_t)length, ": %.*s",
		(int)(sizeof error->text - 3) - length, rest);
	return -1;
}

int error_no_program(
	struct reeve_error *error, const char *name, const char *const *known, size_t count)
{
	const char *nearest =
		strlen(name) <= NAME_MAX_LENGTH ? text_nearest(name, known, count) : NULL;
	char shown[128];

	text_show(shown, sizeof shown, name);
	return error_set(error, REEVE_EXIT_USAGE, "there is no program '%s'%s%s%s", shown,
		nearest ? ", did you mean '" : "", nearest ? nearest : "", nearest ? "'?" : "");
}

int error_format(const struct reeve_error *error, char *text, size_t size)
{
	if (error->file[0] && error->line > 0)
		return snprintf(text, size, "%s:%d: %s", error->file, error->line, error->text);
	if (error->file[0])
		return snprintf(text, size, "%s: %s", error->file, error->text);
	return snprintf(text, size, "%s", error->text);
}

void error_list_done(struct error_list *list)
{
	free(list->items);
	*list = (struct error_list){0};
}

void error_list_add(struct error_list *list, const struct reeve_error *error)
{
	struct reeve_error *items;

	if (list->count == ERROR_LIST_MAX) {
		list->dropped++;
		return;
	}
	items = realloc(list->items, (list->count + 1) * sizeof *items);
	if (!items) {
		list->dropped++;
		return;
	}
	list->items = items;
	items[list->count++] = *error;
}

void error_list_add_at(struct error_list *list, int code, const char *file, int line, int column,
	const char *format, ...)
{
	struct reeve_error error;
	va_list arguments;

	fill(&error, code, file, line, column);
	va_start(arguments, format);
	vsnprintf(error.text, sizeof error.text, format, arguments);
	va_end(arguments);
	error_list_add(list, &error);
}

int error_list_code(const struct error_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->items[i].code == REEVE_EXIT_REFUSED)
			return REEVE_EXIT_REFUSED;
	if (list->count)
		return list->items[0].code;
	return list->dropped ? REEVE_EXIT_FAILED : REEVE_EXIT_OK;
}
