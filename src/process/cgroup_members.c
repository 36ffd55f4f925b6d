/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "process/cgroup_members.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "base/fd.h"
#include "process/proc.h"
#include "process/signal.h"

#define LIST_MAX (8u << 20)
#define DEPTH_MAX 32
#define AT_ONCE 64 /* descriptors that are open at the same time */
#define PASSES_MAX 64
#define LOOK_MS 1

struct members {
	pid_t *pids; /* 0: one that our pid namespace does not show */
	size_t count;
};

/* Of the text of cgroup.procs, which is added to what there is. */
static int parse(const char *text, struct members *members)
{
	size_t lines = 0;
	pid_t *pids;

	for (const char *at = text; *at; at++)
		lines += *at == '\n';
	pids = realloc(members->pids, (members->count + lines + 1) * sizeof *pids);
	if (!pids)
		return -ENOMEM;
	members->pids = pids;
	for (; lines; lines--) {
		pids[members->count++] = (pid_t)strtol(text, NULL, 10);
		text = strchr(text, '\n') + 1;
	}
	return 0;
}

static int collect(int fd, unsigned depth, struct members *members);

static int collect_below(int fd, unsigned depth, struct members *members)
{
	int again = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), result = 0;
	DIR *directory = again < 0 ? NULL : fdopendir(again);
	struct dirent *entry;

	if (!directory) {
		result = -errno;
		fd_close(&again);
		return result;
	}
	while (result == 0 && (entry = readdir(directory))) {
		int below;

		if (entry->d_type != DT_DIR || entry->d_name[0] == '.')
			continue;
		below = openat(fd, entry->d_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (below >= 0)
			result = collect(below, depth + 1, members);
		fd_close(&below);
	}
	closedir(directory);
	return result;
}

static int collect(int fd, unsigned depth, struct members *members)
{
	struct buffer text = {0};
	struct stat status;
	int list = openat(fd, "cgroup.procs", O_RDONLY | O_CLOEXEC);
	int result = list < 0 ? -errno : fd_read_all(list, LIST_MAX, &text);

	fd_close(&list);
	/* It was removed meanwhile. */
	if (result == -ENODEV || result == -ENOENT)
		result = 0;
	else if (result == 0 && text.data)
		result = parse(text.data, members);
	buffer_done(&text);
	/* As a rule there is none below. */
	if (result == 0 && fstat(fd, &status) == 0 && status.st_nlink > 2 && depth < DEPTH_MAX)
		result = collect_below(fd, depth, members);
	return result;
}

/* What the kernel counts: the dead, too, until they are off their processor. */
static bool is_populated(int fd)
{
	char text[256];
	int events = openat(fd, "cgroup.events", O_RDONLY | O_CLOEXEC);
	ssize_t n = events < 0 ? -1 : read(events, text, sizeof text - 1);

	fd_close(&events);
	if (n < 0)
		return errno != ENODEV && errno != ENOENT;
	text[n] = '\0';
	return !strstr(text, "populated 0");
}

bool members_live(int fd)
{
	struct members members = {0};
	bool live = false;

	if (!is_populated(fd))
		return false;
	if (collect(fd, 0, &members) < 0)
		live = true;
	for (size_t i = 0; i < members.count && !live; i++)
		live = members.pids[i] == 0 || proc_alive(members.pids[i]);
	free(members.pids);
	return live;
}

bool members_await_end(int fd, unsigned patience_ms)
{
	uint64_t deadline = clock_monotonic_ns() + patience_ms * NS_PER_MS;

	while (is_populated(fd) && clock_monotonic_ns() < deadline)
		poll(NULL, 0, LOOK_MS);
	return !is_populated(fd);
}

bool members_have(int fd, pid_t pid)
{
	struct members members = {0};
	bool have = false;

	collect(fd, 0, &members);
	for (size_t i = 0; i < members.count && !have; i++)
		have = members.pids[i] == pid;
	free(members.pids);
	return have;
}

static int compare(const void *a, const void *b)
{
	pid_t one = *(const pid_t *)a, other = *(const pid_t *)b;

	return (one > other) - (one < other);
}

/* Who is still there under an open pidfd is the one that was seen before. */
static bool signal_some(int fd, const pid_t *pids, size_t count, int signal, pid_t but_group)
{
	struct members now = {0};
	int pidfds[AT_ONCE];
	bool any = false;

	for (size_t i = 0; i < count; i++)
		pidfds[i] = pids[i] > 0 ? signal_pidfd_open(pids[i]) : -ESRCH;
	if (collect(fd, 0, &now) == 0 && now.count)
		qsort(now.pids, now.count, sizeof *now.pids, compare);
	for (size_t i = 0; i < count; i++) {
		struct proc_stat stat;

		if (pidfds[i] < 0)
			continue;
		if (now.count &&
			bsearch(&pids[i], now.pids, now.count, sizeof *now.pids, compare) &&
			proc_stat(pids[i], &stat) == 0 &&
			(!but_group || stat.group != but_group || stat.session != but_group))
			/* Whom we may not signal, as one that has become root, we do not wait for.
			 */
			any |= signal_process(pidfds[i], signal) == 0;
		close(pidfds[i]);
	}
	free(now.pids);
	return any;
}

int members_signal(int fd, int signal, pid_t but_group)
{
	struct members members = {0};
	int result = collect(fd, 0, &members);
	bool any = false;

	/* As a rule there is the leader alone. */
	if (members.count == 1 && members.pids[0] == but_group)
		members.count = 0;
	for (size_t i = 0; result == 0 && i < members.count; i += AT_ONCE) {
		size_t left = members.count - i;

		any |= signal_some(
			fd, members.pids + i, left < AT_ONCE ? left : AT_ONCE, signal, but_group);
	}
	free(members.pids);
	return result < 0 ? result : any ? 0 : -ESRCH;
}

/* The other way by which reeve ends processes, beside signal.c: nobody is in there but who was born
 * there, or has gone there himself. */
static int kill_at_once(int fd)
{
	int result = -ENOENT;
#ifndef REEVE_OLD_KERNEL
	int file = openat(fd, "cgroup.kill", O_WRONLY | O_CLOEXEC);

	result = file < 0 || write(file, "1", 1) < 0 ? -errno : 0;
	fd_close(&file);
#endif
	return result;
}

int members_kill(int fd)
{
	int result = kill_at_once(fd);

	for (int pass = 0; result < 0 && pass < PASSES_MAX && members_live(fd); pass++)
		if (members_signal(fd, SIGKILL, 0) == -ESRCH)
			break;
	return 0;
}
