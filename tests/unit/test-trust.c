/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <check.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/trust.h"
#include "scratch.h"

static struct reeve_error error;

static void set_up(void)
{
	scratch_set_up();
	ck_assert_int_eq(chmod(scratch_path, 0755), 0);
	error = (struct reeve_error){0};
}

static char *in_place(const char *name)
{
	char *path;

	ck_assert_int_ge(asprintf(&path, "%s/%s", scratch_path, name), 0);
	return path;
}

static void put_file(const char *name, mode_t mode)
{
	char *path = in_place(name);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, "text", 4), 4);
	ck_assert_int_eq(fchmod(fd, mode), 0);
	close(fd);
	free(path);
}

static void put_directory(const char *name, mode_t mode)
{
	char *path = in_place(name);

	ck_assert_int_eq(mkdir(path, 0700), 0);
	ck_assert_int_eq(chmod(path, mode), 0);
	free(path);
}

static bool opens(const char *name, uid_t owner)
{
	char *path = in_place(name);
	int fd = trust_open(AT_FDCWD, path, owner, REEVE_EXIT_TEMPLATE, &error);
	char text[5] = "";

	free(path);
	if (fd < 0)
		return false;
	ck_assert_int_eq(fcntl(fd, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
	ck_assert_int_eq(read(fd, text, 4), 4);
	ck_assert_str_eq(text, "text");
	close(fd);
	return true;
}

static void check_refused(const char *name, int code, const char *part)
{
	ck_assert_msg(!opens(name, (uid_t)-1), "'%s' was opened", name);
	ck_assert_int_eq(error.code, code);
	ck_assert_msg(strstr(error.text, part), "'%s'", error.text);
}

START_TEST(trust_takes_private_files)
{
	put_file("file", 0644);
	ck_assert_msg(opens("file", (uid_t)-1), "%s", error.text);
	put_directory("sticky", 01777);
	put_file("sticky/file", 0600);
	ck_assert_msg(opens("sticky/file", (uid_t)-1), "%s", error.text);
}
END_TEST

START_TEST(trust_refuses_what_others_write)
{
	put_file("world", 0666);
	check_refused("world", REEVE_EXIT_REFUSED, "/world' can be written by others (mode 0666)");
	put_directory("open", 0777);
	put_file("open/file", 0600);
	check_refused(
		"open/file", REEVE_EXIT_REFUSED, "/open' can be written by others (mode 0777)");
	put_directory("open/deep", 0700);
	put_file("open/deep/file", 0600);
	check_refused("open/deep/file", REEVE_EXIT_REFUSED, "/open' can be written by others");
}
END_TEST

START_TEST(trust_resolves_links_first)
{
	char *link = in_place("link");

	put_directory("open", 0777);
	put_file("open/file", 0600);
	ck_assert_int_eq(symlink("open/file", link), 0);
	check_refused("link", REEVE_EXIT_REFUSED, "/open' can be written by others");
	ck_assert_int_eq(unlink(link), 0);
	put_file("file", 0600);
	ck_assert_int_eq(symlink("file", link), 0);
	ck_assert_msg(opens("link", (uid_t)-1), "%s", error.text);
	free(link);
}
END_TEST

/* What has no path any more must not be taken for what stands where it stood. */
START_TEST(trust_checks_what_is_open)
{
	char *gone = in_place("gone");
	char link[64];
	int fd;

	put_file("gone", 0600);
	fd = open(gone, O_RDONLY | O_CLOEXEC);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(unlink(gone), 0);
	put_file("gone (deleted)", 0600);
	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	ck_assert_int_eq(trust_open(AT_FDCWD, link, (uid_t)-1, REEVE_EXIT_TEMPLATE, &error), -1);
	ck_assert_int_eq(error.code, REEVE_EXIT_REFUSED);
	ck_assert_ptr_nonnull(strstr(error.text, "changed while it was being checked"));
	close(fd);
	free(gone);
}
END_TEST

START_TEST(trust_opens_regular_files_only)
{
	char *fifo = in_place("fifo");

	ck_assert_int_eq(mkfifo(fifo, 0600), 0);
	check_refused("fifo", REEVE_EXIT_TEMPLATE, "is not a regular file");
	check_refused("", REEVE_EXIT_TEMPLATE, "is a directory");
	check_refused("missing", REEVE_EXIT_TEMPLATE, "No such file or directory");
	check_refused("miss\x1bing", REEVE_EXIT_TEMPLATE, "miss\\x1bing");
	ck_assert_int_eq(trust_open(AT_FDCWD, "/dev/null", (uid_t)-1, 7, &error), -1);
	ck_assert_int_eq(error.code, 7);
	free(fifo);
}
END_TEST

START_TEST(trust_knows_owners_and_groups)
{
	char *path = in_place("file");

	if (geteuid() != 0) { /* only root can give files away */
		free(path);
		return;
	}
	put_file("file", 0600);
	ck_assert_int_eq(chown(path, 12345, 12345), 0);
	check_refused("file", REEVE_EXIT_REFUSED, "/file' belongs to user 12345");
	ck_assert_msg(opens("file", 12345), "%s", error.text);
	ck_assert_int_eq(chmod(path, 0660), 0); /* a group without a name is not private */
	ck_assert(!opens("file", 12345));
	ck_assert_ptr_nonnull(strstr(error.text, "can be written by group 12345"));
	ck_assert_int_eq(chown(path, 0, 0), 0);
	ck_assert_msg(opens("file", (uid_t)-1), "%s", error.text);
	ck_assert_int_eq(chown(path, 0, 2), 0);
	check_refused("file", REEVE_EXIT_REFUSED, "can be written by group 2 (mode 0660)");
	/* "bin" is a user with a group of the same name and number and no other members. */
	ck_assert_int_eq(chown(path, 2, 2), 0);
	ck_assert_msg(opens("file", 2), "%s", error.text);
	/* A sticky directory of a stranger is no better than any other: its owner renames in it. */
	put_directory("sticky", 01777);
	put_file("sticky/file", 0600);
	free(path);
	path = in_place("sticky");
	ck_assert_int_eq(chown(path, 12345, 0), 0);
	check_refused("sticky/file", REEVE_EXIT_REFUSED, "/sticky' belongs to user 12345");
	free(path);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("trust");
	TCase *tests = tcase_create("trust");

	tcase_add_checked_fixture(tests, set_up, scratch_tear_down);
	tcase_add_test(tests, trust_takes_private_files);
	tcase_add_test(tests, trust_refuses_what_others_write);
	tcase_add_test(tests, trust_resolves_links_first);
	tcase_add_test(tests, trust_checks_what_is_open);
	tcase_add_test(tests, trust_opens_regular_files_only);
	tcase_add_test(tests, trust_knows_owners_and_groups);
	suite_add_tcase(suite, tests);
	return scratch_run(suite);
}
