/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "client/watch.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/text.h"
#include "process/identity.h"
#include "process/proc.h"
#include "process/signal.h"
#include "storage/deaths.h"

#define MASTER "master"

/* "mailer.1": what stands behind the last dot is the instance. */
static int parse_name(const char *target, struct watch *watch)
{
	const char *dot = strrchr(target, '.');
	uint64_t instance;

	watch->is_master = strcmp(target, MASTER) == 0;
	if (watch->is_master)
		return 0;
	if (!dot || dot == target || (size_t)(dot - target) > NAME_MAX_LENGTH ||
		text_to_u64(dot + 1, &instance) < 0 || instance == 0 || instance > UINT32_MAX)
		return -EINVAL;
	memcpy(watch->program, target, (size_t)(dot - target));
	watch->instance = (uint32_t)instance;
	return name_is_valid(watch->program) ? 0 : -EINVAL;
}

static bool is_it(const struct watch *watch, const struct scoreboard_slot *slot)
{
	return slot->instance == watch->instance &&
	       !(slot->flags & (SLOT_NODE | SLOT_SPARE)) &&
	       strcmp(slot->program, watch->program) == 0;
}

static bool find_slot(const struct watch *watch, const struct scoreboard *scoreboard,
	unsigned *ret_number, struct scoreboard_slot *ret_slot)
{
	unsigned count = scoreboard_slot_count(scoreboard);

	for (unsigned i = 0; i < count; i++)
		if (scoreboard_get_slot(scoreboard, i, ret_slot) && is_it(watch, ret_slot)) {
			*ret_number = i;
			return true;
		}
	return false;
}

/* Who has claimed the slot, as the master that adopts finds it (master/adopt.c). False: the claim
 * is of a later start than what stands in the slot, or nobody's. */
static bool read_claim(struct watch *watch, const struct scoreboard_slot *slot)
{
	uint64_t claim = atomic_load(scoreboard_claim(watch->scoreboard, watch->slot));

	watch->generation = slot->generation;
	watch->restarts = slot->restarts;
	snprintf(watch->token, sizeof watch->token, "%s", slot->token);
	watch->process = slot->process;
	if (!claim_pid(claim) || claim_generation(claim) != (uint32_t)slot->generation)
		return false;
	/* The master has not written down yet who came. */
	if (watch->process.pid != claim_pid(claim)) {
		watch->process.pid = claim_pid(claim);
		watch->process.start_ticks = watch->process.pidfd_inode = 0;
	}
	if (!watch->process.claimed_ns)
		watch->process.claimed_ns = scoreboard_stamp(watch->scoreboard, watch->slot);
	return true;
}

/* Returns 0, or -errno; the process may be none. */
static int find_worker(struct watch *watch)
{
	struct scoreboard_slot slot;

	if (!find_slot(watch, watch->scoreboard, &watch->slot, &slot))
		return -ENOENT;
	if (!read_claim(watch, &slot)) {
		watch->process.pid = 0;
		return 0;
	}
	switch (identity_verify(&watch->process, watch->token, &watch->pidfd)) {
	case IDENTITY_OURS:
		return 0;
	case IDENTITY_GONE:
		return watch->process.pid == getpid() ? -EINVAL : 0;
	default:
		return -EPERM;
	}
}

/* Guardian and master note themselves while they live, some time after their start: the inode or
 * the start time decides. */
static int find_keeper(const struct identity *identity, int *ret_pidfd)
{
	struct proc_stat stat;
	int pidfd = identity->pid > 1 ? signal_pidfd_open(identity->pid) : -ESRCH;
	uint64_t inode = pidfd < 0 ? 0 : signal_pidfd_inode(pidfd);
	bool same;

	if (pidfd < 0)
		return pidfd == -ESRCH || pidfd == -EINVAL ? 0 : pidfd;
	if (inode && identity->pidfd_inode)
		same = inode == identity->pidfd_inode;
	else
		same = proc_stat(identity->pid, &stat) == 0 &&
		       stat.start_ticks == identity->start_ticks;
	/* What /proc says was this process's only if it lives still. */
	if (same && !signal_pidfd_dead(pidfd))
		*ret_pidfd = pidfd;
	else
		close(pidfd);
	return 0;
}

static int find_master(struct watch *watch)
{
	struct scoreboard_command command;
	int result;

	if (!scoreboard_get_command(watch->scoreboard, &command))
		return -EBADMSG;
	watch->generation = command.generation;
	snprintf(watch->token, sizeof watch->token, "%s", scoreboard_token(watch->scoreboard));
	watch->process = command.master;
	result = find_keeper(&command.master, &watch->pidfd);
	return result < 0 ? result : find_keeper(&command.guardian, &watch->guardianfd);
}

static int poll_both(struct watch *watch)
{
	struct epoll_event event = {.events = EPOLLIN};

	watch->fd = epoll_create1(EPOLL_CLOEXEC);
	if (watch->fd < 0 || epoll_ctl(watch->fd, EPOLL_CTL_ADD, watch->pidfd, &event) < 0 ||
		epoll_ctl(watch->fd, EPOLL_CTL_ADD, watch->guardianfd, &event) < 0)
		return -errno;
	return 0;
}

