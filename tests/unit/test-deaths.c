/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "scratch.h"
#include "storage/deaths.h"

static struct death numbered(uint64_t n)
{
	return (struct death){(int32_t)n, (int32_t)n, (int32_t)n, (uint32_t)n, n, n, n};
}

static void assert_numbered(const struct death *death, uint64_t n)
{
	struct death expected = numbered(n);

	ck_assert_mem_eq(death, &expected, sizeof expected);
}

START_TEST(deaths_are_kept_in_order)
{
	struct deaths *writer, *reader;
	struct death death;

	ck_assert_int_eq(deaths_open(scratch_fd, false, &reader), -ENOENT);
	ck_assert_int_eq(deaths_open(scratch_fd, true, &writer), 0);
	ck_assert_int_eq(deaths_open(scratch_fd, false, &reader), 0);
	ck_assert_uint_eq(deaths_count(reader), 0);
	ck_assert(!deaths_get(reader, 0, &death));
	for (uint64_t n = 0; n < DEATHS_CAPACITY + 10; n++) {
		death = numbered(n);
		deaths_append(writer, &death);
		ck_assert(deaths_get(reader, n, &death));
		assert_numbered(&death, n);
	}
	deaths_free(writer);
	ck_assert_int_eq(deaths_open(scratch_fd, true, &writer), 0);
	ck_assert_uint_eq(deaths_count(writer), DEATHS_CAPACITY + 10);
	for (uint64_t n = 11; n < DEATHS_CAPACITY + 10; n++) {
		ck_assert(deaths_get(writer, n, &death));
		assert_numbered(&death, n);
	}
	ck_assert(!deaths_get(reader, 10, &death)); /* its place is the next to be written */
	ck_assert(!deaths_get(reader, 0, &death));
	ck_assert(!deaths_get(reader, DEATHS_CAPACITY + 10, &death));
	ck_assert(!deaths_get(reader, UINT64_MAX, &death));
	deaths_append(reader, &death); /* a reader cannot */
	ck_assert_uint_eq(deaths_count(writer), DEATHS_CAPACITY + 10);
	deaths_free(reader);
	deaths_free(writer);
	deaths_free(NULL);
}
END_TEST

static void damage(const char *name, off_t at)
{
	int fd = openat(scratch_fd, name, O_WRONLY);

	ck_assert_int_eq(pwrite(fd, "\xff", 1, at), 1);
	close(fd);
}

START_TEST(deaths_that_are_not_valid_are_made_new)
{
	static const off_t places[] = {0, 7, 8, 12, 16};
	struct death death = numbered(1);
	struct deaths *deaths;

	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
		ck_assert_int_eq(deaths_open(scratch_fd, true, &deaths), 0);
		deaths_append(deaths, &death);
		deaths_free(deaths);
		damage(DEATHS_FILE, places[i]);
		ck_assert_int_eq(deaths_open(scratch_fd, false, &deaths), -EBADMSG);
		ck_assert_int_eq(deaths_open(scratch_fd, true, &deaths), 0);
		ck_assert_uint_eq(deaths_count(deaths), 0);
		deaths_free(deaths);
	}
	ck_assert_int_eq(unlinkat(scratch_fd, DEATHS_FILE, 0), 0);
	scratch_write(DEATHS_FILE, "reeve-de", 8, 0600);
	ck_assert_int_eq(deaths_open(scratch_fd, false, &deaths), -EBADMSG);
	ck_assert_int_eq(mkfifoat(scratch_fd, "fifo", 0600), 0);
	ck_assert_int_eq(renameat(scratch_fd, "fifo", scratch_fd, DEATHS_FILE), 0);
	ck_assert_int_eq(deaths_open(scratch_fd, false, &deaths), -EINVAL);
	ck_assert_int_eq(deaths_open(scratch_fd, true, &deaths), 0);
	deaths_free(deaths);
	ck_assert_uint_eq(scratch_count_entries(scratch_path), 3);
}
END_TEST

START_TEST(deaths_with_an_absurd_count)
{
	struct deaths *deaths;
	struct death death;
	int fd;

	ck_assert_int_eq(deaths_open(scratch_fd, true, &deaths), 0);
	fd = openat(scratch_fd, DEATHS_FILE, O_WRONLY);
	ck_assert_int_eq(pwrite(fd, "\xff\xff\xff\xff\xff\xff\xff\xff", 8, 64), 8);
	close(fd);
	ck_assert_uint_eq(deaths_count(deaths), UINT64_MAX);
	ck_assert(!deaths_get(deaths, 5, &death));
	ck_assert(deaths_get(deaths, UINT64_MAX - 1, &death));
	deaths_append(deaths, &death);
	ck_assert_uint_eq(deaths_count(deaths), 0);
	deaths_free(deaths);
}
END_TEST

static pid_t start_appending(struct deaths *deaths)
{
	pid_t pid = fork();

	ck_assert_int_ge(pid, 0);
	if (pid != 0)
		return pid;
	for (;;) {
		struct death death = numbered(deaths_count(deaths));

		deaths_append(deaths, &death);
	}
}

START_TEST(a_killed_guardian_leaves_whole_deaths)
{
	struct deaths *writer, *reader;
	struct death death;
	uint64_t n = 0;

	srandom(3);
	ck_assert_int_eq(deaths_open(scratch_fd, true, &writer), 0);
	ck_assert_int_eq(deaths_open(scratch_fd, false, &reader), 0);
	for (int round = 0; round < 200; round++) {
		uint64_t until = deaths_count(reader) + (uint64_t)(random() % 5000) + 1;
		pid_t pid = start_appending(writer);

		for (; deaths_count(reader) < until; n = deaths_count(reader) - 1)
			if (deaths_get(reader, n, &death))
				assert_numbered(&death, n);
		ck_assert_int_eq(kill(pid, SIGKILL), 0);
		ck_assert_int_eq(scratch_wait(pid), 1000 + SIGKILL);
		for (n = deaths_count(reader); n-- > 0 && deaths_get(reader, n, &death);)
			assert_numbered(&death, n);
		n = deaths_count(reader) - 1;
	}
	deaths_free(reader);
	deaths_free(writer);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("deaths");
	TCase *tests = tcase_create("deaths");

	tcase_add_checked_fixture(tests, scratch_set_up, scratch_tear_down);
	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, deaths_are_kept_in_order);
	tcase_add_test(tests, deaths_that_are_not_valid_are_made_new);
	tcase_add_test(tests, deaths_with_an_absurd_count);
	tcase_add_test(tests, a_killed_guardian_leaves_whole_deaths);
	suite_add_tcase(suite, tests);
	return scratch_run(suite);
}
