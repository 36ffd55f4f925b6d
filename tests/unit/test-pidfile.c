/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "scratch.h"
#include "storage/pidfile.h"

START_TEST(pidfile_is_written_and_read)
{
	pid_t pid = 0;
	mode_t umask_before = umask(0777);

	ck_assert_int_eq(pidfile_write(scratch_fd, "pid", 4194303), 0);
	umask(umask_before);
	ck_assert_uint_eq(scratch_mode("pid"), 0644);
	ck_assert_int_eq(pidfile_read(scratch_fd, "pid", &pid), 0);
	ck_assert_int_eq(pid, 4194303);
	ck_assert_int_eq(pidfile_write(scratch_fd, "pid", 1), 0);
	ck_assert_int_eq(pidfile_read(scratch_fd, "pid", &pid), 0);
	ck_assert_int_eq(pid, 1);
	ck_assert_int_eq(pidfile_read(scratch_fd, "other", &pid), -ENOENT);
	ck_assert_uint_eq(scratch_count_entries(scratch_path), 3);
}
END_TEST

static const struct {
	const char *text;
	size_t length; /* 0: strlen() */
	pid_t pid;     /* 0: refused */
} pid_texts[] = {
	{"1\n", 0, 1},
	{"1", 0, 1},
	{"9999999\n", 0, 9999999},
	{"1234567", 0, 1234567},
	{"", 0, 0},
	{"\n", 0, 0},
	{"abc", 0, 0},
	{"0", 0, 0},
	{"0\n", 0, 0},
	{"012\n", 0, 0},
	{"-1", 0, 0},
	{"+1", 0, 0},
	{" 1", 0, 0},
	{"1 ", 0, 0},
	{"12345678", 0, 0},
	{"12345678\n", 0, 0},
	{"1073741824\n", 0, 0},
	{"4294967297", 0, 0},
	{"0x10", 0, 0},
	{"12 34", 0, 0},
	{"12x", 0, 0},
	{"12\r\n", 0, 0},
	{"12\n\n", 0, 0},
	{"12\n3", 0, 0},
	{"12\0", 3, 0},
	{"\0", 1, 0},
	{"\0"
	 "12",
		3, 0},
};

START_TEST(pidfile_reads_one_number_and_nothing_else)
{
	const char *text = pid_texts[_i].text;
	size_t length = pid_texts[_i].length ? pid_texts[_i].length : strlen(text);
	pid_t pid = -7;

	scratch_write("pid", text, length, 0644);
	ck_assert_int_eq(pidfile_read(scratch_fd, "pid", &pid), pid_texts[_i].pid ? 0 : -EINVAL);
	ck_assert_int_eq(pid, pid_texts[_i].pid ? pid_texts[_i].pid : -7);
}
END_TEST

START_TEST(pidfile_is_not_read_from_other_things)
{
	static char digits[1 << 20];
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	pid_t pid;
	int fd;

	memset(digits, '1', sizeof digits);
	scratch_write("long", digits, sizeof digits, 0644);
	ck_assert_int_eq(pidfile_read(scratch_fd, "long", &pid), -EINVAL);
	scratch_write("pid", "12\n", 3, 0646);
	ck_assert_int_eq(pidfile_read(scratch_fd, "pid", &pid), -EPERM);
	scratch_write("pid", "12\n", 3, 0664);
	ck_assert_int_eq(pidfile_read(scratch_fd, "pid", &pid), -EPERM);
	scratch_write("pid", "12\n", 3, 0644);
	ck_assert_int_eq(symlinkat("pid", scratch_fd, "link"), 0);
	ck_assert_int_eq(pidfile_read(scratch_fd, "link", &pid), -ELOOP);
	ck_assert_int_eq(linkat(scratch_fd, "pid", scratch_fd, "second", 0), 0);
	ck_assert_int_eq(pidfile_read(scratch_fd, "pid", &pid), -EMLINK);
	ck_assert_int_eq(mkfifoat(scratch_fd, "fifo", 0644), 0);
	ck_assert_int_eq(pidfile_read(scratch_fd, "fifo", &pid), -EINVAL);
	ck_assert_int_eq(mkdirat(scratch_fd, "directory", 0755), 0);
	ck_assert_int_eq(pidfile_read(scratch_fd, "directory", &pid), -EINVAL);
	fd = socket(AF_UNIX, SOCK_STREAM, 0);
	snprintf(address.sun_path, sizeof address.sun_path, "/proc/self/fd/%d/socket", scratch_fd);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
	ck_assert_int_eq(pidfile_read(scratch_fd, "socket", &pid), -EINVAL);
	close(fd);
}
END_TEST

START_TEST(pidfile_is_only_removed_if_it_is_ours)
{
	ck_assert_int_eq(pidfile_remove(scratch_fd, "pid", 12), 0);
	ck_assert_int_eq(pidfile_write(scratch_fd, "pid", 13), 0);
	ck_assert_int_eq(pidfile_remove(scratch_fd, "pid", 12), 0);
	ck_assert(scratch_exists("pid"));
	ck_assert_int_eq(pidfile_remove(scratch_fd, "pid", 13), 0);
	ck_assert(!scratch_exists("pid"));
	scratch_write("pid", "garbage", 7, 0644);
	ck_assert_int_eq(pidfile_remove(scratch_fd, "pid", 13), -EINVAL);
	ck_assert(scratch_exists("pid"));
}
END_TEST

START_TEST(pidfile_takes_the_place_of_a_link_and_not_of_its_target)
{
	char text[3];
	int fd;

	scratch_write("target", "abc", 3, 0600);
	ck_assert_int_eq(symlinkat("target", scratch_fd, "pid"), 0);
	ck_assert_int_eq(pidfile_remove(scratch_fd, "pid", 13), -ELOOP);
	ck_assert_int_eq(pidfile_write(scratch_fd, "pid", 13), 0);
	fd = openat(scratch_fd, "target", O_RDONLY);
	ck_assert_int_eq(read(fd, text, 3), 3);
	ck_assert_mem_eq(text, "abc", 3);
	close(fd);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("pidfile");
	TCase *tests = tcase_create("pidfile");

	tcase_add_checked_fixture(tests, scratch_set_up, scratch_tear_down);
	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, pidfile_is_written_and_read);
	tcase_add_loop_test(tests, pidfile_reads_one_number_and_nothing_else, 0,
		sizeof pid_texts / sizeof pid_texts[0]);
	tcase_add_test(tests, pidfile_is_not_read_from_other_things);
	tcase_add_test(tests, pidfile_is_only_removed_if_it_is_ours);
	tcase_add_test(tests, pidfile_takes_the_place_of_a_link_and_not_of_its_target);
	suite_add_tcase(suite, tests);
	return scratch_run(suite);
}
