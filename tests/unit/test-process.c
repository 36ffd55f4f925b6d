/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/world.h"
#include "process/handover.h"
#include "process/identity.h"
#include "process/proc.h"
#include "process/signal.h"
#include "process/spawn.h"

#define WORDS(...) ((char *const *)(const char *const[]){__VA_ARGS__, NULL})

static char *const no_environment[] = {NULL};

struct shell {
	struct spawned spawned;
	int out; /* what it writes */
	_Atomic uint64_t claim, stamp;
	uint64_t before_ns;
	int result;
};

/* Runs a shell line with standard output in a pipe, claimed with generation 7. */
static void run_shell(struct shell *shell, const char *line, char *const *envp)
{
	int pipe[2];
	struct spawn_fd fds[1];

	ck_assert_int_eq(pipe2(pipe, O_CLOEXEC), 0);
	fds[0] = (struct spawn_fd){pipe[1], STDOUT_FILENO};
	shell->claim = UINT64_C(7) << 32;
	shell->stamp = UINT64_C(1) << 63 | 7;
	shell->before_ns = clock_boottime_ns();
	shell->result = spawn_process(&(struct spawn){.paths = WORDS("/bin/sh"),
					      .argv = WORDS("sh", "-c", line),
					      .envp = envp,
					      .fds = fds,
					      .fd_count = 1,
					      .umask = 027,
					      .claim = &shell->claim,
					      .claim_stamp = &shell->stamp,
					      .claim_empty = UINT64_C(7) << 32,
					      .stamp_awaited = UINT64_C(1) << 63 | 7},
		&shell->spawned);
	close(pipe[1]);
	shell->out = pipe[0];
}

static void read_text(int fd, char *text, size_t size)
{
	size_t length = 0;
	ssize_t n;

	while (length < size - 1 && (n = read(fd, text + length, size - 1 - length)) > 0)
		length += (size_t)n;
	text[length] = '\0';
}

static void read_line(int fd, char *text, size_t size)
{
	size_t length = 0;

	while (length < size - 1 && read(fd, text + length, 1) == 1 && text[length] != '\n')
		length++;
	text[length] = '\0';
}

static void end(struct shell *shell)
{
	signal_set(&(struct signal_set){.pidfd = shell->spawned.pidfd,
			   .leader = shell->spawned.pid,
			   .unreaped = true},
		SIGKILL);
	waitpid(shell->spawned.pid, NULL, 0);
	close(shell->spawned.pidfd);
	close(shell->out);
}

START_TEST(a_child_leads_its_session_and_has_claimed_its_slot)
{
	struct shell shell = {0};
	struct proc_stat stat;
	char line[64];

	run_shell(&shell, "umask; exec sleep 100", no_environment);
	ck_assert_int_eq(shell.result, 0);
	ck_assert_uint_eq(shell.claim, UINT64_C(7) << 32 | (uint32_t)shell.spawned.pid);
	ck_assert_uint_ge(shell.stamp, shell.before_ns);
	ck_assert_uint_le(shell.stamp, clock_boottime_ns());
	ck_assert_int_eq(proc_stat(shell.spawned.pid, &stat), 0);
	ck_assert_int_eq(stat.session, shell.spawned.pid);
	ck_assert_int_eq(stat.group, shell.spawned.pid);
	read_line(shell.out, line, sizeof line);
	ck_assert_str_eq(line, "0027");
	end(&shell);
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
		read_text(pipe[0], text, sizeof text);
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
	run_shell(&shell, "[ -e /proc/self/fd/300 ] && echo there || echo gone; exec sleep 100",
		no_environment);
	ck_assert_int_eq(shell.result, 0);
	read_line(shell.out, line, sizeof line);
	ck_assert_str_eq(line, "gone");
	ck_assert_int_eq(fstat(STDOUT_FILENO, &after), 0);
	ck_assert(after.st_ino == before.st_ino && after.st_dev == before.st_dev);
	ck_assert_int_eq(fcntl(high, F_GETFD), FD_CLOEXEC);
	close(high);
	end(&shell);
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
	run_shell(&shell, "exec cat /proc/self/status", no_environment);
	ck_assert_int_eq(shell.result, 0);
	read_text(shell.out, text, sizeof text);
	line = strstr(text, "SigBlk:");
	ck_assert_ptr_nonnull(line);
	ck_assert_uint_eq(strtoull(line + 7, NULL, 16), 0);
	line = strstr(text, "SigIgn:");
	ck_assert_uint_eq(strtoull(line + 7, NULL, 16), 0);
	end(&shell);
}
END_TEST

