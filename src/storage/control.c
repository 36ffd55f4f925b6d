/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "storage/control.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/clock.h"
#include "storage/socket.h"

#define CONNECT_TIMEOUT_NS (10 * NS_PER_SECOND)

int control_listen(int dirfd)
{
	return socket_make(dirfd, CONTROL_SOCKET, SOCK_STREAM, S_IRUSR | S_IWUSR);
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
	struct sockaddr_un address = socket_address(dirfd, CONTROL_SOCKET);
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
