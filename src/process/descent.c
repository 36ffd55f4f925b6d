/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "process/descent.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "process/proc.h"
#include "process/signal.h"

#define PASSES_MAX 64

struct kin {
	struct proc_stat stat;
	bool below;
};

struct family {
	struct kin *kin;
	size_t count, room;
};

static int note(const struct proc_stat *stat, void *data)
{
	struct family *family = data;

	if (family->count == family->room) {
		size_t room = family->room ? 2 * family->room : 256;
		struct kin *kin = realloc(family->kin, room * sizeof *kin);

		if (!kin)
			return -ENOMEM;
		family->kin = kin;
		family->room = room;
	}
	family->kin[family->count++] = (struct kin){.stat = *stat};
	return 0;
}

static bool is_below(const struct family *family, pid_t parent, pid_t top)
{
	if (parent == top)
		return true;
	for (size_t i = 0; i < family->count; i++)
		if (family->kin[i].below && family->kin[i].stat.pid == parent)
			return true;
	return false;
}

/* Those who descend from top; as many rounds as there are generations. */
static void mark(struct family *family, pid_t top)
{
	bool more = true;

	while (more) {
		more = false;
		for (size_t i = 0; i < family->count; i++) {
			struct kin *kin = &family->kin[i];

			if (!kin->below && is_below(family, kin->stat.parent, top))
				more = kin->below = true;
		}
	}
}

/* It is this process that is signalled: looked at again under the pidfd. Its parent may be another
 * by then, since that is one of those who die. */
static void signal_kin(const struct kin *kin, int signal)
{
	int pidfd = signal_pidfd_open(kin->stat.pid);
	struct proc_stat again;

	if (pidfd < 0)
		return;
	if (proc_stat(kin->stat.pid, &again) == 0 && again.start_ticks == kin->stat.start_ticks)
		signal_process(pidfd, signal);
	close(pidfd);
}

/* Returns how many there are that the signal was for, or -errno. */
static int signal_below(pid_t top, int signal)
{
	struct family family = {0};
	int result = proc_each(note, &family), count = 0;

	if (result == 0)
		mark(&family, top);
	for (size_t i = 0; result == 0 && i < family.count; i++) {
		const struct kin *kin = &family.kin[i];
		bool dead = kin->stat.state == 'Z' || kin->stat.state == 'X';

		if (!kin->below || dead || (signal == SIGSTOP && kin->stat.state == 'T'))
			continue;
		signal_kin(kin, signal);
		count++;
	}
	free(family.kin);
	return result < 0 ? result : count;
}

int descent_kill(pid_t pid, int pidfd)
{
	int result = 1, left = 1;

	signal_process(pidfd, SIGSTOP);
	for (int pass = 0; pass < PASSES_MAX && result > 0; pass++)
		result = signal_below(pid, SIGSTOP);
	/* Whose parent dies comes below the next one that takes orphans, at last below this one: it
	 * dies last. */
	for (int pass = 0; pass < PASSES_MAX && result >= 0 && left > 0; pass++)
		left = signal_below(pid, SIGKILL);
	signal_process(pidfd, SIGKILL);
	return result < 0 ? result : left < 0 ? left : 0;
}
