/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "storage/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "storage/runfile.h"

#define REST_SHARE 16
#define REST_LEAST_NS (NS_PER_MS / 10)
#define REST_MOST_NS (10 * NS_PER_MS)

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

int lock_mark(int fd, enum lock_byte byte)
{
	return operate(fd, F_SETLK, F_WRLCK, byte);
}

pid_t lock_marker(int fd, enum lock_byte byte)
{
	struct flock lock = {
		.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = byte, .l_len = 1};

	if (fcntl(fd, F_GETLK, &lock) < 0)
		return -errno;
	return lock.l_type == F_UNLCK ? 0 : lock.l_pid;
}

/* Sleeps for a share of what was waited so far, so that a wait is hardly longer than it need be,
 * however short, and costs little, however long. */
static void rest(uint64_t waited_ns, uint64_t left_ns)
{
	uint64_t ns = waited_ns / REST_SHARE;
	struct timespec pause;

	ns = ns < REST_LEAST_NS ? REST_LEAST_NS : ns > REST_MOST_NS ? REST_MOST_NS : ns;
	ns = ns < left_ns ? ns : left_ns;
	pause = (struct timespec){.tv_nsec = (long)ns};
	nanosleep(&pause, NULL);
}

/* Not in the kernel (F_OFD_SETLKW): only a signal ends that before its time, and signals are the
 * whole process's, with whatever other threads want of them. */
int lock_wait(int fd, enum lock_byte byte, uint64_t timeout_ns)
{
	uint64_t start = clock_monotonic_ns();

	for (;;) {
		int result = lock_try(fd, byte);
		uint64_t waited = clock_monotonic_ns() - start;

		if (result != -EAGAIN)
			return result;
		if (waited >= timeout_ns)
			return -ETIMEDOUT;
		rest(waited, timeout_ns - waited);
	}
}
