/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "scratch.h"
#include "storage/counters.h"

START_TEST(counters_are_seen_by_readers)
{
	int fd = counters_create(scratch_fd, 1234, 40), reader;
	struct counters_values values;
	struct counters_cell *cell;

	ck_assert_int_ge(fd, 0);
	ck_assert_uint_eq(scratch_mode("counters.1234"), 0600);
	cell = counters_map_cell(fd, 17); /* on the second page */
	ck_assert_ptr_nonnull(cell);
	ck_assert_uint_eq((uintptr_t)cell % (uintptr_t)sysconf(_SC_PAGESIZE),
		17 * 256 % (uintptr_t)sysconf(_SC_PAGESIZE));
	atomic_store(&cell->generation, 3);
	atomic_store(&cell->runs, 100);
	atomic_store(&cell->ready, 1);
	reader = counters_open(scratch_fd, 1234);
	ck_assert_int_eq(counters_read(reader, 17, &values), 0);
	ck_assert_uint_eq(values.generation, 3);
	ck_assert_uint_eq(values.runs, 100);
	ck_assert(values.ready && !values.failed);
	ck_assert_str_eq(values.last_words, "");
	ck_assert_int_eq(counters_read(reader, 16, &values), 0);
	ck_assert_uint_eq(values.runs, 0);
	ck_assert_int_eq(counters_open(scratch_fd, 99), -ENOENT);
	close(reader);
	close(fd);
}
END_TEST

static void write_runs(int fd, unsigned slot, uint64_t runs)
{
	struct counters_cell *cell = counters_map_cell(fd, slot);

	ck_assert_ptr_nonnull(cell);
	atomic_store(&cell->runs, runs);
}

static uint64_t read_runs(int fd, unsigned slot)
{
	struct counters_values values;

	ck_assert_int_eq(counters_read(fd, slot, &values), 0);
	return values.runs;
}

START_TEST(counters_of_living_workers_are_kept)
{
	int old = counters_create(scratch_fd, 1, 4), again, grown, smaller;
	struct stat status;

	write_runs(old, 3, 77);
	again = counters_create(scratch_fd, 1, 4);
	ck_assert_uint_eq(read_runs(again, 3), 77);
	grown = counters_create(scratch_fd, 1, 100);
	ck_assert_uint_eq(read_runs(grown, 3), 77);
	ck_assert_uint_eq(read_runs(grown, 99), 0);
	ck_assert_int_eq(fstat(grown, &status), 0);
	ck_assert_int_ge(status.st_blocks * 512, 100 * 256);
	write_runs(old, 3, 78); /* a worker from before */
	ck_assert_uint_eq(read_runs(grown, 3), 78);
	smaller = counters_create(scratch_fd, 1, 2);
	ck_assert_uint_eq(read_runs(smaller, 3), 78);
	close(old);
	close(again);
	close(grown);
	close(smaller);
}
END_TEST

START_TEST(counters_take_the_place_of_what_is_not_theirs)
{
	char text[3];
	int fd;

	scratch_write("target", "abc", 3, 0600);
	ck_assert_int_eq(symlinkat("target", scratch_fd, "counters.5"), 0);
	ck_assert_int_eq(counters_open(scratch_fd, 5), -ELOOP);
	fd = counters_create(scratch_fd, 5, 1);
	ck_assert_int_ge(fd, 0);
	ck_assert_uint_eq(read_runs(fd, 0), 0);
	close(fd);
	ck_assert_uint_eq(scratch_mode("counters.5"), 0600);
	fd = openat(scratch_fd, "target", O_RDONLY);
	ck_assert_int_eq(read(fd, text, 3), 3);
	close(fd);
	ck_assert_int_eq(linkat(scratch_fd, "target", scratch_fd, "counters.6", 0), 0);
	fd = counters_create(scratch_fd, 6, 1);
	ck_assert_int_ge(fd, 0);
	close(fd);
	ck_assert_int_eq(mkdirat(scratch_fd, "counters.7", 0700), 0);
	ck_assert_int_lt(counters_create(scratch_fd, 7, 1), 0);
	ck_assert(!scratch_exists("counters.7.new"));
}
END_TEST

/* What a worker can do to the file that it holds. */
START_TEST(counters_of_a_hostile_worker)
{
	int fd = counters_create(scratch_fd, 8, 10), reader = counters_open(scratch_fd, 8);
	struct counters_cell *cell = counters_map_cell(fd, 2);
	struct counters_values values;

	memset((void *)cell, 0xff, sizeof *cell);
	ck_assert_int_eq(counters_read(reader, 2, &values), 0);
	ck_assert_uint_eq(strlen(values.last_words), sizeof values.last_words - 1);
	ck_assert_int_eq(ftruncate(fd, 2 * 256 + 100), 0);
	ck_assert_int_eq(counters_read(reader, 1, &values), 0);
	ck_assert_int_eq(counters_read(reader, 2, &values), -EBADMSG);
	ck_assert_int_eq(counters_read(reader, 9, &values), -EBADMSG);
	ck_assert_ptr_null(counters_map_cell(fd, 2));
	ck_assert_int_eq(errno, EBADMSG);
	close(fd);
	fd = counters_create(scratch_fd, 8, 10); /* the next master mends it */
	ck_assert_uint_eq(read_runs(reader, 9), 0);
	close(reader);
	close(fd);
}
END_TEST

START_TEST(counters_have_bounds)
{
	int fd = counters_create(scratch_fd, 1, 1);
	struct counters_values values;

	ck_assert_int_eq(counters_create(scratch_fd, 2, 0), -EINVAL);
	ck_assert_int_eq(counters_create(scratch_fd, 2, 65537), -EINVAL);
	ck_assert_int_eq(counters_read(fd, UINT32_MAX, &values), -EINVAL);
	ck_assert_ptr_null(counters_map_cell(fd, UINT32_MAX));
	ck_assert_ptr_null(counters_map_cell(fd, 1));
	close(fd);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("counters");
	TCase *tests = tcase_create("counters");

	tcase_add_checked_fixture(tests, scratch_set_up, scratch_tear_down);
	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, counters_are_seen_by_readers);
	tcase_add_test(tests, counters_of_living_workers_are_kept);
	tcase_add_test(tests, counters_take_the_place_of_what_is_not_theirs);
	tcase_add_test(tests, counters_of_a_hostile_worker);
	tcase_add_test(tests, counters_have_bounds);
	suite_add_tcase(suite, tests);
	return scratch_run(suite);
}
