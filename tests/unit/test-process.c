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
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "process/handover.h"
#include "process/identity.h"
#include "process/proc.h"
#include "process/signal.h"
#include "process/spawn.h"
#include "shell.h"

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
	shell_run(&shell, "exec sleep 100", no_environment);
	identity = identity_of_shell(&shell);
	identity_complete(&identity, shell.spawned.pidfd);
	ck_assert_int_eq(identity_verify(&identity, NULL, &pidfd), IDENTITY_OURS);
	close(pidfd);
	signal_process(shell.spawned.pidfd, SIGKILL);
	ck_assert_int_eq(
		poll(&(struct pollfd){.fd = shell.spawned.pidfd, .events = POLLIN}, 1, -1), 1);
	/* Not reaped: a zombie is not alive. */
	ck_assert_int_eq(identity_verify(&identity, NULL, &pidfd), IDENTITY_GONE);
	shell_end(&shell);
	ck_assert_int_eq(identity_verify(&identity, NULL, &pidfd), IDENTITY_GONE);
}
END_TEST

START_TEST(somebody_elses_process_under_the_same_pid_is_not_ours)
{
	struct shell shell = {0};
	struct identity identity;
	int pidfd = -1;

	signal_forget_groups(true);
	shell_run(&shell, "exec sleep 100", no_environment);
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
	shell_end(&shell);
}
END_TEST

START_TEST(a_token_can_deny_and_a_missing_one_says_nothing)
{
	struct shell with = {0}, without = {0};
	struct identity identity;
	char line[16];
	int pidfd;

	signal_forget_groups(true);
	shell_run(&with, "sleep 100 & echo go; wait", WORDS("REEVE_TOKEN=right"));
	shell_read_line(with.out, line, sizeof line);
	identity = identity_of_shell(&with);
	ck_assert_int_eq(identity_verify(&identity, "wrong", &pidfd), IDENTITY_UNPROVEN);
	ck_assert_int_eq(identity_verify(&identity, "right", &pidfd), IDENTITY_OURS);
	close(pidfd);
	shell_run(&without, "sleep 100 & echo go; wait", no_environment);
	shell_read_line(without.out, line, sizeof line);
	identity = identity_of_shell(&without);
	ck_assert_int_eq(identity_verify(&identity, "right", &pidfd), IDENTITY_OURS);
	close(pidfd);
	shell_end(&with);
	shell_end(&without);
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
	shell_run(&shell, "sleep 100 & echo $!; exit 3", no_environment);
	shell_read_line(shell.out, line, sizeof line);
	member = (pid_t)strtol(line, NULL, 10);
	ck_assert_int_gt(member, 1);
	ck_assert_int_eq(waitpid(shell.spawned.pid, NULL, 0), shell.spawned.pid);
	set = (struct signal_set){.pidfd = shell.spawned.pidfd,
		.leader = shell.spawned.pid,
		.ended_ticks = proc_ticks(clock_boottime_ns())};
	ck_assert_int_eq(signal_set(&set, 0), 0);
	ck_assert_int_eq(signal_set(&set, SIGKILL), 0);
	/* The pipe ends when its last writer is gone. */
	shell_read_text(shell.out, line, sizeof line);
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
	shell_run(&shell, "env -i sleep 100 & echo $!; exit 3", no_environment);
	shell_read_line(shell.out, line, sizeof line);
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
	shell_read_text(shell.out, line, sizeof line);
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
	shell_run(&shell, "sleep 100 & echo $!; exit 3", (char *[]){variable, NULL});
	shell_read_line(shell.out, line, sizeof line);
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
	shell_read_text(shell.out, line, sizeof line);
	while (signal_set(&set, 0) == 0)
		sched_yield();
	close(shell.out);
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
	/* Its first thread has ended, two others have not. */
	ck_assert_int_eq(
		proc_parse_stat("42 (x) Z 7 8 9 0 -1 1 0 0 0 0 0 0 0 0 20 0 3 0 123456 0 9", &stat),
		0);
	ck_assert_int_eq(stat.state, 'S');
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
	ck_assert_uint_eq(handover_store_count("a.out:.err:b.c.out:.err:notify:h.socket"), 6);
	ck_assert_int_eq(handover_store_find("a.out:.err:b.out:.err", "a.err"), HANDOVER_STORE + 1);
	ck_assert_int_eq(
		handover_store_find("a.out:.err:b.c.out:.err", "b.c.err"), HANDOVER_STORE + 3);
	ck_assert_int_eq(handover_store_find("a.out:.err:b.c.out:.err", "b.err"), -1);
	ck_assert_int_eq(
		handover_store_find("a.out:.err:notify:h.socket", "notify"), HANDOVER_STORE + 2);
	ck_assert_int_eq(
		handover_store_find("a.out:.err:notify:h.socket", "h.socket"), HANDOVER_STORE + 3);
	ck_assert_int_eq(handover_store_find("notify:.err", "notify.err"), HANDOVER_STORE + 1);
	ck_assert_int_eq(handover_store_find(".err", ".err"), -1);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("process");
	TCase *cases = tcase_create("process");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_loop_test(cases, a_live_child_is_proven_a_dead_one_is_gone, 0, 2);
	tcase_add_test(cases, somebody_elses_process_under_the_same_pid_is_not_ours);
	tcase_add_test(cases, a_token_can_deny_and_a_missing_one_says_nothing);
	tcase_add_test(cases, no_pid_below_two_and_not_oneself);
	tcase_add_loop_test(cases, a_group_is_signalled_after_its_leader_was_reaped, 0, 2);
	tcase_add_test(cases, a_member_between_two_programs_is_waited_for);
	tcase_add_loop_test(cases, a_member_without_a_leader_is_known_by_its_token, 0, 2);
	tcase_add_test(cases, stat_is_parsed_after_the_last_parenthesis);
	tcase_add_test(cases, stored_descriptors_are_found_by_name);
	suite_add_tcase(suite, cases);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
