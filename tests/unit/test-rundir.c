/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "storage/directory.h"
#include "usual-rundir.h"

static struct rundir open_rundir(const struct places *places, bool create)
{
	struct rundir rundir;
	struct reeve_error error = {0};

	if (rundir_open(places, "queue", create, &rundir, &error) < 0)
		ck_abort_msg("%d: %s", error.code, error.text);
	return rundir;
}

START_TEST(it_is_not_made_unless_asked)
{
	struct rundir rundir = open_rundir(&nowhere, false);

	ck_assert_int_eq(rundir.fd, -1);
	ck_assert_int_eq(rundir.pid_fd, -1);
	ck_assert_int_eq(rundir.status_fd, -1);
	ck_assert_str_eq(rundir.path, below("run/queue"));
	ck_assert_str_eq(rundir.state_path, below("state/queue"));
	ck_assert_str_eq(rundir.pid_path, below("run/queue/pid"));
	ck_assert(!scratch_exists("run"));
	rundir_close(&rundir);
	rundir_close(&rundir);
}
END_TEST

START_TEST(it_is_made_and_found_again_under_any_umask)
{
	static const mode_t masks[] = {022, 0, 077, 0777};
	unsigned fds = scratch_count_fds();
	mode_t before = umask(masks[_i]);
	struct rundir rundir = open_rundir(&nowhere, true), again;

	umask(before);
	ck_assert(is_same(rundir.fd, below("run/queue")));
	ck_assert(is_same(rundir.pid_fd, below("run/queue")));
	ck_assert(is_same(rundir.status_fd, below("run/queue")));
	ck_assert_str_eq(rundir.pid_name, "pid");
	ck_assert_uint_eq(scratch_mode("run/queue"), 0711);
	ck_assert_uint_eq(scratch_mode("run"), geteuid() == 0 ? 0755 : 0700);
	ck_assert(!scratch_exists("state"));
	ck_assert_int_eq(fcntl(rundir.fd, F_GETFD), FD_CLOEXEC);
	ck_assert_int_eq(fcntl(rundir.pid_fd, F_GETFD), FD_CLOEXEC);
	ck_assert_int_eq(fsync(rundir.fd), 0);
	again = open_rundir(&nowhere, false);
	ck_assert(is_same(again.fd, rundir.path));
	rundir_close(&again);
	rundir_close(&rundir);
	ck_assert_uint_eq(scratch_count_fds(), fds);
}
END_TEST

START_TEST(the_template_wins_over_the_environment)
{
	char other[PATH_MAX + 300], state[PATH_MAX + 300];
	struct places places = {.run_dir = other, .state_dir = state};
	struct rundir rundir;

	snprintf(other, sizeof other, "%s/a//./b/", scratch_path);
	snprintf(state, sizeof state, "%s/s", scratch_path);
	rundir = open_rundir(&places, true);
	ck_assert(is_same(rundir.fd, below("a/b/queue")));
	ck_assert_str_eq(rundir.state_path, below("s/queue"));
	ck_assert(!scratch_exists("run"));
	rundir_close(&rundir);
}
END_TEST

START_TEST(a_relative_path_is_refused)
{
	struct places places = {.run_dir = "run"};

	assert_fails(&places, REEVE_EXIT_REFUSED, "absolute");
	setenv("REEVE_RUN_DIR", "./run", 1);
	assert_fails(&nowhere, REEVE_EXIT_REFUSED, "$REEVE_RUN_DIR");
}
END_TEST

START_TEST(a_strange_name_is_refused)
{
	static const char *const names[] = {"", "..", ".x", "a/b", "-x", "a b"};
	struct reeve_error error = {0};
	struct rundir rundir;

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		ck_assert_int_eq(rundir_open(&nowhere, names[i], true, &rundir, &error), -1);
		ck_assert_int_eq(error.code, REEVE_EXIT_FAILED);
	}
	ck_assert(!scratch_exists("run"));
}
END_TEST

START_TEST(a_link_in_its_place_is_refused)
{
	make("run", 0755);
	make("target", 0711);
	ck_assert_int_eq(symlinkat("../target", scratch_fd, "run/queue"), 0);
	assert_fails(&nowhere, REEVE_EXIT_REFUSED, "/run/queue' is a symbolic link");
	ck_assert_uint_eq(scratch_count_entries(below("target")), 2);
	ck_assert_int_eq(unlinkat(scratch_fd, "run/queue", 0), 0);
	ck_assert_int_eq(symlinkat("nowhere", scratch_fd, "run/queue"), 0);
	assert_fails(&nowhere, REEVE_EXIT_REFUSED, "/run/queue' is a symbolic link");
	ck_assert(!scratch_exists("run/nowhere"));
}
END_TEST

