/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "guardian/minder.h"

#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fd.h"
#include "process/cgroup.h"
#include "process/handover.h"
#include "process/identity.h"
#include "process/proc.h"
#include "process/signal.h"
#include "storage/lock.h"
#include "storage/scoreboard.h"

#define PATIENCE_MS 400	 /* for who ends by its signal */
#define KILLING_MS 10000 /* then what cannot be killed is left alone */
#define LOOK_MS 20

/* A worker that is not to be without its master. */
struct ward {
	struct scoreboard_slot data;
	int pidfd; /* -1: it was dead already */
};

struct minder {
	struct ward *wards;
	size_t count;
	int cgroup_fd; /* -1: the command has none */
	int signal; /* 0: it is only asked */
	bool any;   /* was found */
};

/* Whether this is it and lives, *ret_pidfd then. */
static bool leads(const struct identity *identity, int *ret_pidfd)
{
	int pidfd = identity->pid ? signal_pidfd_open(identity->pid) : -1;
	struct proc_stat stat;

	if (pidfd < 0)
		return false;
	if (proc_stat(identity->pid, &stat) == 0 && stat.start_ticks == identity->start_ticks &&
		!signal_pidfd_dead(pidfd)) {
		*ret_pidfd = pidfd;
		return true;
	}
	close(pidfd);
	return false;
}

/* One of the two lives: the other is started again by it. Returns false once neither does;
 * *ret_scoreboard is NULL if the command has ended. */
static bool await_end(struct scoreboard **ret_scoreboard)
{
	struct scoreboard_command command;
	struct reeve_error error;
	struct pollfd end = {.fd = -1, .events = POLLIN};

	*ret_scoreboard = NULL;
	if (scoreboard_open(HANDOVER_STATUS, false, ret_scoreboard, &error) < 0 ||
		!scoreboard_get_command(*ret_scoreboard, &command) ||
		(!leads(&command.guardian, &end.fd) && !leads(&command.master, &end.fd)))
		return false;
	while (poll(&end, 1, -1) < 0)
		;
	fd_close(&end.fd);
	scoreboard_free(*ret_scoreboard);
	return true;
}

static int collect(struct minder *minder, struct scoreboard *scoreboard)
{
	unsigned count = scoreboard_slot_count(scoreboard);

	minder->wards = calloc(count + 1, sizeof *minder->wards);
	for (unsigned i = 0; minder->wards && i < count; i++) {
		struct ward *ward = &minder->wards[minder->count];
		pid_t pid = claim_pid(atomic_load(scoreboard_claim(scoreboard, i)));

		if (!pid || !scoreboard_get_slot(scoreboard, i, &ward->data) ||
			!(ward->data.flags & SLOT_FOLLOWS))
			continue;
		/* As adoption does. */
		if (ward->data.process.pid != pid)
			ward->data.process.start_ticks = ward->data.process.pidfd_inode = 0;
		ward->data.process.pid = pid;
		if (!ward->data.process.claimed_ns)
			ward->data.process.claimed_ns = scoreboard_stamp(scoreboard, i);
		ward->pidfd = -1;
		if (identity_verify(&ward->data.process, ward->data.token, &ward->pidfd) !=
			IDENTITY_UNPROVEN)
			minder->count++;
	}
	return minder->wards ? 0 : -1;
}

static void visit_ward(struct minder *minder, const struct ward *ward)
{
	bool dead = ward->pidfd < 0 || signal_pidfd_dead(ward->pidfd);
	int result = -1;

	if (ward->data.flags & SLOT_FOLLOWED_BY_GROUP)
		result = signal_set(&(struct signal_set){.pidfd = ward->pidfd,
					    .leader = ward->data.process.pid,
					    .ended_ticks = dead ? 1 : 0,
					    .token = ward->data.token},
			minder->signal);
	else if (!dead)
		result = signal_process(ward->pidfd, minder->signal);
	minder->any |= result == 0;
	if (minder->cgroup_fd >= 0 && (ward->data.flags & SLOT_FOLLOWED_BY_TREE))
		minder->any |= cgroup_signal(minder->cgroup_fd, ward->data.cell, minder->signal,
				       ward->data.process.pid) == 0;
}

static bool is_of_wards(const struct minder *minder, pid_t pid)
{
	char token[TOKEN_LENGTH + 1];

	if (proc_environment(pid, "REEVE_TOKEN", token, sizeof token) < 0)
		return false;
	for (size_t i = 0; i < minder->count; i++)
		if ((minder->wards[i].data.flags & SLOT_FOLLOWED_BY_TREE) &&
			strcmp(minder->wards[i].data.token, token) == 0)
			return true;
	return false;
}

/* Whoever has started it is dead: it is known by its token alone, read under a pidfd. */
static int visit_process(const struct proc_stat *stat, void *data)
{
	struct minder *minder = data;
	int pidfd;

	if (stat->state == 'Z' || stat->state == 'X' || !is_of_wards(minder, stat->pid))
		return 0;
	pidfd = signal_pidfd_open(stat->pid);
	if (pidfd < 0)
		return 0;
	if (is_of_wards(minder, stat->pid))
		minder->any |= signal_process(pidfd, minder->signal) == 0;
	close(pidfd);
	return 0;
}

/* Until nothing of them is left, or the time is over. Returns true if nothing is. */
static bool end_wards(struct minder *minder, int signal, uint64_t time_ms)
{
	uint64_t deadline = clock_monotonic_ns() + time_ms * NS_PER_MS;

	minder->signal = signal;
	for (;;) {
		minder->any = false;
		for (size_t i = 0; i < minder->count; i++)
			visit_ward(minder, &minder->wards[i]);
		proc_each(visit_process, minder);
		if (!minder->any)
			return true;
		if (clock_monotonic_ns() >= deadline)
			return false;
		poll(NULL, 0, LOOK_MS);
	}
}

int minder_main(void)
{
	static const int ignored[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGALRM};
	struct minder minder = {0};
	struct scoreboard *scoreboard;
	int lock = lock_open(HANDOVER_RUN);

	/* What the command is told is not for us. */
	for (size_t i = 0; i < sizeof ignored / sizeof ignored[0]; i++)
		signal(ignored[i], SIG_IGN);
	if (lock < 0 || lock_mark(lock, LOCK_MIND) < 0)
		return 1;
	while (await_end(&scoreboard))
		;
	minder.cgroup_fd = cgroup_open(HANDOVER_RUN);
	if (scoreboard && collect(&minder, scoreboard) == 0 && minder.count &&
		!end_wards(&minder, 0, PATIENCE_MS))
		end_wards(&minder, SIGKILL, KILLING_MS);
	fd_close(&minder.cgroup_fd);
	free(minder.wards);
	scoreboard_free(scoreboard);
	return 0;
}
