/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "storage/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "storage/runfile.h"

#ifndef sigev_notify_thread_id /* glibc names it from 2.38 on */
#define sigev_notify_thread_id _sigev_un._tid
#endif

/* The alarm rings again at this interval: the first one may come just before the wait begins. */
#define RING_AGAIN_NS (10 * NS_PER_MS)
/* Timers count in a signed 64-bit number of nanoseconds: further away is for ever. */
#define FAR_NS (UINT64_C(1) << 62)

int lock_open(int dirfd)
{
	struct stat status;
	int fd = runfile_open(dirfd, LOCK_FILE, O_RDWR | O_CREAT, INT64_MAX, &status);

	/* Who can read it can lock it and keep everybody out; and a umask may have taken our own
	 * bits. */
	if (fd >= 0 && (status.st_mode & (S_IRWXU | S_IRWXG | S_IRWXO)) != (S_IRUSR | S_IWUSR) &&
		fchmod(fd, S_IRUSR | S_IWUSR) < 0) {
		int result = -errno;

		close(fd);
		return result;
	}
	return fd;
}

static int operate(int fd, int operation, short type, enum lock_byte byte)
{
	struct flock lock = {.l_type = type, .l_whence = SEEK_SET, .l_start = byte, .l_len = 1};

	if (fcntl(fd, operation, &lock) < 0)
		return errno == EACCES ? -EAGAIN : -errno;
	return operation == F_OFD_GETLK && lock.l_type != F_UNLCK;
}

int lock_try(int fd, enum lock_byte byte)
{
	return operate(fd, F_OFD_SETLK, F_WRLCK, byte);
}

int lock_release(int fd, enum lock_byte byte)
{
	return operate(fd, F_OFD_SETLK, F_UNLCK, byte);
}

int lock_is_held(int fd, enum lock_byte byte)
{
	return operate(fd, F_OFD_GETLK, F_WRLCK, byte);
}

/* What lock_wait() borrows from the process and gives back. */
struct alarm {
	struct sigaction disposition;
	sigset_t mask;
	timer_t timer;
};

/* Exists to interrupt a system call. */
static void ring(int signal)
{
}

/* The signal is this thread's own and not blocked: none of the timer's is pending once
 * timer_delete() has returned, so none reaches the old disposition. */
static void clear_alarm(struct alarm *alarm)
{
	timer_delete(alarm->timer);
	pthread_sigmask(SIG_SETMASK, &alarm->mask, NULL);
	sigaction(SIGALRM, &alarm->disposition, NULL);
}

static int set_alarm(struct alarm *alarm, uint64_t timeout_ns)
{
	struct sigaction action = {.sa_handler = ring}; /* no SA_RESTART */
	struct sigevent event = {.sigev_notify = SIGEV_THREAD_ID, .sigev_signo = SIGALRM};
	struct itimerspec when = {
		.it_value = {(time_t)(timeout_ns / NS_PER_SECOND),
			(long)(timeout_ns % NS_PER_SECOND)},
		.it_interval = {.tv_nsec = RING_AGAIN_NS},
	};
	sigset_t unblocked;

	event.sigev_notify_thread_id = gettid();
	if (timer_create(CLOCK_MONOTONIC, &event, &alarm->timer) < 0)
		return -errno;
	sigemptyset(&unblocked);
	sigaddset(&unblocked, SIGALRM);
	sigaction(SIGALRM, &action, &alarm->disposition);
	pthread_sigmask(SIG_UNBLOCK, &unblocked, &alarm->mask);
	if (timer_settime(alarm->timer, 0, &when, NULL) < 0) {
		int result = -errno;

		clear_alarm(alarm);
		return result;
	}
	return 0;
}

static int wait_until(int fd, enum lock_byte byte, uint64_t deadline_ns)
{
	for (;;) {
		int result = operate(fd, F_OFD_SETLKW, F_WRLCK, byte);

		if (result != -EINTR)
			return result;
		if (clock_monotonic_ns() >= deadline_ns)
			return -ETIMEDOUT;
	}
}

int lock_wait(int fd, enum lock_byte byte, uint64_t timeout_ns)
{
	uint64_t now = clock_monotonic_ns();
	struct alarm alarm;
	int result = lock_try(fd, byte);

	if (result != -EAGAIN)
		return result;
	if (timeout_ns == 0)
		return -ETIMEDOUT;
	if (timeout_ns > FAR_NS)
		return wait_until(fd, byte, UINT64_MAX);
	result = set_alarm(&alarm, timeout_ns);
	if (result < 0)
		return result;
	result = wait_until(fd, byte, now + timeout_ns);
	clear_alarm(&alarm);
	return result;
}
