/* SPDX-License-Identifier: MIT */
/* The file of an operator's decisions: what is written is read, and nothing else is believed. */
#include "config.h"

#include "storage/decisions.h"

#include <check.h>
#include <errno.h>

#include "scratch.h"

#define HEAD "reeve decisions 1\ncommand queue\n"

static struct decisions some(void)
{
	struct decisions decisions = {0};

	decisions_add(&decisions, DECISION_STOPPED, "mailer", 0);
	decisions_add(&decisions, DECISION_PAUSED, "web.2", 0);
	decisions_add(&decisions, DECISION_SCALED, "web", 4);
	decisions_add(&decisions, DECISION_DELETED, "old", 0);
	return decisions;
}

static void write_some(void)
{
	struct decisions decisions = some();
	struct reeve_error error;

	ck_assert_int_eq(decisions_write(scratch_fd, "queue", &decisions, &error), 0);
	decisions_done(&decisions);
}

START_TEST(decisions_are_written_and_read)
{
	static const char expected[] = HEAD "stopped mailer\npaused web.2\nscaled web 4\ndeleted old\nend\n";
	struct decisions decisions;
	struct reeve_error error;
	char text[256] = "";
	int fd;

	ck_assert_int_eq(decisions_read(scratch_fd, "queue", &decisions, &error), -ENOENT);
	write_some();
	ck_assert_uint_eq(scratch_mode(DECISIONS_FILE), 0600);
	fd = openat(scratch_fd, DECISIONS_FILE, O_RDONLY);
	ck_assert_int_eq(read(fd, text, sizeof text), (ssize_t)strlen(expected));
	ck_assert_str_eq(text, expected);
	close(fd);
	ck_assert_int_eq(decisions_read(scratch_fd, "queue", &decisions, &error), 0);
	ck_assert_uint_eq(decisions.count, 4);
	ck_assert_uint_eq(decisions_find(&decisions, DECISION_SCALED, "web")->workers, 4);
	ck_assert_ptr_nonnull(decisions_find(&decisions, DECISION_STOPPED, "mailer"));
	ck_assert_ptr_nonnull(decisions_find(&decisions, DECISION_PAUSED, "web.2"));
	ck_assert_ptr_null(decisions_find(&decisions, DECISION_PAUSED, "mailer"));
	decisions_done(&decisions);
}
END_TEST

#define LONGEST "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"

static const struct {
	const char *text;
	const char *why; /* NULL: it is right */
} texts[] = {
	{HEAD "end\n", NULL},
	{HEAD "stopped a\nstopped b.1\npaused a\nscaled a 10000\nend\n", NULL},
	{HEAD "stopped " LONGEST ".10000\nend\n", NULL},
	{HEAD "stopped " LONGEST "xxx\nend\n", "can have that name"},
	{HEAD "stopped " LONGEST ".x\nend\n", "can have that name"},
	{"", "ends in line 1"},
	{"reeve decisions 1", "ends in line 1"},
	{"reeve decisions 1\n", "ends in line 2"},
	{HEAD, "ends in line 3"},
	{HEAD "stopped a\n", "ends in line 4"},
	{HEAD "stopped a\nend", "ends in line 4"},
	{HEAD "end\n\n", "stands behind it"},
	{HEAD "\nend\n", "can be decided"},
	{HEAD "started a\nend\n", "can be decided"},
	{HEAD "stopped\nend\n", "can be decided"},
	{HEAD "stopped \nend\n", "can have that name"},
	{HEAD "stopped all\nend\n", "can have that name"},
	{HEAD "stopped a/b\nend\n", "can have that name"},
	{HEAD "stopped a 3\nend\n", "is for 'scaled'"},
	{HEAD "scaled a\nend\n", "is for 'scaled'"},
	{HEAD "scaled a 0\nend\n", "no number of workers"},
	{HEAD "scaled a 65537\nend\n", "no number of workers"},
	{HEAD "scaled a -1\nend\n", "no number of workers"},
	{HEAD "scaled a 1 2\nend\n", "no number of workers"},
	{HEAD "scaled a 1\nstopped b\nscaled a 2\nend\n", "'scaled a' stands there twice"},
	{HEAD "stopped b\nstopped b\nend\n", "'stopped b' stands there twice"},
	{"reeve decisions 2\ncommand queue\nend\n", "reads version 1"},
	{"reeve decisions 10\ncommand queue\nend\n", "reads version 1"},
	{"reeve decisions 1\ncommand other\nend\n", "not this command's"},
	{"reeve decisions 1\nqueue\nend\n", "not this command's"},
	{"{\"schema\":1}\n", "begins with that"},
};

