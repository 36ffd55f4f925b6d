/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "process/cgroup.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/fd.h"
#include "base/token.h"
#include "process/cgroup_find.h"
#include "process/cgroup_members.h"

#define NAME_SIZE 12
#define DEPTH_MAX 16
#define END_PATIENCE_MS 5000 /* of those who were killed */
#define DEAD_PATIENCE_MS 1000

/* The path as it stands in the run directory. */
static int read_recorded(int run_fd, char path[PATH_MAX])
{
	struct buffer text = {0};
	int fd = fd_open_regular(run_fd, CGROUP_FILE);
	int result = fd < 0 ? fd : fd_read_all(fd, PATH_MAX - 1, &text);

	fd_close(&fd);
	buffer_char(&text, '\0');
	if (result == 0 && (text.failed || text.data[0] != '/'))
		result = text.failed ? -ENOMEM : -ENOENT;
	if (result == 0)
		memcpy(path, text.data, strlen(text.data) + 1);
	buffer_done(&text);
	return result;
}

static int open_group(int dirfd, const char *path)
{
	int fd = openat(dirfd, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

/* What cannot be asked may be it. */
static bool is_another(int fd)
{
	struct statfs filesystem;

	return fstatfs(fd, &filesystem) == 0 && !cgroup_is_one(fd);
}

/* What is no path of a group, or no file of ours. */
static bool names_none(int result)
{
	return result == -ENOTDIR || result == -ELOOP || result == -EINVAL || result == -EFBIG;
}

static int open_recorded(int run_fd, char path[PATH_MAX])
{
	int result = read_recorded(run_fd, path);

	if (result == 0)
		result = open_group(AT_FDCWD, path);
	if (result >= 0 && is_another(result)) {
		close(result);
		result = -ENOENT;
	}
	return names_none(result) ? -ENOENT : result;
}

int cgroup_open(int run_fd)
{
	char path[PATH_MAX];

	return open_recorded(run_fd, path);
}

static int fail(struct reeve_error *error, const char *what, const char *place, int number)
{
	return error_set(
		error, REEVE_EXIT_FAILED, "cgroup: %s '%s': %s", what, place, strerror(number));
}

/* Where nothing was given to us there is nothing to say. */
static int find_given(char place[PATH_MAX])
{
	bool given = false, of_worker;
	int fd = cgroup_find_own(place, &given, &of_worker);

	if (fd >= 0 && !given) {
		close(fd);
		fd = -ENOENT;
	}
	return fd;
}

static int find_named(const char *path, char place[PATH_MAX], struct reeve_error *error)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return fail(error, "cannot open", path, errno);
	if (!cgroup_is_one(fd) || snprintf(place, PATH_MAX, "%s", path) >= PATH_MAX) {
		close(fd);
		return error_set(error, REEVE_EXIT_FAILED,
			"cgroup: '%s' is no control group of version 2", path);
	}
	return fd;
}

/* Written down first: whoever dies then, what is there is known for ours. */
static int make_in(int run_fd, const char *place, const char *command, struct reeve_error *error)
{
	char path[PATH_MAX];
	struct token token;
	int result = token_make(&token), length;

	length = snprintf(path, sizeof path, "%s/%s.%s" CGROUP_SUFFIX, place, command, token.text);
	if (result == 0 && length >= (int)sizeof path)
		result = -ENAMETOOLONG;
	if (result == 0)
		result = fd_replace_file(run_fd, CGROUP_FILE, 0600, path, (size_t)length, false);
	if (result == 0 && mkdir(path, 0755) < 0)
		result = -errno;
	if (result == 0)
		result = open_group(AT_FDCWD, path);
	if (result >= 0)
		return result;
	cgroup_clear(run_fd);
	return fail(error, "cannot make a control group in", place, -result);
}

int cgroup_make(int run_fd, const char *where, const char *command, struct reeve_error *error)
{
	bool must = where[0] == '/';
	char place[PATH_MAX];
	int fd, result, number;

	if (strcmp(where, "off") == 0)
		return -ENOENT;
	fd = must ? find_named(where, place, error) : find_given(place);
	if (fd < 0)
		return fd;
	/* Containers have it in front of them, but may not write it: not given, after all. */
	number = faccessat(fd, ".", W_OK, AT_EACCESS) < 0 ? errno : 0;
	close(fd);
	if (number && !must)
		return -ENOENT;
	result = make_in(run_fd, place, command, error);
	return result;
}

bool cgroup_holds_any(int run_fd)
{
	int fd = cgroup_open(run_fd);
	bool any = fd >= 0 ? members_live(fd) : fd != -ENOENT;

	fd_close(&fd);
	return any;
}

/* One after the other; the same directory may be read again. */
static void each_group(int fd, void (*visit)(int fd, const char *name, void *data), void *data)
{
	int again = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *directory = again < 0 ? NULL : fdopendir(again);
	struct dirent *entry;

	if (!directory) {
		fd_close(&again);
		return;
	}
	while ((entry = readdir(directory)))
		if (entry->d_type == DT_DIR && entry->d_name[0] != '.')
			visit(fd, entry->d_name, data);
	closedir(directory);
}

struct removal {
	unsigned depth;
};

/* What lives in it keeps it; what a worker has made in its own goes with that. */
static void remove_group(int fd, const char *name, void *data)
{
	struct removal below = {((const struct removal *)data)->depth + 1};
	int group;

	if (unlinkat(fd, name, AT_REMOVEDIR) == 0 || below.depth > DEPTH_MAX)
		return;
	group = open_group(fd, name);
	if (group >= 0 && !members_live(group) && members_await_end(group, DEAD_PATIENCE_MS)) {
		each_group(group, remove_group, &below);
		unlinkat(fd, name, AT_REMOVEDIR);
	}
	fd_close(&group);
}

void cgroup_clear(int run_fd)
{
	char path[PATH_MAX];
	int fd = open_recorded(run_fd, path);

	if (fd >= 0 && !members_live(fd))
		remove_group(AT_FDCWD, path, &(struct removal){0});
	/* What could not be removed is for whoever comes next. */
	if (fd == -ENOENT || (fd >= 0 && faccessat(AT_FDCWD, path, F_OK, 0) < 0 && errno == ENOENT))
		unlinkat(run_fd, CGROUP_FILE, 0);
	fd_close(&fd);
}

static const char *name_of(unsigned number, char name[NAME_SIZE])
{
	snprintf(name, NAME_SIZE, "%u", number);
	return name;
}

int cgroup_open_worker(int fd, unsigned number, bool anew)
{
	char name[NAME_SIZE];
	int flags = O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC, group;

	name_of(number, name);
	/* One that cannot be removed will do. */
	if (anew)
		unlinkat(fd, name, AT_REMOVEDIR);
	group = openat(fd, name, flags);
	if (group < 0 && errno == ENOENT) {
		if (mkdirat(fd, name, 0755) < 0 && errno != EEXIST)
			return -errno;
		group = openat(fd, name, flags);
	}
	return group < 0 ? -errno : group;
}

int cgroup_signal(int fd, unsigned number, int signal, pid_t but_group)
{
	char name[NAME_SIZE];
	int group = open_group(fd, name_of(number, name)), result;

	if (group < 0)
		return group == -ENOENT ? -ESRCH : group;
	if (signal && signal != SIGKILL)
		result = members_signal(group, signal, but_group);
	else if (!members_live(group))
		result = -ESRCH;
	else
		result = signal ? members_kill(group) : 0;
	close(group);
	return result;
}

bool cgroup_contains(int fd, unsigned number, pid_t pid)
{
	char name[NAME_SIZE];
	int group = open_group(fd, name_of(number, name));
	bool contains = group >= 0 && members_have(group, pid);

	fd_close(&group);
	return contains;
}

struct others {
	bool (*keep)(unsigned number, void *data);
	void *data;
};

static void end_other(int fd, const char *name, void *data)
{
	const struct others *others = data;
	char *end;
	unsigned long number = strtoul(name, &end, 10);
	int group;

	if (!*end && others->keep((unsigned)number, others->data))
		return;
	group = open_group(fd, name);
	if (group >= 0 && members_live(group))
		members_kill(group);
	if (group >= 0)
		members_await_end(group, END_PATIENCE_MS);
	fd_close(&group);
	remove_group(fd, name, &(struct removal){0});
}

void cgroup_end_others(int fd, bool (*keep)(unsigned number, void *data), void *data)
{
	each_group(fd, end_other, &(struct others){keep, data});
}

int cgroup_open_outside(void)
{
	char place[PATH_MAX];
	bool given, of_worker = false;
	int fd = cgroup_find_own(place, &given, &of_worker);

	if (fd >= 0 && !of_worker) {
		close(fd);
		fd = -ENOENT;
	}
	return fd;
}
