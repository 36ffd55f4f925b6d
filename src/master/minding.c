/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "master/minding.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fd.h"
#include "master/attendant.h"
#include "master/launch.h"
#include "master/master.h"
#include "master/report.h"
#include "process/handover.h"
#include "process/signal.h"
#include "storage/lock.h"
#include "storage/scoreboard.h"

#define AGAIN_MS 1000
#define END_MS 1000

struct minding {
	struct master *master;
	uv_poll_t poll;
	uv_timer_t again;
	int pidfd;  /* -1: there is none */
	bool ended; /* by us */
};

/* Where the loop is over nothing is polled any more. */
static void forget(struct minding *minding)
{
	siginfo_t info;

	/* That of a former master is the guardian's to reap. */
	waitid(P_PIDFD, (id_t)minding->pidfd, &info, WEXITED | WNOHANG);
	fd_close(&minding->pidfd);
}

static void start(struct minding *minding);

static void on_again(uv_timer_t *timer)
{
	start(timer->data);
}

static void on_closed(uv_handle_t *handle)
{
	struct minding *minding = handle->data;

	forget(minding);
	if (minding->master->command.wanted == CHILD_WANTED_RUNNING)
		uv_timer_start(&minding->again, on_again, minding->ended ? 0 : AGAIN_MS, 0);
}

static void on_end(uv_poll_t *poll, int status, int events)
{
	(void)status;
	(void)events;
	if (!uv_is_closing((uv_handle_t *)poll))
		uv_close((uv_handle_t *)poll, on_closed);
}

/* Who has the mark under an open pidfd is it: the file is ours alone. */
static int find(void)
{
	pid_t pid = lock_marker(HANDOVER_LOCK, LOCK_MIND);
	int pidfd = pid > 0 ? signal_pidfd_open(pid) : -1;

	if (pidfd >= 0 && lock_marker(HANDOVER_LOCK, LOCK_MIND) != pid)
		fd_close(&pidfd);
	return pidfd;
}

static int spawn(const struct master *master, int *ret_pidfd)
{
	const struct spawn_fd fds[] = {{master->null_fd, 0}, {master->null_fd, 1}, {2, 2},
		{HANDOVER_RUN, HANDOVER_RUN}, {HANDOVER_STATUS, HANDOVER_STATUS}};
	struct spawned spawned;
	int result = attendant_spawn(master,
		&(struct attendant){.role = HANDOVER_AS_MINDER,
			.title = "Minder",
			.fds = fds,
			.fd_count = sizeof fds / sizeof fds[0]},
		&spawned);

	*ret_pidfd = spawned.pidfd;
	return result;
}

static void start(struct minding *minding)
{
	int result = 0;

	minding->ended = false;
	minding->pidfd = find();
	if (minding->pidfd < 0)
		result = spawn(minding->master, &minding->pidfd);
	if (result == 0)
		result = uv_poll_init(&minding->master->loop, &minding->poll, minding->pidfd);
	if (result == 0) {
		minding->poll.data = minding;
		uv_poll_start(&minding->poll, UV_READABLE, on_end);
		return;
	}
	report_log("cannot start a minder: %s; it is tried again", strerror(-result));
	report_flush();
	if (minding->pidfd >= 0) {
		signal_process(minding->pidfd, SIGKILL);
		forget(minding);
	}
	uv_timer_start(&minding->again, on_again, AGAIN_MS, 0);
}

void minding_begin(struct minding *minding)
{
	if (minding && minding->master->command.wanted == CHILD_WANTED_RUNNING)
		start(minding);
}

void minding_end(struct minding *minding)
{
	struct pollfd ended = {.events = POLLIN};

	if (!minding || minding->pidfd < 0)
		return;
	minding->ended = true;
	ended.fd = minding->pidfd;
	signal_process(minding->pidfd, SIGKILL);
	poll(&ended, 1, END_MS);
}

int minding_open(struct master *master, struct minding **ret_minding)
{
	bool any = false;

	*ret_minding = NULL;
	for (size_t i = 0; i < master->template->program_count; i++)
		any = any || master->template->programs[i].stop_on_master_death;
	if (!any)
		return 0;
	*ret_minding = calloc(1, sizeof **ret_minding);
	if (!*ret_minding)
		return -ENOMEM;
	(*ret_minding)->master = master;
	(*ret_minding)->pidfd = -1;
	(*ret_minding)->again.data = *ret_minding;
	return uv_timer_init(&master->loop, &(*ret_minding)->again);
}

void minding_close(struct minding *minding)
{
	if (!minding)
		return;
	minding_end(minding);
	if (minding->pidfd >= 0)
		forget(minding);
	free(minding);
}

uint16_t minding_flags(const struct program *program)
{
	uint16_t flags = SLOT_FOLLOWS;

	if (!program->stop_on_master_death)
		return 0;
	if (program->kill_scope != SCOPE_OF_PROCESS)
		flags |= SLOT_FOLLOWED_BY_GROUP;
	if (program->kill_scope == SCOPE_OF_TREE || program->kill_scope == SCOPE_MIXED)
		flags |= SLOT_FOLLOWED_BY_TREE;
	return flags;
}
