/* SPDX-License-Identifier: MIT */
#include "plugin/refuse.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "plugin/search.h"

int refuse(struct reeve_error *error, const char *path, const char *predicate, ...)
{
	char name[NAME_MAX_LENGTH + 1];
	char text[512];
	va_list arguments;

	va_start(arguments, predicate);
	vsnprintf(text, sizeof text, predicate, arguments);
	va_end(arguments);
	search_stem(path, name);
	return error_set(error, REEVE_EXIT_PLUGIN, "plugin '%s' (%s) %s", name,
		strcmp(name, path) == 0 ? "linked in" : path, text);
}
