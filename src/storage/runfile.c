/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "storage/runfile.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define REPLACED_MAX 100 /* times that a file is replaced while we open it */

static int check(const struct stat *status, off_t max_size)
{
	if (!S_ISREG(status->st_mode))
		return -EINVAL;
	if (status->st_uid != geteuid() && status->st_uid != 0)
		return -EPERM;
	if (status->st_mode & (S_IWGRP | S_IWOTH))
		return -EPERM;
	if (status->st_nlink > 1)
		return -EMLINK;
	if (status->st_nlink == 0)
		return -ESTALE;
	return status->st_size > max_size ? -EFBIG : 0;
}

static int open_once(
	int dirfd, const char *name, int flags, off_t max_size, struct stat *ret_status)
{
	int fd = openat(dirfd, name, flags, S_IRUSR | S_IWUSR);
	int result;

	if (fd < 0) /* what cannot be opened at all: a socket, a directory for writing */
		return errno == ENXIO || errno == EISDIR ? -EINVAL : -errno;
	result = fstat(fd, ret_status) < 0 ? -errno : check(ret_status, max_size);
	if (result < 0) {
		close(fd);
		return result;
	}
	return fd;
}

int runfile_open(int dirfd, const char *name, int flags, off_t max_size, struct stat *ret_status)
{
	struct stat status;
	int result = -ESTALE;

	flags |= O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
	/* Without a name: its successor was renamed into place since it was opened. */
	for (int i = 0; i < REPLACED_MAX && result == -ESTALE; i++)
		result = open_once(dirfd, name, flags, max_size, &status);
	if (result >= 0 && ret_status)
		*ret_status = status;
	return result;
}

int runfile_allocate(int fd, size_t size)
{
	int result;

	if (size > (size_t)INT64_MAX)
		return -EFBIG;
	/* Interrupted on tmpfs by any signal; what was allocated so far stays. */
	do {
		result = posix_fallocate(fd, 0, (off_t)size);
	} while (result == EINTR);
	return -result;
}

int runfile_create(int dirfd, const char *name, size_t size)
{
	int fd, result;

	if (unlinkat(dirfd, name, 0) < 0 && errno != ENOENT)
		return -errno;
	fd = openat(
		dirfd, name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR);
	if (fd < 0)
		return -errno;
	/* A umask may have taken the owner's own bits. */
	result = fchmod(fd, S_IRUSR | S_IWUSR) < 0 ? -errno : runfile_allocate(fd, size);
	if (result < 0) {
		unlinkat(dirfd, name, 0);
		close(fd);
		return result;
	}
	return fd;
}

int runfile_reserve(int dirfd, const char *name, size_t size)
{
	int fd = runfile_open(dirfd, name, O_RDWR, INT64_MAX, NULL), result;

	if (fd < 0 || size > (size_t)INT64_MAX) {
		if (fd >= 0)
			close(fd);
		return runfile_create(dirfd, name, size);
	}
	result = ftruncate(fd, (off_t)size) < 0 ? -errno : runfile_allocate(fd, size);
	if (result < 0) {
		unlinkat(dirfd, name, 0);
		close(fd);
		return result;
	}
	return fd;
}

void *runfile_map(int fd, size_t size, bool writable)
{
	int protection = writable ? PROT_READ | PROT_WRITE : PROT_READ;
	void *map = mmap(NULL, size, protection, MAP_SHARED, fd, 0);

	return map == MAP_FAILED ? NULL : map;
}

bool runfile_is_replaceable(int result)
{
	switch (result) {
	case -ENOENT:
	case -ELOOP:
	case -EINVAL:
	case -EMLINK:
	case -EPERM:
	case -EFBIG:
	case -EBADMSG:
		return true;
	}
	return false;
}

/* The path is for people only: where it cannot be told, the name has to do. */
static void tell_path(int dirfd, const char *name, char *path, size_t size)
{
	char link[64], directory[PATH_MAX];
	int whole;
	ssize_t length;

	snprintf(link, sizeof link, "/proc/self/fd/%d", dirfd);
	length = readlink(link, directory, sizeof directory - 1);
	if (length <= 0) {
		snprintf(path, size, "%s", name);
		return;
	}
	directory[length] = '\0';
	whole = snprintf(path, size, "%s/%s", length == 1 ? "" : directory, name);
	if (whole < 0 || (size_t)whole >= size)
		snprintf(path, size, "%s", name);
}

int runfile_fail(
	int dirfd, const char *name, const char *doing, int result, struct reeve_error *error)
{
	char path[1024];
	const char *why = NULL;
	int code = result == -EACCES ? REEVE_EXIT_PERMISSION : REEVE_EXIT_FAILED;

	tell_path(dirfd, name, path, sizeof path);
	switch (result) {
	case -ELOOP:
		why = "is a symbolic link";
		break;
	case -EINVAL:
		why = "is not a regular file";
		break;
	case -EMLINK:
		why = "has a second name (hard link)";
		break;
	case -EPERM:
		why = "belongs to another user or can be written by others";
		break;
	}
	if (why)
		error_set(error, REEVE_EXIT_REFUSED, "'%s' %s: remove it", path, why);
	else
		error_set(error, code, "cannot %s '%s': %s", doing, path, strerror(-result));
	return result;
}

void runfile_lead(int dirfd, const char *name, struct reeve_error *error)
{
	char path[1024];

	tell_path(dirfd, name, path, sizeof path);
	error_lead(error, "'%s'", path);
}
