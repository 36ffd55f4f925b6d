/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "system.h"
#include "child.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const struct system *const systems[] = {&system_floor, &system_reeve, &system_runit, &system_s6,
	&system_dinit, &system_supervisord, &system_pm2,
	&system_nginx, NULL};

_Static_assert(sizeof(systems) / sizeof(*systems) - 1 <= SYSTEMS_MAX, "room for all results");

bool system_has(const char *program)
{
	const char *at = getenv("PATH");

	while (at && *at) {
		size_t length = strcspn(at, ":");
		char path[PATH_MAX];

		snprintf(path, sizeof(path), "%.*s/%s", (int)length, at, program);
		if (access(path, X_OK) == 0)
			return true;
		at += length + (at[length] == ':');
	}
	return false;
}

void system_package_version(const char *package, char *ret_version, size_t size)
{
	static const char *const queries[][4] = {
		{"dpkg-query", "-W", "-f", "${Version}\n"},
		{"rpm", "-q", "--qf", "%{VERSION}-%{RELEASE}\n"},
	};

	ret_version[0] = '\0';
	for (size_t i = 0; i < 2 && !*ret_version; i++) {
		struct words argv = {0};

		for (size_t j = 0; j < 4; j++)
			words_add(&argv, "%s", queries[i][j]);
		words_add(&argv, "%s", package);
		if (system_has(argv.items[0]))
			child_first_line(&argv, ret_version, size);
		words_clear(&argv);
	}
	if (!*ret_version)
		snprintf(ret_version, size, "unknown version");
}

int system_write(const struct fleet_plan *plan, const char *name, const char *format, ...)
{
	char path[PATH_MAX];
	va_list arguments;
	FILE *file;
	int failed;

	if (snprintf(path, sizeof(path), "%s/%s", plan->directory, name) >= (int)sizeof(path))
		return -ENAMETOOLONG;
	file = fopen(path, "we");
	if (!file)
		return -errno;
	va_start(arguments, format);
	failed = vfprintf(file, format, arguments) < 0;
	va_end(arguments);
	return fclose(file) != 0 || failed ? -EIO : 0;
}

int system_write_calm(const struct fleet_plan *plan, const char *name)
{
	char path[PATH_MAX];
	int error = system_write(plan, name, "#!/bin/sh\nexec /bin/sleep 86400\n");

	snprintf(path, sizeof(path), "%.*s/%.100s", PATH_MAX - 110, plan->directory, name);
	return error ? error : chmod(path, 0700) < 0 ? -errno : 0;
}

void system_output(const struct fleet_plan *plan, char ret_path[static PATH_MAX])
{
	snprintf(ret_path, PATH_MAX, "%.*s/output", PATH_MAX - 10, plan->directory);
}

int system_make_directory(const struct fleet_plan *plan, const char *name)
{
	char path[PATH_MAX];

	if (snprintf(path, sizeof(path), "%s/%s", plan->directory, name) >= (int)sizeof(path))
		return -ENAMETOOLONG;
	return mkdir(path, 0700) < 0 ? -errno : 0;
}
