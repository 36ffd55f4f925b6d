/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <unistd.h>

#include "scratch.h"
#include "storage/runfile.h"

START_TEST(runfile_of_another_user_is_not_believed)
{
	int fd;

	scratch_write("file", "x", 1, 0600);
	ck_assert_int_eq(fchownat(scratch_fd, "file", 12345, 12345, 0), 0);
	ck_assert_int_eq(runfile_open(scratch_fd, "file", O_RDONLY, 10, NULL), -EPERM);
	ck_assert_int_eq(fchownat(scratch_fd, "file", 0, 0, 0), 0);
	fd = runfile_open(scratch_fd, "file", O_RDONLY, 10, NULL);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(fcntl(fd, F_GETFD), FD_CLOEXEC);
	close(fd);
	ck_assert_int_eq(runfile_open(scratch_fd, "file", O_RDONLY, 0, NULL), -EFBIG);
}
END_TEST

START_TEST(runfile_is_made_whole_or_not_at_all)
{
	mode_t before = umask(0777);
	int fd = runfile_create(scratch_fd, "file", 100000);
	struct stat status;

	umask(before);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(fstat(fd, &status), 0);
	ck_assert_int_eq(status.st_size, 100000);
	ck_assert_int_ge(status.st_blocks * 512, 100000);
	ck_assert_uint_eq(status.st_mode & 07777, 0600);
	close(fd);
	/* With 32 bits no size is too large for a file. */
	if (SIZE_MAX > UINT32_MAX) {
		ck_assert_int_eq(runfile_create(scratch_fd, "huge", SIZE_MAX), -EFBIG);
		ck_assert(!scratch_exists("huge"));
		ck_assert_int_lt(runfile_create(scratch_fd, "huge", (size_t)INT64_MAX), 0);
		ck_assert(!scratch_exists("huge"));
	}
}
END_TEST

START_TEST(runfile_that_was_reserved_keeps_its_blocks)
{
	int fd = runfile_reserve(scratch_fd, "file", 100000), again;
	struct stat status, same;

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(pwrite(fd, "x", 1, 0), 1);
	ck_assert_int_eq(fstat(fd, &status), 0);
	again = runfile_reserve(scratch_fd, "file", 50000);
	ck_assert_int_ge(again, 0);
	ck_assert_int_eq(fstat(again, &same), 0);
	ck_assert_uint_eq(same.st_ino, status.st_ino);
	ck_assert_int_eq(same.st_size, 50000);
	close(again);
	again = runfile_reserve(scratch_fd, "file", 200000);
	ck_assert_int_ge(again, 0);
	ck_assert_int_eq(fstat(again, &same), 0);
	ck_assert_uint_eq(same.st_ino, status.st_ino);
	ck_assert_int_ge(same.st_blocks * 512, 200000);
	close(again);
	/* What is not to be believed is nobody's reservation. */
	ck_assert_int_eq(fchmodat(scratch_fd, "file", 0666, 0), 0);
	again = runfile_reserve(scratch_fd, "file", 100);
	ck_assert_int_ge(again, 0);
	ck_assert_int_eq(fstat(again, &same), 0);
	ck_assert_uint_ne(same.st_ino, status.st_ino);
	close(again);
	close(fd);
	if (SIZE_MAX > UINT32_MAX) {
		ck_assert_int_eq(runfile_reserve(scratch_fd, "file", SIZE_MAX), -EFBIG);
		ck_assert_int_lt(runfile_reserve(scratch_fd, "file", (size_t)INT64_MAX), 0);
		ck_assert(!scratch_exists("file"));
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("runfile");
	TCase *tests = tcase_create("runfile");

	tcase_add_checked_fixture(tests, scratch_set_up, scratch_tear_down);
	tcase_set_timeout(tests, 60);
	if (geteuid() == 0)
		tcase_add_test(tests, runfile_of_another_user_is_not_believed);
	tcase_add_test(tests, runfile_is_made_whole_or_not_at_all);
	tcase_add_test(tests, runfile_that_was_reserved_keeps_its_blocks);
	suite_add_tcase(suite, tests);
	return scratch_run(suite);
}
