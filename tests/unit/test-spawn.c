/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/world.h"
#include "process/proc.h"
#include "process/search.h"
#include "process/spawn.h"
#include "shell.h"

START_TEST(a_child_leads_its_session_and_has_claimed_its_slot)
{
	struct shell shell = {0};
	struct proc_stat stat;
	char line[64];

	shell_run(&shell, "umask; exec sleep 100", no_environment);
	ck_assert_int_eq(shell.result, 0);
	ck_assert_uint_eq(shell.claim, UINT64_C(7) << 32 | (uint32_t)shell.spawned.pid);
	ck_assert_uint_ge(shell.stamp, shell.before_ns);
	ck_assert_uint_le(shell.stamp, clock_boottime_ns());
	ck_assert_int_eq(proc_stat(shell.spawned.pid, &stat), 0);
	ck_assert_int_eq(stat.session, shell.spawned.pid);
	ck_assert_int_eq(stat.group, shell.spawned.pid);
	shell_read_line(shell.out, line, sizeof line);
	ck_assert_str_eq(line, "0027");
	shell_end(&shell);
}
END_TEST

/* Counts what a parent hears of its children. */
static volatile sig_atomic_t sigchld_count;

static void count_sigchld(int signal)
{
	(void)signal;
	sigchld_count++;
}

/* Runs a program that writes and ends, and waits for its end. */
static void run_detached(const char *path, int expected)
{
	struct spawned spawned;
	char text[64];
	int pipe[2], fd;

	ck_assert_int_eq(pipe2(pipe, O_CLOEXEC), 0);
	ck_assert_int_eq(spawn_process(&(struct spawn){.paths = WORDS(path),
					       .argv = WORDS("sh", "-c", "ps -o sess= $$; echo $$"),
					       .envp = environ,
					       .fds = (struct spawn_fd[]){{pipe[1], STDOUT_FILENO}},
					       .fd_count = 1,
					       .umask = -1,
					       .detached = true},
				 &spawned),
		expected);
	close(pipe[1]);
	ck_assert_int_eq(spawned.pidfd, -1);
	if (expected == 0) {
		fd = (int)syscall(SYS_pidfd_open, spawned.pid, 0);
		shell_read_text(pipe[0], text, sizeof text);
		ck_assert_int_eq(strtol(text, NULL, 10), spawned.pid);
		ck_assert_int_eq(strtol(strchr(text, '\n'), NULL, 10), spawned.pid);
		if (fd >= 0)
			poll(&(struct pollfd){.fd = fd, .events = POLLIN}, 1, -1);
		close(fd);
	}
	close(pipe[0]);
}

/* The child has the parent's table for a moment. */
START_TEST(a_child_leaves_its_parents_descriptors_alone)
{
	struct shell shell = {0};
	struct stat before, after;
	char line[64];
	int high = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 300);

	ck_assert_int_ge(high, 300);
	ck_assert_int_eq(fstat(STDOUT_FILENO, &before), 0);
	shell_run(&shell, "[ -e /proc/self/fd/300 ] && echo there || echo gone; exec sleep 100",
		no_environment);
	ck_assert_int_eq(shell.result, 0);
	shell_read_line(shell.out, line, sizeof line);
	ck_assert_str_eq(line, "gone");
	ck_assert_int_eq(fstat(STDOUT_FILENO, &after), 0);
	ck_assert(after.st_ino == before.st_ino && after.st_dev == before.st_dev);
	ck_assert_int_eq(fcntl(high, F_GETFD), FD_CLOEXEC);
	close(high);
	shell_end(&shell);
}
END_TEST

START_TEST(a_detached_child_is_nobodys_and_its_parent_hears_nothing_of_it)
{
	struct sigaction action = {.sa_handler = count_sigchld}, before;

	sigaction(SIGCHLD, &action, &before);
	run_detached("/bin/sh", 0);
	run_detached("/no/such/program", -ENOENT);
	ck_assert_int_eq(waitpid(-1, NULL, WNOHANG | __WALL), -1);
	ck_assert_int_eq(errno, ECHILD);
	ck_assert_int_eq(sigchld_count, 0);
	action.sa_handler = SIG_IGN;
	sigaction(SIGCHLD, &action, NULL);
	run_detached("/bin/sh", 0);
	run_detached("/no/such/program", -ENOENT);
	sigaction(SIGCHLD, &before, NULL);
}
END_TEST

