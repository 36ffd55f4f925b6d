/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <check.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <unistd.h>

#include "usual-rundir.h"

/* What needs several users or a mount: root alone can run it. */

#define STRANGER 12345

static void give(const char *name, uid_t uid, gid_t gid)
{
	ck_assert_int_eq(fchownat(scratch_fd, name, uid, gid, AT_SYMLINK_NOFOLLOW), 0);
}

static int become(uid_t uid)
{
	if (setgroups(0, NULL) < 0 || setresgid(uid, uid, uid) < 0 || setresuid(uid, uid, uid) < 0)
		return -1;
	return 0;
}

START_TEST(what_belongs_to_a_stranger_is_refused)
{
	make("run", 0755);
	make("run/queue", 0711);
	give("run/queue", STRANGER, STRANGER);
	assert_fails(&nowhere, REEVE_EXIT_REFUSED, "belongs to uid 12345, not to uid 0: remove it");
	give("run/queue", 0, 0);
	give("run", STRANGER, STRANGER);
	assert_fails(&nowhere, REEVE_EXIT_REFUSED, "/run' belongs to uid 12345");
}
END_TEST

START_TEST(a_strangers_link_is_not_followed)
{
	make("real", 0755);
	ck_assert_int_eq(fchmodat(scratch_fd, ".", 01777, 0), 0);
	ck_assert_int_eq(symlinkat("real", scratch_fd, "run"), 0);
	give("run", STRANGER, STRANGER);
	assert_fails(&nowhere, REEVE_EXIT_REFUSED, "/run' belongs to uid 12345");
	ck_assert_uint_eq(scratch_count_entries(below("real")), 2);
}
END_TEST

static int open_below_roots_directory(void)
{
	struct reeve_error error = {0};
	struct rundir rundir;

	CHECK_OR_RETURN(become(STRANGER) == 0);
	CHECK_OR_RETURN(rundir_open(&nowhere, "queue", false, &rundir, &error) == 0);
	CHECK_OR_RETURN(rundir.fd == -1);
	CHECK_OR_RETURN(rundir_open(&nowhere, "queue", true, &rundir, &error) == -1);
	CHECK_OR_RETURN(error.code == REEVE_EXIT_PERMISSION);
	CHECK_OR_RETURN(strstr(error.text, "cannot make '") && strstr(error.text, "/run/queue'"));
	return 0;
}

static int open_roots_own(void)
{
	struct reeve_error error = {0};
	struct rundir rundir;

	CHECK_OR_RETURN(become(STRANGER) == 0);
	CHECK_OR_RETURN(rundir_open(&nowhere, "queue", false, &rundir, &error) == -1);
	CHECK_OR_RETURN(error.code == REEVE_EXIT_REFUSED);
	CHECK_OR_RETURN(strstr(error.text, "belongs to uid 0, not to uid 12345: remove it"));
	return 0;
}

static int open_where_no_way_leads(void)
{
	struct reeve_error error = {0};
	struct rundir rundir;

	CHECK_OR_RETURN(become(STRANGER) == 0);
	CHECK_OR_RETURN(rundir_open(&nowhere, "queue", false, &rundir, &error) == -1);
	CHECK_OR_RETURN(error.code == REEVE_EXIT_PERMISSION);
	return 0;
}

START_TEST(a_user_below_what_is_roots)
{
	ck_assert_int_eq(fchmodat(scratch_fd, ".", 0755, 0), 0);
	make("run", 0755);
	ck_assert_int_eq(scratch_in_child(open_below_roots_directory), 0);
	make("run/queue", 0711);
	ck_assert_int_eq(scratch_in_child(open_roots_own), 0);
	ck_assert_int_eq(fchmodat(scratch_fd, "run", 0700, 0), 0);
	ck_assert_int_eq(scratch_in_child(open_where_no_way_leads), 0);
}
END_TEST