START_TEST(a_file_in_its_place_is_an_error)
{
	make("run", 0755);
	scratch_write("run/queue", "x", 1, 0600);
	assert_fails(&nowhere, REEVE_EXIT_FAILED, "Not a directory");
	ck_assert_int_eq(unlinkat(scratch_fd, "run/queue", 0), 0);
	ck_assert_int_eq(mkfifoat(scratch_fd, "run/queue", 0600), 0);
	assert_fails(&nowhere, REEVE_EXIT_FAILED, "Not a directory");
}
END_TEST

static const struct {
	mode_t above, own;
	const char *words; /* NULL: fine */
} modes[] = {
	{0755, 0711, NULL},
	{0700, 0700, NULL},
	{0755, 0755, NULL},
	{01777, 0711, NULL},
	{01777, 0700, NULL},
	{0755, 0731, "/run/queue' can be written by its group (mode 0731): 'chmod g-w' it"},
	{0755, 0713, "/run/queue' can be written by everybody (mode 0713): 'chmod go-w' it"},
	{0755, 01777, "/run/queue' can be written by everybody (mode 1777)"},
	{0757, 0711, "/run' can be written by everybody (mode 0757)"},
	{0777, 0711, "or name another directory with run_dir or $REEVE_RUN_DIR"},
};

START_TEST(who_else_may_write)
{
	make("run", modes[_i].above);
	make("run/queue", modes[_i].own);
	if (modes[_i].words) {
		assert_fails(&nowhere, REEVE_EXIT_REFUSED, modes[_i].words);
	} else {
		struct rundir rundir = open_rundir(&nowhere, true);

		ck_assert_uint_eq(scratch_mode("run/queue"), modes[_i].own);
		rundir_close(&rundir);
	}
}
END_TEST

START_TEST(nothing_is_made_below_what_is_refused)
{
	make("run", 0777);
	assert_fails(&nowhere, REEVE_EXIT_REFUSED, "/run' can be written by everybody");
	ck_assert_uint_eq(scratch_count_entries(run), 2);
}
END_TEST

START_TEST(links_above_are_followed_and_checked)
{
	struct rundir rundir;

	make("real", 0755);
	make("real/deep", 0755);
	ck_assert_int_eq(symlinkat("deep/../deep", scratch_fd, "real/relative"), 0);
	ck_assert_int_eq(symlinkat(below("real/relative"), scratch_fd, "run"), 0);
	rundir = open_rundir(&nowhere, true);
	ck_assert(is_same(rundir.fd, below("real/deep/queue")));
	rundir_close(&rundir);
	ck_assert_int_eq(fchmodat(scratch_fd, "real", 0777, 0), 0);
	assert_fails(&nowhere, REEVE_EXIT_REFUSED, "/real' can be written by everybody");
}
END_TEST

START_TEST(links_in_a_circle_are_an_error)
{
	ck_assert_int_eq(symlinkat("other", scratch_fd, "run"), 0);
	ck_assert_int_eq(symlinkat("run", scratch_fd, "other"), 0);
	assert_fails(&nowhere, REEVE_EXIT_FAILED, strerror(ELOOP));
}
END_TEST

START_TEST(paths_may_be_long_but_not_names)
{
	char path[8000], name[NAME_MAX + 2];
	struct places places = {.run_dir = path};
	size_t start = (size_t)snprintf(path, sizeof path, "%s", scratch_path);
	struct rundir rundir;

	memset(name, 'n', sizeof name);
	for (size_t length = start; length < 5000; length += 201)
		snprintf(path + length, sizeof path - length, "/%.200s", name);
	rundir = open_rundir(&places, true);
	ck_assert_int_ge(rundir.fd, 0);
	ck_assert_uint_gt(strlen(rundir.path), PATH_MAX);
	rundir_close(&rundir);
	name[NAME_MAX + 1] = '\0';
	snprintf(path + start, sizeof path - start, "/%s/x", name);
	assert_fails(&places, REEVE_EXIT_FAILED, strerror(ENAMETOOLONG));
}
END_TEST