START_TEST(a_child_whose_slot_was_taken_away_leaves_without_executing)
{
	_Atomic uint64_t claim = UINT64_C(8) << 32, stamp = 0;
	struct spawned spawned;

	ck_assert_int_eq(spawn_process(&(struct spawn){.paths = WORDS("/bin/true"),
					       .argv = WORDS("true"),
					       .envp = no_environment,
					       .umask = -1,
					       .claim = &claim,
					       .claim_stamp = &stamp,
					       .claim_empty = UINT64_C(7) << 32},
				 &spawned),
		-EBUSY);
	ck_assert_int_eq(spawned.stage, SPAWN_CLAIM);
	ck_assert_uint_eq(claim, UINT64_C(8) << 32);
	ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
	ck_assert_int_eq(errno, ECHILD);
}
END_TEST

/* The next master awaits a child of its own, or that one has stamped. */
START_TEST(a_child_that_comes_late_leaves_the_stamp_of_the_one_after_it_alone)
{
	static const uint64_t stamps[] = {UINT64_C(1) << 63 | 8, 42};

	for (size_t i = 0; i < sizeof stamps / sizeof *stamps; i++) {
		/* Its claim is as it left it, to show that it does not even look. */
		_Atomic uint64_t claim = UINT64_C(7) << 32, stamp = stamps[i];
		struct spawned spawned;

		ck_assert_int_eq(spawn_process(&(struct spawn){.paths = WORDS("/bin/true"),
						       .argv = WORDS("true"),
						       .envp = no_environment,
						       .umask = -1,
						       .claim = &claim,
						       .claim_stamp = &stamp,
						       .claim_empty = UINT64_C(7) << 32,
						       .stamp_awaited = UINT64_C(1) << 63 | 7},
					 &spawned),
			-EBUSY);
		ck_assert_int_eq(spawned.stage, SPAWN_CLAIM);
		ck_assert_uint_eq(stamp, stamps[i]);
		ck_assert_uint_eq(claim, UINT64_C(7) << 32);
	}
}
END_TEST

START_TEST(what_cannot_be_executed_is_told_with_stage_and_reason)
{
	static const struct {
		const char *path, *cwd;
		enum spawn_stage stage;
		int error;
	} cases[] = {{"/no/such/program", NULL, SPAWN_EXEC, ENOENT},
		{"/etc/passwd", NULL, SPAWN_EXEC, EACCES}, {"/", NULL, SPAWN_EXEC, EACCES},
		{"/bin/true", "/no/such/directory", SPAWN_DIRECTORY, ENOENT}};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct spawned spawned;
		int result = spawn_process(&(struct spawn){.paths = WORDS(cases[i].path),
						   .argv = WORDS("x"),
						   .envp = no_environment,
						   .cwd = cases[i].cwd,
						   .umask = -1},
			&spawned);

		ck_assert_int_eq(result, -cases[i].error);
		ck_assert_int_eq(spawned.stage, cases[i].stage);
		ck_assert_int_eq(spawned.error, cases[i].error);
		ck_assert_int_gt(strlen(spawn_stage_text(spawned.stage)), 0);
	}
	ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
}
END_TEST

static void ignore(int signal)
{
	(void)signal;
}

