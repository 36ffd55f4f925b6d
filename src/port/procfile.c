/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "port/port.h"
#include "port/words.h"

/* A line that a shell would only divide needs no shell. */
static int set_exec(struct draft *draft, struct draft_program *program, const char *command)
{
	struct words words = {0};
	bool needs_shell = false;
	int result = words_split(&words, command, true, &needs_shell);

	if (result == -EINVAL || needs_shell) {
		words_done(&words);
		result = words_add(&words, "/bin/sh", 7);
		if (result == 0)
			result = words_add(&words, "-c", 2);
		if (result == 0)
			result = words_add(&words, command, strlen(command));
	}
	if (result == 0)
		draft_set_list(draft, program, program->line, "exec", words.items);
	words_done(&words);
	return result;
}

/* "name: command", a comment or nothing; what else there is is passed over, as foreman does, and
 * noted. */
static int read_line(struct draft *draft, const char *from, size_t length, int line)
{
	static const char names[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
	char *text = strndup(from, length);
	struct draft_program *program = NULL;
	size_t name, end;
	char *command;
	int result = 0;

	if (!text)
		return -ENOMEM;
	for (end = length; end && strchr(" \t\r", text[end - 1]); end--)
		text[end - 1] = '\0';
	name = strspn(text, names);
	command = text + name + (text[name] == ':');
	command += strspn(command, " \t");
	if (name && text[name] == ':' && *command) {
		text[name] = '\0';
		program = draft_add(draft, text, line);
		result = program ? set_exec(draft, program, command) : -ENOMEM;
	} else if (*text && *text != '#') {
		draft_note(
			draft, NULL, line, "this line is not carried over: expected NAME: COMMAND");
	}
	free(text);
	return result;
}

static bool has_env_file(const char *directory)
{
	char *path;
	bool is_there;

	if (asprintf(&path, "%s/.env", directory) < 0)
		return false;
	is_there = access(path, F_OK) == 0;
	free(path);
	return is_there;
}

int procfile_read(
	struct draft *draft, const char *text, const char *directory, struct reeve_error *error)
{
	int result = 0;

	draft_set(draft, NULL, 0, "cwd", ".");
	if (has_env_file(directory))
		draft_set(draft, NULL, 0, "env_file", ".env");
	for (int line = 1; *text && result == 0; line++) {
		size_t length = strcspn(text, "\n");

		result = read_line(draft, text, length, line);
		text += length + (text[length] != '\0');
	}
	if (result < 0)
		return draft_fail(draft, result, error);
	if (!draft->count)
		return error_set_at(error, REEVE_EXIT_FAILED, draft->file, 0,
			"there is no line NAME: COMMAND in it");
	draft_note(draft, NULL, 0,
		"a program that ends is started again, and no PORT is given: see restart and env");
	return 0;
}