START_TEST(pid_and_status_elsewhere)
{
	char pids[PATH_MAX + 300], board[PATH_MAX + 300];
	struct places places = {.pid_root = pids, .status_root = board};
	struct rundir rundir;

	snprintf(pids, sizeof pids, "%s/pids", scratch_path);
	snprintf(board, sizeof board, "%s/board", scratch_path);
	rundir = open_rundir(&places, true);
	ck_assert(is_same(rundir.fd, below("run/queue")));
	ck_assert(is_same(rundir.pid_fd, pids));
	ck_assert(is_same(rundir.status_fd, below("board/queue")));
	ck_assert_str_eq(rundir.pid_path, below("pids/queue"));
	ck_assert_str_eq(rundir.pid_name, "queue");
	ck_assert_uint_eq(scratch_mode("pids"), 0755);
	ck_assert_uint_eq(scratch_mode("board/queue"), 0711);
	rundir_close(&rundir);
	ck_assert_int_eq(rmdir(pids), 0);
	ck_assert_int_eq(unlinkat(scratch_fd, "board/queue", AT_REMOVEDIR), 0);
	rundir = open_rundir(&places, false);
	ck_assert_int_ge(rundir.fd, 0);
	ck_assert_int_eq(rundir.pid_fd, -1);
	ck_assert_int_eq(rundir.status_fd, -1);
	rundir_close(&rundir);
	make("real", 0755);
	ck_assert_int_eq(symlinkat("real", scratch_fd, "pids"), 0); /* as /var/run is one */
	rundir = open_rundir(&places, true);
	ck_assert(is_same(rundir.pid_fd, below("real")));
	rundir_close(&rundir);
	ck_assert_int_eq(unlink(pids), 0);
	ck_assert_int_eq(unlinkat(scratch_fd, "board/queue", AT_REMOVEDIR), 0);
	make("pids", 0777);
	assert_fails(&places, REEVE_EXIT_REFUSED, "another directory with pid_root");
	ck_assert_int_eq(rmdir(pids), 0);
	ck_assert_int_eq(symlinkat("run", scratch_fd, "board/queue"), 0);
	assert_fails(&places, REEVE_EXIT_REFUSED, "another directory with status_root");
}
END_TEST

START_TEST(pid_file_wins_over_pid_root)
{
	static const char *const bad[] = {"x", "", "/", "/x/", "/x/.", "/x/.."};
	struct places places = {.pid_root = "/nonexistent"};
	struct rundir rundir;

	places.pid_file = below("elsewhere/q.pid");
	rundir = open_rundir(&places, true);
	ck_assert(is_same(rundir.pid_fd, below("elsewhere")));
	ck_assert(is_same(rundir.status_fd, below("run/queue")));
	ck_assert_str_eq(rundir.pid_name, "q.pid");
	rundir_close(&rundir);
	places.pid_file = "/pid-of-queue"; /* "/" itself is its directory */
	rundir = open_rundir(&places, false);
	ck_assert(is_same(rundir.pid_fd, "/"));
	rundir_close(&rundir);
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		places.pid_file = bad[i];
		assert_fails(&places, REEVE_EXIT_REFUSED, "pid file");
	}
}
END_TEST

static void assert_not_replaced(const struct places *places, const char *words)
{
	struct reeve_error error = {0};
	struct rundir rundir;

	ck_assert_int_eq(rundir_open(places, "queue", true, &rundir, &error), -1);
	ck_assert_int_eq(error.code, REEVE_EXIT_REFUSED);
	ck_assert_msg(strstr(error.text, words), "%s", error.text);
	/* What runs can be looked at and stopped whatever has come to be there. */
	ck_assert_msg(rundir_open(places, "queue", false, &rundir, &error) == 0, "%s", error.text);
	rundir_close(&rundir);
}

/* The pid file takes the place of what has its name: the lock, a device, a person's file. */
START_TEST(a_pid_file_never_replaces_what_is_none)
{
	static const char *const own[] = {"lock", "scoreboard", "template", "control"};
	struct places places = {0};
	struct rundir rundir;
	struct reeve_error error = {0};

	ck_assert_int_eq(rundir_open(&nowhere, "queue", true, &rundir, &error), 0);
	rundir_close(&rundir);
	for (unsigned i = 0; i < sizeof own / sizeof own[0]; i++) {
		char name[64];

		snprintf(name, sizeof name, "run/queue/%s", own[i]);
		places.pid_file = below(name);
		assert_not_replaced(&places, "must be called pid or end in .pid: mend pid_file");
	}
	make("pids", 0755);
	places.pid_file = below("pids/fifo");
	ck_assert_int_eq(mkfifoat(scratch_fd, "pids/fifo", 0600), 0);
	assert_not_replaced(&places, "it is not a regular file");
	places.pid_file = below("pids/letter");
	scratch_write("pids/letter", "dear reader, I am no pid", 24, 0644);
	assert_not_replaced(&places, "there is a file that holds more than a pid");
	places = (struct places){.pid_root = below("run")};
	assert_not_replaced(&places, "/run/queue' is refused: it is a directory: mend pid_root");
	/* Its own are taken as ever, stale ones too. */
	places = (struct places){.pid_file = below("pids/q.pid")};
	scratch_write("pids/q.pid", "4194304\n", 8, 0644);
	ck_assert_int_eq(rundir_open(&places, "queue", true, &rundir, &error), 0);
	rundir_close(&rundir);
	places.pid_file = below("run/queue/q.pid");
	ck_assert_int_eq(rundir_open(&places, "queue", true, &rundir, &error), 0);
	rundir_close(&rundir);
}
END_TEST

