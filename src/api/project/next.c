/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "api/project/next.h"

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"

/* True if pkg-config finds what lies in directory without being told. */
static bool is_known(const char *directory)
{
	const char *path = getenv("PKG_CONFIG_PATH");
	size_t length = strlen(directory);

	if (strncmp(directory, "/usr/", 5) == 0)
		return true;
	for (; path && *path; path += strcspn(path, ":"), path += *path == ':')
		if (strcspn(path, ":") == length && strncmp(path, directory, length) == 0)
			return true;
	return false;
}

/* Where the reeve.pc of this reeve is: beside the program in the build tree, or installed. */
static void find_package(const char *interpreter, char directory[PATH_MAX])
{
	const char *slash = interpreter ? strrchr(interpreter, '/') : NULL;
	char file[PATH_MAX + sizeof "/reeve-uninstalled.pc"];

	if (slash && slash - interpreter < PATH_MAX) {
		snprintf(directory, PATH_MAX, "%.*s", (int)(slash - interpreter), interpreter);
		snprintf(file, sizeof file, "%s/reeve-uninstalled.pc", directory);
		if (access(file, F_OK) == 0)
			return;
	}
	snprintf(directory, PATH_MAX, "%s", PKGCONFIG_DIR);
}

/* A path as a shell reads it back. */
static void print_quoted(const char *text)
{
	const char *plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./+,-";

	if (text[0] != '-' && text[strspn(text, plain)] == '\0') {
		printf("%s", text);
		return;
	}
	printf("%s'", text[0] == '-' ? "./" : "");
	for (; *text; text++)
		printf(*text == '\'' ? "'\\''" : "%c", *text);
	printf("'");
}

void next_made(const char *directory, const struct skeleton_file *files, size_t count)
{
	char shown[PATH_MAX];

	printf("made in %s:", text_show(shown, sizeof shown, directory));
	for (size_t i = 0; i < count; i++)
		printf(" %s", files[i].name);
	printf("\n");
}

void next_enter(const char *directory, const char *comment)
{
	printf("next, type:\n    cd ");
	print_quoted(directory);
	printf("%s%s\n", comment ? "    # " : "", comment ? comment : "");
}

void next_find_package(const char *interpreter)
{
	char directory[PATH_MAX];

	find_package(interpreter, directory);
	if (is_known(directory))
		return;
	printf("    export PKG_CONFIG_PATH=");
	print_quoted(directory);
	printf("\n");
}
