/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "guardian/reaper.h"
#include "guardian/relay.h"

#include <errno.h>
#include <string.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "process/handover.h"
#include "process/proc.h"
#include "process/signal.h"
#include "storage/deaths.h"

int reaper_init(struct reaper *reaper, int run_dirfd, int event)
{
	*reaper = (struct reaper){.event = event};
	return deaths_open(run_dirfd, true, &reaper->deaths);
}

void reaper_done(struct reaper *reaper)
{
	deaths_free(reaper->deaths);
}

bool reaper_next(struct reaper *reaper, siginfo_t *ret_info)
{
	ret_info->si_pid = 0;
	return waitid(P_ALL, 0, ret_info, WEXITED | WNOHANG | WNOWAIT) == 0 && ret_info->si_pid;
}

/* The kernel's struct rusage; on 32 bits a C library's own may have wider times. */
struct usage {
	long user_s, user_us;
	long system_s, system_us;
	long max_kib;
	long others[13];
};

/* The raw call also tells what the child used; with WNOWAIT it stays a zombie. */
static void peek_usage(pid_t pid, struct usage *ret_usage)
{
	siginfo_t info;

	if (syscall(SYS_waitid, P_PID, pid, &info, WEXITED | WNOHANG | WNOWAIT, ret_usage) < 0)
		*ret_usage = (struct usage){0};
}

static uint64_t microseconds(long seconds, long rest)
{
	return (uint64_t)seconds * 1000000 + (uint64_t)rest;
}

void reaper_record(struct reaper *reaper, const siginfo_t *info)
{
	struct proc_stat stat = {0};
	struct usage usage;

	peek_usage(info->si_pid, &usage);
	proc_stat(info->si_pid, &stat);
	reaper->news = true;
	/* Only a session leader can be somebody's worker; of others it is enough that they are
	 * gone. */
	if (stat.session && stat.session != info->si_pid)
		return;
	deaths_append(reaper->deaths,
		&(struct death){.pid = info->si_pid,
			.code = info->si_code,
			.status = info->si_status,
			.max_rss_kib = (uint32_t)usage.max_kib,
			.start_ticks = stat.start_ticks,
			.user_us = microseconds(usage.user_s, usage.user_us),
			.system_us = microseconds(usage.system_s, usage.system_us)});
}

void reaper_reap(const siginfo_t *info)
{
	siginfo_t reaped;

	waitid(P_PID, (id_t)info->si_pid, &reaped, WEXITED | WNOHANG);
}

void reaper_tell(struct reaper *reaper)
{
	uint64_t one = 1;

	if (!reaper->news)
		return;
	reaper->news = false;
	/* A full counter has woken the master already. */
	if (write(reaper->event, &one, sizeof one) < 0)
		return;
}

struct round {
	struct relay *relay;
	bool any;
	pid_t refused; /* the last one that was told */
};

static int end_stray(const struct proc_stat *stat, void *data)
{
	char scope[16];
	struct round *round = data;
	int pidfd, result;

	if (stat->parent != getpid() || stat->state == 'Z' ||
		proc_environment(stat->pid, HANDOVER_SPARED, scope, sizeof scope) == 0)
		return 0;
	/* Our own child, not reaped: the pid cannot be anybody else's. */
	pidfd = signal_pidfd_open(stat->pid);
	if (pidfd < 0)
		return 0;
	result = signal_process(pidfd, SIGKILL);
	close(pidfd);
	/* Who became another user may be out of reach, and is not waited for; who has just died is
	 * still to be reaped. */
	if (result == 0 || result == -ESRCH)
		round->any = true;
	else if (round->refused != stat->pid) {
		relay_say(round->relay, "pid %d, which a worker has started, lives on: %s",
			(int)stat->pid, strerror(-result));
		round->refused = stat->pid;
	}
	return 0;
}

void reaper_end_strays(struct reaper *reaper, struct relay *relay)
{
	struct round round = {.relay = relay, .any = true};
	siginfo_t info;

	/* Each round may orphan grandchildren, which come to us for the next. */
	while (round.any) {
		round.any = false;
		while (reaper_next(reaper, &info))
			reaper_reap(&info);
		/* Asked first: without children there is nothing to look for. */
		if (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) < 0)
			return;
		proc_each(end_stray, &round);
		if (round.any && waitid(P_ALL, 0, &info, WEXITED) < 0)
			return;
	}
}
