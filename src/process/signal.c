/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "process/signal.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/token.h"
#include "process/proc.h"

#define PIDFD_PROCESS_GROUP 4u /* PIDFD_SIGNAL_PROCESS_GROUP of Linux 6.9 */
#define PIDFS_MAGIC 0x50494446

#ifdef REEVE_OLD_KERNEL
static bool without_groups = true;
#else
static bool without_groups;
#endif

void signal_forget_groups(bool forget)
{
	without_groups = forget;
}

static int send_signal(int pidfd, int signal, unsigned flags)
{
	return syscall(SYS_pidfd_send_signal, pidfd, signal, NULL, flags) < 0 ? -errno : 0;
}

int signal_process(int pidfd, int signal)
{
	return send_signal(pidfd, signal, 0);
}

int signal_pidfd_open(pid_t pid)
{
	int fd = (int)syscall(SYS_pidfd_open, pid, 0);

	return fd < 0 ? -errno : fd;
}

bool signal_pidfd_dead(int pidfd)
{
	struct pollfd poller = {.fd = pidfd, .events = POLLIN};

	return poll(&poller, 1, 0) > 0;
}

/* What the kernel's are is asked once: a restart is not to cost a system call more. */
static bool has_inodes(int pidfd)
{
	static _Atomic int asked; /* 0: not yet; 1: yes; -1: no */
	struct statfs filesystem;

	if (!asked && fstatfs(pidfd, &filesystem) == 0)
		asked = filesystem.f_type == PIDFS_MAGIC ? 1 : -1;
	return asked > 0;
}

uint64_t signal_pidfd_inode(int pidfd)
{
	struct stat status;

	if (without_groups || !has_inodes(pidfd))
		return 0;
	return fstat(pidfd, &status) < 0 ? 0 : status.st_ino;
}

struct members {
	const struct signal_set *set;
	bool certain; /* the number is the leader's: whoever is in that group belongs to it */
	int signal;
	bool any;
};

/* A process between two programs shows no environment: it may be a member, so the set is not empty,
 * but it is not signalled. */
static bool has_token(const struct members *members, pid_t pid)
{
	const char *token = members->set->token;
	char found[TOKEN_MAX_LENGTH + 1];
	int result;

	if (!token || !token[0])
		return false;
	result = proc_environment(pid, "REEVE_TOKEN", found, sizeof found);
	if (result == -ENODATA)
		return members->signal == 0;
	return result == 0 && strcmp(found, token) == 0;
}

static bool is_member(const struct members *members, const struct proc_stat *stat)
{
	const struct signal_set *set = members->set;

	if (stat->group != set->leader || stat->session != set->leader)
		return false;
	if (stat->state == 'Z' || stat->state == 'X')
		return false;
	/* After the leader was reaped its number lives on as long as the group does; whoever got it
	 * later started later. */
	return members->certain || stat->start_ticks <= set->ended_ticks ||
	       has_token(members, stat->pid);
}

static int visit_member(const struct proc_stat *stat, void *data)
{
	struct members *members = data;
	struct proc_stat again;
	int pidfd;

	if (!is_member(members, stat))
		return 0;
	pidfd = signal_pidfd_open(stat->pid);
	if (pidfd < 0)
		return 0;
	/* Read again under the pidfd: it is this process that is signalled. */
	if (proc_stat(stat->pid, &again) == 0 && is_member(members, &again) &&
		again.start_ticks == stat->start_ticks) {
		members->any = true;
		if (members->signal)
			send_signal(pidfd, members->signal, 0);
	}
	close(pidfd);
	return 0;
}

/* The leader is dead, and somebody lives who has its number: it was free for that only once its
 * group and session had nobody in them. Whoever is there now came later, also where the end was
 * noticed later still. */
static bool is_given_away(const struct signal_set *set)
{
	struct proc_stat stat;

	return set->ended_ticks && proc_stat(set->leader, &stat) == 0 && stat.state != 'Z' &&
	       stat.state != 'X';
}

static int signal_members(const struct signal_set *set, bool certain, int signal)
{
	struct members members = {.set = set, .certain = certain, .signal = signal};
	int result;

	if (!certain && is_given_away(set))
		return -ESRCH;
	result = proc_each(visit_member, &members);
	if (result < 0)
		return result;
	return members.any ? 0 : -ESRCH;
}

int signal_set(const struct signal_set *set, int signal)
{
	bool exact = !without_groups && set->pidfd >= 0;
	int result = exact ? send_signal(set->pidfd, signal, PIDFD_PROCESS_GROUP) : -EINVAL;

	if (result == -EINVAL) {
		exact = false;
		/* Signal 0 harms nobody, whoever has the number; that nobody has it is certain. */
		if (set->unreaped || signal == 0)
			result = kill(-set->leader, signal) < 0 ? -errno : 0;
		if (result == -EINVAL || (result == -EPERM && !set->unreaped))
			return signal_members(set, !set->ended_ticks, signal);
	}
	/* Zombies that nobody has reaped yet are members for the kernel, but not for us. */
	if (result == 0 && signal == 0)
		return signal_members(set, exact || !set->ended_ticks, 0);
	return result;
}
