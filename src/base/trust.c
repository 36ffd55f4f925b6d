/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "base/trust.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/text.h"
#include "base/user.h"

/* Paths come from outside: what is shown of them must not drive a terminal. */
struct shown {
	char text[512];
};

static const char *show(struct shown *shown, const char *path)
{
	return text_show(shown->text, sizeof shown->text, path);
}

static bool is_trusted_user(uid_t uid, uid_t owner)
{
	return uid == 0 || uid == geteuid() || (owner != (uid_t)-1 && uid == owner);
}

/* With an access list the group bits of the mode are its mask: they say nothing about the group. */
static bool has_access_list(int fd)
{
	char link[64];

	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	return getxattr(link, "system.posix_acl_access", NULL, 0) > 0;
}

bool trust_is_shared(int fd, const struct stat *status)
{
	if (!(status->st_mode & S_IWGRP))
		return false;
	return has_access_list(fd) || !user_has_own_group(status->st_uid, status->st_gid);
}

static int refuse_unseen(const char *path, struct reeve_error *error)
{
	struct shown shown;

	return error_set(error, REEVE_EXIT_REFUSED, "cannot look at '%s': %s", show(&shown, path),
		strerror(errno));
}

/* Checks one file or directory, open by descriptor (O_PATH will do). */
static int check_one(int fd, const char *path, uid_t owner, struct reeve_error *error)
{
	struct shown shown;
	struct stat status;
	bool sticky;

	if (fstat(fd, &status) < 0)
		return refuse_unseen(path, error);
	if (!is_trusted_user(status.st_uid, owner))
		return error_set(error, REEVE_EXIT_REFUSED,
			"'%s' belongs to user %lu, who is neither root nor the caller%s",
			show(&shown, path), (unsigned long)status.st_uid,
			owner == (uid_t)-1 ? "" : " nor the template's owner");
	sticky = S_ISDIR(status.st_mode) && (status.st_mode & S_ISVTX);
	if ((status.st_mode & S_IWOTH) && !sticky)
		return error_set(error, REEVE_EXIT_REFUSED,
			"'%s' can be written by others (mode %04o)", show(&shown, path),
			(unsigned)status.st_mode & 07777);
	if (!sticky && trust_is_shared(fd, &status))
		return error_set(error, REEVE_EXIT_REFUSED,
			"'%s' can be written by group %lu (mode %04o)", show(&shown, path),
			(unsigned long)status.st_gid, (unsigned)status.st_mode & 07777);
	return 0;
}

static bool is_same(int a, int b)
{
	struct stat one, other;

	return fstat(a, &one) == 0 && fstat(b, &other) == 0 && one.st_dev == other.st_dev &&
	       one.st_ino == other.st_ino;
}

/* Walks the real path of target from the root by descriptor and checks each component. What the
 * walk arrives at must be the target itself. */
static int check_path(int target, char *path, uid_t owner, struct reeve_error *error)
{
	int at = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	char *from = path + 1, *end;
	struct shown shown;
	int result = at < 0 ? refuse_unseen("/", error) : check_one(at, "/", owner, error);

	for (; result == 0 && *from; from = end + (*end == '/')) {
		char kept;
		int next;

		end = strchrnul(from, '/');
		kept = *end;
		*end = '\0';
		next = openat(at, from, O_PATH | O_NOFOLLOW | O_CLOEXEC);
		fd_close(&at);
		at = next;
		result =
			next < 0 ? refuse_unseen(path, error) : check_one(next, path, owner, error);
		*end = kept;
	}
	if (result == 0 && !is_same(at, target))
		result = error_set(error, REEVE_EXIT_REFUSED,
			"'%s' changed while it was being checked", show(&shown, path));
	fd_close(&at);
	return result;
}

static int check_target(int target, uid_t owner, struct reeve_error *error)
{
	char link[64], path[PATH_MAX];
	ssize_t length;

	snprintf(link, sizeof link, "/proc/self/fd/%d", target);
	length = readlink(link, path, sizeof path);
	if (length < 0)
		return error_set(
			error, REEVE_EXIT_REFUSED, "cannot read '%s': %s", link, strerror(errno));
	if (length == sizeof path || path[0] != '/')
		return error_set(error, REEVE_EXIT_REFUSED, "the file has no path of its own");
	path[length] = '\0';
	return check_path(target, path, owner, error);
}

static int refuse_kind(
	const char *path, const struct stat *status, int missing_code, struct reeve_error *error)
{
	struct shown shown;

	return error_set(error, missing_code,
		S_ISDIR(status->st_mode) ? "'%s' is a directory" : "'%s' is not a regular file",
		show(&shown, path));
}

int trust_open(
	int dirfd, const char *path, uid_t owner, int missing_code, struct reeve_error *error)
{
	struct shown shown;
	struct stat status;
	char link[64];
	/* Only a regular file is ever opened for real: a device could act, a FIFO could block. */
	int found = openat(dirfd, path, O_PATH | O_CLOEXEC);
	int fd = -1;

	if (found < 0 || fstat(found, &status) < 0) {
		error_set(error, missing_code, "cannot open '%s': %s", show(&shown, path),
			strerror(errno));
		goto out;
	}
	if (!S_ISREG(status.st_mode)) {
		refuse_kind(path, &status, missing_code, error);
		goto out;
	}
	if (check_target(found, owner, error) < 0)
		goto out;
	snprintf(link, sizeof link, "/proc/self/fd/%d", found);
	fd = open(link, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd < 0)
		error_set(error, missing_code, "cannot open '%s': %s", show(&shown, path),
			strerror(errno));
out:
	fd_close(&found);
	return fd;
}
