/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "guardian/guardian.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/fd.h"
#include "guardian/setup.h"
#include "process/cgroup.h"
#include "process/handover.h"
#include "process/proc.h"
#include "process/signal.h"
#include "process/spawn.h"
#include "storage/pidfile.h"
#include "storage/scoreboard.h"
#include "storage/sweep.h"

/* A master that lived this long had not failed at its start: the next delay is 0 again. */
#define STABLE_NS (10 * NS_PER_SECOND)
#define DELAY_MAX_MS 10000
/* A start whose masters end one after the other before it is finished will not be finished. */
#define START_MASTERS_MAX 6

/* After the first unexpected end at once, then 50 ms, 100 ms, ... 10 s; never given up. */
static uint64_t restart_delay_ns(unsigned failures)
{
	uint64_t ms = failures <= 1 ? 0 : 50;

	for (unsigned i = 2; i < failures && ms < DELAY_MAX_MS; i++)
		ms *= 2;
	return (ms < DELAY_MAX_MS ? ms : DELAY_MAX_MS) * NS_PER_MS;
}

/* The environment of a master is ours with another role; from the second on it resumes. */
static int start_master(struct guardian *guardian)
{
	char *argv[] = {guardian->title, NULL}, *paths[] = {(char *)guardian->program, NULL};
	struct spawned spawned;
	int link[2], result;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, link) < 0)
		return -errno;
	guardian->fds[HANDOVER_LINK - HANDOVER_RUN].from = link[1];
	result = spawn_process(&(struct spawn){.paths = paths,
				       .argv = argv,
				       .envp = guardian->envp,
				       .fds = guardian->fds,
				       .fd_count = guardian->fd_count,
				       .umask = -1},
		&spawned);
	fd_close(&link[1]);
	if (result < 0) {
		fd_close(&link[0]);
		return result;
	}
	/* Our end of the link stands where the master has its own. */
	dup3(link[0], HANDOVER_LINK, O_CLOEXEC);
	fd_close(&link[0]);
	guardian->master = spawned.pid;
	guardian->master_fd = spawned.pidfd;
	guardian->started_ns = clock_monotonic_ns();
	if (!*guardian->resume)
		*guardian->resume = HANDOVER_TO_RESUME;
	return 0;
}

/* The next one is due after a while. Returns true if there is to be none: nobody is yet told that
 * the command runs, and it never will. */
static bool delay_master(struct guardian *guardian, const char *reason)
{
	guardian->failures++;
	guardian->start_due_ns = clock_monotonic_ns() + restart_delay_ns(guardian->failures);
	if (guardian->relay.told || guardian->failures < START_MASTERS_MAX) {
		relay_say(&guardian->relay, "%s: starting another", reason);
		return false;
	}
	relay_verdict(&guardian->relay, REEVE_EXIT_FAILED,
		"the start is given up, no master could finish it", reason);
	return true;
}

/* Returns true if the guardian is to leave: a start that cannot even have a master. */
static bool try_start(struct guardian *guardian)
{
	int result = start_master(guardian);
	char reason[256];

	if (result == 0)
		return false;
	if (!*guardian->resume) {
		relay_verdict(&guardian->relay, REEVE_EXIT_FAILED, "cannot start a master",
			strerror(-result));
		return true;
	}
	snprintf(reason, sizeof reason, "cannot start a master: %s", strerror(-result));
	return delay_master(guardian, reason);
}

/* Returns true if the master left on purpose, or was the last of a start that fails; *ret_code is
 * then ours too. */
static bool master_gone(struct guardian *guardian, const siginfo_t *info, int *ret_code)
{
	char reason[128];

	relay_drain(&guardian->relay);
	/* The link's number stays taken, by an end that nobody answers, until the next master. */
	fd_close(&guardian->master_fd);
	guardian->master = 0;
	if (info->si_code == CLD_EXITED &&
		(info->si_status == 0 || info->si_status == 1 || info->si_status == 6)) {
		*ret_code = guardian->relay.exit_code >= 0 ? guardian->relay.exit_code
							   : info->si_status;
		return true;
	}
	if (clock_monotonic_ns() - guardian->started_ns > STABLE_NS)
		guardian->failures = 0;
	snprintf(reason, sizeof reason,
		info->si_code == CLD_EXITED ? "master %d ended with exit code %d"
					    : "master %d was killed by signal %d",
		(int)info->si_pid, info->si_status);
	*ret_code = REEVE_EXIT_FAILED;
	if (guardian->relay.failed)
		*guardian->resume = HANDOVER_TO_END;
	return delay_master(guardian, reason);
}

/* Reaps all that is dead. Returns true if the guardian is to leave with *ret_code. */
static bool reap(struct guardian *guardian, int *ret_code)
{
	siginfo_t info;
	bool leave = false;

	while (reaper_next(&guardian->reaper, &info)) {
		/* A master's end too: workers may watch it. */
		reaper_record(&guardian->reaper, &info);
		if (info.si_pid == guardian->master)
			leave = master_gone(guardian, &info, ret_code) || leave;
		reaper_reap(&info);
	}
	reaper_tell(&guardian->reaper);
	return leave;
}

