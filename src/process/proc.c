/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "process/proc.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"

/* Reads a file of /proc into text, at most size - 1 bytes. Returns the length or -errno. */
static ssize_t slurp(pid_t pid, const char *file, char *text, size_t size)
{
	char path[64];
	ssize_t n;
	int fd;

	snprintf(path, sizeof path, "/proc/%ld/%s", (long)pid, file);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ? -ESRCH : -errno;
	n = read(fd, text, size - 1);
	if (n < 0)
		n = -errno;
	close(fd);
	if (n < 0)
		return n;
	text[n] = '\0';
	return n;
}

int proc_parse_stat(const char *text, struct proc_stat *ret_stat)
{
	const char *open = strchr(text, '('), *close = strrchr(text, ')');
	unsigned long long start;
	long pid, parent, group, session;
	char state;

	if (!open || !close || close < open)
		return -EINVAL;
	if (sscanf(text, "%ld", &pid) != 1)
		return -EINVAL;
	/* Fields 3 to 6, then 7 to 21 are skipped, then 22. */
	if (sscanf(close + 1,
		    " %c %ld %ld %ld %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %*d %*d "
		    "%llu",
		    &state, &parent, &group, &session, &start) != 5)
		return -EINVAL;
	*ret_stat = (struct proc_stat){.pid = (pid_t)pid,
		.parent = (pid_t)parent,
		.group = (pid_t)group,
		.session = (pid_t)session,
		.state = state,
		.start_ticks = start};
	return 0;
}

int proc_stat(pid_t pid, struct proc_stat *ret_stat)
{
	char text[1024];
	ssize_t n = slurp(pid, "stat", text, sizeof text);

	return n < 0 ? (int)n : proc_parse_stat(text, ret_stat);
}

int proc_memory(pid_t pid, uint64_t *ret_resident_bytes)
{
	char text[256];
	unsigned long long pages;
	ssize_t n = slurp(pid, "statm", text, sizeof text);

	if (n < 0)
		return (int)n;
	if (sscanf(text, "%*u %llu", &pages) != 1)
		return -EINVAL;
	*ret_resident_bytes = pages * (uint64_t)sysconf(_SC_PAGESIZE);
	return 0;
}

bool proc_alive(pid_t pid)
{
	struct proc_stat stat;

	return pid > 0 && proc_stat(pid, &stat) == 0 && stat.state != 'Z' && stat.state != 'X';
}

int proc_environment(pid_t pid, const char *name, char *value, size_t size)
{
	/* Larger environments exist; what is looked for stands at their end or not at all, so the
	 * whole of it is read. The kernel bounds it. */
	size_t room = 256 * 1024, length = strlen(name);
	char *text = malloc(room), path[64];
	int result = -ENOENT, fd;
	ssize_t n = 0, got;

	if (!text)
		return -ENOMEM;
	snprintf(path, sizeof path, "/proc/%ld/environ", (long)pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		free(text);
		return -errno;
	}
	while ((size_t)n < room - 1 && (got = read(fd, text + n, room - 1 - (size_t)n)) > 0)
		n += got;
	close(fd);
	text[n] = '\0';
	for (const char *at = text; at < text + n; at += strlen(at) + 1) {
		if (strncmp(at, name, length) != 0 || at[length] != '=')
			continue;
		result = snprintf(value, size, "%s", at + length + 1) < (int)size ? 0 : -ENOENT;
		break;
	}
	free(text);
	return result;
}

int proc_each(int (*visit)(const struct proc_stat *stat, void *data), void *data)
{
	DIR *directory = opendir("/proc");
	struct dirent *entry;
	int result = 0;

	if (!directory)
		return -errno;
	while (result == 0 && (entry = readdir(directory))) {
		struct proc_stat stat;

		if (entry->d_name[0] < '1' || entry->d_name[0] > '9')
			continue;
		if (proc_stat((pid_t)strtol(entry->d_name, NULL, 10), &stat) == 0)
			result = visit(&stat, data);
	}
	closedir(directory);
	return result;
}

struct sessions {
	const pid_t *pids;
	size_t count;
};

static int compare(const void *a, const void *b)
{
	pid_t left = *(const pid_t *)a, right = *(const pid_t *)b;

	return (left > right) - (left < right);
}

static int is_of_session(const struct proc_stat *stat, void *data)
{
	const struct sessions *sessions = data;

	return stat->state != 'Z' && stat->state != 'X' &&
	       (bsearch(&stat->session, sessions->pids, sessions->count, sizeof stat->session,
			compare) ||
		       bsearch(&stat->pid, sessions->pids, sessions->count, sizeof stat->pid,
			       compare));
}

bool proc_any_session(pid_t *pids, size_t count)
{
	struct sessions sessions = {pids, count};

	if (count == 0)
		return false;
	qsort(pids, count, sizeof *pids, compare);
	return proc_each(is_of_session, &sessions) != 0;
}

uint64_t proc_ticks(uint64_t boottime_ns)
{
	return boottime_ns / (NS_PER_SECOND / (uint64_t)sysconf(_SC_CLK_TCK));
}