START_TEST(the_search_path_is_that_of_the_child)
{
	char **paths = spawn_search_path("x", WORDS("HOME=/", "PATH=/a::/b/c:"));

	ck_assert_str_eq(paths[0], "/a/x");
	ck_assert_str_eq(paths[1], "/b/c/x");
	ck_assert_ptr_null(paths[2]);
	free(paths);
	paths = spawn_search_path("./x", no_environment);
	ck_assert_str_eq(paths[0], "./x");
	ck_assert_ptr_null(paths[1]);
	free(paths);
	paths = spawn_search_path("x", no_environment);
	ck_assert_str_eq(paths[0], "/usr/local/bin/x");
	free(paths);
}
END_TEST

static struct identity identity_of_shell(const struct shell *shell)
{
	return (struct identity){.pid = shell->spawned.pid,
		.uid = geteuid(),
		.spawned_ns = shell->before_ns,
		.claimed_ns = shell->stamp};
}

/* Both with unique pidfd inodes and as on kernels before them. */
START_TEST(a_live_child_is_proven_a_dead_one_is_gone)
{
	struct shell shell = {0};
	struct identity identity;
	int pidfd = -1;

	signal_forget_groups(_i);
	run_shell(&shell, "exec sleep 100", no_environment);
	identity = identity_of_shell(&shell);
	identity_complete(&identity, shell.spawned.pidfd);
	ck_assert_int_eq(identity_verify(&identity, NULL, &pidfd), IDENTITY_OURS);
	close(pidfd);
	signal_process(shell.spawned.pidfd, SIGKILL);
	ck_assert_int_eq(
		poll(&(struct pollfd){.fd = shell.spawned.pidfd, .events = POLLIN}, 1, -1), 1);
	/* Not reaped: a zombie is not alive. */
	ck_assert_int_eq(identity_verify(&identity, NULL, &pidfd), IDENTITY_GONE);
	end(&shell);
	ck_assert_int_eq(identity_verify(&identity, NULL, &pidfd), IDENTITY_GONE);
}
END_TEST

START_TEST(somebody_elses_process_under_the_same_pid_is_not_ours)
{
	struct shell shell = {0};
	struct identity identity;
	int pidfd = -1;

	signal_forget_groups(true);
	run_shell(&shell, "exec sleep 100", no_environment);
	/* Ours was started and had claimed long before this process was born. */
	identity = identity_of_shell(&shell);
	identity.spawned_ns -= 20 * NS_PER_SECOND;
	identity.claimed_ns -= 10 * NS_PER_SECOND;
	ck_assert_int_eq(identity_verify(&identity, NULL, &pidfd), IDENTITY_GONE);
	/* Ours would be started only later. */
	identity.spawned_ns += 40 * NS_PER_SECOND;
	identity.claimed_ns = identity.spawned_ns;
	ck_assert_int_eq(identity_verify(&identity, NULL, &pidfd), IDENTITY_GONE);
	/* Its time fits, but nobody has stamped: hands off. */
	identity = identity_of_shell(&shell);
	identity.claimed_ns = 0;
	ck_assert_int_eq(identity_verify(&identity, NULL, &pidfd), IDENTITY_UNPROVEN);
	signal_forget_groups(false);
	identity = identity_of_shell(&shell);
	identity.pidfd_inode = 1;
	if (signal_pidfd_inode(shell.spawned.pidfd))
		ck_assert_int_eq(identity_verify(&identity, NULL, &pidfd), IDENTITY_GONE);
	end(&shell);
}
END_TEST

START_TEST(a_token_can_deny_and_a_missing_one_says_nothing)
{
	struct shell with = {0}, without = {0};
	struct identity identity;
	char line[16];
	int pidfd;

	signal_forget_groups(true);
	run_shell(&with, "sleep 100 & echo go; wait", WORDS("REEVE_TOKEN=right"));
	read_line(with.out, line, sizeof line);
	identity = identity_of_shell(&with);
	ck_assert_int_eq(identity_verify(&identity, "wrong", &pidfd), IDENTITY_UNPROVEN);
	ck_assert_int_eq(identity_verify(&identity, "right", &pidfd), IDENTITY_OURS);
	close(pidfd);
	run_shell(&without, "sleep 100 & echo go; wait", no_environment);
	read_line(without.out, line, sizeof line);
	identity = identity_of_shell(&without);
	ck_assert_int_eq(identity_verify(&identity, "right", &pidfd), IDENTITY_OURS);
	close(pidfd);
	end(&with);
	end(&without);
}
END_TEST

