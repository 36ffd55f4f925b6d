/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "base/home.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/user.h"

/* NULL if the variable names no directory of ours. */
static const char *own_directory(const char *variable)
{
	const char *path = secure_getenv(variable);
	struct stat status;

	if (!path || path[0] != '/' || stat(path, &status) < 0 || status.st_uid != geteuid())
		return NULL;
	return path;
}

char *home_find(void)
{
	const char *home = own_directory("HOME");
	char *copy = home ? strdup(home) : user_home(geteuid());

	if (copy && copy[0] == '/')
		return copy;
	errno = home && !copy ? ENOMEM : ENOENT;
	free(copy);
	return NULL;
}

char *home_find_config(void)
{
	const char *directory = own_directory("XDG_CONFIG_HOME");
	char *home = directory ? NULL : home_find();
	char *path = NULL;

	if (!directory && !home)
		return NULL;
	if (asprintf(&path, directory ? "%s" : "%s/.config", directory ? directory : home) < 0) {
		path = NULL;
		errno = ENOMEM;
	}
	free(home);
	return path;
}
