/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "config/source.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/text.h"
#include "base/trust.h"
#include "config/embed.h"
#include "config/scan.h"

/* One file on its way into the text. */
struct inlining {
	struct source *source;
	struct error_list *errors;
	const char *path; /* what it includes starts from its directory */
	uid_t owner;
	unsigned file, depth;
};

static int add_file(struct inlining *inlining, const char *path);

static void complain(const struct inlining *inlining, int line, const char *sentence)
{
	error_list_add_at(inlining->errors, REEVE_EXIT_TEMPLATE,
		inlining->source->files[inlining->file], line, 0, "%s", sentence);
}

/* The output's last line now shows what stands in this line of this file. */
static void set_line(struct inlining *inlining, int number)
{
	struct source *source = inlining->source;

	if (source->line_count)
		source->lines[source->line_count - 1] =
			(struct source_line){inlining->file, number};
}

static void begin_line(struct inlining *inlining, int number)
{
	struct source *source = inlining->source;

	if (source->line_count == source->line_capacity) {
		size_t capacity = source->line_capacity ? source->line_capacity * 2 : 64;
		struct source_line *lines = realloc(source->lines, capacity * sizeof *lines);

		if (!lines) {
			source->text.failed = true;
			return;
		}
		source->lines = lines;
		source->line_capacity = capacity;
	}
	source->line_count++;
	set_line(inlining, number);
}

static void put_token(struct inlining *inlining, const struct scan_token *token)
{
	const char *from = token->text, *end = token->text + token->length;
	const char *newline;
	int line = token->line;

	while ((newline = memchr(from, '\n', (size_t)(end - from)))) {
		buffer_add(&inlining->source->text, from, (size_t)(newline + 1 - from));
		begin_line(inlining, ++line);
		from = newline + 1;
	}
	buffer_add(&inlining->source->text, from, (size_t)(end - from));
}

static void put_number(struct inlining *inlining, const struct scan_token *token)
{
	put_token(inlining, token);
	switch (scan_integer(token)) {
	case SCAN_FITS_32:
		break;
	case SCAN_FITS_64:
		buffer_char(&inlining->source->text, 'L');
		break;
	case SCAN_TOO_LARGE:
		complain(inlining, token->line, "this number does not fit 64 bits");
		break;
	}
}

/* The path of an include: relative to the directory of the file that names it. */
static char *include_path(const char *from, const char *name)
{
	const char *slash = strrchr(from, '/');
	char *path;

	if (name[0] == '/' || !slash)
		return strdup(name);
	if (asprintf(&path, "%.*s/%s", (int)(slash - from), from, name) < 0)
		return NULL;
	return path;
}

static void put_include(struct inlining *inlining, const struct scan_token *token)
{
	struct inlining inner = *inlining;
	struct source *source = inlining->source;
	char name[PATH_MAX], *path;
	size_t before;

	if (scan_include(token, name, sizeof name) < 0) {
		complain(
			inlining, token->line, "@include needs a path in quotes, on the same line");
		return;
	}
	if (source->embedded) {
		complain(inlining, token->line,
			"a template that is part of a program cannot include files");
		return;
	}
	if (inner.depth == SOURCE_MAX_DEPTH) {
		complain(inlining, token->line,
			"includes are nested too deep (does a file include itself?)");
		return;
	}
	path = include_path(inlining->path, name);
	if (!path) {
		source->text.failed = true;
		return;
	}
	inner.depth++;
	before = inlining->errors->count;
	if (add_file(&inner, path) < 0 && inlining->errors->count > before) {
		struct reeve_error *last = &inlining->errors->items[inlining->errors->count - 1];

		/* A file that could not be read has no line to point at: this one named it. */
		if (!last->file[0]) {
			snprintf(
				last->file, sizeof last->file, "%s", source->files[inlining->file]);
			last->line = token->line;
		}
	}
	free(path);
	if (source->text.length && source->text.data[source->text.length - 1] != '\n') {
		buffer_char(&source->text, '\n');
		begin_line(inlining, token->line);
	}
	set_line(inlining, token->line);
}

