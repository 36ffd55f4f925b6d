/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/fd.h"
#include "base/text.h"
#include "command/report.h"
#include "port/port.h"
#include "reeve/command.h"

#define TEXT_MAX (256 * 1024)

static const char *const formats[] = {"pm2", "supervisord", "procfile"};

/* Into a text of lines, none of whose bytes is a control byte. Returns 0, or -1 with error filled.
 */
static int read_file(const char *path, struct buffer *text, struct reeve_error *error)
{
	bool piped = strcmp(path, "-") == 0;
	int fd = piped ? dup(STDIN_FILENO)
		       : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	int result = fd < 0 ? -errno : fd_read_all(fd, TEXT_MAX, text);
	char shown[PATH_MAX];

	fd_close(&fd);
	if (result == 0)
		buffer_text(text, "");
	if (result == 0 && text->failed)
		result = -ENOMEM;
	if (result < 0)
		return error_set(error, REEVE_EXIT_FAILED, "cannot read '%s': %s",
			text_show(shown, sizeof shown, path),
			result == -EFBIG ? "it is larger than 256 KiB" : strerror(-result));
	for (size_t i = 0; i < text->length; i++)
		if (!text->data[i] ||
			((unsigned char)text->data[i] < ' ' && !strchr("\t\n\r\f", text->data[i])))
			return error_set(error, REEVE_EXIT_FAILED, "'%s' is not a text file",
				text_show(shown, sizeof shown, path));
	return 0;
}

/* Where a file lies, links of its directory resolved. NULL: nowhere, or no memory. */
static char *directory_of(const char *path)
{
	char *copy = strdup(strchr(path, '/') && strcmp(path, "-") != 0 ? path : "./"), *directory;

	if (!copy)
		return NULL;
	strrchr(copy, '/')[1] = '\0';
	directory = realpath(copy, NULL);
	free(copy);
	return directory;
}

static int read_draft(struct draft *draft, const char *format, const char *text,
	const char *directory, struct reeve_error *error)
{
	if (strcmp(format, "pm2") == 0)
		return pm2_read(draft, text, error);
	if (strcmp(format, "supervisord") == 0)
		return supervisord_read(draft, text, directory, error);
	return procfile_read(draft, text, directory, error);
}

/* Returns 0, or -1 with error filled. */
static int write_text(const struct buffer *text, const char *output, struct reeve_error *error)
{
	char shown[PATH_MAX];
	int fd, result;

	if (!output) {
		if (fwrite(text->data, 1, text->length, stdout) == text->length &&
			fflush(stdout) == 0)
			return 0;
		return error_set(error, REEVE_EXIT_FAILED, "cannot write standard output: %s",
			strerror(errno));
	}
	fd = open(output, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	result = fd < 0 ? -errno : fd_write_all(fd, text->data, text->length);
	fd_close(&fd);
	if (result == 0)
		return 0;
	return error_set(error, REEVE_EXIT_FAILED, "cannot write '%s': %s",
		text_show(shown, sizeof shown, output),
		result == -EEXIST ? "it is there already" : strerror(-result));
}

static int refuse_format(const char *format, struct reeve_error *error)
{
	const char *nearest = text_nearest(format, formats, sizeof formats / sizeof formats[0]);
	char shown[64];

	text_show(shown, sizeof shown, format);
	if (nearest)
		return error_set(error, REEVE_EXIT_USAGE, "'%s' is not known, did you mean '%s'?",
			shown, nearest);
	return error_set(error, REEVE_EXIT_USAGE,
		"'%s' is not known: what can be read is pm2, supervisord and procfile", shown);
}

static int import(const char *format, const char *path, struct draft *draft,
	struct buffer *ret_text, struct reeve_error *error)
{
	struct buffer text = {0};
	char *directory = NULL;
	bool is_known = false;
	int result;

	for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++)
		is_known |= strcmp(formats[i], format) == 0;
	if (!is_known)
		return refuse_format(format, error);
	result = read_file(path, &text, error);
	if (result == 0 && !(directory = directory_of(path)))
		result = error_set(error, REEVE_EXIT_FAILED, "cannot tell where '%s' lies: %s",
			path, strerror(errno));
	if (result == 0)
		result = read_draft(draft, format, text.data, directory, error);
	if (result == 0 && draft_write(draft, path, directory, ret_text) < 0)
		result = error_set(error, REEVE_EXIT_FAILED, "out of memory");
	free(directory);
	buffer_done(&text);
	return result;
}

/* As they stand in the file; of one line, as they were met. */
static void sort_notes(struct error_list *notes)
{
	for (size_t i = 1; i < notes->count; i++) {
		struct reeve_error note = notes->items[i];
		size_t at = i;

		for (; at > 0 && notes->items[at - 1].line > note.line; at--)
			notes->items[at] = notes->items[at - 1];
		notes->items[at] = note;
	}
}

int reeve_template_import(const char *format, const char *path, const char *output)
{
	struct draft draft = {.file = strcmp(path, "-") == 0 ? "standard input" : path};
	struct error_list errors = {0};
	struct buffer text = {0};
	struct reeve_error error;
	int code = 0;

	if (import(format, path, &draft, &text, &error) < 0 ||
		write_text(&text, output, &error) < 0) {
		error_list_add(&errors, &error);
		code = error.code;
	}
	sort_notes(&draft.notes);
	/* What is lost is said also where nothing is made. */
	report_errors("reeve", &draft.notes);
	report_errors("reeve", &errors);
	error_list_done(&errors);
	buffer_done(&text);
	draft_done(&draft);
	return code;
}