START_TEST(no_pid_below_two_and_not_oneself)
{
	struct identity identity = {.claimed_ns = UINT64_MAX};
	int pidfd;

	for (int pid = -2; pid <= 1; pid++) {
		identity.pid = pid;
		ck_assert_int_eq(identity_verify(&identity, NULL, &pidfd), IDENTITY_GONE);
	}
	identity.pid = getpid();
	ck_assert_int_eq(identity_verify(&identity, NULL, &pidfd), IDENTITY_GONE);
}
END_TEST

START_TEST(a_group_is_signalled_after_its_leader_was_reaped)
{
	struct shell shell = {0};
	struct signal_set set;
	char line[64];
	pid_t member;

	signal_forget_groups(_i);
	/* The leader tells the pid of a member, then leaves. */
	run_shell(&shell, "sleep 100 & echo $!; exit 3", no_environment);
	read_line(shell.out, line, sizeof line);
	member = (pid_t)strtol(line, NULL, 10);
	ck_assert_int_gt(member, 1);
	ck_assert_int_eq(waitpid(shell.spawned.pid, NULL, 0), shell.spawned.pid);
	set = (struct signal_set){.pidfd = shell.spawned.pidfd,
		.leader = shell.spawned.pid,
		.ended_ticks = proc_ticks(clock_boottime_ns())};
	ck_assert_int_eq(signal_set(&set, 0), 0);
	ck_assert_int_eq(signal_set(&set, SIGKILL), 0);
	/* The pipe ends when its last writer is gone. */
	read_text(shell.out, line, sizeof line);
	while (proc_alive(member))
		sched_yield();
	ck_assert_int_eq(signal_set(&set, 0), -ESRCH);
	close(shell.spawned.pidfd);
	close(shell.out);
}
END_TEST