/* Told which signals need not be set, and not. */
START_TEST(a_child_has_no_signal_blocked_ignored_or_handled)
{
	struct shell shell = {0};
	char text[4096], *line;
	sigset_t mask;

	signal(SIGPIPE, SIG_IGN);
	signal(SIGUSR1, ignore);
	sigemptyset(&mask);
	sigaddset(&mask, SIGTERM);
	sigprocmask(SIG_BLOCK, &mask, NULL);
	if (_i) {
		shell.standard = spawn_standard_signals();
		ck_assert(shell.standard & UINT64_C(1) << (SIGURG - 1));
		ck_assert(!(shell.standard & UINT64_C(1) << (SIGPIPE - 1)));
		ck_assert(!(shell.standard & UINT64_C(1) << (SIGUSR1 - 1)));
	}
	shell_run(&shell, "exec cat /proc/self/status", no_environment);
	ck_assert_int_eq(shell.result, 0);
	shell_read_text(shell.out, text, sizeof text);
	line = strstr(text, "SigBlk:");
	ck_assert_ptr_nonnull(line);
	ck_assert_uint_eq(strtoull(line + 7, NULL, 16), 0);
	line = strstr(text, "SigIgn:");
	ck_assert_uint_eq(strtoull(line + 7, NULL, 16), 0);
	shell_end(&shell);
}
END_TEST

START_TEST(the_search_path_is_that_of_the_child)
{
	char **paths = search_paths("x", WORDS("HOME=/", "PATH=/a::/b/c:"));

	ck_assert_str_eq(paths[0], "/a/x");
	ck_assert_str_eq(paths[1], "/b/c/x");
	ck_assert_ptr_null(paths[2]);
	free(paths);
	paths = search_paths("./x", no_environment);
	ck_assert_str_eq(paths[0], "./x");
	ck_assert_ptr_null(paths[1]);
	free(paths);
	paths = search_paths("x", no_environment);
	ck_assert_str_eq(paths[0], "/usr/local/bin/x");
	free(paths);
}
END_TEST

static int run_in_world(const struct world *world, struct spawned *ret_spawned)
{
	return spawn_process(&(struct spawn){.paths = WORDS("/bin/true"),
				     .argv = WORDS("true"),
				     .envp = no_environment,
				     .umask = -1,
				     .world = world},
		ret_spawned);
}

START_TEST(what_of_its_world_cannot_be_is_told_with_its_stage)
{
	struct world world = {.limited = 1 << RLIMIT_CORE | 1 << RLIMIT_NOFILE};
	struct spawned spawned;

	ck_assert_int_eq(run_in_world(&(struct world){0}, &spawned), 0);
	ck_assert_int_eq(waitpid(spawned.pid, NULL, 0), spawned.pid);
	close(spawned.pidfd);
	world.limits[RLIMIT_NOFILE] = (struct rlimit){2, 1};
	ck_assert_int_eq(run_in_world(&world, &spawned), -EINVAL);
	ck_assert_int_eq(spawned.stage, SPAWN_LIMIT);
	ck_assert_int_eq(spawned.limit, RLIMIT_NOFILE);
	world = (struct world){.has_oom_score_adj = true, .oom_score_adj = -1001};
	ck_assert_int_eq(run_in_world(&world, &spawned), -EINVAL);
	ck_assert_int_eq(spawned.stage, SPAWN_OOM_SCORE);
	/* More groups than there can be: nobody gets that far. */
	world = (struct world){.has_ids = true, .group_count = 65537};
	ck_assert_int_lt(run_in_world(&world, &spawned), 0);
	ck_assert_int_eq(spawned.stage, SPAWN_GROUPS);
	ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("spawn");
	TCase *cases = tcase_create("spawn");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_test(cases, a_child_that_comes_late_leaves_the_stamp_of_the_one_after_it_alone);
	tcase_add_test(cases, a_child_leads_its_session_and_has_claimed_its_slot);
	tcase_add_test(cases, a_child_leaves_its_parents_descriptors_alone);
	tcase_add_test(cases, a_detached_child_is_nobodys_and_its_parent_hears_nothing_of_it);
	tcase_add_test(cases, a_child_whose_slot_was_taken_away_leaves_without_executing);
	tcase_add_test(cases, what_cannot_be_executed_is_told_with_stage_and_reason);
	tcase_add_loop_test(cases, a_child_has_no_signal_blocked_ignored_or_handled, 0, 2);
	tcase_add_test(cases, the_search_path_is_that_of_the_child);
	tcase_add_test(cases, what_of_its_world_cannot_be_is_told_with_its_stage);
	suite_add_tcase(suite, cases);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