START_TEST(decisions_are_read_as_they_are_written_and_not_otherwise)
{
	const char *text = texts[_i].text, *why = texts[_i].why;
	struct decisions decisions;
	struct reeve_error error = {0};
	int result = decisions_parse(text, strlen(text), "queue", &decisions, &error);

	ck_assert_int_eq(result, why ? -1 : 0);
	if (why)
		ck_assert_msg(strstr(error.text, why), "'%s' lacks '%s'", error.text, why);
	decisions_done(&decisions);
}
END_TEST

START_TEST(decisions_are_not_read_from_other_things)
{
	struct decisions decisions;
	struct reeve_error error;

	write_some();
	ck_assert_int_eq(fchmodat(scratch_fd, DECISIONS_FILE, 0620, 0), 0);
	ck_assert_int_eq(decisions_read(scratch_fd, "queue", &decisions, &error), -1);
	ck_assert_int_eq(error.code, REEVE_EXIT_REFUSED);
	ck_assert_int_eq(renameat(scratch_fd, DECISIONS_FILE, scratch_fd, "target"), 0);
	ck_assert_int_eq(fchmodat(scratch_fd, "target", 0600, 0), 0);
	ck_assert_int_eq(symlinkat("target", scratch_fd, DECISIONS_FILE), 0);
	ck_assert_int_eq(decisions_read(scratch_fd, "queue", &decisions, &error), -1);
	ck_assert_int_eq(error.code, REEVE_EXIT_REFUSED);
	ck_assert_ptr_nonnull(strstr(error.text, "is a symbolic link"));
	/* It is replaced, and what it points at stays as it was. */
	decisions = (struct decisions){0};
	ck_assert_int_eq(decisions_write(scratch_fd, "queue", &decisions, &error), 0);
	ck_assert_int_eq(decisions_read(scratch_fd, "queue", &decisions, &error), 0);
	ck_assert_uint_eq(decisions.count, 0);
	ck_assert_int_eq(renameat(scratch_fd, "target", scratch_fd, DECISIONS_FILE), 0);
	ck_assert_int_eq(decisions_read(scratch_fd, "queue", &decisions, &error), 0);
	ck_assert_uint_eq(decisions.count, 4);
	decisions_done(&decisions);
}
END_TEST

START_TEST(decisions_clear_away_what_a_killed_save_has_begun)
{
	scratch_write(DECISIONS_FILE ".new.1", "half", 4, 0600);
	write_some();
	ck_assert(!scratch_exists(DECISIONS_FILE ".new.1"));
	ck_assert_uint_eq(scratch_count_entries(scratch_path), 3);
}
END_TEST

static int fill_the_disk(void)
{
	struct decisions decisions = some(), many = {0};
	struct reeve_error error;
	char name[32];
	int dirfd;

	CHECK_OR_RETURN(scratch_mount(scratch_path, "size=64k", 0) == 0);
	dirfd = open(scratch_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	CHECK_OR_RETURN(decisions_write(dirfd, "queue", &decisions, &error) == 0);
	decisions_done(&decisions);
	for (unsigned i = 0; i < 5000; i++) {
		snprintf(name, sizeof name, "program.%u", i);
		decisions_add(&many, DECISION_STOPPED, name, 0);
	}
	CHECK_OR_RETURN(decisions_write(dirfd, "queue", &many, &error) == -1);
	decisions_done(&many);
	CHECK_OR_RETURN(strstr(error.text, "No space left on device"));
	CHECK_OR_RETURN(decisions_read(dirfd, "queue", &decisions, &error) == 0);
	CHECK_OR_RETURN(decisions.count == 4);
	decisions_done(&decisions);
	CHECK_OR_RETURN(scratch_count_entries(scratch_path) == 3);
	return 0;
}

START_TEST(decisions_on_a_full_disk_stay_as_they_were)
{
	ck_assert_int_eq(scratch_in_child(fill_the_disk), 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("decisions");
	TCase *tests = tcase_create("decisions");

	tcase_add_checked_fixture(tests, scratch_set_up, scratch_tear_down);
	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, decisions_are_written_and_read);
	tcase_add_loop_test(tests, decisions_are_read_as_they_are_written_and_not_otherwise, 0,
		sizeof texts / sizeof texts[0]);
	tcase_add_test(tests, decisions_are_not_read_from_other_things);
	tcase_add_test(tests, decisions_clear_away_what_a_killed_save_has_begun);
	if (scratch_can_mount())
		tcase_add_test(tests, decisions_on_a_full_disk_stay_as_they_were);
	suite_add_tcase(suite, tests);
	return scratch_run(suite);
}
