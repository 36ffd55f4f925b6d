/* SPDX-License-Identifier: MIT */
/* The least that a supervisor can do, to compare with: bare loops that keep nothing but pids.
 *
 *	floor crash N PROGRAM [ARG...]	start N, then waitpid + vfork + exec for each that ends
 *	floor run N PROGRAM [ARG...]	start N; TERM: kill and wait for all; HUP: the same, then
 *start N
 *	floor sessions N PROGRAM [ARG...]	as crash, each in a session of its own
 *	floor calls COUNT		call a function that only counts; print the nanoseconds */
#include "config.h"

#include "record.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const char usage[] = "usage: floor crash|sessions|run N PROGRAM [ARG...]\n"
			    "       floor calls COUNT\n";

static sigset_t no_signals;
static bool own_sessions;

static pid_t start(char **argv)
{
	pid_t pid = vfork();

	if (pid == 0) {
		if (own_sessions)
			setsid();
		sigprocmask(SIG_SETMASK, &no_signals, NULL);
		execv(argv[0], argv);
		_exit(127);
	}
	if (pid < 0) {
		perror("floor: vfork");
		exit(1);
	}
	return pid;
}

static void start_all(pid_t *pids, unsigned count, char **argv)
{
	for (unsigned i = 0; i < count; i++)
		pids[i] = start(argv);
}

static void end_all(const pid_t *pids, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		kill(pids[i], SIGTERM);
	for (unsigned i = 0; i < count; i++)
		while (waitpid(pids[i], NULL, 0) < 0 && errno == EINTR)
			;
}

/* Nothing but what its name says: it ends by the default action of a signal. */
static _Noreturn void crash(pid_t *pids, unsigned count, char **argv)
{
	start_all(pids, count, argv);
	for (;;) {
		pid_t pid = waitpid(-1, NULL, 0);

		for (unsigned i = 0; i < count; i++)
			if (pids[i] == pid)
				pids[i] = start(argv);
	}
}

static int run(pid_t *pids, unsigned count, char **argv)
{
	sigset_t wanted;

	sigemptyset(&wanted);
	sigaddset(&wanted, SIGTERM);
	sigaddset(&wanted, SIGHUP);
	sigprocmask(SIG_BLOCK, &wanted, NULL);
	start_all(pids, count, argv);
	while (sigwaitinfo(&wanted, NULL) != SIGTERM) {
		end_all(pids, count);
		start_all(pids, count, argv);
	}
	end_all(pids, count);
	return 0;
}

static int increment(void *state)
{
	++*(uint64_t *)state;
	return 0;
}

/* What a loop around a plugin cannot do without: a call through a pointer that may change, its
 * result, a flag that a signal may set, and the count of runs. */
static int calls(uint64_t count)
{
	int (*volatile work)(void *) = increment;
	volatile sig_atomic_t stopping = 0;
	uint64_t done = 0;
	uint64_t counted = 0;
	int64_t began = record_now();

	while (done < count && !stopping && work(&counted) == 0)
		done++;
	printf("%" PRId64 "\n", record_now() - began);
	return counted != count;
}

int main(int argc, char **argv)
{
	unsigned long count = argc > 2 ? strtoul(argv[2], NULL, 10) : 0;
	pid_t *pids;
	int code = 2;

	if (argc == 3 && strcmp(argv[1], "calls") == 0)
		return calls(strtoull(argv[2], NULL, 10));
	if (argc < 4 || count < 1 || count > 100000) {
		bool help = argc == 2 && strcmp(argv[1], "--help") == 0;

		fputs(usage, help ? stdout : stderr);
		return help ? 0 : 2;
	}
	pids = calloc(count, sizeof(*pids));
	if (!pids)
		return 1;
	sigemptyset(&no_signals);
	own_sessions = strcmp(argv[1], "sessions") == 0;
	if (own_sessions || strcmp(argv[1], "crash") == 0)
		crash(pids, (unsigned)count, argv + 3);
	if (strcmp(argv[1], "run") == 0)
		code = run(pids, (unsigned)count, argv + 3);
	free(pids);
	return code;
}
