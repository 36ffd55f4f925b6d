/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "config/environment.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/fd.h"
#include "base/text.h"
#include "base/trust.h"

#define FILE_MAX (1024 * 1024)

void variables_done(struct variables *variables)
{
	for (size_t i = 0; i < variables->count; i++)
		free(variables->items[i]);
	free(variables->items);
	*variables = (struct variables){0};
}

static bool has_name(const char *entry, const char *name, size_t length)
{
	return strncmp(entry, name, length) == 0 && entry[length] == '=';
}

static int append(struct variables *variables, char *copy)
{
	if (variables->count == ENVIRONMENT_MAX)
		return -E2BIG;
	if (variables->count + 2 > variables->capacity) {
		size_t capacity = variables->capacity ? variables->capacity * 2 : 16;
		char **items = realloc(variables->items, capacity * sizeof *items);

		if (!items)
			return -ENOMEM;
		variables->items = items;
		variables->capacity = capacity;
	}
	variables->items[variables->count++] = copy;
	variables->items[variables->count] = NULL;
	return 0;
}

int variables_set(struct variables *variables, const char *entry)
{
	size_t length = strcspn(entry, "=");
	char *copy = strdup(entry);
	int result;

	if (!copy)
		return -ENOMEM;
	for (size_t i = 0; i < variables->count; i++)
		if (has_name(variables->items[i], entry, length)) {
			free(variables->items[i]);
			variables->items[i] = copy;
			return 0;
		}
	result = append(variables, copy);
	if (result < 0)
		free(copy);
	return result;
}

const char *variables_get(const struct variables *variables, const char *name)
{
	size_t length = strlen(name);

	for (size_t i = 0; variables && i < variables->count; i++)
		if (has_name(variables->items[i], name, length))
			return variables->items[i] + length + 1;
	return NULL;
}

void variables_unset(struct variables *variables, const char *name)
{
	size_t length = strlen(name);

	for (size_t i = 0; i < variables->count; i++)
		if (has_name(variables->items[i], name, length)) {
			free(variables->items[i]);
			variables->items[i] = variables->items[--variables->count];
			variables->items[variables->count] = NULL;
			return;
		}
}

int variables_add(struct variables *variables, const struct variables *other)
{
	int result = 0;

	for (size_t i = 0; result == 0 && i < other->count; i++)
		result = variables_set(variables, other->items[i]);
	return result;
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void variables_sort(struct variables *variables)
{
	if (variables->count)
		qsort(variables->items, variables->count, sizeof *variables->items, compare);
}

size_t environment_name_length(const char *text)
{
	static const char first[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";
	static const char rest[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789";

	return strspn(text, first) ? strspn(text, rest) : 0;
}

const char *environment_refusal(const char *entry)
{
	size_t length = environment_name_length(entry);

	if (length == 0 || entry[length] != '=')
		return "must be \"NAME=value\", the name of letters, digits and '_'";
	if (length > ENVIRONMENT_NAME_MAX)
		return "has a name that is too long";
	if (strlen(entry) > ENVIRONMENT_ENTRY_MAX)
		return "has a value that is too long";
	if (strncmp(entry, "REEVE_", 6) == 0)
		return "cannot be set: names that begin with REEVE_ are reeve's own";
	return NULL;
}

int environment_inherit(struct variables *variables, char *const *environ_, const char *pattern)
{
	size_t length = strlen(pattern);
	bool prefix = length && pattern[length - 1] == '*';
	int result = 0;

	for (; result == 0 && environ_ && *environ_; environ_++) {
		size_t name = strcspn(*environ_, "=");

		if (environment_refusal(*environ_))
			continue;
		if (prefix ? name >= length - 1 && strncmp(*environ_, pattern, length - 1) == 0
			   : has_name(*environ_, pattern, length))
			result = variables_set(variables, *environ_);
	}
	return result;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* Cuts blanks at both ends and one pair of quotes around the value. line is changed. */
static char *trim_line(char *line)
{
	size_t length, name;

	while (is_blank(*line))
		line++;
	length = strlen(line);
	while (length && is_blank(line[length - 1]))
		line[--length] = '\0';
	name = strcspn(line, "=");
	if (length >= name + 3 && (line[name + 1] == '"' || line[name + 1] == '\'') &&
		line[length - 1] == line[name + 1]) {
		line[length - 1] = '\0';
		memmove(line + name + 1, line + name + 2, length - name - 2);
	}
	return line;
}

static void read_line(struct variables *variables, char *line, const char *path, int number,
	struct error_list *errors)
{
	const char *refusal;
	char shown[PATH_MAX];
	int result;

	line = trim_line(line);
	if (*line == '\0' || *line == '#')
		return;
	text_show(shown, sizeof shown, path);
	refusal = environment_refusal(line);
	if (refusal) {
		/* Never the line itself: what stands in such files is often secret. */
		error_list_add_at(
			errors, REEVE_EXIT_TEMPLATE, shown, number, 0, "this line %s", refusal);
		return;
	}
	result = variables_set(variables, line);
	if (result < 0)
		error_list_add_at(errors, REEVE_EXIT_TEMPLATE, shown, number, 0, "%s",
			result == -E2BIG ? "too many variables" : "out of memory");
}

static void read_lines(struct variables *variables, struct buffer *content, const char *path,
	struct error_list *errors)
{
	char *line = content->data, *end;

	for (int number = 1; line && *line; number++, line = end) {
		end = strchrnul(line, '\n');
		if (*end)
			*end++ = '\0';
		read_line(variables, line, path, number, errors);
	}
}

int environment_read_file(
	struct variables *variables, const char *path, uid_t owner, struct error_list *errors)
{
	size_t before = errors->count + errors->dropped;
	struct buffer content = {0};
	struct reeve_error error;
	char shown[256];
	int fd = trust_open(AT_FDCWD, path, owner, REEVE_EXIT_TEMPLATE, &error);
	int result;

	if (fd < 0) {
		error_list_add(errors, &error);
		return -1;
	}
	result = fd_read_all(fd, FILE_MAX, &content);
	fd_close(&fd);
	if (result == 0 && content.length && memchr(content.data, '\0', content.length))
		result = -EILSEQ;
	if (result < 0)
		error_list_add_at(errors, REEVE_EXIT_TEMPLATE, NULL, 0, 0, "'%s' %s%s",
			text_show(shown, sizeof shown, path),
			result == -EFBIG    ? "is too large: an env_file may have 1 MiB"
			: result == -EILSEQ ? "is not a text file"
					    : "cannot be read: ",
			result == -EFBIG || result == -EILSEQ ? "" : strerror(-result));
	else
		read_lines(variables, &content, path, errors);
	buffer_done(&content);
	return errors->count + errors->dropped > before ? -1 : 0;
}
