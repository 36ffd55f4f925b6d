/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "guardian/setup.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fd.h"
#include "process/handover.h"
#include "process/signal.h"
#include "process/spawn.h"
#include "storage/deaths.h"
#include "storage/pidfile.h"
#include "storage/runfile.h"

#define EQUIP_PAUSE_MS 100

static int open_signals(void)
{
	static const int wanted[] = {
		SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGUSR2, SIGALRM, SIGQUIT, SIGCHLD};
	sigset_t mask;

	sigemptyset(&mask);
	for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++)
		sigaddset(&mask, wanted[i]);
	/* What was ignored when we were started would never reach a signalfd. */
	for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++)
		signal(wanted[i], SIG_DFL);
	signal(SIGPIPE, SIG_IGN);
	sigprocmask(SIG_SETMASK, &mask, NULL);
	return signalfd(-1, &mask, SFD_CLOEXEC | SFD_NONBLOCK);
}

static bool is_resumed(void)
{
	const char *resume = getenv(HANDOVER_RESUME);

	return resume && *resume;
}

/* Made once: a master must be had when there is no memory, too. */
static int equip(struct guardian *guardian)
{
	size_t stored = handover_store_count(getenv(HANDOVER_STORED));

	guardian->fd_count = HANDOVER_STORE - HANDOVER_RUN + stored;
	if (!guardian->fds)
		guardian->fds = calloc(guardian->fd_count, sizeof *guardian->fds);
	if (!guardian->envp)
		guardian->envp = handover_environment(HANDOVER_AS_MASTER, &guardian->resume);
	if (!guardian->own_envp)
		guardian->own_envp =
			handover_environment(HANDOVER_AS_GUARDIAN, &guardian->own_resume);
	if (!guardian->fds || !guardian->envp || !guardian->own_envp)
		return -ENOMEM;
	for (int i = 0; i < (int)guardian->fd_count; i++)
		guardian->fds[i] = (struct spawn_fd){HANDOVER_RUN + i, HANDOVER_RUN + i};
	return reaper_init(&guardian->reaper, HANDOVER_RUN, HANDOVER_DEATHS);
}

/* The master of the program that this process executed before; a child of ours has its pid, dead or
 * alive, until we reap it. */
static void keep_master(struct guardian *guardian)
{
	const char *kept = getenv(HANDOVER_KEPT);
	pid_t pid = kept ? (pid_t)strtol(kept, NULL, 10) : 0;
	siginfo_t info;

	if (pid <= 0 || waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) < 0)
		return;
	while ((guardian->master_fd = signal_pidfd_open(pid)) < 0)
		poll(NULL, 0, EQUIP_PAUSE_MS);
	guardian->master = pid;
	guardian->started_ns = clock_monotonic_ns();
}

int setup_prepare(struct guardian *guardian, struct reeve_error *error)
{
	const char *background = getenv(HANDOVER_BACKGROUND);
	int result;

	guardian->name = getenv(HANDOVER_NAME);
	handover_title(guardian->title, sizeof guardian->title, getenv(HANDOVER_PREFIX), "Master",
		guardian->name);
	relay_init(&guardian->relay, guardian->name, is_resumed());
	keep_master(guardian);
	guardian->hangup_stops = background && strcmp(background, "0") == 0;
	if (prctl(PR_SET_CHILD_SUBREAPER, 1) < 0)
		return error_set(error, REEVE_EXIT_FAILED, "%s", strerror(errno));
	guardian->signals = open_signals();
	if (guardian->signals < 0)
		return error_set(error, REEVE_EXIT_FAILED, "%s", strerror(errno));
	/* Who takes over living workers has nobody to leave them to. */
	while ((result = equip(guardian)) == -ENOMEM && is_resumed())
		poll(NULL, 0, EQUIP_PAUSE_MS);
	return result < 0 ? runfile_fail(HANDOVER_RUN, DEATHS_FILE, "make", result, error) : 0;
}

/* The file is for other people's tools. A first start says that it cannot be written; who takes
 * over living workers has more to lose. */
int setup_write_pidfile(struct guardian *guardian, const char *name, struct reeve_error *error)
{
	int result = pidfile_write(HANDOVER_PID, name, getpid());
	pid_t former;

	if (result == 0)
		return 0;
	if (!is_resumed())
		return runfile_fail(HANDOVER_PID, name, "write", result, error);
	/* The lock is ours: whom it names is dead. */
	if (pidfile_read(HANDOVER_PID, name, &former) == 0)
		pidfile_remove(HANDOVER_PID, name, former);
	relay_say(&guardian->relay, "cannot write the pid file: %s", strerror(-result));
	return 0;
}

void setup_release(struct guardian *guardian)
{
	reaper_done(&guardian->reaper);
	free(guardian->fds);
	free(guardian->envp);
	free(guardian->own_envp);
	fd_close(&guardian->signals);
}
