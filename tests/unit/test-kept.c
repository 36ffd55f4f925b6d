/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <check.h>
#include <errno.h>
#include <unistd.h>

#include "scratch.h"
#include "storage/kept.h"

static char bytes[70000];

static int open_kept(void)
{
	int keptfd = kept_open(scratch_fd, geteuid());

	ck_assert_int_ge(keptfd, 0);
	return keptfd;
}

static void make_name(char name[32])
{
	snprintf(name, 32, "kept.%u", (unsigned)geteuid());
}

START_TEST(values_come_back)
{
	unsigned before = scratch_count_fds();
	int keptfd = open_kept();
	mode_t mask = umask(0777);
	char name[32], back[16];

	make_name(name);
	ck_assert_int_eq(scratch_mode(name), 0700);
	ck_assert_int_eq(kept_read(keptfd, "a", back, sizeof back), -ENOENT);
	ck_assert_int_eq(kept_write(keptfd, "a", "a@1", "first", 5), 0);
	ck_assert_int_eq(kept_write(keptfd, "b", "b@1", "", 0), 0);
	/* Part of it where there is no more room, and how long it is. */
	ck_assert_int_eq(kept_read(keptfd, "a", back, 2), 5);
	ck_assert_mem_eq(back, "fi", 2);
	ck_assert_int_eq(kept_read(keptfd, "b", back, sizeof back), 0);
	ck_assert_int_eq(kept_write(keptfd, "a", "a@1", "2nd", 3), 0);
	close(keptfd);
	/* For another process, too. */
	keptfd = open_kept();
	umask(mask);
	ck_assert_int_eq(kept_read(keptfd, "a", back, sizeof back), 3);
	ck_assert_mem_eq(back, "2nd", 3);
	ck_assert_int_eq(kept_remove(keptfd, "a"), 0);
	ck_assert_int_eq(kept_remove(keptfd, "a"), 0);
	ck_assert_int_eq(kept_read(keptfd, "a", back, sizeof back), -ENOENT);
	close(keptfd);
	ck_assert_uint_eq(scratch_count_fds(), before);
}
END_TEST

/* What a predecessor was killed in the middle of is in the way of nobody. */
START_TEST(a_temporary_that_was_left_is_replaced)
{
	int keptfd = open_kept();
	char back[8];

	ck_assert_int_eq(kept_write(keptfd, "a@1", "x", bytes, sizeof bytes), 0);
	ck_assert_int_eq(kept_write(keptfd, "a", "a@1", "new", 3), 0);
	ck_assert_int_eq(kept_read(keptfd, "a", back, sizeof back), 3);
	ck_assert_int_eq(kept_read(keptfd, "a@1", back, sizeof back), -ENOENT);
	close(keptfd);
}
END_TEST

START_TEST(links_are_not_followed)
{
	int keptfd = open_kept();
	char name[32], back[8];

	scratch_write("outside", "secret", 6, 0600);
	ck_assert_int_eq(symlinkat("../outside", keptfd, "a"), 0);
	ck_assert_int_eq(symlinkat("../outside", keptfd, "a@1"), 0);
	ck_assert_int_eq(kept_read(keptfd, "a", back, sizeof back), -ELOOP);
	ck_assert_int_eq(kept_write(keptfd, "a", "a@1", "new", 3), -ELOOP);
	close(keptfd);
	make_name(name);
	scratch_remove(scratch_fd, name);
	ck_assert_int_eq(mkdirat(scratch_fd, "elsewhere", 0700), 0);
	ck_assert_int_eq(symlinkat("elsewhere", scratch_fd, name), 0);
	ck_assert_int_lt(kept_open(scratch_fd, geteuid()), 0);
	ck_assert(scratch_exists("outside"));
}
END_TEST

START_TEST(all_of_it_can_be_removed)
{
	int keptfd = open_kept(), other;
	char name[32];

	make_name(name);
	ck_assert_int_eq(mkdirat(scratch_fd, "kept.4711", 0700), 0);
	other = openat(scratch_fd, "kept.4711", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	ck_assert_int_eq(kept_write(other, "a", "a@1", "x", 1), 0);
	ck_assert_int_eq(kept_write(keptfd, "a", "a@1", "x", 1), 0);
	scratch_write("kept.file", "x", 1, 0600);
	kept_clear(keptfd);
	ck_assert_int_eq(kept_read(keptfd, "a", bytes, 1), -ENOENT);
	ck_assert(scratch_exists(name));
	kept_sweep(scratch_fd);
	ck_assert(!scratch_exists(name));
	ck_assert(!scratch_exists("kept.4711"));
	ck_assert(scratch_exists("kept.file"));
	/* Who still has it is told so. */
	ck_assert_int_eq(kept_write(keptfd, "a", "a@1", "x", 1), -ENOENT);
	close(keptfd);
	close(other);
}
END_TEST

START_TEST(a_directory_is_its_user_s)
{
	struct stat status;
	int keptfd = kept_open(scratch_fd, 4711);

	ck_assert_int_ge(keptfd, 0);
	ck_assert_int_eq(fstat(keptfd, &status), 0);
	ck_assert_uint_eq(status.st_uid, 4711);
	ck_assert_uint_eq(status.st_mode & 07777, 0700);
	close(keptfd);
	/* One of somebody else's in its place is not believed. */
	ck_assert_int_eq(fchownat(scratch_fd, "kept.4711", 4712, 0, 0), 0);
	ck_assert_int_eq(kept_open(scratch_fd, 4711), -EPERM);
}
END_TEST

static int fill(void)
{
	char back[8];
	int keptfd;

	CHECK_OR_RETURN(scratch_mount(scratch_path, "size=64k", 0) == 0);
	scratch_fd = open(scratch_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	keptfd = kept_open(scratch_fd, geteuid());
	CHECK_OR_RETURN(keptfd >= 0);
	CHECK_OR_RETURN(kept_write(keptfd, "a", "a@1", "old", 3) == 0);
	CHECK_OR_RETURN(kept_write(keptfd, "a", "a@1", bytes, sizeof bytes) == -ENOSPC);
	CHECK_OR_RETURN(kept_read(keptfd, "a", back, sizeof back) == 3);
	CHECK_OR_RETURN(memcmp(back, "old", 3) == 0);
	/* What was begun takes no room any more. */
	CHECK_OR_RETURN(faccessat(keptfd, "a@1", F_OK, 0) < 0);
	return 0;
}

START_TEST(a_full_disk_leaves_the_old_value)
{
	ck_assert_int_eq(scratch_in_child(fill), 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("kept");
	TCase *tests = tcase_create("kept");

	tcase_add_checked_fixture(tests, scratch_set_up, scratch_tear_down);
	tcase_add_test(tests, values_come_back);
	tcase_add_test(tests, a_temporary_that_was_left_is_replaced);
	tcase_add_test(tests, links_are_not_followed);
	tcase_add_test(tests, all_of_it_can_be_removed);
	if (geteuid() == 0)
		tcase_add_test(tests, a_directory_is_its_user_s);
	if (scratch_can_mount())
		tcase_add_test(tests, a_full_disk_leaves_the_old_value);
	suite_add_tcase(suite, tests);
	return scratch_run(suite);
}