static int use_the_home_directory(void)
{
	char expected[PATH_MAX + 64];
	struct reeve_error error = {0};
	struct rundir rundir;
	int fd;

	CHECK_OR_RETURN(become(STRANGER) == 0);
	unsetenv("REEVE_STATE_DIR");
	setenv("REEVE_RUN_DIR", "", 1);
	setenv("HOME", below("home"), 1);
	CHECK_OR_RETURN(rundir_open(&nowhere, "queue", true, &rundir, &error) == 0);
	snprintf(expected, sizeof expected, "%s/home/.local/state/reeve/run/queue", scratch_path);
	CHECK_OR_RETURN(strcmp(rundir.path, expected) == 0 && is_same(rundir.fd, expected));
	CHECK_OR_RETURN((fd = rundir_open_state(&rundir, "log", &error)) >= 0);
	CHECK_OR_RETURN(is_same(fd, below("home/.local/state/reeve/queue/log")));
	return 0;
}

/* A stranger's home in the environment, as after su, and no entry in the database. */
static int use_anothers_home_directory(void)
{
	struct reeve_error error = {0};
	struct rundir rundir;

	CHECK_OR_RETURN(become(STRANGER + 1) == 0);
	unsetenv("REEVE_RUN_DIR");
	setenv("HOME", below("home"), 1);
	CHECK_OR_RETURN(rundir_open(&nowhere, "queue", true, &rundir, &error) == -1);
	CHECK_OR_RETURN(error.code == REEVE_EXIT_FAILED);
	CHECK_OR_RETURN(strstr(error.text, "uid 12346 has no home directory"));
	return 0;
}

START_TEST(a_user_without_settings_uses_the_home_directory)
{
	ck_assert_int_eq(fchmodat(scratch_fd, ".", 0755, 0), 0);
	make("home", 0755);
	give("home", STRANGER, STRANGER);
	ck_assert_int_eq(scratch_in_child(use_the_home_directory), 0);
	ck_assert_uint_eq(scratch_mode("home/.local"), 0700);
	ck_assert_uint_eq(scratch_mode("home/.local/state/reeve/run"), 0700);
	ck_assert_uint_eq(scratch_mode("home/.local/state/reeve/run/queue"), 0711);
	ck_assert_int_eq(scratch_in_child(use_anothers_home_directory), 0);
}
END_TEST

static uid_t private_user; /* one of the database that has a private group */

static int open_as_private_user(void)
{
	struct reeve_error error = {0};
	struct rundir rundir;

	CHECK_OR_RETURN(become(private_user) == 0);
	CHECK_OR_RETURN(rundir_open(&nowhere, "queue", true, &rundir, &error) == 0);
	return 0;
}

static int be_refused_for_the_group(void)
{
	struct reeve_error error = {0};
	struct rundir rundir;

	CHECK_OR_RETURN(become(private_user) == 0);
	CHECK_OR_RETURN(rundir_open(&nowhere, "queue", true, &rundir, &error) == -1);
	CHECK_OR_RETURN(error.code == REEVE_EXIT_REFUSED);
	CHECK_OR_RETURN(strstr(error.text, "can be written by its group"));
	return 0;
}

START_TEST(a_private_group_may_write_above)
{
	ck_assert_int_eq(fchmodat(scratch_fd, ".", 0755, 0), 0);
	make("run", 0775);
	give("run", private_user, private_user);
	ck_assert_int_eq(scratch_in_child(open_as_private_user), 0);
	give("run", private_user, 0);
	ck_assert_uint_eq(scratch_mode("run"), 0775);
	ck_assert_int_eq(scratch_in_child(be_refused_for_the_group), 0);
	give("run", private_user, private_user);
	ck_assert_int_eq(fchmodat(scratch_fd, "run/queue", 0771, 0), 0);
	ck_assert_int_eq(scratch_in_child(be_refused_for_the_group), 0);
}
END_TEST

/* Within this process: alice's own group has another member. */
static int share_a_group(void)
{
	static const char users[] = "root:x:0:0::/root:/bin/sh\nalice:x:12345:12345::/:/bin/sh\n";
	static const char groups[] = "root:x:0:\nalice:x:12345:alice,bob\n";

	CHECK_OR_RETURN(scratch_mount("/mnt", "size=64k,mode=755", 0) == 0);
	scratch_write("users", users, sizeof users - 1, 0644);
	scratch_write("groups", groups, sizeof groups - 1, 0644);
	CHECK_OR_RETURN(mount(below("users"), "/etc/passwd", NULL, MS_BIND, NULL) == 0);
	CHECK_OR_RETURN(mount(below("groups"), "/etc/group", NULL, MS_BIND, NULL) == 0);
	CHECK_OR_RETURN(getgrgid(STRANGER) && getgrgid(STRANGER)->gr_mem[0]);
	private_user = STRANGER;
	return be_refused_for_the_group();
}

