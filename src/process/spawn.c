/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "process/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fd.h"
#include "process/clone_into.h"
#include "process/enter.h"
#include "process/in_child.h"

#define STACK_SIZE (64 * 1024)
#define PART_FILES 2u /* CLOSE_RANGE_UNSHARE */

/* What parent and child share while the child runs in the parent's memory. */
struct birth {
	const struct spawn *spawn;
	sigset_t mask;
	pid_t parent;
	char *stack;	   /* of a detached child; the top */
	pid_t pid;	   /* of a detached child */
	_Atomic int stage; /* enum spawn_stage */
	_Atomic int error;
	int limit; /* RLIMIT_* that could not be set */
	int cgroup_error;
	bool in_cgroup; /* it was born there */
	bool ran;
	bool shares_files;
};

IN_CHILD static int give_up(struct birth *birth, enum spawn_stage stage, int error)
{
	atomic_store_explicit(&birth->error, error, memory_order_relaxed);
	atomic_store_explicit(&birth->stage, stage, memory_order_release);
	_exit(127);
}

/* The stamp goes first: between the two somebody may look, and a pid without a stamp proves
 * nothing. Both only where ours are awaited: a child whose master died long ago must not widen the
 * window of one that came after it. */
IN_CHILD static void take_claim(struct birth *birth)
{
	const struct spawn *spawn = birth->spawn;
	uint64_t empty = spawn->claim_empty, awaited = spawn->stamp_awaited;
	uint64_t mine = empty | (uint32_t)syscall(SYS_getpid);
	uint64_t stamp;
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	stamp = (uint64_t)now.tv_sec * NS_PER_SECOND + (uint64_t)now.tv_nsec;
	if (!atomic_compare_exchange_strong(spawn->claim_stamp, &awaited, stamp) ||
		!atomic_compare_exchange_strong(spawn->claim, &empty, mine))
		give_up(birth, SPAWN_CLAIM, EBUSY);
}

/* A master has a descriptor for each worker: to copy a thousand for a child, which closes them at
 * its exec, made a start among a thousand take half as long again. The copy is made of the low end
 * alone. */
IN_CHILD static void part_files(struct birth *birth)
{
	const struct spawn *spawn = birth->spawn;
	int highest = STDERR_FILENO;

	for (size_t i = 0; i < spawn->fd_count; i++) {
		if (spawn->fds[i].from > highest)
			highest = spawn->fds[i].from;
		if (spawn->fds[i].to > highest)
			highest = spawn->fds[i].to;
	}
	if (syscall(SYS_close_range, (unsigned)highest + 1, UINT_MAX, PART_FILES) < 0)
		give_up(birth, SPAWN_DESCRIPTOR, errno);
}

IN_CHILD static void set_descriptors(struct birth *birth)
{
	const struct spawn *spawn = birth->spawn;

	for (size_t i = 0; i < spawn->fd_count; i++) {
		int from = spawn->fds[i].from, to = spawn->fds[i].to;
		int result = from == to ? fcntl(from, F_SETFD, 0) : dup2(from, to);

		/* A number that is in nobody's way is beyond its own limit. */
		if (result < 0 && errno == EBADF) {
			birth->limit = RLIMIT_NOFILE;
			give_up(birth, SPAWN_LIMIT, EMFILE);
		}
		if (result < 0)
			give_up(birth, SPAWN_DESCRIPTOR, errno);
	}
}

/* As execvp: a path that is not there is passed over, a forbidden one is remembered. */
IN_CHILD static int execute(const struct spawn *spawn)
{
	int error = ENOENT;

	for (char *const *path = spawn->paths; *path; path++) {
		execve(*path, spawn->argv, spawn->envp);
		if (errno == EACCES)
			error = EACCES;
		else if (errno != ENOENT && errno != ENOTDIR)
			return errno;
	}
	return error;
}

/* After it has become another user, which undoes this. A parent that died before this call is not
 * told of: it is looked for. */
IN_CHILD static void follow(struct birth *birth)
{
	syscall(SYS_prctl, PR_SET_PDEATHSIG, birth->spawn->parent_death_signal, 0, 0, 0);
	if (syscall(SYS_getppid) != birth->parent)
		_exit(1);
}

IN_CHILD static void require(struct birth *birth, enum spawn_stage stage, int error)
{
	if (error)
		give_up(birth, stage, error);
}

