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
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/fd.h"
#include "guardian/reaper.h"
#include "guardian/relay.h"
#include "process/handover.h"
#include "process/proc.h"
#include "process/signal.h"
#include "process/spawn.h"
#include "storage/deaths.h"
#include "storage/pidfile.h"
#include "storage/runfile.h"
#include "storage/scoreboard.h"
#include "storage/sweep.h"

/* A master that lived this long had not failed at its start: the next delay is 0 again. */
#define STABLE_NS (10 * NS_PER_SECOND)
#define DELAY_MAX_MS 10000
/* A start whose masters end one after the other before it is finished will not be finished. */
#define START_MASTERS_MAX 6
#define EQUIP_PAUSE_MS 100

struct guardian {
	const char *program;
	const char *name;
	char title[256];     /* of the master */
	char **envp;	     /* of a master: ours with another role */
	const char **resume; /* in envp; NULL: no master was here before */
	char **own_envp;     /* of another program that is to be this guardian */
	const char **own_resume;
	struct spawn_fd *fds; /* of a master, with our end of the link in the place of its own */
	size_t fd_count;
	struct relay relay;
	struct reaper reaper;
	int signals;	       /* signalfd */
	pid_t master;	       /* 0: none at present */
	int master_fd;	       /* its pidfd */
	uint64_t started_ns;   /* monotonic */
	uint64_t start_due_ns; /* monotonic, while there is none */
	unsigned failures;     /* in a row */
	bool hangup_stops;     /* in the foreground the end of the terminal is the end of us */
};

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

static int prepare(struct guardian *guardian, struct reeve_error *error)
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

/* The scoreboard is all that is known of workers that outlive their masters: as long as one of them
 * lives it stays, for the next start to adopt them. */
static void clear_away(void)
{
	pid_t *pids;
	int count = scoreboard_holders(HANDOVER_STATUS, &pids);

	if (count >= 0 && !proc_any_session(pids, (size_t)count))
		sweep_run_files(HANDOVER_RUN, HANDOVER_STATUS);
	free(pids);
}

/* The file is for other people's tools. A first start says that it cannot be written; who takes
 * over living workers has more to lose. */
static int write_pidfile(struct guardian *guardian, const char *name, struct reeve_error *error)
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

static void release(struct guardian *guardian)
{
	reaper_done(&guardian->reaper);
	free(guardian->fds);
	free(guardian->envp);
	free(guardian->own_envp);
	fd_close(&guardian->signals);
}

int guardian_main(const char *program)
{
	struct guardian guardian = {.program = program, .master_fd = -1, .signals = -1};
	const char *pidfile = getenv(HANDOVER_PIDFILE);
	struct reeve_error error;
	int code;

	if (prepare(&guardian, &error) < 0 || write_pidfile(&guardian, pidfile, &error) < 0) {
		relay_verdict(
			&guardian.relay, error.code, "cannot set up the guardian", error.text);
		/* A master that was kept takes our place. */
		if (!guardian.master)
			clear_away();
		release(&guardian);
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
	release(&guardian);
	return code;
}
