/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "storage/here.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BOOT_ID_LENGTH 36

_Static_assert(BOOT_ID_LENGTH < HERE_BOOT_ID_SIZE, "there is room for the NUL");

static int read_boot_id(char *boot_id)
{
	int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
	ssize_t length;
	int result = 0;

	if (fd < 0)
		return -errno;
	length = read(fd, boot_id, BOOT_ID_LENGTH);
	if (length != BOOT_ID_LENGTH)
		result = length < 0 ? -errno : -EIO;
	close(fd);
	return result;
}

int here_read(struct here *ret_here)
{
	struct stat status;
	int result;

	memset(ret_here, 0, sizeof *ret_here);
	result = read_boot_id(ret_here->boot_id);
	if (result < 0)
		return result;
	if (stat("/proc/self/ns/pid", &status) < 0)
		return -errno;
	ret_here->pid_namespace = status.st_ino;
	return 0;
}

bool here_equals(const struct here *a, const struct here *b)
{
	return a->pid_namespace == b->pid_namespace &&
	       memcmp(a->boot_id, b->boot_id, sizeof a->boot_id) == 0;
}