/* Before it is another user, who may do less. */
IN_CHILD static void set_limits(struct birth *birth)
{
	const struct spawn *spawn = birth->spawn;

	if (spawn->world) {
		require(birth, SPAWN_NICE, enter_nice(spawn->world));
		require(birth, SPAWN_OOM_SCORE, enter_oom_score(spawn->world));
	}
	birth->limit = RLIMIT_NOFILE;
	if (spawn->descriptors && setrlimit(RLIMIT_NOFILE, spawn->descriptors) < 0)
		give_up(birth, SPAWN_LIMIT, errno);
	if (spawn->world)
		require(birth, SPAWN_LIMIT, enter_limits(spawn->world, &birth->limit));
}

/* Its directory is the one that its user can reach. */
IN_CHILD static void become(struct birth *birth)
{
	const struct spawn *spawn = birth->spawn;

	if (spawn->world) {
		require(birth, SPAWN_GROUPS, enter_groups(spawn->world));
		require(birth, SPAWN_USER, enter_user(spawn->world));
	}
	if (spawn->cwd && chdir(spawn->cwd) < 0)
		give_up(birth, SPAWN_DIRECTORY, errno);
	if (spawn->world)
		require(birth, SPAWN_PRIVILEGES, enter_privileges(spawn->world));
}

/* Before it could have brought anybody else to life. That it cannot is no reason not to be. */
IN_CHILD static void join_cgroup(struct birth *birth)
{
	int fd = (int)syscall(
		SYS_openat, birth->spawn->cgroup, "cgroup.procs", O_WRONLY | O_CLOEXEC, 0);

	if (fd < 0 || syscall(SYS_write, fd, "0", 1) < 0)
		birth->cgroup_error = errno;
	if (fd >= 0)
		syscall(SYS_close, fd);
}

IN_CHILD static int child(void *data)
{
	struct birth *birth = data;
	const struct spawn *spawn = birth->spawn;
	sigset_t none;

	birth->ran = true;
	if (spawn->cgroup && !birth->in_cgroup)
		join_cgroup(birth);
	if (birth->shares_files)
		part_files(birth);
	if (!spawn->same_session && setsid() < 0)
		give_up(birth, SPAWN_SESSION, errno);
	if (spawn->claim)
		take_claim(birth);
	set_limits(birth);
	set_descriptors(birth);
	become(birth);
	if (spawn->umask >= 0)
		umask((mode_t)spawn->umask);
	sigemptyset(&none);
	enter_signals(spawn->standard_signals, &none);
	if (spawn->pid_text)
		spawn->pid_text[enter_print((int)syscall(SYS_getpid), spawn->pid_text)] = '\0';
	if (spawn->parent_death_signal)
		follow(birth);
	return give_up(birth, SPAWN_EXEC, execute(spawn));
}

/* Between us and a child that is to be nobody's: it ends at once, and whoever takes orphans has the
 * child. */
IN_CHILD static int middle(void *data)
{
	struct birth *birth = data;

	birth->pid = clone(child, birth->stack, CLONE_VM | CLONE_VFORK | SIGCHLD, birth);
	if (birth->pid < 0)
		give_up(birth, SPAWN_FORK, errno);
	if (atomic_load(&birth->stage) != SPAWN_NONE)
		syscall(SYS_wait4, birth->pid, NULL, __WALL, NULL);
	_exit(0);
}

/* One stack for all children: the parent stands still until the child is gone from its memory. */
static char *child_stack(void)
{
	static char *stack;

	if (!stack) {
		void *memory = mmap(NULL, STACK_SIZE, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);

		if (memory == MAP_FAILED)
			return NULL;
		stack = memory;
	}
	return stack;
}

/* No handler of ours may run in the child, which would change our memory. Returns what clone()
 * does, errno with it. */
static pid_t clone_masked(
	int (*function)(void *), char *stack, int flags, struct birth *birth, int *ret_pidfd)
{
	sigset_t all;
	pid_t pid;
	bool changes_user = birth->spawn->world && birth->spawn->world->has_ids;
	int dumpable = changes_user ? prctl(PR_GET_DUMPABLE) : 0;
	int error;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &birth->mask);
	flags |= CLONE_VM | CLONE_VFORK;
	if (birth->in_cgroup)
		pid = clone_into(birth->spawn->cgroup, function, stack - STACK_SIZE, STACK_SIZE,
			flags, birth, ret_pidfd);
	else
		pid = clone(function, stack, flags, birth, ret_pidfd);
	error = errno;
	/* A child that becomes another user makes the memory that it shares with us unreadable, so
	 * that nobody of that user looks into it. */
	if (changes_user)
		prctl(PR_SET_DUMPABLE, dumpable);
	pthread_sigmask(SIG_SETMASK, &birth->mask, NULL);
	errno = error;
	return pid;
}

static void reap(pid_t pid)
{
	while (waitpid(pid, NULL, __WALL) < 0 && errno == EINTR)
		;
}

