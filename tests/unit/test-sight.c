/* SPDX-License-Identifier: MIT */
#include "config.h"

/* What is seen of the paths that a program is watched by, and what is not. */

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "scratch.h"
#include "watcher/sight.h"

static char first[2 * PATH_MAX], second[2 * PATH_MAX];
static char *paths[] = {first, second, NULL};
static char star[] = "*.o", dots[] = ".*", *ignored[] = {star, dots, NULL};
static char changed[512], complaint[512];
static struct sight *sight;

static void complain(void *data, const char *text)
{
	(void)data;
	snprintf(complaint, sizeof complaint, "%s", text);
}

static const char *at(const char *name)
{
	static char text[2][2 * PATH_MAX];
	static int next;

	next = !next;
	snprintf(text[next], sizeof text[next], "%s/%s", scratch_path, name);
	return text[next];
}

static void make(const char *name)
{
	int fd = open(at(name), O_CREAT | O_WRONLY | O_TRUNC, 0600);

	ck_assert_int_ge(fd, 0);
	close(fd);
}

static void open_sight(const char *one, const char *other)
{
	static struct sight_spec spec = {.paths = paths, .ignored = ignored, .complain = complain};

	snprintf(first, sizeof first, "%s/%s", scratch_path, one);
	snprintf(second, sizeof second, "%s/%s", scratch_path, other);
	sight = sight_new(&spec);
	ck_assert_ptr_nonnull(sight);
	ck_assert_ptr_null(sight_scan(sight));
}

static void sees(const char *name)
{
	ck_assert(sight_read(sight, changed, sizeof changed));
	ck_assert_str_eq(changed, at(name));
}

static void sees_nothing(void)
{
	ck_assert_msg(!sight_read(sight, changed, sizeof changed), "%s", changed);
}

static void set_up(void)
{
	scratch_set_up();
	complaint[0] = '\0';
}

static void tear_down(void)
{
	sight_free(sight);
	scratch_tear_down();
}

START_TEST(files_below_a_directory)
{
	mkdir(at("src"), 0700);
	mkdir(at("src/deep"), 0700);
	open_sight("src", "none");
	make("src/deep/a.c");
	sees("src/deep/a.c");
	make("src/deep/a.o");
	make("src/.hidden");
	make("elsewhere");
	sees_nothing();
	ck_assert(!sight_is_stale(sight));
	rename(at("src/deep/a.c"), at("src/b.c"));
	ck_assert(sight_read(sight, changed, sizeof changed));
	chmod(at("src/b.c"), 0400);
	sees_nothing();
}
END_TEST

/* As long as it is open it may be half written, and a log is open for ever. */
START_TEST(a_file_that_is_open_has_not_changed)
{
	int fd;

	mkdir(at("src"), 0700);
	make("src/log");
	open_sight("src", "none");
	fd = open(at("src/log"), O_WRONLY | O_APPEND);
	ck_assert_int_eq(write(fd, "x", 1), 1);
	sees_nothing();
	close(fd);
	sees("src/log");
}
END_TEST

START_TEST(a_file_that_is_replaced)
{
	make("settings");
	open_sight("settings", "none");
	for (int i = 0; i < 3; i++) {
		make("settings.new");
		sees_nothing();
		rename(at("settings.new"), at("settings"));
		sees("settings");
		sight_scan(sight);
	}
	unlink(at("settings"));
	sees("settings");
	ck_assert(sight_is_stale(sight));
	ck_assert_str_eq(sight_scan(sight), at("settings"));
}
END_TEST

START_TEST(a_path_that_is_not_there_is_waited_for)
{
	mkdir(at("src"), 0700);
	open_sight("src", "a/b/c");
	mkdir(at("a"), 0700);
	mkdir(at("a/b"), 0700);
	sees_nothing();
	ck_assert(sight_is_stale(sight));
	ck_assert_ptr_null(sight_scan(sight));
	mkdir(at("a/x"), 0700);
	sees_nothing();
	make("a/b/c");
	sees("a/b/c");
	ck_assert_str_eq(sight_scan(sight), at("a/b/c"));
	/* All of it goes with the directory above. */
	rename(at("a"), at("z"));
	sees_nothing();
	ck_assert(sight_is_stale(sight));
	ck_assert_str_eq(sight_scan(sight), at("a/b/c"));
}
END_TEST

START_TEST(a_link_is_followed_once)
{
	mkdir(at("v1"), 0700);
	mkdir(at("v2"), 0700);
	mkdir(at("other"), 0700);
	ck_assert_int_eq(symlink("v1", at("current")), 0);
	ck_assert_int_eq(symlink("../other", at("v1/aside")), 0);
	open_sight("current", "none");
	make("v1/a.c");
	sees("current/a.c");
	make("other/b.c");
	sees_nothing();
	/* As deployments do. */
	ck_assert_int_eq(symlink("v2", at("current.new")), 0);
	rename(at("current.new"), at("current"));
	sees("current");
	ck_assert(sight_is_stale(sight));
	sight_scan(sight);
	make("v2/a.c");
	sees("current/a.c");
}
END_TEST

START_TEST(more_than_the_kernel_keeps)
{
	FILE *file = fopen("/proc/sys/fs/inotify/max_queued_events", "r");
	int most = 0;

	if (!file || fscanf(file, "%d", &most) != 1 || most > 100000)
		most = 0;
	if (file)
		fclose(file);
	if (!most)
		return; /* it would take too long to have that many */
	mkdir(at("src"), 0700);
	open_sight("src", "none");
	/* Those of one kind in a row are counted as one. */
	for (int i = 0; i <= most / 2; i++)
		make(i % 2 ? "src/a" : "src/b");
	mkdir(at("src/new"), 0700);
	ck_assert(sight_read(sight, changed, sizeof changed));
	ck_assert(sight_is_stale(sight));
	sight_scan(sight);
	make("src/new/a");
	sees("src/new/a");
}
END_TEST

START_TEST(depth_is_bounded)
{
	char path[1024] = "src";

	for (int i = 0; i < SIGHT_DEPTH_MAX + 5; i++) {
		mkdir(at(path), 0700);
		strcat(path, "/d");
	}
	open_sight("src", "none");
	ck_assert_str_eq(complaint, "");
	strcat(path, "x");
	make("src/d/x");
	sees("src/d/x");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sight");
	TCase *tcase = tcase_create("sight");

	suite_add_tcase(suite, tcase);
	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, files_below_a_directory);
	tcase_add_test(tcase, a_file_that_is_open_has_not_changed);
	tcase_add_test(tcase, a_file_that_is_replaced);
	tcase_add_test(tcase, a_path_that_is_not_there_is_waited_for);
	tcase_add_test(tcase, a_link_is_followed_once);
	tcase_add_test(tcase, more_than_the_kernel_keeps);
	tcase_add_test(tcase, depth_is_bounded);
	return scratch_run(suite);
}