START_TEST(state_directories_are_made_when_they_are_opened)
{
	struct rundir rundir = open_rundir(&nowhere, true);
	struct reeve_error error = {0};
	int fd = rundir_open_state(&rundir, "log", &error);

	ck_assert_int_ge(fd, 0);
	ck_assert(is_same(fd, below("state/queue/log")));
	ck_assert_int_eq(fcntl(fd, F_GETFD), FD_CLOEXEC);
	close(fd);
	ck_assert_uint_eq(scratch_mode("state"), 0700);
	ck_assert_uint_eq(scratch_mode("state/queue"), 0700);
	ck_assert_uint_eq(scratch_mode("state/queue/log"), 0700);
	fd = rundir_open_state(&rundir, NULL, &error);
	ck_assert(is_same(fd, below("state/queue")));
	close(fd);
	ck_assert_int_eq(rundir_open_state(&rundir, "../log", &error), -1);
	ck_assert_int_eq(error.code, REEVE_EXIT_FAILED);
	ck_assert_int_eq(fchmodat(scratch_fd, "state/queue/log", 0770, 0), 0);
	ck_assert_int_eq(rundir_open_state(&rundir, "log", &error), -1);
	ck_assert_int_eq(error.code, REEVE_EXIT_REFUSED);
	ck_assert_ptr_nonnull(strstr(error.text, "$REEVE_STATE_DIR"));
	rundir_close(&rundir);
}
END_TEST

START_TEST(network_file_systems_are_known)
{
	static const struct {
		unsigned long type;
		const char *name; /* NULL: local */
	} types[] = {
		{0x6969, "NFS"}, {0xFF534D42, "CIFS"},
		{(unsigned long)(int)0xFF534D42, "CIFS"}, /* where f_type is signed and short */
		{0xFE534D42, "SMB2"}, {0x517B, "SMB"}, {0x5346414F, "AFS"}, {0x6B414653, "AFS"},
		{0x00C36400, "Ceph"}, {0x01021997, "9P"}, {0x01161970, "GFS2"},
		{0x7461636F, "OCFS2"}, {0xEF53, NULL}, /* ext4 */
		{0x01021994, NULL},		       /* tmpfs */
		{0x65735546, NULL},		       /* FUSE */
		{0x794C7630, NULL},		       /* overlay */
		{0x58465342, NULL},		       /* XFS */
		{0x9123683E, NULL},		       /* btrfs */
	};

	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
		ck_assert_pstr_eq(directory_network_name(types[i].type), types[i].name);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("rundir");
	TCase *tests = tcase_create("rundir");

	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, it_is_not_made_unless_asked);
	tcase_add_loop_test(tests, it_is_made_and_found_again_under_any_umask, 0, 4);
	tcase_add_test(tests, the_template_wins_over_the_environment);
	tcase_add_test(tests, a_relative_path_is_refused);
	tcase_add_test(tests, a_strange_name_is_refused);
	tcase_add_test(tests, a_link_in_its_place_is_refused);
	tcase_add_test(tests, a_file_in_its_place_is_an_error);
	tcase_add_loop_test(tests, who_else_may_write, 0, sizeof modes / sizeof modes[0]);
	tcase_add_test(tests, nothing_is_made_below_what_is_refused);
	tcase_add_test(tests, links_above_are_followed_and_checked);
	tcase_add_test(tests, links_in_a_circle_are_an_error);
	tcase_add_test(tests, paths_may_be_long_but_not_names);
	tcase_add_test(tests, pid_and_status_elsewhere);
	tcase_add_test(tests, pid_file_wins_over_pid_root);
	tcase_add_test(tests, a_pid_file_never_replaces_what_is_none);
	tcase_add_test(tests, state_directories_are_made_when_they_are_opened);
	tcase_add_test(tests, network_file_systems_are_known);
	suite_add_tcase(suite, tests);
	return scratch_run(suite);
}
