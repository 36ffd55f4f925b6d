/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "process/cgroup.h"
#include "process/cgroup_find.h"
#include "scratch.h"

static const struct {
	const char *text;
	int result;
	const char *path;
} own[] = {
	{"0::/\n", 0, "/"},
	{"0::/system.slice/queue.service\n", 0, "/system.slice/queue.service"},
	{"9:name=systemd:/a\n4:memory:/b\n0::/c d\\x\n", 0, "/c d\\x"},
	{"0::/no newline", 0, "/no newline"},
	{"0::/..a\n", 0, "/..a"},
	{"", -ENOENT, NULL},
	{"\n\n", -ENOENT, NULL},
	{"4:memory:/b\n", -ENOENT, NULL},
	{"10::/b\n", -ENOENT, NULL},
	{"0::/../x\n", -ENOENT, NULL},
	{"0::/..\n", -ENOENT, NULL},
	{"0::\n", -EINVAL, NULL},
	{"0::relative\n", -EINVAL, NULL},
};

START_TEST(our_cgroup_is_read)
{
	char path[PATH_MAX];

	ck_assert_int_eq(cgroup_parse_own(own[_i].text, path), own[_i].result);
	if (own[_i].path)
		ck_assert_str_eq(path, own[_i].path);
}
END_TEST

#define V1 "30 25 0:26 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu\n"
#define ROOT "31 25 0:27 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate\n"
#define HYBRID "32 25 0:27 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n"
#define PART "33 25 0:27 /a /mnt/part rw - cgroup2 none rw\n"
#define TOP "34 25 0:27 / / rw - cgroup2 none rw\n"
#define BLANK "35 25 0:27 / /mnt/a\\040b\\134\\011c rw - cgroup2 none rw\n"
#define OTHER "36 25 0:28 / /mnt/cgroup2 rw - ext4 cgroup2 rw\n"

static const struct {
	const char *text, *path;
	unsigned n;
	const char *place;
} mounts[] = {
	{ROOT, "/", 0, "/sys/fs/cgroup/"},
	{ROOT, "/a/b", 0, "/sys/fs/cgroup/a/b"},
	{V1 HYBRID, "/a", 0, "/sys/fs/cgroup/unified/a"},
	{ROOT HYBRID, "/a", 0, "/sys/fs/cgroup/a"},
	{ROOT HYBRID, "/a", 1, "/sys/fs/cgroup/unified/a"},
	{ROOT HYBRID, "/a", 2, NULL},
	{PART, "/a/b", 0, "/mnt/part/b"},
	{PART, "/a", 0, "/mnt/part"},
	{PART, "/ab", 0, NULL},
	{PART, "/", 0, NULL},
	{TOP, "/", 0, "/"},
	{TOP, "/a", 0, "/a"},
	{BLANK, "/x y", 0, "/mnt/a b\\\tc/x y"},
	{OTHER V1, "/", 0, NULL},
	{"", "/", 0, NULL},
	{"\n\n \n  \n", "/", 0, NULL},
	{"31 25 0:27 / /x rw - cgroup2", "/", 0, NULL},
	{"31 25 0:27 / /x rw - cgroup2 ", "/", 0, "/x/"},
	{"31 25 0:27 / /x", "/", 0, NULL},
	{"31 25 0:27 / /x - cgroup2 a b\n", "/", 0, NULL},
	{"31 25 0:27 / x rw - cgroup2 a b\n", "/", 0, NULL},
	{"31 25 0:27  /x rw - cgroup2 a b\n", "/a", 0, NULL},
	{"31 25 0:27 / /x\\04 rw - cgroup2 a b\n", "/", 0, "/x\\04/"},
	{"31 25 0:27 / /x\\0", "/", 0, NULL},
};

START_TEST(its_place_is_found)
{
	char place[PATH_MAX];
	int result = cgroup_parse_mounts(mounts[_i].text, mounts[_i].path, mounts[_i].n, place);

	ck_assert_int_eq(result, mounts[_i].place ? 0 : -ENOENT);
	if (mounts[_i].place)
		ck_assert_str_eq(place, mounts[_i].place);
}
END_TEST

