/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "storage/control.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/clock.h"

#define BACKLOG 128
#define CONNECT_TIMEOUT_NS (10 * NS_PER_SECOND)

/* However long the directory's own path is, this one fits. */
static struct sockaddr_un address_of(int dirfd, const char *name)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};

	snprintf(address.sun_path, sizeof address.sun_path, "/proc/self/fd/%d/%s", dirfd, name);
	return address;
}

/* The socket's own mode, set before, is that of its name from birth: no moment at which others
 * could connect, and the umask, which is the whole process's, is left alone. */
static int bind_at(int fd, int dirfd, const char *name)
{
	struct sockaddr_un address = address_of(dirfd, name);

	if (fchmod(fd, S_IRUSR | S_IWUSR) < 0)
		return -errno;
	if (bind(fd, (struct sockaddr *)&address, sizeof address) < 0)
		return -errno;
	/* A umask may have taken the owner's own bits. */
	return fchmodat(dirfd, name, S_IRUSR | S_IWUSR, 0) < 0 ? -errno : 0;
}

int control_listen(int dirfd)
{
	char temporary[64];
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	int result;

	if (fd < 0)
		return -errno;
	snprintf(temporary, sizeof temporary, CONTROL_SOCKET ".new.%ld", (long)getpid());
	unlinkat(dirfd, temporary, 0);
	result = bind_at(fd, dirfd, temporary);
	if (result == 0 && listen(fd, BACKLOG) < 0)
		result = -errno;
	if (result == 0 && renameat(dirfd, temporary, dirfd, CONTROL_SOCKET) < 0)
		result = -errno;
	if (result < 0) {
		unlinkat(dirfd, temporary, 0);
		close(fd);
		return result;
	}
	return fd;
}

static int set_send_timeout(int fd, uint64_t timeout_ns)
{
	struct timeval timeout = {(time_t)(timeout_ns / NS_PER_SECOND),
		(suseconds_t)(timeout_ns % NS_PER_SECOND / 1000)};

	return setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof timeout) < 0 ? -errno : 0;
}

/* With a full backlog connect() waits: for ever, where the listener is stopped. */
static int connect_at(int fd, int dirfd)
{
	struct sockaddr_un address = address_of(dirfd, CONTROL_SOCKET);
	int result = set_send_timeout(fd, CONNECT_TIMEOUT_NS);

	if (result < 0)
		return result;
	while (connect(fd, (struct sockaddr *)&address, sizeof address) < 0)
		if (errno != EINTR)
			return errno == EAGAIN ? -ETIMEDOUT : -errno;
	return set_send_timeout(fd, 0);
}

int control_connect(int dirfd)
{
	struct stat status;
	int fd, result;

	if (fstatat(dirfd, CONTROL_SOCKET, &status, AT_SYMLINK_NOFOLLOW) < 0)
		return -errno;
	if (!S_ISSOCK(status.st_mode))
		return -ENOTSOCK;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	result = connect_at(fd, dirfd);
	if (result < 0) {
		close(fd);
		return result;
	}
	return fd;
}

int control_peer(int fd, uid_t *ret_uid, pid_t *ret_pid)
{
	struct ucred peer;
	socklen_t length = sizeof peer;

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &length) < 0)
		return -errno;
	*ret_uid = peer.uid;
	*ret_pid = peer.pid;
	return 0;
}
