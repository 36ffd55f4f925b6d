/* SPDX-License-Identifier: MIT */
/* A template as a user writes it, with includes, ${} and several commands: refused with sentences
 * that name file and line, or its text in force says the same when it is read back. The input: the
 * template; behind a line "=== NAME" begins another file beside it. */
#include "config.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config/template.h"
#include "fuzz.h"
#include "resolved.h"

#define MAIN "t.cfg"
#define NAMES "abcdefghijklmnopqrstuvwxyz.-"

/* Site files and environment are this machine's: none, and always the same. */
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	const char *home = fuzz_scratch_path();

	clearenv();
	setenv("HOME", home, 1);
	setenv("SET", "value", 1);
	setenv("EMPTY", "", 1);
	setenv("WORDS", "a \"quoted\\ \x01 one\xff", 1);
	setenv("NUMBER", "7", 1);
	return 0;
}

/* Only the first file of a name counts. Returns 0 where it cannot be one. */
static size_t write_file(char (*names)[32], size_t count, const char *name, const char *text)
{
	if (count == 8 || !*name || strlen(name) > 31 || name[strspn(name, NAMES)] ||
		name[0] == '.')
		return 0;
	for (size_t i = 0; i < count; i++)
		if (strcmp(names[i], name) == 0)
			return 0;
	snprintf(names[count], sizeof names[count], "%s", name);
	fuzz_write(name, text, strlen(text));
	return 1;
}

/* Returns how many there are. */
static size_t write_files(char (*names)[32], char *text)
{
	const char *name = MAIN;
	size_t count = 0;
	char *next, *end;

	while (name) {
		next = strncmp(text, "=== ", 4) == 0 ? text : strstr(text, "\n=== ");
		end = next;
		if (next) {
			next += *next == '\n' ? 5 : 4;
			*end = '\0';
		}
		count += write_file(names, count, name, text);
		name = next ? fuzz_line(&next) : NULL;
		text = next;
	}
	return count;
}

static void check(const struct template *template)
{
	HOLD(template->name && template->usage && template->text);
	if (template->command_count == 0)
		resolved_check(template);
	for (size_t i = 0; i < template->command_count; i++)
		resolved_check(template->commands[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct error_list errors = {0};
	char names[8][32], path[PATH_MAX], *text = fuzz_text(data, size);
	size_t count = write_files(names, text);
	struct template *template;

	snprintf(path, sizeof path, "%s/%s", fuzz_scratch_path(), MAIN);
	template = template_load(path, &errors);
	if (template)
		check(template);
	else
		resolved_check_errors(&errors);
	template_free(template);
	error_list_done(&errors);
	while (count)
		fuzz_remove(names[--count]);
	free(text);
	return 0;
}
