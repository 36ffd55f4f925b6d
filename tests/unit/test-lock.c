/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/clock.h"
#include "scratch.h"
#include "storage/lock.h"

#define FOR_EVER UINT64_MAX

static int open_lock(void)
{
	int fd = lock_open(scratch_fd);

	ck_assert_int_ge(fd, 0);
	return fd;
}

/* How often a process has gone to sleep of its own accord. */
static unsigned long count_rests(pid_t pid)
{
	char path[64], line[256];
	unsigned long count = 0;
	FILE *status;

	snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
	status = fopen(path, "re");
	while (status && fgets(line, sizeof line, status))
		sscanf(line, "voluntary_ctxt_switches: %lu", &count);
	if (status)
		fclose(status);
	return count;
}

/* Until it has been waiting for a while. */
static void await_rests(pid_t pid)
{
	unsigned long before = count_rests(pid);

	while (count_rests(pid) < before + 5)
		sched_yield();
}

START_TEST(two_bytes_are_two_locks)
{
	int one = open_lock(), other = open_lock();

	ck_assert_int_eq(lock_is_held(one, LOCK_LIFE), 0);
	ck_assert_int_eq(lock_try(one, LOCK_LIFE), 0);
	ck_assert_int_eq(lock_try(one, LOCK_LIFE), 0); /* its own already */
	ck_assert_int_eq(lock_is_held(one, LOCK_LIFE), 0);
	ck_assert_int_eq(lock_is_held(other, LOCK_LIFE), 1);
	ck_assert_int_eq(lock_try(other, LOCK_LIFE), -EAGAIN);
	ck_assert_int_eq(lock_is_held(other, LOCK_CHANGE), 0);
	ck_assert_int_eq(lock_try(other, LOCK_CHANGE), 0);
	ck_assert_int_eq(lock_try(one, LOCK_CHANGE), -EAGAIN);
	ck_assert_int_eq(lock_release(one, LOCK_LIFE), 0);
	ck_assert_int_eq(lock_try(other, LOCK_LIFE), 0);
	close(other);
	ck_assert_int_eq(lock_try(one, LOCK_CHANGE), 0);
	close(one);
	ck_assert_int_eq(lock_try(-1, LOCK_LIFE), -EBADF);
	ck_assert_int_eq(lock_is_held(-1, LOCK_LIFE), -EBADF);
	ck_assert_int_eq(lock_wait(-1, LOCK_LIFE, 1), -EBADF);
}
END_TEST

/* As guardian and master do. Closing another description of the file in the same process must not
 * give it up either (a POSIX record lock would be lost). */
START_TEST(a_description_is_held_until_its_last_process_is_gone)
{
	int held = open_lock(), look = open_lock(), hold[2];
	pid_t heir;

	ck_assert_int_eq(pipe2(hold, O_CLOEXEC), 0);
	ck_assert_int_eq(lock_try(held, LOCK_LIFE), 0);
	heir = fork();
	if (heir == 0) {
		char c;

		close(hold[1]);
		_exit(lock_try(held, LOCK_LIFE) == 0 && read(hold[0], &c, 1) == 0 ? 0 : 1);
	}
	close(open_lock());
	close(held);
	ck_assert_int_eq(lock_is_held(look, LOCK_LIFE), 1);
	close(hold[1]);
	ck_assert_int_eq(scratch_wait(heir), 0);
	ck_assert_int_eq(lock_is_held(look, LOCK_LIFE), 0);
	close(hold[0]);
	close(look);
}
END_TEST

/* Holds the byte until the parent waits for it, disturbs it with signals, then lets go. */
static pid_t start_holder(int signal, int count)
{
	int ready[2];
	pid_t waiter = getpid(), pid;
	char c;

	ck_assert_int_eq(pipe2(ready, O_CLOEXEC), 0);
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		int fd = lock_open(scratch_fd);

		if (lock_try(fd, LOCK_CHANGE) < 0 || write(ready[1], "x", 1) != 1)
			_exit(1);
		do {
			await_rests(waiter);
			if (count)
				kill(waiter, signal);
		} while (count-- > 0);
		_exit(0); /* releases it */
	}
	ck_assert_int_eq(read(ready[0], &c, 1), 1);
	close(ready[0]);
	close(ready[1]);
	return pid;
}

static volatile sig_atomic_t alarms, disturbances;

static void count_alarm(int signal)
{
	alarms++;
}

static void count_disturbance(int signal)
{
	disturbances++;
}

START_TEST(waiting_ends_when_the_holder_is_gone)
{
	static const uint64_t timeouts[] = {FOR_EVER, FOR_EVER - 1, UINT64_C(1) << 63,
		3600 * NS_PER_SECOND, 10 * NS_PER_SECOND};
	int fd = open_lock();
	pid_t holder = start_holder(0, 0);

	ck_assert_int_eq(lock_try(fd, LOCK_CHANGE), -EAGAIN);
	ck_assert_int_eq(lock_wait(fd, LOCK_CHANGE, timeouts[_i]), 0);
	ck_assert_int_eq(scratch_wait(holder), 0);
	close(fd);
}
END_TEST

START_TEST(waiting_goes_on_through_other_signals)
{
	struct sigaction action = {.sa_handler = count_disturbance}, before;
	int fd = open_lock();
	pid_t holder;

	disturbances = 0;
	sigaction(SIGUSR1, &action, &before);
	holder = start_holder(SIGUSR1, 5);
	ck_assert_int_eq(lock_wait(fd, LOCK_CHANGE, _i ? 60 * NS_PER_SECOND : FOR_EVER), 0);
	ck_assert_int_eq(scratch_wait(holder), 0);
	ck_assert_int_ge(disturbances, 1);
	sigaction(SIGUSR1, &before, NULL);
	close(fd);
}
END_TEST

