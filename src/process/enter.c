/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "process/enter.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "process/in_child.h"

/* The library's own functions would tell all threads, which are the parent's. */
#ifdef SYS_setresuid32
#define SET_USER SYS_setresuid32
#define SET_GROUP SYS_setresgid32
#define SET_GROUPS SYS_setgroups32
#define GET_USER SYS_getresuid32
#define GET_GROUP SYS_getresgid32
#else
#define SET_USER SYS_setresuid
#define SET_GROUP SYS_setresgid
#define SET_GROUPS SYS_setgroups
#define GET_USER SYS_getresuid
#define GET_GROUP SYS_getresgid
#endif

#define CAPABILITY_NUMBERS 64

IN_CHILD int enter_nice(const struct world *world)
{
	if (!world->has_nice)
		return 0;
	return syscall(SYS_setpriority, 0, 0, world->nice) < 0 ? errno : 0;
}

IN_CHILD size_t enter_print(int number, char *text)
{
	unsigned rest = number < 0 ? 0u - (unsigned)number : (unsigned)number;
	char digits[12];
	size_t count = 0, length = 0;

	do
		digits[count++] = (char)('0' + rest % 10);
	while ((rest /= 10));
	if (number < 0)
		text[length++] = '-';
	while (count)
		text[length++] = digits[--count];
	return length;
}

IN_CHILD int enter_oom_score(const struct world *world)
{
	char text[16];
	int fd, error = 0;

	if (!world->has_oom_score_adj)
		return 0;
	fd = (int)syscall(
		SYS_openat, AT_FDCWD, "/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC, 0);
	if (fd < 0)
		return errno;
	if (syscall(SYS_write, fd, text, enter_print(world->oom_score_adj, text)) < 0)
		error = errno;
	syscall(SYS_close, fd);
	return error;
}

IN_CHILD int enter_limits(const struct world *world, int *ret_limit)
{
	for (int limit = 0; limit < RLIM_NLIMITS; limit++)
		if (world->limited >> limit & 1 && setrlimit(limit, &world->limits[limit]) < 0) {
			*ret_limit = limit;
			return errno;
		}
	return 0;
}

IN_CHILD int enter_groups(const struct world *world)
{
	gid_t real, effective, saved;

	if (!world->has_ids)
		return 0;
	if (syscall(SET_GROUPS, world->group_count, world->groups) < 0)
		return errno;
	if (syscall(SET_GROUP, world->gid, world->gid, world->gid) < 0 ||
		syscall(GET_GROUP, &real, &effective, &saved) < 0)
		return errno;
	return real == world->gid && effective == world->gid && saved == world->gid ? 0 : EPERM;
}

IN_CHILD int enter_user(const struct world *world)
{
	uid_t real, effective, saved;

	if (!world->has_ids)
		return 0;
	if (world->has_capabilities && world->uid != 0 &&
		syscall(SYS_prctl, PR_SET_KEEPCAPS, 1, 0, 0, 0) < 0)
		return errno;
	if (syscall(SET_USER, world->uid, world->uid, world->uid) < 0 ||
		syscall(GET_USER, &real, &effective, &saved) < 0)
		return errno;
	if (real != world->uid || effective != world->uid || saved != world->uid)
		return EPERM;
	if (world->uid != 0 && (syscall(SET_USER, -1, 0, -1) == 0 ||
				       (world->gid != 0 && syscall(SET_GROUP, -1, 0, -1) == 0)))
		return EPERM;
	return 0;
}

/* A handler of the parent's must not run here once the mask is lifted. The raw call, because the C
 * library keeps two real-time signals from us that whoever started us may have ignored. All zeros
 * is SIG_DFL in every layout of the kernel's structure. */
IN_CHILD void enter_signals(uint64_t standard, const sigset_t *mask)
{
	static const unsigned char action[64];

	for (int signal = 1; signal <= ENTER_SIGNALS; signal++)
		if (!(standard & UINT64_C(1) << (signal - 1)))
			syscall(SYS_rt_sigaction, signal, action, NULL, ENTER_SIGNALS / 8);
	sigprocmask(SIG_SETMASK, mask, NULL);
}

IN_CHILD static int set_capabilities(uint64_t permitted, uint64_t effective, uint64_t inheritable)
{
	struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3];

	for (unsigned i = 0; i < _LINUX_CAPABILITY_U32S_3; i++) {
		data[i].permitted = (uint32_t)(permitted >> (32 * i));
		data[i].effective = (uint32_t)(effective >> (32 * i));
		data[i].inheritable = (uint32_t)(inheritable >> (32 * i));
	}
	return syscall(SYS_capset, &header, data) < 0 ? errno : 0;
}

/* What is not in the bounding set can never be had again, whatever is executed. */
IN_CHILD static int bound_capabilities(uint64_t kept)
{
	for (unsigned number = 0; number < CAPABILITY_NUMBERS; number++) {
		if (syscall(SYS_prctl, PR_CAPBSET_READ, number, 0, 0, 0) <= 0 ||
			(kept >> number & 1))
			continue;
		if (syscall(SYS_prctl, PR_CAPBSET_DROP, number, 0, 0, 0) < 0)
			return errno;
	}
	return 0;
}

/* Who is not root keeps none over an exec that is not ambient. */
IN_CHILD static int keep_capabilities(uint64_t kept)
{
	for (unsigned number = 0; number < CAPABILITY_NUMBERS; number++)
		if (kept >> number & 1 &&
			syscall(SYS_prctl, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, number, 0, 0) < 0)
			return errno;
	return 0;
}

IN_CHILD static int limit_capabilities(uint64_t kept, bool is_root)
{
	const uint64_t bounding = UINT64_C(1) << CAP_SETPCAP;
	int error = set_capabilities(kept | bounding, bounding, 0);

	if (error == 0)
		error = bound_capabilities(kept);
	if (error == 0)
		error = set_capabilities(kept, kept, kept);
	return error || is_root ? error : keep_capabilities(kept);
}

IN_CHILD int enter_privileges(const struct world *world)
{
	bool is_root = !world->has_ids || world->uid == 0;

	if (world->no_new_privs && syscall(SYS_prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return errno;
	if (world->has_capabilities)
		return limit_capabilities(world->capabilities, is_root);
	/* What our parent could hand on is not the other user's. */
	return is_root ? 0 : set_capabilities(0, 0, 0);
}
