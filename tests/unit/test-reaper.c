/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <check.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "guardian/reaper.h"
#include "guardian/relay.h"

#define NOBODY 65534
#define CANNOT_BECOME 77

static pid_t stray(void)
{
	pid_t pid = fork();

	if (pid == 0)
		for (;;)
			pause();
	return pid;
}

/* A guardian of nobody's with one child that is root's and one of its own. */
static int end_strays_as_nobody(int out)
{
	struct reaper reaper = {.event = -1};
	pid_t others = stray(), own;

	if (write(out, &others, sizeof others) != sizeof others)
		return 2;
	if (setresuid(NOBODY, NOBODY, NOBODY) < 0)
		return CANNOT_BECOME;
	own = stray();
	if (others < 0 || own < 0)
		return 3;
	reaper_end_strays(&reaper, &(struct relay){.name = "test"});
	if (kill(own, 0) == 0 || errno != ESRCH)
		return 4;
	if (kill(others, 0) == 0 || errno != EPERM)
		return 5;
	return 0;
}

/* What is in the way shows in the time limit of a test: it would wait for ever. */
START_TEST(a_stray_that_may_not_be_signalled_is_not_waited_for)
{
	int fds[2], status;
	pid_t pid, others = 0;

	if (geteuid() != 0)
		return;
	ck_assert_int_eq(pipe(fds), 0);
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0)
		_exit(end_strays_as_nobody(fds[1]));
	ck_assert_int_eq(read(fds[0], &others, sizeof others), sizeof others);
	ck_assert_int_gt(others, 1);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	kill(others, SIGKILL);
	ck_assert(WIFEXITED(status));
	if (WEXITSTATUS(status) != CANNOT_BECOME)
		ck_assert_int_eq(WEXITSTATUS(status), 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("reaper");
	TCase *cases = tcase_create("strays");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_test(cases, a_stray_that_may_not_be_signalled_is_not_waited_for);
	suite_add_tcase(suite, cases);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