START_TEST(a_group_with_another_member_is_not_private)
{
	ck_assert_int_eq(fchmodat(scratch_fd, ".", 0755, 0), 0);
	make("run", 0775);
	give("run", STRANGER, STRANGER);
	ck_assert_int_eq(scratch_in_child(share_a_group), 0);
}
END_TEST

static bool find_private_user(void)
{
	struct passwd *user;

	setpwent();
	while (private_user == 0 && (user = getpwent())) {
		struct group *group = getgrgid(user->pw_uid);

		if (user->pw_uid != 0 && group && strcmp(group->gr_name, user->pw_name) == 0)
			private_user = user->pw_uid;
	}
	endpwent();
	return private_user != 0;
}

static int open_on_a_read_only_disk(void)
{
	struct reeve_error error = {0};
	struct rundir rundir;

	CHECK_OR_RETURN(scratch_mount(scratch_path, "size=64k,mode=755", MS_RDONLY) == 0);
	CHECK_OR_RETURN(rundir_open(&nowhere, "queue", false, &rundir, &error) == 0);
	CHECK_OR_RETURN(rundir_open(&nowhere, "queue", true, &rundir, &error) == -1);
	CHECK_OR_RETURN(error.code == REEVE_EXIT_FAILED);
	CHECK_OR_RETURN(strstr(error.text, "Read-only file system") && strstr(error.text, run));
	return 0;
}

static int open_without_inodes(void)
{
	struct reeve_error error = {0};
	struct rundir rundir;

	CHECK_OR_RETURN(scratch_mount(scratch_path, "nr_inodes=2,mode=755", 0) == 0);
	CHECK_OR_RETURN(rundir_open(&nowhere, "queue", true, &rundir, &error) == -1);
	CHECK_OR_RETURN(error.code == REEVE_EXIT_FAILED);
	CHECK_OR_RETURN(strstr(error.text, "/run/queue'") && strstr(error.text, "No space left"));
	return 0;
}

START_TEST(a_disk_that_takes_nothing_is_named)
{
	ck_assert_int_eq(scratch_in_child(open_on_a_read_only_disk), 0);
	ck_assert_int_eq(scratch_in_child(open_without_inodes), 0);
}
END_TEST

static int use_what_is_usual_for_root(void)
{
	struct reeve_error error = {0};
	struct rundir rundir;
	struct stat status;

	unsetenv("REEVE_RUN_DIR");
	unsetenv("REEVE_STATE_DIR");
	CHECK_OR_RETURN(scratch_mount("/run", "size=64k,mode=755", 0) == 0);
	CHECK_OR_RETURN(rundir_open(&nowhere, "queue", true, &rundir, &error) == 0);
	CHECK_OR_RETURN(is_same(rundir.fd, "/run/reeve/queue"));
	CHECK_OR_RETURN(strcmp(rundir.state_path, "/var/lib/reeve/queue") == 0);
	CHECK_OR_RETURN(stat("/run/reeve", &status) == 0 && (status.st_mode & 07777) == 0755);
	return 0;
}

START_TEST(root_without_settings_uses_run_reeve)
{
	ck_assert_int_eq(scratch_in_child(use_what_is_usual_for_root), 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("rundir-users");
	TCase *tests = tcase_create("rundir-users");

	if (geteuid() != 0) {
		puts("skipped: only root can be other users");
		return 77;
	}
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, what_belongs_to_a_stranger_is_refused);
	tcase_add_test(tests, a_strangers_link_is_not_followed);
	tcase_add_test(tests, a_user_below_what_is_roots);
	tcase_add_test(tests, a_user_without_settings_uses_the_home_directory);
	if (find_private_user())
		tcase_add_test(tests, a_private_group_may_write_above);
	if (scratch_can_mount()) {
		tcase_add_test(tests, a_group_with_another_member_is_not_private);
		tcase_add_test(tests, a_disk_that_takes_nothing_is_named);
		tcase_add_test(tests, root_without_settings_uses_run_reeve);
	}
	suite_add_tcase(suite, tests);
	return scratch_run(suite);
}
