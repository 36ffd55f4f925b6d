/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "process/proc.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
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

static unsigned count_fields(const char *text)
{
	unsigned count = 0;

	for (; *text; text++)
		count += *text == ' ';
	return count;
}

int proc_parse_stat(const char *text, struct proc_stat *ret_stat)
{
	const char *open = strchr(text, '('), *close = strrchr(text, ')'), *last;
	unsigned long long start;
	long pid, parent, group, session, threads;
	char state;

	if (!open || !close || close < open)
		return -EINVAL;
	if (sscanf(text, "%ld", &pid) != 1)
		return -EINVAL;
	/* Fields 3 to 6, then 20 and 22. */
	if (sscanf(close + 1,
		    " %c %ld %ld %ld %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %ld %*d "
		    "%llu",
		    &state, &parent, &group, &session, &threads, &start) != 6)
		return -EINVAL;
	/* Only its first thread has ended. */
	if (state == 'Z' && threads > 1)
		state = 'S';
	/* Field 52 is the last one. */
	last = state == 'Z' ? strrchr(close + 1, ' ') : NULL;
	*ret_stat = (struct proc_stat){.pid = (pid_t)pid,
		.parent = (pid_t)parent,
		.group = (pid_t)group,
		.session = (pid_t)session,
		.state = state,
		.start_ticks = start,
		.has_exit = last && count_fields(close + 1) >= 50,
		.exit_status = last ? (int)strtol(last + 1, NULL, 10) : 0};
	return 0;
}

int proc_stat(pid_t pid, struct proc_stat *ret_stat)
{
	char text[1024];
	ssize_t n = slurp(pid, "stat", text, sizeof text);

	return n < 0 ? (int)n : proc_parse_stat(text, ret_stat);
}

int proc_resident(pid_t pid, uint64_t *ret_bytes)
{
	char text[128];
	ssize_t n = slurp(pid, "statm", text, sizeof text);
	unsigned long long resident;

	if (n < 0)
		return (int)n;
	if (sscanf(text, "%*s %llu", &resident) != 1)
		return -EINVAL;
	*ret_bytes = resident * (uint64_t)sysconf(_SC_PAGESIZE);
	return 0;
}

bool proc_alive(pid_t pid)
{
	struct proc_stat stat;

	return pid > 0 && proc_stat(pid, &stat) == 0 && stat.state != 'Z' && stat.state != 'X';
}

int proc_environment(pid_t pid, const char *name, char *value, size_t size)
{
	char text[4096], path[64];
	size_t held = 0, length = strlen(name);
	bool skips = false;
	int result = -ENOENT, fd;
	bool empty = true;
	ssize_t n;

	snprintf(path, sizeof path, "/proc/%ld/environ", (long)pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	/* A piece at a time: environments may be large, and this is asked where memory may be
	 * short. */
	while (result == -ENOENT && (n = read(fd, text + held, sizeof text - held)) > 0) {
		char *at = text, *end;

		empty = false;
		held += (size_t)n;
		for (; (end = memchr(at, '\0', (size_t)(text + held - at))); at = end + 1) {
			if (!skips && strncmp(at, name, length) == 0 && at[length] == '=' &&
				snprintf(value, size, "%s", at + length + 1) < (int)size)
				result = 0;
			skips = false;
		}
		held = (size_t)(text + held - at);
		memmove(text, at, held);
		/* Longer than any that is asked for: the rest of it is none of its own. */
		if (held == sizeof text) {
			skips = true;
			held = 0;
		}
	}
	close(fd);
	return empty ? -ENODATA : result;
}

/* What the system call writes; opendir would allocate, and a stop must not fail for want of memory.
 */
struct entry {
	uint64_t inode;
	int64_t offset;
	uint16_t length;
	uint8_t type;
	char name[];
};

static int visit_entry(const struct entry *entry,
	int (*visit)(const struct proc_stat *stat, void *data), void *data)
{
	struct proc_stat stat;

	if (entry->name[0] < '1' || entry->name[0] > '9' ||
		proc_stat((pid_t)strtol(entry->name, NULL, 10), &stat) < 0)
		return 0;
	return visit(&stat, data);
}

int proc_each(int (*visit)(const struct proc_stat *stat, void *data), void *data)
{
	_Alignas(struct entry) char entries[8192];
	int fd = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC), result = 0;
	long n = 0;

	if (fd < 0)
		return -errno;
	while (result == 0 && (n = syscall(SYS_getdents64, fd, entries, sizeof entries)) > 0)
		for (long at = 0; at < n && result == 0;) {
			const struct entry *entry = (const struct entry *)(entries + at);

			result = visit_entry(entry, visit, data);
			at += entry->length;
		}
	if (n < 0)
		result = -errno;
	close(fd);
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

	/* As a rule a leader lives where anybody does: then there is no need to see them all. */
	for (size_t i = 0; i < count; i++)
		if (proc_alive(pids[i]))
			return true;
	if (count == 0)
		return false;
	qsort(pids, count, sizeof *pids, compare);
	return proc_each(is_of_session, &sessions) != 0;
}

uint64_t proc_ticks(uint64_t boottime_ns)
{
	return boottime_ns / (NS_PER_SECOND / (uint64_t)sysconf(_SC_CLK_TCK));
}
