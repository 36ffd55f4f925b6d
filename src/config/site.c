/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "config/site.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/home.h"
#include "config/check.h"

#define SITE_FILE "reeve.conf"

/* A site file need not exist, but one that does must be readable and trusted: nothing is passed
 * over in silence. */
static void open_site(struct reader *reader, const char *path)
{
	struct level *level = &reader->levels[reader->level_count];
	struct stat status;

	if (stat(path, &status) < 0 && (errno == ENOENT || errno == ENOTDIR))
		return;
	if (level_open(level, path, (uid_t)-1, SCOPE_SITE, reader->errors) < 0) {
		level_close(level);
		return;
	}
	reader->level_count++;
	level_expand(level, reader->unset, reader->errors);
	check_level(level, reader->errors);
}

void site_open(struct reader *reader)
{
	const char *system = secure_getenv("REEVE_SYSCONF");
	char *directory = home_find_config();
	char *path = NULL;

	if (directory && asprintf(&path, "%s/" SITE_FILE, directory) < 0)
		path = NULL;
	if (path)
		open_site(reader, path);
	else if (directory || errno == ENOMEM)
		reader->no_memory = true;
	free(path);
	free(directory);
	open_site(reader, system && system[0] ? system : SYSCONF_DIR "/" SITE_FILE);
}
