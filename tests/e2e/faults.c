/* SPDX-License-Identifier: MIT */
#include "config.h"

/* Preloaded, it makes one system call fail in each process of a kind, or kills the process before it.
 *
 * FAULT_ROLE: command, guardian, master, worker or candidate; renewed is a master that has taken over
 * from itself, changed a guardian that was another program before.
 *
 * FAULT_AT: the call, counted from 1 in each process image; of those that FAULT_CALL names, if it does.
 *
 * FAULT_ERROR: a number, which of the errors that this call can have, counted around; or "kill": SIGKILL
 * to the process, "kill-parent": to its parent.
 *
 * FAULT_HIT: a file to which the call and the error are appended. FAULT_ONCE: not where it exists.
 * FAULT_AFTER: a file; calls are counted from when it is there.
 *
 * A call is one that the C library has a function for; what it does within itself is not seen. A
 *child between vfork and exec counts on where its parent was, and is killed where it stands. Errors
 *that say what is not so (ESRCH of a process that lives) are none that can occur. */

#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>

#define O_APPEND_TO 02101 /* O_WRONLY | O_CREAT | O_APPEND */

static long (*real_syscall)(long, ...);
static unsigned long chosen; /* 0: none is to fail */
static _Atomic unsigned long calls;
static const char *hit, *after, *only;
static long which;
static int deadly; /* 1: the process, 2: its parent */

static const char *role(void)
{
	char path[4096];
	long n;

	if (getenv("REEVE_ASKERS"))
		return "renewed";
	if (getenv("REEVE_MASTER"))
		return "changed";
	if (getenv("REEVE_ROLE"))
		return getenv("REEVE_ROLE");
	if (getenv("REEVE_SLOT"))
		return "worker";
	n = real_syscall(SYS_readlinkat, -100L, "/proc/self/exe", path, sizeof path - 1);
	path[n > 0 ? n : 0] = '\0';
	return n > 6 && strcmp(path + n - 6, "/reeve") == 0 ? "command" : "";
}

static void note(const char *call, int error)
{
	char line[96];
	int length =
		snprintf(line, sizeof line, "%s: %s\n", call, deadly ? "SIGKILL" : strerror(error));
	long fd = hit ? real_syscall(SYS_openat, -100L, hit, O_APPEND_TO | 02000 | 02000000, 0600L)
		      : -1;

	if (fd < 0)
		return;
	real_syscall(SYS_write, fd, line, (long)length);
	real_syscall(SYS_close, fd);
}

/* Asked for until it is so. */
static int is_time(void)
{
	if (after && real_syscall(SYS_faccessat, -100L, after, 0L) == 0)
		after = NULL;
	return !after;
}

/* Returns 0, or the error that this call is to have. */
static int fails(const char *call, const int *errors)
{
	int count = 0;

	if (!chosen || (only && strcmp(only, call) != 0) || !is_time() || ++calls != chosen)
		return 0;
	while (errors[count])
		count++;
	note(call, errors[which % count]);
	if (deadly)
		real_syscall(SYS_kill, real_syscall(deadly == 2 ? SYS_getppid : SYS_getpid), 9L);
	return deadly ? 0 : errors[which % count];
}

#define OPENING ((const int[]){EMFILE, ENFILE, ENOMEM, EACCES, EIO, ENOSPC, EROFS, EINTR, 0})
#define MAKING ((const int[]){ENOSPC, EDQUOT, EROFS, EACCES, EPERM, EIO, ENOMEM, 0})
#define WRITING ((const int[]){ENOSPC, EDQUOT, EIO, EINTR, 0})
#define READING ((const int[]){EINTR, EIO, 0})
#define DESCRIBING ((const int[]){EMFILE, ENFILE, ENOMEM, 0})
#define DOUBLING ((const int[]){EMFILE, EINTR, 0})
#define BEARING ((const int[]){EAGAIN, ENOMEM, 0})
#define MAPPING ((const int[]){ENOMEM, EAGAIN, EPERM, 0})
#define ASKING ((const int[]){EACCES, EIO, ENOMEM, 0})
#define CHANGING ((const int[]){EPERM, 0})
#define SENDING ((const int[]){EAGAIN, ENOMEM, 0})
#define WAITING ((const int[]){EINTR, 0})
#define EXECUTING ((const int[]){ENOMEM, EACCES, EIO, EMFILE, 0})

/* The calls: the C library's name, what it returns where it fails, and its errors. All arguments
 * are as wide as a register. */
