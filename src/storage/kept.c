/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "storage/kept.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"

#define PREFIX "kept."
#define OPEN_DIRECTORY (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)

/* New ones are made ours first: nobody else can reach into the run directory before they are
 * theirs. */
static int give(int keptfd, uid_t uid)
{
	struct stat status;

	if (fstat(keptfd, &status) < 0)
		return -errno;
	if (status.st_uid != uid && status.st_uid != geteuid())
		return -EPERM;
	if (status.st_uid != uid && fchown(keptfd, uid, (gid_t)-1) < 0)
		return -errno;
	/* A umask may have taken the owner's own bits. */
	if ((status.st_mode & 07777) != 0700 && fchmod(keptfd, 0700) < 0)
		return -errno;
	return 0;
}

int kept_open(int dirfd, uid_t uid)
{
	char name[32];
	int keptfd, result;

	snprintf(name, sizeof name, PREFIX "%u", (unsigned)uid);
	if (mkdirat(dirfd, name, 0700) < 0 && errno != EEXIST)
		return -errno;
	keptfd = openat(dirfd, name, OPEN_DIRECTORY);
	if (keptfd < 0)
		return -errno;
	result = give(keptfd, uid);
	if (result < 0) {
		close(keptfd);
		return result;
	}
	return keptfd;
}

static DIR *list(int dirfd)
{
	int fd = openat(dirfd, ".", OPEN_DIRECTORY);
	DIR *directory = fd < 0 ? NULL : fdopendir(fd);

	if (!directory && fd >= 0)
		close(fd);
	return directory;
}

void kept_clear(int keptfd)
{
	DIR *directory = list(keptfd);
	struct dirent *entry;

	while (directory && (entry = readdir(directory)))
		unlinkat(keptfd, entry->d_name, 0);
	if (directory)
		closedir(directory);
}

void kept_sweep(int dirfd)
{
	DIR *directory = list(dirfd);
	struct dirent *entry;

	while (directory && (entry = readdir(directory))) {
		int keptfd;

		if (strncmp(entry->d_name, PREFIX, sizeof PREFIX - 1) != 0)
			continue;
		keptfd = openat(dirfd, entry->d_name, OPEN_DIRECTORY);
		if (keptfd < 0)
			continue;
		kept_clear(keptfd);
		close(keptfd);
		unlinkat(dirfd, entry->d_name, AT_REMOVEDIR);
	}
	if (directory)
		closedir(directory);
}

int kept_write(int keptfd, const char *name, const char *temporary, const void *data, size_t size)
{
	int fd = openat(keptfd, temporary, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC,
		S_IRUSR | S_IWUSR);
	int result;

	if (fd < 0)
		return -errno;
	/* A umask may have taken the owner's own bits. */
	result = fchmod(fd, S_IRUSR | S_IWUSR) < 0 ? -errno : fd_write_all(fd, data, size);
	/* Some file systems say only now that there was no room. */
	if (close(fd) < 0 && result == 0)
		result = -errno;
	if (result == 0 && renameat(keptfd, temporary, keptfd, name) < 0)
		result = -errno;
	if (result < 0)
		unlinkat(keptfd, temporary, 0);
	return result;
}

static ssize_t read_whole(int fd, char *data, size_t size)
{
	struct stat status;
	size_t length = 0;

	if (fstat(fd, &status) < 0)
		return -errno;
	while (length < size) {
		ssize_t n = read(fd, data + length, size - length);

		if (n < 0 && errno != EINTR)
			return -errno;
		if (n == 0)
			break;
		length += n > 0 ? (size_t)n : 0;
	}
	return (ssize_t)status.st_size;
}

ssize_t kept_read(int keptfd, const char *name, void *data, size_t size)
{
	int fd = openat(keptfd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	ssize_t result;

	if (fd < 0)
		return -errno;
	result = read_whole(fd, data, size);
	close(fd);
	return result;
}

int kept_remove(int keptfd, const char *name)
{
	return unlinkat(keptfd, name, 0) < 0 && errno != ENOENT ? -errno : 0;
}