static void forward(struct guardian *guardian, int signal)
{
	if (signal == SIGHUP && guardian->hangup_stops)
		signal = SIGTERM;
	/* A master that dies before it has taken the signal, or is yet to be started: its successor
	 * comes to end what there is. */
	if (signal == SIGTERM || signal == SIGINT || signal == SIGQUIT) {
		*guardian->resume = HANDOVER_TO_END;
		if (!guardian->master)
			guardian->start_due_ns = 0;
	}
	if (guardian->master)
		signal_process(guardian->master_fd, signal);
}

static void answer(char type, const char *text)
{
	char message[256];
	int length = snprintf(message, sizeof message, "%c%s", type, text);

	send(HANDOVER_LINK, message, (size_t)length, MSG_DONTWAIT | MSG_NOSIGNAL);
}

/* Another program is to be this guardian: the same process with the same descriptors and children,
 * the master among them. Signals and deaths that come meanwhile wait for it, blocked as they are.
 */
static void become(struct guardian *guardian)
{
	size_t stored = handover_store_count(getenv(HANDOVER_STORED));
	char kept[64], program[32], title[256], *argv[] = {title, NULL};
	int error;

	snprintf(program, sizeof program, "/proc/self/fd/%d", guardian->relay.program_fd);
	snprintf(kept, sizeof kept, HANDOVER_KEPT "=%d", (int)guardian->master);
	handover_title(title, sizeof title, getenv(HANDOVER_PREFIX), "Guardian", guardian->name);
	guardian->own_resume[0] = *guardian->resume;
	guardian->own_resume[1] = kept;
	handover_keep(stored);
	execve(program, argv, guardian->own_envp);
	error = errno;
	handover_unkeep(stored);
	answer(MESSAGE_REFUSED, strerror(error));
}

/* What the master has said. */
static void listen_to_master(struct guardian *guardian)
{
	relay_drain(&guardian->relay);
	if (guardian->relay.program_fd < 0)
		return;
	if (guardian->master)
		become(guardian);
	fd_close(&guardian->relay.program_fd);
}

/* Returns true if the guardian is to leave with *ret_code. */
static bool take_signals(struct guardian *guardian, int *ret_code)
{
	struct signalfd_siginfo infos[16];
	ssize_t n = read(guardian->signals, infos, sizeof infos);

	for (ssize_t i = 0; i < n / (ssize_t)sizeof infos[0]; i++)
		if (infos[i].ssi_signo != SIGCHLD)
			forward(guardian, (int)infos[i].ssi_signo);
	return reap(guardian, ret_code);
}

/* The time until a master is due, -1: none is. */
static int poll_timeout_ms(const struct guardian *guardian)
{
	uint64_t now = clock_monotonic_ns();

	if (guardian->master)
		return -1;
	if (guardian->start_due_ns <= now)
		return 0;
	return (int)((guardian->start_due_ns - now + NS_PER_MS - 1) / NS_PER_MS);
}

static int run(struct guardian *guardian)
{
	int code = REEVE_EXIT_FAILED;

	for (;;) {
		struct pollfd polls[] = {{.fd = guardian->signals, .events = POLLIN},
			{.fd = guardian->master ? HANDOVER_LINK : -1, .events = POLLIN}};

		if (poll(polls, 2, poll_timeout_ms(guardian)) < 0 && errno != EINTR)
			return REEVE_EXIT_FAILED;
		if (polls[1].revents & POLLIN)
			listen_to_master(guardian);
		else if (polls[1].revents)
			/* The master's end is closed: its death will be told by SIGCHLD. */
			poll(&polls[0], 1, -1);
		if (take_signals(guardian, &code))
			return code;
		if (!guardian->master && guardian->start_due_ns <= clock_monotonic_ns() &&
			try_start(guardian))
			return REEVE_EXIT_FAILED;
	}
}

/* The scoreboard is all that is known of workers that outlive their masters: as long as one of them
 * lives it stays, for the next start to adopt them. */
static void clear_away(void)
{
	pid_t *pids;
	int count = scoreboard_holders(HANDOVER_STATUS, &pids);

	if (count >= 0 && !proc_any_session(pids, (size_t)count) &&
		!cgroup_holds_any(HANDOVER_RUN)) {
		cgroup_clear(HANDOVER_RUN);
		sweep_run_files(HANDOVER_RUN, HANDOVER_STATUS);
	}
	free(pids);
}

int guardian_main(const char *program)
{
	struct guardian guardian = {.program = program, .master_fd = -1, .signals = -1};
	const char *pidfile = getenv(HANDOVER_PIDFILE);
	struct reeve_error error;
	int code;

	if (setup_prepare(&guardian, &error) < 0 ||
		setup_write_pidfile(&guardian, pidfile, &error) < 0) {
		relay_verdict(
			&guardian.relay, error.code, "cannot set up the guardian", error.text);
		/* A master that was kept takes our place. */
		if (!guardian.master)
			clear_away();
		setup_release(&guardian);
		return error.code;
	}
	if (guardian.master)
		answer(MESSAGE_PROGRAM, "");
	code = run(&guardian);
	reaper_end_strays(&guardian.reaper, &guardian.relay);
	/* Whatever kept the verdict from coming, nobody shall wait for it in vain. */
	relay_close(&guardian.relay);
	clear_away();
	pidfile_remove(HANDOVER_PID, pidfile, getpid());
	sweep_temporaries(HANDOVER_PID, pidfile);
	setup_release(&guardian);
	return code;
}