START_TEST(waiting_has_an_end)
{
	static const uint64_t timeouts[] = {0, 1, 1000, 20 * NS_PER_MS};
	int fd = open_lock(), other = open_lock();

	ck_assert_int_eq(lock_try(other, LOCK_CHANGE), 0);
	for (int round = 0; round < 20; round++) {
		uint64_t start = clock_monotonic_ns();

		ck_assert_int_eq(lock_wait(fd, LOCK_CHANGE, timeouts[_i]), -ETIMEDOUT);
		ck_assert_uint_ge(clock_monotonic_ns() - start, timeouts[_i]);
	}
	ck_assert_int_eq(lock_wait(fd, LOCK_LIFE, timeouts[_i]), 0); /* that one is free */
	close(other);
	ck_assert_int_eq(lock_wait(fd, LOCK_CHANGE, timeouts[_i]), 0);
	close(fd);
}
END_TEST

/* A program's own alarm rings while it waits, and none that it did not set. */
START_TEST(the_alarm_is_left_alone)
{
	struct sigaction action = {.sa_handler = count_alarm}, before, now;
	struct itimerval once = {.it_value = {.tv_usec = 1000}};
	int fd = open_lock(), other = open_lock();

	alarms = 0;
	sigaction(SIGALRM, &action, &before);
	ck_assert_int_eq(lock_try(other, LOCK_CHANGE), 0);
	for (uint64_t round = 0; round < 50; round++)
		ck_assert_int_eq(lock_wait(fd, LOCK_CHANGE, 1 + round), -ETIMEDOUT);
	ck_assert_int_eq(alarms, 0);
	setitimer(ITIMER_REAL, &once, NULL);
	while (!alarms)
		ck_assert_int_eq(lock_wait(fd, LOCK_CHANGE, 20 * NS_PER_MS), -ETIMEDOUT);
	sigaction(SIGALRM, &before, &now);
	ck_assert_ptr_eq(now.sa_handler, action.sa_handler);
	ck_assert_int_eq(alarms, 1);
	close(other);
	close(fd);
}
END_TEST

START_TEST(lock_file_is_private_and_stays)
{
	mode_t before = umask(0);
	struct stat first, second;
	int fd = open_lock();

	umask(before);
	ck_assert_uint_eq(scratch_mode(LOCK_FILE), 0600);
	ck_assert_int_eq(fcntl(fd, F_GETFD), FD_CLOEXEC);
	ck_assert_int_eq(fstat(fd, &first), 0);
	close(fd);
	/* Who can read it could hold it. */
	ck_assert_int_eq(fchmodat(scratch_fd, LOCK_FILE, 0644, 0), 0);
	fd = open_lock();
	ck_assert_uint_eq(scratch_mode(LOCK_FILE), 0600);
	ck_assert_int_eq(fstat(fd, &second), 0);
	ck_assert_uint_eq(first.st_ino, second.st_ino);
	close(fd);
}
END_TEST

START_TEST(lock_file_must_be_a_file_of_ours)
{
	scratch_write("target", "abc", 3, 0600);
	ck_assert_int_eq(symlinkat("target", scratch_fd, LOCK_FILE), 0);
	ck_assert_int_eq(lock_open(scratch_fd), -ELOOP);
	ck_assert_int_eq(unlinkat(scratch_fd, LOCK_FILE, 0), 0);
	ck_assert_int_eq(symlinkat("nowhere", scratch_fd, LOCK_FILE), 0);
	ck_assert_int_eq(lock_open(scratch_fd), -ELOOP);
	ck_assert(!scratch_exists("nowhere"));
	ck_assert_int_eq(unlinkat(scratch_fd, LOCK_FILE, 0), 0);
	ck_assert_int_eq(linkat(scratch_fd, "target", scratch_fd, LOCK_FILE, 0), 0);
	ck_assert_int_eq(lock_open(scratch_fd), -EMLINK);
	ck_assert_int_eq(unlinkat(scratch_fd, LOCK_FILE, 0), 0);
	scratch_write(LOCK_FILE, "", 0, 0622);
	ck_assert_int_eq(lock_open(scratch_fd), -EPERM);
	ck_assert_int_eq(unlinkat(scratch_fd, LOCK_FILE, 0), 0);
	ck_assert_int_eq(mkfifoat(scratch_fd, LOCK_FILE, 0600), 0);
	ck_assert_int_eq(lock_open(scratch_fd), -EINVAL);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("lock");
	TCase *tests = tcase_create("lock");

	tcase_add_checked_fixture(tests, scratch_set_up, scratch_tear_down);
	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, two_bytes_are_two_locks);
	tcase_add_test(tests, a_description_is_held_until_its_last_process_is_gone);
	tcase_add_loop_test(tests, waiting_ends_when_the_holder_is_gone, 0, 5);
	tcase_add_loop_test(tests, waiting_goes_on_through_other_signals, 0, 2);
	tcase_add_loop_test(tests, waiting_has_an_end, 0, 4);
	tcase_add_test(tests, the_alarm_is_left_alone);
	tcase_add_test(tests, lock_file_is_private_and_stays);
	tcase_add_test(tests, lock_file_must_be_a_file_of_ours);
	suite_add_tcase(suite, tests);
	return scratch_run(suite);
}
