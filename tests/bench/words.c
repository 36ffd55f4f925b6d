/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "words.h"

#include <err.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static void append(struct words *words, char *item)
{
	char **items = realloc(words->items, (words->count + 2) * sizeof(*items));

	if (!items || !item)
		err(1, "no memory");
	items[words->count++] = item;
	items[words->count] = NULL;
	words->items = items;
}

void words_add(struct words *words, const char *format, ...)
{
	va_list arguments;
	char *item = NULL;

	va_start(arguments, format);
	if (vasprintf(&item, format, arguments) < 0)
		item = NULL;
	va_end(arguments);
	append(words, item);
}

void words_add_all(struct words *words, char *const *items)
{
	for (; items && *items; items++)
		words_add(words, "%s", *items);
}

void words_clear(struct words *words)
{
	for (size_t i = 0; i < words->count; i++)
		free(words->items[i]);
	free(words->items);
	*words = (struct words){0};
}