static void put_text(struct inlining *inlining, const char *text, size_t length)
{
	struct scan scan = {.at = text, .end = text + length, .line = 1, .line_start = true};
	struct scan_token token;

	while (scan_next(&scan, &token)) {
		switch (token.kind) {
		case SCAN_INCLUDE:
			put_include(inlining, &token);
			break;
		case SCAN_NUMBER:
			put_number(inlining, &token);
			break;
		case SCAN_UNENDED:
			complain(inlining, token.line,
				token.text[0] == '"' ? "this text has no closing quote"
						     : "this comment has no end");
			put_token(inlining, &token);
			break;
		case SCAN_NUL:
			complain(inlining, token.line, "a text cannot hold a NUL byte");
			put_token(inlining, &token);
			break;
		case SCAN_OTHER:
			put_token(inlining, &token);
			break;
		}
	}
}

/* Registers a file as the place of what follows. Returns 0 or -ENOMEM. */
static int name_file(struct inlining *inlining, const char *path)
{
	struct source *source = inlining->source;
	char **files = realloc(source->files, (source->file_count + 1) * sizeof *files);
	char shown[PATH_MAX];

	if (!files)
		return -ENOMEM;
	source->files = files;
	files[source->file_count] = strdup(text_show(shown, sizeof shown, path));
	if (!files[source->file_count])
		return -ENOMEM;
	inlining->file = (unsigned)source->file_count++;
	return 0;
}

/* Returns the descriptor of a trusted file, or -1 with an error added. */
static int open_file(struct inlining *inlining, const char *path)
{
	struct reeve_error error;
	struct stat status;
	int fd;

	if (inlining->owner == SOURCE_OWN) {
		/* Only its owner is asked here; the file that is opened is checked against him. */
		inlining->owner = stat(path, &status) == 0 ? status.st_uid : (uid_t)-1;
	}
	fd = trust_open(AT_FDCWD, path, inlining->owner, REEVE_EXIT_TEMPLATE, &error);
	if (fd < 0)
		error_list_add(inlining->errors, &error);
	return fd;
}

/* The path of an open file, links resolved, to free; or NULL. */
static char *real_path(int fd)
{
	char link[64], path[PATH_MAX];
	ssize_t length;

	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	length = readlink(link, path, sizeof path - 1);
	if (length < 0)
		return NULL;
	path[length] = '\0';
	return strdup(path);
}

/* The path as it was given, for errors to be short, unless it is a link: then what the file names
 * is beside the file, not beside the link. To free; or NULL. */
static char *own_path(int fd, const char *path)
{
	struct stat status;

	return lstat(path, &status) == 0 && !S_ISLNK(status.st_mode) ? strdup(path) : real_path(fd);
}

static int remember_main(struct inlining *inlining, int fd)
{
	inlining->source->path = real_path(fd);
	inlining->source->owner = inlining->owner;
	return inlining->source->path ? 0 : -ENOMEM;
}

static void put_content(struct inlining *inlining, const struct buffer *content)
{
	if (inlining->source->line_count)
		set_line(inlining, 1);
	else
		begin_line(inlining, 1);
	put_text(inlining, content->data ? content->data : "", content->length);
}

static void complain_unread(struct inlining *inlining, const char *path, int result)
{
	char shown[256];

	error_list_add_at(inlining->errors, REEVE_EXIT_TEMPLATE, NULL, 0, 0, "'%s' %s%s",
		text_show(shown, sizeof shown, path),
		result == -EFBIG
			? "is too large: a template may have 1 MiB with all that it includes"
		: result == -EILSEQ ? "is not a text file"
				    : "cannot be read: ",
		result == -EFBIG || result == -EILSEQ ? "" : strerror(-result));
}

