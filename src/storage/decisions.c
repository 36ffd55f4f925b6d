/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "storage/decisions.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/fd.h"
#include "base/text.h"
#include "storage/runfile.h"
#include "storage/sweep.h"

#define HEAD "reeve decisions "
#define VERSION "1"
#define END "end"
#define FILE_MAX (8u << 20) /* more than all workers that there can be take */
#define LINE_SIZE 128

const char *decision_word(enum decision_kind kind)
{
	static const char *const words[] = {
#define X(name, text) [DECISION_##name] = text,
		DECISION_KINDS(X)
#undef X
	};

	return words[kind];
}

void decisions_add(
	struct decisions *decisions, enum decision_kind kind, const char *name, unsigned workers)
{
	struct decision *items = decisions->items;
	size_t count = decisions->count;

	if ((count & (count - 1)) == 0)
		items = realloc(items, (count ? 2 * count : 1) * sizeof *items);
	if (!items) {
		decisions->failed = true;
		return;
	}
	decisions->items = items;
	items[count] = (struct decision){.kind = kind, .workers = workers};
	strncat(items[count].name, name, DECISION_NAME_MAX);
	decisions->count++;
}

const struct decision *decisions_find(
	const struct decisions *decisions, enum decision_kind kind, const char *name)
{
	for (size_t i = 0; i < decisions->count; i++)
		if (decisions->items[i].kind == kind && strcmp(decisions->items[i].name, name) == 0)
			return &decisions->items[i];
	return NULL;
}

void decisions_done(struct decisions *decisions)
{
	free(decisions->items);
	*decisions = (struct decisions){0};
}

void decisions_print(const struct decisions *decisions, const char *command, struct buffer *text)
{
	buffer_printf(text, HEAD VERSION "\ncommand %s\n", command);
	for (size_t i = 0; i < decisions->count; i++) {
		const struct decision *decision = &decisions->items[i];

		buffer_printf(text, "%s %s", decision_word(decision->kind), decision->name);
		if (decision->kind == DECISION_SCALED)
			buffer_printf(text, " %u", decision->workers);
		buffer_char(text, '\n');
	}
	buffer_text(text, END "\n");
}

/* A text, line by line. */
struct lines {
	const char *at, *end;
	unsigned number;
	char line[LINE_SIZE];
	struct reeve_error *error;
};

static int complain(struct lines *lines, const char *why)
{
	char shown[LINE_SIZE];

	return error_set(lines->error, REEVE_EXIT_FAILED, "line %u, '%s': %s", lines->number,
		text_show(shown, sizeof shown, lines->line), why);
}

static int next(struct lines *lines)
{
	const char *newline = memchr(lines->at, '\n', (size_t)(lines->end - lines->at));
	size_t length = newline ? (size_t)(newline - lines->at) : 0;

	lines->number++;
	if (!newline)
		return error_set(lines->error, REEVE_EXIT_FAILED,
			"it ends in line %u, before its end", lines->number);
	if (length >= sizeof lines->line || memchr(lines->at, '\0', length)) {
		strcpy(lines->line, "...");
		return complain(lines, "no line of such a file");
	}
	memcpy(lines->line, lines->at, length);
	lines->line[length] = '\0';
	lines->at = newline + 1;
	return 0;
}

/* Cuts a text at its first blank. Returns what is behind that, or NULL. */
static char *cut(char *text)
{
	char *blank = strchr(text, ' ');

	if (!blank)
		return NULL;
	*blank = '\0';
	return blank + 1;
}

static int read_head(struct lines *lines, const char *command)
{
	char *name;

	if (next(lines) < 0)
		return -1;
	if (strncmp(lines->line, HEAD, strlen(HEAD)) != 0)
		return complain(lines, "no file of decisions begins with that");
	if (strcmp(lines->line + strlen(HEAD), VERSION) != 0)
		return complain(lines, "this reeve reads version " VERSION);
	if (next(lines) < 0)
		return -1;
	name = strncmp(lines->line, "command ", 8) == 0 ? lines->line + 8 : NULL;
	if (!name || strcmp(name, command) != 0)
		return complain(lines, "it is not this command's");
	return 0;
}

/* As programs, workers and supervisors are called. */
static bool is_name(const char *name)
{
	size_t length = strlen(name);
	const char *dot = strrchr(name, '.');
	char program[DECISION_NAME_MAX + 1];

	/* Everything is nobody's name. */
	if (length > DECISION_NAME_MAX || strcmp(name, "all") == 0)
		return false;
	if (length <= NAME_MAX_LENGTH || !dot)
		return name_is_valid(name);
	memcpy(program, name, length + 1);
	program[dot - name] = '\0';
	return name_is_valid(program) && strspn(dot + 1, "0123456789") == strlen(dot + 1);
}

