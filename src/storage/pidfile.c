/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "storage/pidfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/fd.h"
#include "storage/runfile.h"

#define DIGITS_MAX 7 /* PID_MAX_LIMIT is 4194304 */

int pidfile_write(int dirfd, const char *name, pid_t pid)
{
	char text[32];
	int length = snprintf(text, sizeof text, "%ld\n", (long)pid);

	return fd_replace_file(dirfd, name, 0644, text, (size_t)length, false);
}

static int parse(const char *text, size_t length, pid_t *ret_pid)
{
	pid_t pid = 0;

	if (length && text[length - 1] == '\n')
		length--;
	if (length == 0 || length > DIGITS_MAX || text[0] == '0')
		return -EINVAL;
	for (size_t i = 0; i < length; i++) {
		if (text[i] < '0' || text[i] > '9')
			return -EINVAL;
		pid = pid * 10 + (text[i] - '0');
	}
	*ret_pid = pid;
	return 0;
}

static int read_file(int dirfd, const char *name, pid_t *ret_pid, struct stat *ret_status)
{
	char text[DIGITS_MAX + 2]; /* one more than a valid file has */
	int fd = runfile_open(dirfd, name, O_RDONLY, DIGITS_MAX + 1, ret_status);
	ssize_t length;
	int result;

	if (fd < 0)
		return fd == -EFBIG ? -EINVAL : fd;
	length = pread(fd, text, sizeof text, 0);
	result = length < 0 ? -errno : parse(text, (size_t)length, ret_pid);
	close(fd);
	return result;
}

int pidfile_read(int dirfd, const char *name, pid_t *ret_pid)
{
	return read_file(dirfd, name, ret_pid, NULL);
}

int pidfile_remove(int dirfd, const char *name, pid_t pid)
{
	struct stat read, now;
	pid_t found;
	int result = read_file(dirfd, name, &found, &read);

	if (result < 0)
		return result == -ENOENT ? 0 : result;
	if (found != pid)
		return 0;
	/* The next owner may have put its own in place since. */
	if (fstatat(dirfd, name, &now, AT_SYMLINK_NOFOLLOW) < 0)
		return errno == ENOENT ? 0 : -errno;
	if (now.st_dev != read.st_dev || now.st_ino != read.st_ino)
		return 0;
	return unlinkat(dirfd, name, 0) < 0 && errno != ENOENT ? -errno : 0;
}
