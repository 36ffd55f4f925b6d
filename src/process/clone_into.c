/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "process/clone_into.h"

#include <errno.h>
#include <stdint.h>
#include <sys/syscall.h>

#if defined(__x86_64__) && defined(__LP64__) && defined(SYS_clone3) && !defined(REEVE_OLD_KERNEL)

#define INTO_CGROUP UINT64_C(0x200000000)
#define SIGNAL_BITS 0xff /* of the flags of clone() */

/* As the kernel has it since Linux 5.7. */
struct arguments {
	uint64_t flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls, set_tid,
		set_tid_size, cgroup;
};

/* No function of C can be returned from on two stacks: the child leaves here by a call that does
 * not return.
 */
static long enter_kernel(struct arguments *arguments, int (*function)(void *), void *data)
{
	register int (*child)(void *) __asm__("r8") = function;
	register void *argument __asm__("r9") = data;
	long result;

	__asm__ volatile(
		"syscall\n\t"
		"testq %%rax, %%rax\n\t"
		"jnz 1f\n\t"
		"xorl %%ebp, %%ebp\n\t"
		"movq %%r9, %%rdi\n\t"
		"callq *%%r8\n\t"
		"hlt\n"
		"1:"
		: "=a"(result)
		: "a"(SYS_clone3), "D"(arguments), "S"(sizeof *arguments), "r"(child), "r"(argument)
		: "rcx", "r11", "cc", "memory");
	return result;
}

pid_t clone_into(int cgroup, int (*function)(void *), char *stack, size_t size, int flags,
	void *data, int *ret_pidfd)
{
	struct arguments arguments = {
		.flags = (uint64_t)(unsigned)(flags & ~SIGNAL_BITS) | INTO_CGROUP,
		.exit_signal = (uint64_t)(flags & SIGNAL_BITS),
		.pidfd = (uint64_t)(uintptr_t)ret_pidfd,
		.stack = (uint64_t)(uintptr_t)stack,
		.stack_size = size,
		.cgroup = (uint64_t)cgroup};
	long result = enter_kernel(&arguments, function, data);

	if (result >= 0)
		return (pid_t)result;
	errno = (int)-result;
	return -1;
}

#else

pid_t clone_into(int cgroup, int (*function)(void *), char *stack, size_t size, int flags,
	void *data, int *ret_pidfd)
{
	(void)cgroup;
	(void)function;
	(void)stack;
	(void)size;
	(void)flags;
	(void)data;
	(void)ret_pidfd;
	errno = ENOSYS;
	return -1;
}

#endif
