/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "api/binary.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "command/bind.h"
#include "config/template.h"
#include "plugin/plugin.h"

static const char *path_of(const struct program *program)
{
	for (char **entry = program->env; entry && *entry; entry++)
		if (strncmp(*entry, "PATH=", 5) == 0)
			return *entry + 5;
	return "";
}

/* As the spawn goes through them. NULL: it is nowhere, or no memory. */
static char *find_executable(const struct program *program)
{
	const char *name = program->argv[0], *path = path_of(program);
	struct stat status;
	char *file;

	if (strchr(name, '/'))
		return strdup(name);
	for (; *path; path += *path == ':') {
		size_t length = strcspn(path, ":");

		if (length && asprintf(&file, "%.*s/%s", (int)length, path, name) >= 0) {
			if (stat(file, &status) == 0 && S_ISREG(status.st_mode) &&
				(status.st_mode & 0111))
				return file;
			free(file);
		}
		path += length;
	}
	return NULL;
}

/* NULL: it is not known, and what is wrong with it is for others to say. */
static char *find(const struct template *template, const struct program *program)
{
	struct plugin_search search = bindings_search(template);
	struct reeve_error error;

	/* What runs in it sees to its own. */
	if (program->command)
		return NULL;
	if (program->kind == PROGRAM_EXEC)
		return find_executable(program);
	if (program->host)
		return strdup(program->host);
	return plugin_find(&search, program->work, &error);
}

int binary_note(struct template *template)
{
	for (size_t i = 0; i < template->program_count; i++) {
		struct program *program = &template->programs[i];
		char *file = find(template, program);
		struct stat status;
		int found = file ? stat(file, &status) : -1;

		free(file);
		free(program->binary);
		program->binary = NULL;
		if (found == 0 &&
			asprintf(&program->binary, "%llu:%llu:%lld:%lld.%09ld",
				(unsigned long long)status.st_dev,
				(unsigned long long)status.st_ino, (long long)status.st_size,
				(long long)status.st_mtim.tv_sec, status.st_mtim.tv_nsec) < 0) {
			program->binary = NULL;
			return -ENOMEM;
		}
	}
	return 0;
}