/* On the heap, in just that many bytes: a step too far is seen by a sanitizer. */
static char *made_of(const char *begin, char c, size_t count, const char *end)
{
	size_t first = strlen(begin), last = strlen(end);
	char *text = malloc(first + count + last + 1);

	ck_assert_ptr_nonnull(text);
	memcpy(text, begin, first);
	memset(text + first, c, count);
	memcpy(text + first + count, end, last + 1);
	return text;
}

START_TEST(what_is_too_long_is_refused)
{
	char path[PATH_MAX];
	char *text = made_of("0::/", 'x', PATH_MAX - 2, "\n");
	char *far = made_of("/", 'y', PATH_MAX - 10, "");

	ck_assert_int_eq(cgroup_parse_own(text, path), 0);
	ck_assert_uint_eq(strlen(path), PATH_MAX - 1);
	free(text);
	text = made_of("0::/", 'x', PATH_MAX - 1, "\n");
	ck_assert_int_eq(cgroup_parse_own(text, path), -EINVAL);
	free(text);
	text = made_of("1 2 3 / /", 'x', PATH_MAX, " rw - cgroup2 a b\n");
	ck_assert_int_eq(cgroup_parse_mounts(text, "/", 0, path), -ENOENT);
	free(text);
	text = made_of("1 2 3 /", 'x', 5 * PATH_MAX, " /m rw - cgroup2 a b\n" ROOT);
	ck_assert_int_eq(cgroup_parse_mounts(text, "/a", 0, path), 0);
	ck_assert_str_eq(path, "/sys/fs/cgroup/a");
	free(text);
	ck_assert_int_eq(cgroup_parse_mounts(ROOT, far, 0, path), -ENOENT);
	free(far);
}
END_TEST

static void record(const char *text)
{
	scratch_write(CGROUP_FILE, text, strlen(text), 0600);
}

START_TEST(a_record_that_names_none_holds_nobody)
{
	char *text = made_of("/", 'x', 2 * (size_t)PATH_MAX, "");

	ck_assert(!cgroup_holds_any(scratch_fd));
	record("");
	ck_assert(!cgroup_holds_any(scratch_fd));
	record("relative");
	ck_assert(!cgroup_holds_any(scratch_fd));
	record("/nowhere/at/all");
	ck_assert(!cgroup_holds_any(scratch_fd));
	record("/etc/passwd");
	ck_assert(!cgroup_holds_any(scratch_fd));
	record("/proc");
	ck_assert(!cgroup_holds_any(scratch_fd));
	record(text);
	ck_assert(!cgroup_holds_any(scratch_fd));
	free(text);
	unlinkat(scratch_fd, CGROUP_FILE, 0);
	ck_assert_int_eq(mkdirat(scratch_fd, CGROUP_FILE, 0700), 0);
	ck_assert(!cgroup_holds_any(scratch_fd));
}
END_TEST

START_TEST(one_that_cannot_be_looked_into_may_hold_somebody)
{
	struct rlimit limit, none = {0};

	record("/proc");
	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
	none.rlim_max = limit.rlim_max;
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &none), 0);
	ck_assert(cgroup_holds_any(scratch_fd));
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("cgroup");
	TCase *tests = tcase_create("cgroup"), *records = tcase_create("records");

	tcase_add_loop_test(tests, our_cgroup_is_read, 0, (int)(sizeof own / sizeof own[0]));
	tcase_add_loop_test(tests, its_place_is_found, 0, (int)(sizeof mounts / sizeof mounts[0]));
	tcase_add_test(tests, what_is_too_long_is_refused);
	suite_add_tcase(suite, tests);
	tcase_add_checked_fixture(records, scratch_set_up, scratch_tear_down);
	tcase_add_test(records, a_record_that_names_none_holds_nobody);
	tcase_add_test(records, one_that_cannot_be_looked_into_may_hold_somebody);
	suite_add_tcase(suite, records);
	return scratch_run(suite);
}