static int fail(struct spawned *spawned, enum spawn_stage stage, int error)
{
	spawned->stage = stage;
	spawned->error = error;
	return -error;
}

static int fail_birth(struct spawned *spawned, const struct birth *birth)
{
	spawned->limit = birth->limit;
	return fail(
		spawned, (enum spawn_stage)atomic_load(&birth->stage), atomic_load(&birth->error));
}

/* The one in the middle has no exit signal: whatever the caller does about children, it neither
 * hears of this one nor takes it from us. */
static int spawn_detached(const struct spawn *spawn, struct spawned *ret_spawned)
{
	struct birth birth = {.spawn = spawn, .parent = getpid()};
	char *stacks = mmap(NULL, 2 * STACK_SIZE, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
	pid_t pid;
	int error;

	if (stacks == MAP_FAILED)
		return fail(ret_spawned, SPAWN_FORK, ENOMEM);
	birth.stack = stacks + 2 * STACK_SIZE;
	pid = clone_masked(middle, stacks + STACK_SIZE, 0, &birth, NULL);
	error = errno;
	munmap(stacks, 2 * STACK_SIZE);
	if (pid < 0)
		return fail(ret_spawned, SPAWN_FORK, error);
	reap(pid);
	if (atomic_load(&birth.stage) != SPAWN_NONE)
		return fail_birth(ret_spawned, &birth);
	ret_spawned->pid = birth.pid;
	ret_spawned->cgroup_error = birth.cgroup_error;
	return 0;
}

/* Since Linux 5.9. */
static bool can_part_files(void)
{
	static int can = -1;

#ifdef REEVE_OLD_KERNEL
	can = 0;
#endif
	if (can < 0)
		can = syscall(SYS_close_range, UINT_MAX, UINT_MAX, 0) == 0;
	return can;
}

/* Who cannot be born in its cgroup goes there by itself, or can say why it cannot. */
static pid_t give_birth(struct birth *birth, int flags, int *ret_pidfd)
{
	static bool cannot; /* nobody, or nobody with these cgroups */
	char *stack = child_stack();
	pid_t pid;

	if (!stack) {
		errno = ENOMEM;
		return -1;
	}
	birth->in_cgroup = birth->spawn->cgroup && !cannot;
	pid = clone_masked(child, stack + STACK_SIZE, flags, birth, ret_pidfd);
	if (!birth->in_cgroup || (pid < 0 ? errno == EAGAIN || errno == ENOMEM : birth->ran))
		return pid;
	cannot = pid >= 0 || errno == ENOSYS || errno == E2BIG || errno == EINVAL || errno == EPERM;
	if (pid >= 0) {
		reap(pid);
		fd_close(ret_pidfd);
	}
	birth->in_cgroup = false;
	return clone_masked(child, stack + STACK_SIZE, flags, birth, ret_pidfd);
}

int spawn_process(const struct spawn *spawn, struct spawned *ret_spawned)
{
	/* Only a worker's descriptors are all named. */
	bool part = spawn->claim && can_part_files();
	struct birth birth = {.spawn = spawn, .parent = getpid(), .shares_files = part};
	int flags = CLONE_PIDFD | SIGCHLD | (part ? CLONE_FILES : 0);
	pid_t pid;
	int pidfd = -1;

	*ret_spawned = (struct spawned){.pidfd = -1};
	if (spawn->detached)
		return spawn_detached(spawn, ret_spawned);
	pid = give_birth(&birth, flags, &pidfd);
	if (pid < 0)
		return fail(ret_spawned, SPAWN_FORK, errno);
	if (atomic_load(&birth.stage) != SPAWN_NONE) {
		reap(pid);
		close(pidfd);
		return fail_birth(ret_spawned, &birth);
	}
	ret_spawned->pid = pid;
	ret_spawned->pidfd = pidfd;
	ret_spawned->cgroup_error = birth.cgroup_error;
	return 0;
}

uint64_t spawn_standard_signals(void)
{
	static const unsigned char zeros[64];
	uint64_t standard = 0;

	for (int signal = 1; signal <= ENTER_SIGNALS; signal++) {
		unsigned char action[64] = {0};

		if (syscall(SYS_rt_sigaction, signal, NULL, action, ENTER_SIGNALS / 8) == 0 &&
			memcmp(action, zeros, sizeof zeros) == 0)
			standard |= UINT64_C(1) << (signal - 1);
	}
	return standard;
}

const char *spawn_stage_text(enum spawn_stage stage)
{
	static const char *const texts[] = {
#define X(name, text) [SPAWN_##name] = text,
		SPAWN_STAGES(X)
#undef X
	};

	return texts[stage];
}
