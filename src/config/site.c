/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "config/check.h"
#include "config/reader.h"

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
	level_expand(level, reader->errors);
	check_level(level, reader->errors);
}

void reader_open_sites(struct reader *reader)
{
	const char *system = secure_getenv("REEVE_SYSCONF");
	const char *user = secure_getenv("XDG_CONFIG_HOME");
	const char *home = secure_getenv("HOME");
	char path[PATH_MAX];
	int length = -1;

	if (user && user[0] == '/')
		length = snprintf(path, sizeof path, "%s/reeve.conf", user);
	else if (home && home[0] == '/')
		length = snprintf(path, sizeof path, "%s/.config/reeve.conf", home);
	if (length > 0 && length < (int)sizeof path)
		open_site(reader, path);
	open_site(reader, system && system[0] ? system : SYSCONF_DIR "/reeve.conf");
}
