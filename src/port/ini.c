/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "port/ini.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define VALUE_MAX 16384 /* before a line that goes on */

void ini_done(struct ini *ini)
{
	for (size_t i = 0; i < ini->count; i++) {
		for (size_t k = 0; k < ini->sections[i].count; k++) {
			free(ini->sections[i].pairs[k].key);
			free(ini->sections[i].pairs[k].value);
		}
		free(ini->sections[i].pairs);
		free(ini->sections[i].name);
	}
	free(ini->sections);
	*ini = (struct ini){0};
}

const char *ini_value(const struct ini_section *section, const char *key, int *ret_line)
{
	for (size_t i = section->count; i-- > 0;)
		if (strcmp(section->pairs[i].key, key) == 0) {
			if (ret_line)
				*ret_line = section->pairs[i].line;
			return section->pairs[i].value;
		}
	return NULL;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* Without blanks at both ends. */
static char *copy(const char *from, const char *end)
{
	while (from < end && is_blank(*from))
		from++;
	while (end > from && is_blank(end[-1]))
		end--;
	return strndup(from, (size_t)(end - from));
}

/* Room for one more: the arrays are doubled when they are full. */
static void *grow(void *items, size_t count, size_t size)
{
	if (count & (count - 1))
		return items;
	return realloc(items, (count ? count * 2 : 1) * size);
}

static int add_section(struct ini *ini, const char *from, const char *end, int line)
{
	struct ini_section *sections = grow(ini->sections, ini->count, sizeof *sections);

	if (!sections)
		return -ENOMEM;
	ini->sections = sections;
	sections[ini->count] = (struct ini_section){.name = copy(from, end), .line = line};
	return sections[ini->count++].name ? 0 : -ENOMEM;
}

static int add_pair(
	struct ini *ini, const char *from, const char *equals, const char *end, int line)
{
	struct ini_section *section = &ini->sections[ini->count - 1];
	struct ini_pair *pairs = grow(section->pairs, section->count, sizeof *pairs);
	struct ini_pair *pair;

	if (!pairs)
		return -ENOMEM;
	section->pairs = pairs;
	pair = &pairs[section->count++];
	*pair = (struct ini_pair){copy(from, equals), copy(equals + 1, end), line};
	for (char *c = pair->key; c && *c; c++)
		*c = (char)tolower((unsigned char)*c);
	return pair->key && pair->value ? 0 : -ENOMEM;
}

/* One blank in place of the end of the line. */
static int continue_pair(struct ini *ini, const char *from, const char *end)
{
	struct ini_section *section = ini->count ? &ini->sections[ini->count - 1] : NULL;
	struct ini_pair *pair;
	char *rest, *longer;

	if (!section || !section->count ||
		strlen(section->pairs[section->count - 1].value) > VALUE_MAX)
		return -EINVAL;
	pair = &section->pairs[section->count - 1];
	rest = copy(from, end);
	if (!rest || asprintf(&longer, "%s%s%s", pair->value, *pair->value ? " " : "", rest) < 0) {
		free(rest);
		return -ENOMEM;
	}
	free(rest);
	free(pair->value);
	pair->value = longer;
	return 0;
}

/* A semicolon after a blank begins a comment. */
static const char *find_end(const char *from, const char *end)
{
	for (const char *at = from; at < end; at++)
		if (*at == ';' && (at == from || is_blank(at[-1])))
			return at;
	return end;
}

static int read_line(struct ini *ini, const char *from, const char *end, int line)
{
	bool is_indented = from < end && is_blank(*from);
	const char *equals;

	if (from < end && *from == '#')
		return 0;
	end = find_end(from, end);
	while (end > from && is_blank(end[-1]))
		end--;
	if (from == end)
		return 0;
	if (is_indented)
		return continue_pair(ini, from, end);
	if (*from == '[')
		return end[-1] == ']' ? add_section(ini, from + 1, end - 1, line) : -EINVAL;
	equals = from + strcspn(from, "=:\n");
	if (equals >= end || !ini->count)
		return -EINVAL;
	return add_pair(ini, from, equals, end, line);
}

int ini_read(struct ini *ini, const char *text, int *ret_line)
{
	int result = 0;

	for (*ret_line = 1; *text; ++*ret_line) {
		const char *end = strchrnul(text, '\n');

		result = read_line(ini, text, end, *ret_line);
		if (result < 0)
			return result;
		text = end + (*end != '\0');
	}
	return result;
}