static int find_kind(const char *word)
{
	int kind = 0;

	while (kind < DECISION_COUNT && strcmp(decision_word((enum decision_kind)kind), word) != 0)
		kind++;
	return kind;
}

static int read_decision(struct lines *lines, struct decisions *decisions)
{
	char copy[LINE_SIZE], *name, *number;
	uint64_t workers = 0;
	int kind;

	memcpy(copy, lines->line, sizeof copy);
	name = cut(copy);
	kind = find_kind(copy);
	number = name ? cut(name) : NULL;
	if (!name || kind == DECISION_COUNT)
		return complain(lines, "nothing that can be decided");
	if (!is_name(name))
		return complain(lines, "nothing can have that name");
	if ((kind == DECISION_SCALED) != (number != NULL))
		return complain(lines, "a number of workers is for 'scaled', and there it must be");
	if (number && (text_to_u64(number, &workers) < 0 || workers == 0 ||
			      workers > DECISION_WORKERS_MAX))
		return complain(lines, "no number of workers");
	decisions_add(decisions, (enum decision_kind)kind, name, (unsigned)workers);
	return decisions->failed ? error_set(lines->error, REEVE_EXIT_FAILED, "out of memory") : 0;
}

static int compare(const void *a, const void *b)
{
	const struct decision *one = *(const struct decision *const *)a;
	const struct decision *other = *(const struct decision *const *)b;

	return one->kind != other->kind ? (one->kind < other->kind ? -1 : 1)
					: strcmp(one->name, other->name);
}

/* Of two numbers for one program nobody could say which is meant. */
static int check_twice(const struct decisions *decisions, struct reeve_error *error)
{
	const struct decision **sorted = calloc(decisions->count + 1, sizeof *sorted);
	int result = 0;

	if (!sorted)
		return error_set(error, REEVE_EXIT_FAILED, "out of memory");
	for (size_t i = 0; i < decisions->count; i++)
		sorted[i] = &decisions->items[i];
	qsort(sorted, decisions->count, sizeof *sorted, compare);
	for (size_t i = 1; i < decisions->count && result == 0; i++)
		if (compare(&sorted[i - 1], &sorted[i]) == 0)
			result = error_set(error, REEVE_EXIT_FAILED, "'%s %s' stands there twice",
				decision_word(sorted[i]->kind), sorted[i]->name);
	free(sorted);
	return result;
}

static int read_all(struct lines *lines, const char *command, struct decisions *decisions)
{
	if (read_head(lines, command) < 0)
		return -1;
	for (;;) {
		if (next(lines) < 0)
			return -1;
		if (strcmp(lines->line, END) == 0)
			break;
		if (read_decision(lines, decisions) < 0)
			return -1;
	}
	if (lines->at != lines->end)
		return complain(lines, "something stands behind it");
	return check_twice(decisions, lines->error);
}

int decisions_parse(const char *text, size_t length, const char *command,
	struct decisions *ret_decisions, struct reeve_error *error)
{
	struct lines lines = {.at = text, .end = text + length, .error = error};

	*ret_decisions = (struct decisions){0};
	if (read_all(&lines, command, ret_decisions) == 0)
		return 0;
	decisions_done(ret_decisions);
	return -1;
}

int decisions_write(int dirfd, const char *command, const struct decisions *decisions,
	struct reeve_error *error)
{
	struct buffer text = {0};
	int result;

	decisions_print(decisions, command, &text);
	if (text.failed || decisions->failed) {
		buffer_done(&text);
		return error_set(error, REEVE_EXIT_FAILED, "out of memory");
	}
	sweep_temporaries(dirfd, DECISIONS_FILE);
	result = fd_replace_file(dirfd, DECISIONS_FILE, 0600, text.data, text.length, true);
	buffer_done(&text);
	if (result == 0)
		return 0;
	runfile_fail(dirfd, DECISIONS_FILE, "write", result, error);
	return -1;
}

int decisions_read(
	int dirfd, const char *command, struct decisions *ret_decisions, struct reeve_error *error)
{
	struct buffer text = {0};
	int fd = runfile_open(dirfd, DECISIONS_FILE, O_RDONLY, FILE_MAX, NULL), result;

	*ret_decisions = (struct decisions){0};
	if (fd == -ENOENT)
		return -ENOENT;
	result = fd < 0 ? fd : fd_read_all(fd, FILE_MAX, &text);
	fd_close(&fd);
	if (result < 0) {
		runfile_fail(dirfd, DECISIONS_FILE, "read", result, error);
		result = -1;
	} else {
		result = decisions_parse(
			text.data ? text.data : "", text.length, command, ret_decisions, error);
		if (result < 0)
			runfile_lead(dirfd, DECISIONS_FILE, error);
	}
	buffer_done(&text);
	return result;
}
