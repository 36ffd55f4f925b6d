/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE

#include "claims.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define NO_REPLACE \
	1U /* the kernel's RENAME_NOREPLACE; not every C library has it, or renameat2() */

/* Who takes a dead worker's claims holds its lock for a moment: its successor waits that long. */
#define LOCK_TRIES 20
#define LOCK_PAUSE_MS 10

/* Where the file system cannot do that in one step, nobody but us puts files under such names. */
int claims_move(int fromfd, const char *from, int tofd, const char *to)
{
	struct stat status;

	if (syscall(SYS_renameat2, fromfd, from, tofd, to, NO_REPLACE) == 0)
		return 0;
	if (errno != EINVAL)
		return -1;
	if (fstatat(tofd, to, &status, AT_SYMLINK_NOFOLLOW) == 0) {
		errno = EEXIST;
		return -1;
	}
	return renameat(fromfd, from, tofd, to);
}

bool claims_lock(int fd)
{
	for (unsigned tries = 0; tries < LOCK_TRIES; tries++) {
		if (flock(fd, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK)
			return true;
		poll(NULL, 0, LOCK_PAUSE_MS);
	}
	return false;
}

int claims_temporary(int fd, const char *own, char *name, size_t size)
{
	struct stat status;

	if (fstat(fd, &status) < 0)
		return -1;
	snprintf(name, size, ".%s.%jx-%jx.new", own, (uintmax_t)status.st_dev,
		(uintmax_t)status.st_ino);
	return 0;
}

/* Of another instance of the same program. */
static bool is_fellow(const char *name, const char *own)
{
	const char *dot = strrchr(own, '.');
	size_t length = dot ? (size_t)(dot - own) + 1 : 0;

	return length && strncmp(name, own, length) == 0 && name[length] &&
	       strspn(name + length, "0123456789") == strlen(name + length) &&
	       strcmp(name, own) != 0;
}

/* The first that can be moved; the directory is locked. */
static const char *take_first(DIR *from, int ownfd, char *name)
{
	const struct dirent *entry;

	while ((entry = readdir(from))) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		if (claims_move(dirfd(from), entry->d_name, ownfd, entry->d_name) == 0)
			return strcpy(name, entry->d_name);
	}
	return NULL;
}

static const char *take_from(int claimsfd, const char *fellow, int ownfd, int donefd, char *name)
{
	int fd = openat(claimsfd, fellow, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	const char *taken = NULL;
	char temporary[512];
	DIR *from;

	/* Only a lock that we got proves that nobody has it: where there are none nothing is taken.
	 */
	if (fd < 0 || flock(fd, LOCK_EX | LOCK_NB) < 0) {
		if (fd >= 0)
			close(fd);
		return NULL;
	}
	from = fdopendir(fd);
	if (!from) {
		close(fd);
		return NULL;
	}
	taken = take_first(from, ownfd, name);
	if (taken && claims_temporary(fd, fellow, temporary, sizeof temporary) == 0)
		unlinkat(donefd, temporary, 0);
	closedir(from);
	return taken;
}

const char *claims_take(int claimsfd, const char *own, int ownfd, int donefd, char *name)
{
	int fd = openat(claimsfd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *claims = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *entry;
	const char *taken = NULL;

	if (!claims) {
		if (fd >= 0)
			close(fd);
		return NULL;
	}
	while (!taken && (entry = readdir(claims)))
		if (is_fellow(entry->d_name, own))
			taken = take_from(claimsfd, entry->d_name, ownfd, donefd, name);
	closedir(claims);
	return taken;
}
