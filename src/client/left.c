/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "client/left.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/text.h"
#include "process/proc.h"
#include "storage/scoreboard.h"

#define NAMED_MAX 3

struct left {
	const pid_t *workers;
	size_t count;
	pid_t guardian, master;
	char *text;
	size_t size, length;
	unsigned found;
};

static void read_name(pid_t pid, char *name, size_t size)
{
	char path[40];
	ssize_t n;
	int fd;

	snprintf(path, sizeof path, "/proc/%d/comm", (int)pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	n = fd < 0 ? 0 : read(fd, name, size - 1);
	fd_close(&fd);
	name[n > 0 ? n : 0] = '\0';
	name[strcspn(name, "\n")] = '\0';
}

/* As far as the kernel says why. */
static const char *reason(char state)
{
	switch (state) {
	case 'D':
		return ", cannot be interrupted now";
	case 't':
		return ", is traced";
	default:
		return "";
	}
}

static bool is_left(const struct left *left, const struct proc_stat *stat)
{
	if (stat->state == 'Z' || stat->state == 'X' || stat->pid == left->master)
		return false;
	if (left->guardian && stat->parent == left->guardian)
		return true;
	for (size_t i = 0; i < left->count; i++)
		if (left->workers[i] == stat->session || left->workers[i] == stat->pid)
			return true;
	return false;
}

static int visit(const struct proc_stat *stat, void *data)
{
	struct left *left = data;
	char name[64], shown[128];

	if (!is_left(left, stat) || left->length >= left->size)
		return 0;
	if (left->found++ >= NAMED_MAX)
		return 0;
	read_name(stat->pid, name, sizeof name);
	left->length += (size_t)snprintf(left->text + left->length, left->size - left->length,
		"%s pid %d ('%s'%s)", left->found == 1 ? ":" : ",", (int)stat->pid,
		text_show(shown, sizeof shown, name), reason(stat->state));
	return 0;
}

void left_tell(const struct scoreboard *scoreboard, char *text, size_t size)
{
	unsigned slots = scoreboard ? scoreboard_slot_count(scoreboard) : 0;
	pid_t *workers = calloc(slots + 1, sizeof *workers);
	struct left left = {.workers = workers, .text = text, .size = size};
	struct scoreboard_command command;

	text[0] = '\0';
	if (!scoreboard || !workers) {
		free(workers);
		return;
	}
	for (unsigned i = 0; i < slots; i++) {
		pid_t pid = claim_pid(atomic_load(scoreboard_claim(scoreboard, i)));

		if (pid)
			workers[left.count++] = pid;
	}
	if (scoreboard_get_command(scoreboard, &command)) {
		left.guardian = command.guardian.pid;
		left.master = command.master.pid;
	}
	proc_each(visit, &left);
	if (left.found > NAMED_MAX && left.length < size)
		snprintf(text + left.length, size - left.length, " and %u more",
			left.found - NAMED_MAX);
	free(workers);
}