static int add_file(struct inlining *inlining, const char *path)
{
	struct source *source = inlining->source;
	struct buffer content = {0};
	size_t room = SOURCE_MAX_BYTES;
	char *own;
	int fd, result;

	if (source->file_count == SOURCE_MAX_FILES) {
		error_list_add_at(inlining->errors, REEVE_EXIT_TEMPLATE, NULL, 0, 0,
			"more than %d files are included", SOURCE_MAX_FILES);
		return -1;
	}
	fd = open_file(inlining, path);
	if (fd < 0)
		return -1;
	result = name_file(inlining, path);
	if (result == 0 && !source->path)
		result = remember_main(inlining, fd);
	own = result == 0 ? own_path(fd, path) : NULL;
	room -= source->text.length < room ? source->text.length : room;
	if (result == 0)
		result = own ? fd_read_all(fd, room, &content) : -ENOMEM;
	fd_close(&fd);
	if (result == 0 && content.length && memchr(content.data, '\0', content.length))
		result = -EILSEQ;
	inlining->path = own;
	if (result == 0)
		put_content(inlining, &content);
	else
		complain_unread(inlining, path, result);
	free(own);
	buffer_done(&content);
	return result;
}

/* Nobody can write it but who can write the program that runs: its owner is the template's. */
static void add_embedded(struct inlining *inlining, const struct embed *embedded)
{
	struct source *source = inlining->source;
	struct buffer content = {.data = (char *)embedded->text, .length = strlen(embedded->text)};
	struct stat status;

	source->embedded = true;
	source->path = strdup(embedded->path);
	source->owner = stat("/proc/self/exe", &status) == 0 ? status.st_uid : (uid_t)-1;
	inlining->path = source->path;
	if (!source->path || name_file(inlining, embedded->name) < 0)
		source->text.failed = true;
	else if (content.length > SOURCE_MAX_BYTES)
		complain_unread(inlining, embedded->name, -EFBIG);
	else
		put_content(inlining, &content);
}

static int finish(const struct source *source, struct error_list *errors, size_t before)
{
	if (source->text.failed)
		error_list_add_at(errors, REEVE_EXIT_FAILED, NULL, 0, 0, "out of memory");
	return errors->count + errors->dropped > before ? -1 : 0;
}

int source_read(struct source *source, const char *path, uid_t owner, struct error_list *errors)
{
	struct inlining inlining = {.source = source, .errors = errors, .owner = owner};
	const struct embed *embedded = embed_find(path);
	size_t before = errors->count + errors->dropped;

	*source = (struct source){0};
	if (embedded)
		add_embedded(&inlining, embedded);
	else
		add_file(&inlining, path);
	return finish(source, errors, before);
}

int source_set(struct source *source, const char *name, const char *text, size_t length,
	struct error_list *errors)
{
	struct inlining inlining = {.source = source, .errors = errors, .depth = SOURCE_MAX_DEPTH};
	size_t before = errors->count + errors->dropped;

	*source = (struct source){0};
	inlining.path = name;
	if (name_file(&inlining, name) < 0) {
		source->text.failed = true;
	} else if (length > SOURCE_MAX_BYTES_SET || memchr(text, '\0', length)) {
		complain(&inlining, 0, "not a text that can be read");
	} else {
		begin_line(&inlining, 1);
		put_text(&inlining, text, length);
	}
	return finish(source, errors, before);
}

void source_done(struct source *source)
{
	for (size_t i = 0; i < source->file_count; i++)
		free(source->files[i]);
	free(source->files);
	free(source->lines);
	free(source->path);
	buffer_done(&source->text);
	*source = (struct source){0};
}

void source_place(const struct source *source, unsigned line, const char **ret_file, int *ret_line)
{
	struct source_line place = {0, 0};

	if (line > source->line_count)
		line = (unsigned)source->line_count;
	if (line > 0)
		place = source->lines[line - 1];
	*ret_file = source->file_count ? source->files[place.file] : NULL;
	*ret_line = place.number;
}
