/* SPDX-License-Identifier: MIT */
#ifndef E2E_HOLD_H
#define E2E_HOLD_H

/* What a worker of the tests does at its start: it takes the one lock of its slot, which a second
 * living process of the same slot would hold, and writes a line about itself. */

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

static inline const char *hold_variable(const char *name)
{
	const char *value = getenv(name);

	return value ? value : "-";
}

/* One line, in one write: lines of several processes do not mix. */
static inline void hold_write(const char *directory, const char *word)
{
	char path[4096], line[512];
	int fd;

	snprintf(path, sizeof path, "%s/record", directory);
	snprintf(line, sizeof line, "%s %s %s %ld %s\n", word, hold_variable("REEVE_PROGRAM"),
		hold_variable("REEVE_INSTANCE"), (long)getpid(), hold_variable("REEVE_TOKEN"));
	fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0 || write(fd, line, strlen(line)) < 0)
		exit(90);
	close(fd);
}

/* The lock is held until the process ends. Returns 0, or -1 if another process has the slot. */
static inline int hold_slot(const char *directory)
{
	char path[4096];
	int fd;

	snprintf(path, sizeof path, "%s/%s.%s.lock", directory, hold_variable("REEVE_PROGRAM"),
		hold_variable("REEVE_INSTANCE"));
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		exit(91);
	if (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		hold_write(directory, "double");
		return -1;
	}
	hold_write(directory, "start");
	return 0;
}

#endif