static bool is_called(pid_t pid, const char *name)
{
	char path[64], found[32];
	int fd, n;

	snprintf(path, sizeof path, "/proc/%d/comm", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	ck_assert_int_ge(fd, 0);
	n = (int)read(fd, found, sizeof found);
	close(fd);
	return n == (int)strlen(name) + 1 && memcmp(found, name, strlen(name)) == 0;
}

/* In an exec there is a moment in which nothing can be read: who was born after the leader's end
 * may be a member, but is not signalled. */
START_TEST(a_member_between_two_programs_is_waited_for)
{
	struct shell shell = {0};
	struct signal_set set;
	char line[64], value[8];
	pid_t member;

	signal_forget_groups(true);
	run_shell(&shell, "env -i sleep 100 & echo $!; exit 3", no_environment);
	read_line(shell.out, line, sizeof line);
	member = (pid_t)strtol(line, NULL, 10);
	ck_assert_int_eq(waitpid(shell.spawned.pid, NULL, 0), shell.spawned.pid);
	while (!is_called(member, "sleep"))
		sched_yield();
	ck_assert_int_eq(proc_environment(member, "X", value, sizeof value), -ENODATA);
	set = (struct signal_set){.pidfd = shell.spawned.pidfd,
		.leader = shell.spawned.pid,
		.ended_ticks = 1,
		.token = "of-this-start"};
	ck_assert_int_eq(signal_set(&set, 0), 0);
	ck_assert_int_eq(signal_set(&set, SIGKILL), -ESRCH);
	ck_assert(proc_alive(member));
	set.ended_ticks = proc_ticks(clock_boottime_ns());
	ck_assert_int_eq(signal_set(&set, SIGKILL), 0);
	read_text(shell.out, line, sizeof line);
	close(shell.spawned.pidfd);
	close(shell.out);
}
END_TEST

/* Nobody saw the leader's end, or a member was born after it: its token tells, and nothing else. */
START_TEST(a_member_without_a_leader_is_known_by_its_token)
{
	static char variable[] = "REEVE_TOKEN=of-this-start";
	struct shell shell = {0};
	struct signal_set set;
	char line[64];

	signal_forget_groups(_i);
	run_shell(&shell, "sleep 100 & echo $!; exit 3", (char *[]){variable, NULL});
	read_line(shell.out, line, sizeof line);
	ck_assert_int_eq(waitpid(shell.spawned.pid, NULL, 0), shell.spawned.pid);
	close(shell.spawned.pidfd);
	set = (struct signal_set){
		.pidfd = -1, .leader = shell.spawned.pid, .ended_ticks = 1, .token = "of-another"};
	ck_assert_int_eq(signal_set(&set, 0), -ESRCH);
	ck_assert_int_eq(signal_set(&set, SIGKILL), -ESRCH);
	set.token = "";
	ck_assert_int_eq(signal_set(&set, SIGKILL), -ESRCH);
	set.token = "of-this-start";
	ck_assert_int_eq(signal_set(&set, 0), 0);
	ck_assert_int_eq(signal_set(&set, SIGKILL), 0);
	read_text(shell.out, line, sizeof line);
	while (signal_set(&set, 0) == 0)
		sched_yield();
	close(shell.out);
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

START_TEST(stat_is_parsed_after_the_last_parenthesis)
{
	struct proc_stat stat;

	ck_assert_int_eq(proc_parse_stat("42 (x) R 1 1\n() S 7 8 9 0 -1 1 0 0 0 0 0 0 0 0 20 0 1 0 "
					 "123456 0 0",
				 &stat),
		0);
	ck_assert_int_eq(stat.pid, 42);
	ck_assert_int_eq(stat.state, 'S');
	ck_assert_int_eq(stat.parent, 7);
	ck_assert_int_eq(stat.group, 8);
	ck_assert_int_eq(stat.session, 9);
	ck_assert_uint_eq(stat.start_ticks, 123456);
	ck_assert(!stat.has_exit);
	ck_assert_int_eq(
		proc_parse_stat(
			"42 (x) Z 7 8 9 0 -1 1 0 0 0 0 0 0 0 0 20 0 1 0 123456 0 0 0 0 0 0 0 "
			"0 0 0 0 0 0 0 0 17 0 0 0 0 0 0 0 0 0 0 0 0 0 1792",
			&stat),
		0);
	ck_assert(stat.has_exit);
	ck_assert_int_eq(WEXITSTATUS(stat.exit_status), 7);
	/* A kernel whose line ends earlier. */
	ck_assert_int_eq(
		proc_parse_stat("42 (x) Z 7 8 9 0 -1 1 0 0 0 0 0 0 0 0 20 0 1 0 123456 0 9", &stat),
		0);
	ck_assert(!stat.has_exit);
	ck_assert_int_eq(proc_parse_stat("", &stat), -EINVAL);
	ck_assert_int_eq(proc_parse_stat("42 x S 1", &stat), -EINVAL);
	ck_assert_int_eq(proc_parse_stat("42 )( S 1", &stat), -EINVAL);
	ck_assert_int_eq(proc_parse_stat("42 (x) S 7 8 9", &stat), -EINVAL);
	ck_assert_int_eq(proc_stat(0, &stat), -ESRCH);
}
END_TEST

START_TEST(stored_descriptors_are_found_by_name)
{
	ck_assert_uint_eq(handover_store_count(""), 0);
	ck_assert_uint_eq(handover_store_count("a.out:a.err"), 2);
	ck_assert_int_eq(handover_store_find("a.out:a.err", "a.out"), HANDOVER_STORE);
	ck_assert_int_eq(handover_store_find("a.out:a.err", "a.err"), HANDOVER_STORE + 1);
	ck_assert_int_eq(handover_store_find("a.out:a.err", "a.e"), -1);
	ck_assert_int_eq(handover_store_find("a.out:a.err", "a.err2"), -1);
	ck_assert_int_eq(handover_store_find("", "a"), -1);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("process");
	TCase *cases = tcase_create("process");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_test(cases, a_child_that_comes_late_leaves_the_stamp_of_the_one_after_it_alone);
	tcase_add_test(cases, a_child_leads_its_session_and_has_claimed_its_slot);
	tcase_add_test(cases, a_child_leaves_its_parents_descriptors_alone);
	tcase_add_test(cases, a_detached_child_is_nobodys_and_its_parent_hears_nothing_of_it);
	tcase_add_test(cases, a_child_whose_slot_was_taken_away_leaves_without_executing);
	tcase_add_test(cases, what_cannot_be_executed_is_told_with_stage_and_reason);
	tcase_add_test(cases, a_child_has_no_signal_blocked_ignored_or_handled);
	tcase_add_test(cases, the_search_path_is_that_of_the_child);
	tcase_add_loop_test(cases, a_live_child_is_proven_a_dead_one_is_gone, 0, 2);
	tcase_add_test(cases, somebody_elses_process_under_the_same_pid_is_not_ours);
	tcase_add_test(cases, a_token_can_deny_and_a_missing_one_says_nothing);
	tcase_add_test(cases, no_pid_below_two_and_not_oneself);
	tcase_add_loop_test(cases, a_group_is_signalled_after_its_leader_was_reaped, 0, 2);
	tcase_add_test(cases, a_member_between_two_programs_is_waited_for);
	tcase_add_loop_test(cases, a_member_without_a_leader_is_known_by_its_token, 0, 2);
	tcase_add_test(cases, what_of_its_world_cannot_be_is_told_with_its_stage);
	tcase_add_test(cases, stat_is_parsed_after_the_last_parenthesis);
	tcase_add_test(cases, stored_descriptors_are_found_by_name);
	suite_add_tcase(suite, cases);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
