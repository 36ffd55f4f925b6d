/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "descendants.h"
#include "record.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

struct process {
	pid_t pid;
	pid_t parent; /* 0: a zombie, or gone */
	bool below;
};

struct processes {
	struct process *items;
	size_t count;
	size_t room;
};

int descendants_adopt(void)
{
	return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) < 0 ? -errno : 0;
}

pid_t descendants_parent(pid_t pid)
{
	char path[64], line[512];
	const char *after;
	char state = 'Z';
	int parent = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	file = fopen(path, "re");
	if (!file)
		return 0;
	if (fgets(line, sizeof(line), file) && (after = strrchr(line, ')')) &&
		sscanf(after + 1, " %c %d", &state, &parent) == 2 && (state == 'Z' || state == 'X'))
		parent = 0;
	fclose(file);
	return parent;
}

static int append(struct processes *processes, pid_t pid)
{
	if (processes->count == processes->room) {
		size_t room = processes->room ? 2 * processes->room : 1024;
		struct process *items = realloc(processes->items, room * sizeof(*items));

		if (!items)
			return -ENOMEM;
		processes->items = items;
		processes->room = room;
	}
	processes->items[processes->count++] =
		(struct process){.pid = pid, .parent = descendants_parent(pid)};
	return 0;
}

static int read_all(struct processes *processes)
{
	struct dirent *entry;
	int error = 0;
	DIR *directory = opendir("/proc");

	if (!directory)
		return -errno;
	while (!error && (entry = readdir(directory))) {
		char *end;
		long pid = strtol(entry->d_name, &end, 10);

		if (*end == '\0' && pid > 0)
			error = append(processes, (pid_t)pid);
	}
	closedir(directory);
	return error;
}

static int compare(const void *left, const void *right)
{
	pid_t a = ((const struct process *)left)->pid;
	pid_t b = ((const struct process *)right)->pid;

	return (a > b) - (a < b);
}

static bool is_below(const struct processes *processes, pid_t parent)
{
	const struct process key = {.pid = parent};
	const struct process *found;

	if (parent == getpid())
		return true;
	found = bsearch(&key, processes->items, processes->count, sizeof(key), compare);
	return found && found->below;
}

/* A parent may have a higher number than its child: repeat until nothing is added. */
static size_t mark(struct processes *processes)
{
	size_t total = 0;
	size_t before;

	qsort(processes->items, processes->count, sizeof(*processes->items), compare);
	do {
		before = total;
		for (size_t i = 0; i < processes->count; i++) {
			struct process *process = &processes->items[i];

			if (process->below || process->parent == 0 ||
				!is_below(processes, process->parent))
				continue;
			process->below = true;
			total++;
		}
	} while (total != before);
	return total;
}

int descendants_list(struct pids *ret_pids)
{
	struct processes processes = {0};
	int error = read_all(&processes);
	size_t total = error ? 0 : mark(&processes);

	*ret_pids = (struct pids){.items = calloc(total + 1, sizeof(pid_t))};
	if (!ret_pids->items)
		error = -ENOMEM;
	for (size_t i = 0; !error && i < processes.count; i++)
		if (processes.items[i].below)
			ret_pids->items[ret_pids->count++] = processes.items[i].pid;
	free(processes.items);
	return error;
}

static bool runs(pid_t pid, const char *program)
{
	char path[64], target[PATH_MAX];
	ssize_t length;

	snprintf(path, sizeof(path), "/proc/%d/exe", (int)pid);
	length = readlink(path, target, sizeof(target) - 1);
	if (length < 0)
		return false;
	target[length] = '\0';
	return strcmp(target, program) == 0;
}

int descendants_list_by(const char *program, bool runs_it, struct pids *ret_pids)
{
	size_t kept = 0;
	int error = descendants_list(ret_pids);

	for (size_t i = 0; i < ret_pids->count; i++)
		if (runs(ret_pids->items[i], program) == runs_it)
			ret_pids->items[kept++] = ret_pids->items[i];
	ret_pids->count = kept;
	return error;
}

static bool contains(const struct pids *pids, pid_t pid)
{
	for (size_t i = 0; i < pids->count; i++)
		if (pids->items[i] == pid)
			return true;
	return false;
}

void pids_keep(struct pids *pids, const struct pids *other, bool in)
{
	size_t kept = 0;

	for (size_t i = 0; i < pids->count; i++)
		if (contains(other, pids->items[i]) == in)
			pids->items[kept++] = pids->items[i];
	pids->count = kept;
}

void pids_keep_by_parent(struct pids *pids, bool in)
{
	struct pids kept = {.items = calloc(pids->count + 1, sizeof(pid_t))};

	for (size_t i = 0; kept.items && i < pids->count; i++)
		if (contains(pids, descendants_parent(pids->items[i])) == in)
			kept.items[kept.count++] = pids->items[i];
	pids_clear(pids);
	*pids = kept;
}

/* Looked for after it was opened: what is found then is what the descriptor is of. */
int descendants_open(pid_t pid)
{
	struct pids pids = {0};
	int fd = (int)syscall(SYS_pidfd_open, pid, 0);
	bool ours = fd >= 0 && descendants_list(&pids) == 0 && contains(&pids, pid);

	pids_clear(&pids);
	if (fd < 0 || ours)
		return fd;
	close(fd);
	return -1;
}

void pids_clear(struct pids *pids)
{
	free(pids->items);
	*pids = (struct pids){0};
}

void descendants_reap(void)
{
	while (waitpid(-1, NULL, WNOHANG) > 0)
		;
}

/* The pidfd is opened first and the parent read after it: a pid that was given to a stranger in
 * between is then seen to be one. */
void pids_signal(const struct pids *pids, int signal)
{
	for (size_t i = 0; i < pids->count; i++) {
		int fd = (int)syscall(SYS_pidfd_open, pids->items[i], 0);
		pid_t parent = fd < 0 ? 0 : descendants_parent(pids->items[i]);

		if (parent == getpid() || (parent > 0 && contains(pids, parent)))
			syscall(SYS_pidfd_send_signal, fd, signal, NULL, 0);
		if (fd >= 0)
			close(fd);
	}
}

/* Stops them until no new one appears, so that no supervisor restarts what is being killed. */
static size_t freeze(struct pids *ret_pids, int64_t deadline_ns)
{
	size_t before = SIZE_MAX;

	for (;;) {
		if (descendants_list(ret_pids) < 0 || ret_pids->count == before ||
			record_now() > deadline_ns)
			return ret_pids->count;
		before = ret_pids->count;
		pids_signal(ret_pids, SIGSTOP);
		pids_clear(ret_pids);
	}
}

int descendants_end(int64_t deadline_ns)
{
	size_t total = 0;

	for (;;) {
		struct pids pids;
		size_t count = freeze(&pids, deadline_ns);

		if (total == 0)
			total = count;
		pids_signal(&pids, SIGKILL);
		pids_clear(&pids);
		descendants_reap();
		if (count == 0)
			return (int)total;
		if (record_now() > deadline_ns)
			return -ETIMEDOUT;
	}
}
