/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "process/search.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static const char *find_path(char *const *envp)
{
	for (; *envp; envp++)
		if (strncmp(*envp, "PATH=", 5) == 0)
			return *envp + 5;
	return "/usr/local/bin:/usr/bin:/bin";
}

char **search_paths(const char *program, char *const *envp)
{
	bool direct = strchr(program, '/');
	const char *path = direct ? "" : find_path(envp);
	size_t room = 1, length = strlen(program), count = 0;
	char **paths, *text;

	for (const char *at = path; *at; at++)
		room += *at == ':';
	paths = malloc((room + 1) * sizeof *paths + strlen(path) + room * (length + 2));
	if (!paths)
		return NULL;
	text = (char *)(paths + room + 1);
	if (direct)
		paths[count++] = strcpy(text, program);
	while (*path) {
		size_t entry = strcspn(path, ":");

		/* An empty element would mean the current directory: passed over. */
		if (entry) {
			paths[count++] = text;
			memcpy(text, path, entry);
			text[entry] = '/';
			memcpy(text + entry + 1, program, length + 1);
			text += entry + length + 2;
		}
		path += entry + (path[entry] == ':');
	}
	paths[count] = NULL;
	return paths;
}