/* A descriptor that is readable from the moment at which it is down. */
static int make_fd(struct watch *watch)
{
	struct proc_stat stat;

	if (watch->pidfd >= 0 && !watch->process.start_ticks &&
		proc_stat(watch->process.pid, &stat) == 0)
		watch->process.start_ticks = stat.start_ticks;
	if (watch->pidfd >= 0 && watch->guardianfd >= 0)
		return poll_both(watch);
	if (watch->pidfd >= 0 && !watch->is_master)
		watch->fd = fcntl(watch->pidfd, F_DUPFD_CLOEXEC, 0);
	else
		watch->fd = eventfd(1, EFD_CLOEXEC | EFD_NONBLOCK);
	return watch->fd < 0 ? -errno : 0;
}

static int open_scoreboard(int dirfd, struct scoreboard **ret_scoreboard)
{
	struct reeve_error error;
	int result = scoreboard_open(dirfd, false, ret_scoreboard, &error);

	if (result < 0)
		return result;
	if (scoreboard_is_current(*ret_scoreboard))
		return 0;
	scoreboard_free(*ret_scoreboard);
	*ret_scoreboard = NULL;
	return -ENOENT;
}

int watch_open(const char *directory, const char *target, struct watch *ret_watch)
{
	struct watch watch = {.dirfd = -1, .fd = -1, .pidfd = -1, .guardianfd = -1};
	int result = parse_name(target, &watch);

	*ret_watch = watch;
	if (result < 0)
		return result;
	ret_watch->dirfd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (ret_watch->dirfd < 0)
		return -errno;
	result = open_scoreboard(ret_watch->dirfd, &ret_watch->scoreboard);
	/* Where nothing runs there is no such process either. */
	if (result == 0)
		result = ret_watch->is_master ? find_master(ret_watch) : find_worker(ret_watch);
	else if (result == -ENOENT)
		result = 0;
	if (result == 0)
		result = make_fd(ret_watch);
	if (result < 0)
		watch_close(ret_watch);
	return result;
}

void watch_close(struct watch *watch)
{
	fd_close(&watch->fd);
	fd_close(&watch->pidfd);
	fd_close(&watch->guardianfd);
	fd_close(&watch->dirfd);
	scoreboard_free(watch->scoreboard);
	watch->scoreboard = NULL;
}

bool watch_is_replaced(const struct watch *watch)
{
	return watch->is_master && watch->pidfd >= 0 && !signal_pidfd_dead(watch->pidfd) &&
	       (watch->guardianfd < 0 || signal_pidfd_dead(watch->guardianfd));
}

bool watch_is_down(const struct watch *watch)
{
	return watch->pidfd < 0 || signal_pidfd_dead(watch->pidfd) || watch_is_replaced(watch);
}

bool watch_read_slot(const struct watch *watch, struct scoreboard_slot *ret_slot)
{
	return scoreboard_get_slot(watch->scoreboard, watch->slot, ret_slot);
}

bool watch_read_newer_slot(const struct watch *watch, struct scoreboard_slot *ret_slot)
{
	struct scoreboard *newer;
	unsigned number;
	bool found;

	if (open_scoreboard(watch->dirfd, &newer) < 0)
		return false;
	found = find_slot(watch, newer, &number, ret_slot);
	scoreboard_free(newer);
	return found;
}

bool watch_read_command(const struct watch *watch, struct scoreboard_command *ret_command)
{
	return scoreboard_get_command(watch->scoreboard, ret_command);
}

/* Of a process that is not reaped, its exit code in the form of wait(2). */
bool watch_read_end(const struct watch *watch, int *ret_code, int *ret_status)
{
	struct proc_stat stat;
	int result;

	if (watch->pidfd < 0 || proc_stat(watch->process.pid, &stat) < 0 || stat.state != 'Z' ||
		stat.start_ticks != watch->process.start_ticks || !stat.has_exit)
		return false;
	/* What was read was this process's only if it was not reaped by then. */
	result = signal_process(watch->pidfd, 0);
	if (result < 0 && result != -EPERM)
		return false;
	*ret_code = WIFEXITED(stat.exit_status) ? CLD_EXITED : CLD_KILLED;
	*ret_status = WIFEXITED(stat.exit_status) ? WEXITSTATUS(stat.exit_status)
						  : WTERMSIG(stat.exit_status);
	return true;
}

bool watch_find_death(const struct watch *watch, int *ret_code, int *ret_status)
{
	struct deaths *deaths = NULL;
	struct death death;
	uint64_t count, oldest;
	bool found = false;

	if (deaths_open(watch->dirfd, false, &deaths) < 0)
		return false;
	count = deaths_count(deaths);
	oldest = count > DEATHS_CAPACITY ? count - DEATHS_CAPACITY : 0;
	while (!found && count-- > oldest)
		found = deaths_get(deaths, count, &death) && death.pid == watch->process.pid &&
			death.start_ticks == watch->process.start_ticks;
	deaths_free(deaths);
	if (found) {
		*ret_code = death.code == CLD_EXITED ? CLD_EXITED : CLD_KILLED;
		*ret_status = death.status;
	}
	return found;
}