#define CALLS(X)                                                                                   \
	X(open, -1, OPENING)                                                                       \
	X(open64, -1, OPENING) X(openat, -1, OPENING) X(openat64, -1, OPENING) X(                  \
		dup, -1, DOUBLING) X(dup2, -1, DOUBLING) X(dup3, -1, DOUBLING) X(pipe2, -1,        \
		DESCRIBING) X(socket, -1, DESCRIBING) X(socketpair, -1, DESCRIBING) X(eventfd, -1, \
		DESCRIBING) X(signalfd, -1, DESCRIBING) X(epoll_create1, -1, DESCRIBING) X(mkdir,  \
		-1, MAKING) X(mkdirat, -1, MAKING) X(renameat, -1, MAKING) X(bind, -1,             \
		MAKING) X(fchmod, -1, MAKING) X(fsync, -1, WRITING) X(write, -1, WRITING) X(send,  \
		-1, WAITING) X(read, -1, READING) X(pread64, -1, READING) X(recv, -1,              \
		WAITING) X(fstat, -1, ASKING) X(fstat64, -1, ASKING) X(fstatat64, -1, ASKING)      \
		X(stat64, -1, ASKING) X(fstatfs64, -1, ASKING) X(readlink, -1, ASKING) X(          \
			mmap64, -1, MAPPING) X(clone, -1, BEARING) X(setsid, -1, CHANGING)         \
			X(chdir, -1, ASKING) X(setrlimit64, -1, CHANGING) X(prctl, -1, CHANGING)   \
				X(execve, -1, EXECUTING) X(connect, -1, WAITING)                   \
					X(poll, -1, WAITING) X(epoll_ctl, 0, WAITING)              \
						X(unlinkat, -1, MAKING) X(waitid, 0, WAITING)      \
							X(listen, -1, DESCRIBING)          \
	X(sendmsg, -1, SENDING) X(recvmsg, -1, WAITING)

#define X(name, failed, errors)                                                                   \
	static long (*real_##name)(long, long, long, long, long, long, long);                     \
	long fault_##name(long a, long b, long c, long d, long e, long f, long g) __asm__(#name); \
	long fault_##name(long a, long b, long c, long d, long e, long f, long g)                 \
	{                                                                                         \
		int error = fails(#name, errors);                                                 \
                                                                                                  \
		if (!real_##name)                                                                 \
			*(void **)&real_##name = dlsym(RTLD_NEXT, #name);                         \
		if (!error || (failed) == 0)                                                      \
			return real_##name(a, b, c, d, e, f, g);                                  \
		errno = error;                                                                    \
		return failed;                                                                    \
	}
CALLS(X)
#undef X

/* This one returns the error. */
static int (*real_allocate)(int, long, long);
int fault_allocate(int fd, long offset, long length) __asm__("posix_fallocate64");
int fault_allocate(int fd, long offset, long length)
{
	int error = fails("posix_fallocate64", ((const int[]){ENOSPC, EDQUOT, EIO, EINTR, 0}));

	if (!real_allocate)
		*(void **)&real_allocate = dlsym(RTLD_NEXT, "posix_fallocate64");
	return error ? error : real_allocate(fd, offset, length);
}

/* What the C library has no function for. */
long fault_syscall(long number, long a, long b, long c, long d, long e, long f) __asm__("syscall");
long fault_syscall(long number, long a, long b, long c, long d, long e, long f)
{
	int error = 0;

	if (number == SYS_pidfd_open)
		error = fails("pidfd_open", DESCRIBING);
	else if (number == SYS_pidfd_send_signal)
		error = fails("pidfd_send_signal", ((const int[]){EPERM, EAGAIN, 0}));
	if (!real_syscall)
		*(void **)&real_syscall = dlsym(RTLD_NEXT, "syscall");
	if (!error)
		return real_syscall(number, a, b, c, d, e, f);
	errno = error;
	return -1;
}

__attribute__((constructor)) static void begin(void)
{
	const char *wanted = getenv("FAULT_ROLE"), *at = getenv("FAULT_AT");
	const char *error = getenv("FAULT_ERROR");

	*(void **)&real_syscall = dlsym(RTLD_NEXT, "syscall");
#define X(name, failed, errors) *(void **)&real_##name = dlsym(RTLD_NEXT, #name);
	CALLS(X)
#undef X
	*(void **)&real_allocate = dlsym(RTLD_NEXT, "posix_fallocate64");
	if (!wanted || !at || !error || strcmp(wanted, role()) != 0)
		return;
	hit = getenv("FAULT_HIT");
	if (getenv("FAULT_ONCE") && hit && real_syscall(SYS_faccessat, -100L, hit, 0L) == 0)
		return;
	after = getenv("FAULT_AFTER");
	only = getenv("FAULT_CALL");
	deadly = strcmp(error, "kill") == 0 ? 1 : strcmp(error, "kill-parent") == 0 ? 2 : 0;
	which = strtol(error, NULL, 10);
	chosen = strtoul(at, NULL, 10);
}
