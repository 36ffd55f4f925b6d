/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "process/strays.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/fd.h"
#include "base/token.h"
#include "process/proc.h"
#include "process/signal.h"

#define FOUND_MAX 65536
#define LIST_MAX (1u << 20)

struct found {
	pid_t pid;
	pid_t parent;
	uint64_t parent_ticks; /* when that one was started; 0: it is the reaper, which lives */
	uint64_t ticks; /* when it was started itself, once it is known for a stray; else 0 */
};

struct walk {
	const struct strays *strays;
	struct found *found;
	size_t count, capacity;
	int signal;
	bool any;
};

static void add(struct walk *walk, pid_t pid, pid_t parent, uint64_t parent_ticks)
{
	struct found *found = walk->found;

	if (walk->count == FOUND_MAX)
		return;
	if (walk->count == walk->capacity) {
		size_t capacity = walk->capacity ? walk->capacity * 2 : 64;

		found = realloc(found, capacity * sizeof *found);
		if (!found)
			return;
		walk->found = found;
		walk->capacity = capacity;
	}
	found[walk->count++] = (struct found){pid, parent, parent_ticks, 0};
}

static int read_list(struct walk *walk, int fd, pid_t parent, uint64_t parent_ticks)
{
	struct buffer list = {0};
	int result = fd_read_all(fd, LIST_MAX, &list);
	char *at, *end;

	buffer_char(&list, '\0');
	if (list.failed)
		result = -ENOMEM;
	for (at = list.data; result == 0 && *at; at = end) {
		pid_t pid = (pid_t)strtol(at, &end, 10);

		if (end == at)
			break;
		add(walk, pid, parent, parent_ticks);
		end += strspn(end, " \n");
	}
	buffer_done(&list);
	return result;
}

static int add_list(struct walk *walk, const char *path, pid_t parent, uint64_t parent_ticks)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int result = fd < 0 ? -errno : read_list(walk, fd, parent, parent_ticks);

	fd_close(&fd);
	return result;
}

/* Each thread has its own children; most processes have one, whose number is theirs. */
static int add_children(struct walk *walk, pid_t parent, uint64_t parent_ticks)
{
	struct dirent *entry;
	struct stat status;
	char path[80];
	DIR *tasks;
	int result;

	snprintf(path, sizeof path, "/proc/%ld/task/%ld/children", (long)parent, (long)parent);
	result = add_list(walk, path, parent, parent_ticks);
	snprintf(path, sizeof path, "/proc/%ld/task", (long)parent);
	if (result < 0 || stat(path, &status) < 0 || status.st_nlink <= 3)
		return result;
	tasks = opendir(path);
	while (tasks && (entry = readdir(tasks)))
		if (entry->d_name[0] != '.' && strtol(entry->d_name, NULL, 10) != parent) {
			snprintf(path, sizeof path, "/proc/%ld/task/%.20s/children", (long)parent,
				entry->d_name);
			add_list(walk, path, parent, parent_ticks);
		}
	if (tasks)
		closedir(tasks);
	return 0;
}

int strays_open_children(pid_t parent)
{
	char path[80];
	int fd;

	snprintf(path, sizeof path, "/proc/%ld/task/%ld/children", (long)parent, (long)parent);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

int strays_read_children(int fd, pid_t **ret_pids, size_t *ret_count)
{
	struct walk walk = {0};
	int result = lseek(fd, 0, SEEK_SET) < 0 ? -errno : read_list(&walk, fd, 0, 0);
	pid_t *pids = calloc(walk.count + 1, sizeof *pids);

	for (size_t i = 0; pids && i < walk.count; i++)
		pids[i] = walk.found[i].pid;
	free(walk.found);
	if (!pids || result < 0) {
		free(pids);
		return pids ? result : -ENOMEM;
	}
	*ret_pids = pids;
	*ret_count = walk.count;
	return 0;
}

/* Still the child of the same parent, which still is the same process: so it is its child, whoever
 * may have had the number before. */
static bool is_childs(const struct found *found, const struct proc_stat *stat)
{
	struct proc_stat parent;

	if (stat->parent != found->parent || stat->state == 'Z' || stat->state == 'X')
		return false;
	return !found->parent_ticks || (proc_stat(found->parent, &parent) == 0 &&
					       parent.start_ticks == found->parent_ticks);
}

/* What has another's token belongs to another worker or command, which sees to it. Of an orphan
 * that shows none, all that is left is its session. */
static bool is_ours(
	const struct strays *strays, const struct found *found, const struct proc_stat *stat)
{
	char token[TOKEN_MAX_LENGTH + 1];

	if (strays->token && strays->token[0] &&
		proc_environment(stat->pid, "REEVE_TOKEN", token, sizeof token) == 0)
		return strcmp(token, strays->token) == 0;
	return found->parent_ticks || stat->session == strays->leader;
}

/* Its children are looked for, whatever group it is in; the group itself is signalled as one. */
static void visit(struct walk *walk, size_t index)
{
	const struct strays *strays = walk->strays;
	const struct found found = walk->found[index];
	struct proc_stat stat;

	if (proc_stat(found.pid, &stat) < 0 || !is_childs(&found, &stat) ||
		!is_ours(strays, &found, &stat))
		return;
	if (stat.group != strays->leader || stat.session != strays->leader)
		walk->found[index].ticks = stat.start_ticks;
	add_children(walk, found.pid, stat.start_ticks);
}

/* Looked at again under the pidfd: it is this process that is signalled. */
static void act(struct walk *walk, const struct found *found)
{
	struct proc_stat stat;
	int pidfd = signal_pidfd_open(found->pid);

	if (pidfd < 0)
		return;
	if (proc_stat(found->pid, &stat) == 0 && stat.start_ticks == found->ticks &&
		is_childs(found, &stat))
		/* Whom we may not signal, as one that has become root, we do not wait for. */
		walk->any |= signal_process(pidfd, walk->signal) == 0;
	close(pidfd);
}

/* As a rule a leader has no children: then it does not matter when it was started. */
static void add_leaders(struct walk *walk)
{
	struct proc_stat leader;

	if (add_children(walk, walk->strays->leader, 0) < 0 || walk->count == 0)
		return;
	if (proc_stat(walk->strays->leader, &leader) < 0) {
		walk->count = 0;
		return;
	}
	for (size_t i = 0; i < walk->count; i++)
		walk->found[i].parent_ticks = leader.start_ticks;
}

int strays_signal(const struct strays *strays, int signal)
{
	struct walk walk = {.strays = strays, .signal = signal};

	if (strays->leader_lives)
		add_leaders(&walk);
	for (size_t i = 0; i < strays->orphan_count; i++)
		add(&walk, strays->orphans[i], strays->reaper, 0);
	for (size_t i = 0; i < walk.count; i++)
		visit(&walk, i);
	/* From below: who still has its parent is known by that. */
	for (size_t i = walk.count; i-- > 0;)
		if (walk.found[i].ticks)
			act(&walk, &walk.found[i]);
	free(walk.found);
	return walk.any ? 0 : -ESRCH;
}
