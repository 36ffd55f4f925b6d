/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "storage/listen.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/fd.h"

static int open_socket(const struct listener *listener)
{
	int family = listener->address.place.ss_family, on = 1;
	int fd = socket(family, listener->type | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -errno;
	/* What is left of former connections does not keep us from their port. */
	if (family != AF_UNIX && listener->type == SOCK_STREAM)
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	/* "[::]:80" beside "0.0.0.0:80", whatever the system's default is. */
	if (family == AF_INET6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
	return fd;
}

static int bind_to(const struct listener *listener, int fd)
{
	/* The mode of a path from birth: less than it is to be, and no umask is touched. */
	if (address_path(&listener->address))
		fchmod(fd, listener->mode & 0600);
	return bind(fd, (const struct sockaddr *)&listener->address.place,
		       listener->address.length) < 0
		       ? -errno
		       : 0;
}

/* What becomes of who connects there: 0 or -errno. */
static int try_connect(const struct listener *listener)
{
	int fd = socket(AF_UNIX, listener->type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), result = 0;

	if (fd < 0 || connect(fd, (const struct sockaddr *)&listener->address.place,
			      listener->address.length) < 0)
		result = -errno;
	fd_close(&fd);
	return result;
}

/* Clears a path that is in the way. Returns 0 if it may be bound once more. */
static int clear(const struct listener *listener, enum listen_stage *ret_stage)
{
	const char *path = address_path(&listener->address);
	struct stat status;
	bool is_ours;
	int result;

	*ret_stage = LISTEN_TAKEN;
	if (!path)
		return -EADDRINUSE;
	*ret_stage = LISTEN_BIND;
	if (lstat(path, &status) < 0)
		return errno == ENOENT ? 0 : -errno;
	*ret_stage = LISTEN_FILE_THERE;
	if (!S_ISSOCK(status.st_mode))
		return -EADDRINUSE;
	result = try_connect(listener);
	is_ours = status.st_uid == geteuid() || status.st_uid == listener->uid;
	*ret_stage = LISTEN_FOREIGN;
	if (!is_ours && (result == -ECONNREFUSED || result == -EACCES))
		return -EADDRINUSE;
	*ret_stage = LISTEN_TAKEN;
	if (result != -ECONNREFUSED)
		return -EADDRINUSE;
	/* Nobody listens there any more. */
	*ret_stage = LISTEN_BIND;
	return unlink(path) < 0 && errno != ENOENT ? -errno : 0;
}

/* Whose it is, then who may connect; of the socket that is there, and of nothing that a link leads
 * to. */
static int hand_over(const struct listener *listener)
{
	const char *path = address_path(&listener->address);
	int fd = path ? open(path, O_PATH | O_NOFOLLOW | O_CLOEXEC) : -1, result = 0;
	struct stat status;
	char name[32];

	if (!path)
		return 0;
	snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
	if (fd < 0 || fstat(fd, &status) < 0)
		result = -errno;
	else if (!S_ISSOCK(status.st_mode))
		result = -EINVAL;
	else if ((listener->uid != (uid_t)-1 || listener->gid != (gid_t)-1) &&
		 fchownat(fd, "", listener->uid, listener->gid, AT_EMPTY_PATH) < 0)
		result = -errno;
	else if (chmod(name, listener->mode) < 0)
		result = -errno;
	fd_close(&fd);
	return result;
}

int listen_renew(const struct listener *listener, int fd)
{
	int result = hand_over(listener);

	if (result == 0 && listener->type != SOCK_DGRAM && listen(fd, (int)listener->backlog) < 0)
		result = -errno;
	return result;
}

int listen_open(const struct listener *listener, enum listen_stage *ret_stage)
{
	const char *path = address_path(&listener->address);
	int fd = open_socket(listener), result;

	*ret_stage = LISTEN_SOCKET;
	if (fd < 0)
		return fd;
	*ret_stage = LISTEN_BIND;
	result = bind_to(listener, fd);
	if (result == -EADDRINUSE) {
		result = clear(listener, ret_stage);
		if (result == 0)
			result = bind_to(listener, fd);
	}
	if (result < 0) {
		close(fd);
		return result;
	}
	*ret_stage = LISTEN_OWNER;
	result = hand_over(listener);
	if (result == 0 && listener->type != SOCK_DGRAM && listen(fd, (int)listener->backlog) < 0) {
		/* Another one has bound the same address, and was the first to listen. */
		*ret_stage = errno == EADDRINUSE ? LISTEN_TAKEN : LISTEN_BIND;
		result = -errno;
	}
	if (result < 0) {
		if (path)
			unlink(path);
		close(fd);
		return result;
	}
	return fd;
}

typedef bool visit_noted(const char *path, const struct stat *noted, void *data);

/* "DEV INO PATH" */
static bool visit_line(char *line, visit_noted *visit, void *data)
{
	struct stat noted = {0};
	char *at;

	noted.st_dev = (dev_t)strtoull(line, &at, 10);
	noted.st_ino = (ino_t)strtoull(at, &at, 10);
	return at[0] == ' ' && at[1] == '/' && visit(at + 1, &noted, data);
}

/* Calls visit for each line until it returns true, and returns that. Without memory of its own: who
 * ends a command for want of it clears away all the same. */
static bool each_noted(int run_fd, visit_noted *visit, void *data)
{
	int fd = fd_open_regular(run_fd, LISTEN_FILE);
	char text[4096], *line, *end;
	bool found = false;
	off_t from = 0;
	ssize_t length;

	while (fd >= 0 && !found && (length = pread(fd, text, sizeof text, from)) > 0) {
		for (line = text;
			!found && (end = memchr(line, '\n', (size_t)(text + length - line)));
			line = end + 1) {
			*end = '\0';
			found = visit_line(line, visit, data);
		}
		/* No line is as long as that. */
		if (line == text)
			break;
		from += line - text;
	}
	fd_close(&fd);
	return found;
}

static bool is_same_file(const char *path, const struct stat *noted)
{
	struct stat status;

	return lstat(path, &status) == 0 && S_ISSOCK(status.st_mode) &&
	       status.st_dev == noted->st_dev && status.st_ino == noted->st_ino;
}

static bool is_wanted(const char *path, const struct stat *noted, void *data)
{
	return strcmp(path, data) == 0 && is_same_file(path, noted);
}

bool listen_is_noted(int run_fd, const char *path)
{
	return each_noted(run_fd, is_wanted, (char *)path);
}

static bool remove_path(const char *path, const struct stat *noted, void *data)
{
	(void)data;
	if (is_same_file(path, noted))
		unlink(path);
	return false;
}

void listen_remove(int run_fd)
{
	each_noted(run_fd, remove_path, NULL);
	unlinkat(run_fd, LISTEN_FILE, 0);
}

/* A note in the making. */
struct note {
	struct buffer text;
	const struct listener *listeners;
	size_t count;
};

static void add_line(struct buffer *text, const char *path, const struct stat *status)
{
	buffer_printf(text, "%llu %llu %s\n", (unsigned long long)status->st_dev,
		(unsigned long long)status->st_ino, path);
}

/* What another template was started with, and workers of dead masters have still. */
static bool keep_line(const char *path, const struct stat *noted, void *data)
{
	struct note *note = data;

	for (size_t i = 0; i < note->count; i++) {
		const char *own = address_path(&note->listeners[i].address);

		if (own && strcmp(own, path) == 0)
			return false;
	}
	if (is_same_file(path, noted))
		add_line(&note->text, path, noted);
	return false;
}

int listen_note(int run_fd, const struct listener *listeners, size_t count)
{
	struct note note = {.listeners = listeners, .count = count};
	int result = 0;

	for (size_t i = 0; i < count && result == 0; i++) {
		const char *path = address_path(&listeners[i].address);
		struct stat status;

		if (path && lstat(path, &status) < 0)
			result = -errno;
		else if (path)
			add_line(&note.text, path, &status);
	}
	each_noted(run_fd, keep_line, &note);
	if (note.text.failed)
		result = -ENOMEM;
	if (result == 0 && note.text.length)
		result = fd_replace_file(
			run_fd, LISTEN_FILE, 0600, note.text.data, note.text.length, false);
	else if (result == 0)
		unlinkat(run_fd, LISTEN_FILE, 0);
	buffer_done(&note.text);
	return result;
}
