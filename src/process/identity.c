/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "process/identity.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/token.h"
#include "process/proc.h"
#include "process/signal.h"

static bool has_uid(pid_t pid, uid_t uid)
{
	char path[64];
	struct stat status;

	snprintf(path, sizeof path, "/proc/%ld", (long)pid);
	/* A process that is not dumpable shows root as owner: then the uid says nothing. */
	return stat(path, &status) == 0 && (status.st_uid == uid || status.st_uid == 0);
}

/* A token that is missing or cannot be read says nothing, a different one says no. */
static bool token_denies(pid_t pid, const char *token)
{
	char found[TOKEN_MAX_LENGTH + 1];

	return token && token[0] &&
	       proc_environment(pid, "REEVE_TOKEN", found, sizeof found) == 0 &&
	       strcmp(found, token) != 0;
}

static enum identity_verdict judge(const struct identity *identity, const char *token, int pidfd)
{
	uint64_t inode = signal_pidfd_inode(pidfd);
	struct proc_stat stat;

	if (inode && identity->pidfd_inode)
		return inode == identity->pidfd_inode ? IDENTITY_OURS : IDENTITY_GONE;
	if (proc_stat(identity->pid, &stat) < 0)
		return signal_pidfd_dead(pidfd) ? IDENTITY_GONE : IDENTITY_UNPROVEN;
	if (identity->start_ticks && stat.start_ticks != identity->start_ticks)
		return IDENTITY_GONE;
	/* One tick of slack on each side: the kernel's rounding is not ours. */
	if (stat.start_ticks + 1 < proc_ticks(identity->spawned_ns))
		return IDENTITY_GONE;
	if (identity->claimed_ns && stat.start_ticks > proc_ticks(identity->claimed_ns) + 1)
		return IDENTITY_GONE;
	if (!identity->claimed_ns || stat.session != identity->pid ||
		!has_uid(identity->pid, identity->uid) || token_denies(identity->pid, token))
		return IDENTITY_UNPROVEN;
	return IDENTITY_OURS;
}

enum identity_verdict identity_verify(
	const struct identity *identity, const char *token, int *ret_pidfd)
{
	enum identity_verdict verdict;
	int pidfd;

	if (identity->pid <= 1 || identity->pid == getpid())
		return IDENTITY_GONE;
	pidfd = signal_pidfd_open(identity->pid);
	if (pidfd < 0)
		return pidfd == -ESRCH || pidfd == -EINVAL ? IDENTITY_GONE : IDENTITY_UNPROVEN;
	verdict = judge(identity, token, pidfd);
	/* What was read from /proc was this process's only if it lives still. */
	if (signal_pidfd_dead(pidfd))
		verdict = IDENTITY_GONE;
	if (verdict == IDENTITY_OURS)
		*ret_pidfd = pidfd;
	else
		close(pidfd);
	return verdict;
}

bool identity_is_child(const struct identity *identity, const char *token, int *ret_pidfd)
{
	siginfo_t info;
	int pidfd;

	if (identity->pid <= 1 ||
		waitid(P_PID, (id_t)identity->pid, &info, WEXITED | WNOHANG | WNOWAIT) < 0)
		return false;
	pidfd = signal_pidfd_open(identity->pid);
	if (pidfd < 0)
		return false;
	if (judge(identity, token, pidfd) != IDENTITY_OURS) {
		close(pidfd);
		return false;
	}
	*ret_pidfd = pidfd;
	return true;
}

void identity_complete(struct identity *identity, int pidfd)
{
	struct proc_stat stat;

	identity->pidfd_inode = signal_pidfd_inode(pidfd);
	/* Where the inode decides, reading /proc for each spawn would be work for nothing. */
	if (!identity->pidfd_inode && proc_stat(identity->pid, &stat) == 0)
		identity->start_ticks = stat.start_ticks;
}

void identity_of(pid_t pid, struct identity *ret_identity)
{
	struct proc_stat stat;
	int pidfd = signal_pidfd_open(pid);

	*ret_identity = (struct identity){.pid = pid, .uid = geteuid()};
	ret_identity->spawned_ns = ret_identity->claimed_ns = clock_boottime_ns();
	if (proc_stat(pid, &stat) == 0)
		ret_identity->start_ticks = stat.start_ticks;
	if (pidfd >= 0) {
		ret_identity->pidfd_inode = signal_pidfd_inode(pidfd);
		close(pidfd);
	}
}
