/* SPDX-License-Identifier: MIT */

/* Programs that are more than a command: `embed CASE NAME` starts, looks and stops as such a
 * program would, and looks whether anything of its own has changed. Says what is wrong and ends
 * with 1. */

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <reeve/manage.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define CHECK(condition)                                                                \
	do {                                                                            \
		if (!(condition)) {                                                     \
			fprintf(stderr, "%s:%d: %s\n", __func__, __LINE__, #condition); \
			_exit(1);                                                       \
		}                                                                       \
	} while (0)

static const char *name;

static int work(struct reeve_worker *worker, void *state)
{
	(void)worker;
	(void)state;
	return 0;
}

static const struct reeve_function functions[] = {REEVE_FUNCTION(work), {NULL, NULL}};
static const struct reeve_host host = {.size = sizeof host, .functions = functions};

static struct reeve_manage *make(const char *suffix)
{
	char full[128];
	struct reeve_manage *manage;

	snprintf(full, sizeof full, "%s%s", name, suffix);
	manage = reeve_manage_new(full);
	reeve_manage_set(manage, "workers", "2");
	reeve_manage_set(manage, "execute_times", "0");
	reeve_manage_set_work(manage, work);
	reeve_manage_set_background(manage);
	return manage;
}

static void expect(struct reeve_manage *manage, int code, int expected)
{
	if (code == expected)
		return;
	fprintf(stderr, "%s: %d, not %d: %s\n", reeve_manage_name(manage), code, expected,
		reeve_manage_error(manage));
	_exit(1);
}

static void expect_status(struct reeve_manage *manage, int expected)
{
	struct reeve_status *status;

	expect(manage, reeve_manage_status(manage, &status), 0);
	if (reeve_status_exit(status) != expected)
		reeve_status_print(NULL, status, 0);
	CHECK(reeve_status_exit(status) == expected);
	reeve_status_free(status);
}

/* All that can be done with a manage, from start to stop. */
static void live(const char *suffix)
{
	struct reeve_manage *manage = make(suffix);

	expect(manage, reeve_manage_start(manage), 0);
	expect_status(manage, REEVE_STATUS_RUNNING);
	expect(manage, reeve_manage_start(manage), 0);
	expect(manage, reeve_manage_wakeup(manage), 0);
	expect(manage, reeve_manage_restart(manage), 0);
	expect_status(manage, REEVE_STATUS_RUNNING);
	expect(manage, reeve_manage_stop(manage), 0);
	expect_status(manage, REEVE_STATUS_STOPPED);
	expect(manage, reeve_manage_stop(manage), 0);
	reeve_manage_free(manage);
}

/* What a process has that a library has no business with. */
struct own {
	char descriptors[4096], cwd[4096], locale[256];
	mode_t mask;
	sigset_t blocked;
	struct sigaction actions[65];
	char *environment[4];
};

static void list_descriptors(char *text, size_t size)
{
	size_t length = 0;

	for (int fd = 0; fd < 256; fd++)
		if (fcntl(fd, F_GETFD) >= 0)
			length += (size_t)snprintf(text + length, size - length, "%d:%x:%x ", fd,
				fcntl(fd, F_GETFD), fcntl(fd, F_GETFL));
}

static void take_own(struct own *own)
{
	memset(own, 0, sizeof *own);
	list_descriptors(own->descriptors, sizeof own->descriptors);
	CHECK(getcwd(own->cwd, sizeof own->cwd));
	snprintf(own->locale, sizeof own->locale, "%s", setlocale(LC_ALL, NULL));
	own->mask = umask(0);
	umask(own->mask);
	pthread_sigmask(SIG_SETMASK, NULL, &own->blocked);
	for (int i = 1; i < (int)COUNT(own->actions); i++)
		sigaction(i, NULL, &own->actions[i]);
}

static void expect_own(const struct own *before)
{
	struct own after;

	take_own(&after);
	if (strcmp(before->descriptors, after.descriptors) != 0)
		fprintf(stderr, "%s\n%s\n", before->descriptors, after.descriptors);
	CHECK(strcmp(before->descriptors, after.descriptors) == 0);
	CHECK(strcmp(before->cwd, after.cwd) == 0);
	CHECK(strcmp(before->locale, after.locale) == 0);
	CHECK(before->mask == after.mask);
	for (int i = 1; i < (int)COUNT(after.actions); i++) {
		CHECK(sigismember(&before->blocked, i) == sigismember(&after.blocked, i));
		CHECK(before->actions[i].sa_handler == after.actions[i].sa_handler);
	}
}

static volatile sig_atomic_t children_heard;

static void hear(int signal)
{
	(void)signal;
	children_heard++;
}

/* A child of the program's own, which lives as long as it is wanted. */
static pid_t begin_child(int *ret_pipe)
{
	int pipe[2];
	char byte;
	pid_t pid;

	CHECK(pipe2(pipe, O_CLOEXEC) == 0);
	pid = fork();
	CHECK(pid >= 0);
	if (pid == 0) {
		close(pipe[1]);
		_exit(read(pipe[0], &byte, 1) == 0 ? 42 : 43);
	}
	close(pipe[0]);
	*ret_pipe = pipe[1];
	return pid;
}

/* Its own child ends with 42, and is the only one that it has or hears of. */
static void unchanged(void)
{
	struct sigaction action = {.sa_handler = hear};
	struct own own;
	sigset_t mask;
	int pipe, status;
	pid_t child;

	setlocale(LC_ALL, "C.UTF-8");
	umask(0137);
	CHECK(chdir("/usr") == 0);
	sigaction(SIGCHLD, &action, NULL);
	sigemptyset(&mask);
	sigaddset(&mask, SIGUSR2);
	pthread_sigmask(SIG_BLOCK, &mask, NULL);
	child = begin_child(&pipe);
	take_own(&own);
	live("");
	expect_own(&own);
	CHECK(children_heard == 0);
	CHECK(waitpid(-1, &status, WNOHANG | __WALL) == 0);
	close(pipe);
	CHECK(waitpid(-1, &status, __WALL) == child && WEXITSTATUS(status) == 42);
	CHECK(waitpid(-1, &status, __WALL) < 0 && errno == ECHILD);
}

static volatile sig_atomic_t alarms_heard;

static void hear_alarm(int signal)
{
	(void)signal;
	alarms_heard++;
}

/* A clock of its own, which interrupts whatever can be interrupted. */
static void ticking(void)
{
	struct sigaction action = {.sa_handler = hear_alarm};
	struct itimerval often = {{0, 500}, {0, 500}}, never = {{0, 0}, {0, 0}};
	struct own own;

	sigaction(SIGALRM, &action, NULL);
	take_own(&own);
	setitimer(ITIMER_REAL, &often, NULL);
	live("");
	setitimer(ITIMER_REAL, &never, NULL);
	expect_own(&own);
	CHECK(alarms_heard > 10);
}

static void ignored(void)
{
	struct sigaction action = {.sa_handler = SIG_IGN};
	struct own own;

	sigaction(SIGCHLD, &action, NULL);
	take_own(&own);
	live("");
	expect_own(&own);
	CHECK(waitpid(-1, NULL, WNOHANG | __WALL) < 0 && errno == ECHILD);
}

/* One after the other, side by side, and two that are the same. */
static void twice(void)
{
	struct reeve_manage *one = make(".one"), *other = make(".other"), *same = make(".one");
	struct own own;

	take_own(&own);
	live("");
	live("");
	expect(one, reeve_manage_start(one), 0);
	expect(other, reeve_manage_start(other), 0);
	expect(same, reeve_manage_start(same), 0);
	expect_status(same, REEVE_STATUS_RUNNING);
	expect(same, reeve_manage_stop(same), 0);
	expect_status(one, REEVE_STATUS_STOPPED);
	expect_status(other, REEVE_STATUS_RUNNING);
	expect(other, reeve_manage_stop(other), 0);
	expect_own(&own);
	reeve_manage_free(one);
	reeve_manage_free(other);
	reeve_manage_free(same);
}

static void *run_thread(void *suffix)
{
	live(suffix);
	return NULL;
}

/* Several at once, while yet another thread is busy with memory and descriptors of its own. */
static volatile int busy = 1;

static void *be_busy(void *data)
{
	while (busy) {
		int fd = dup(0);
		void *memory = malloc(1000);

		CHECK(fd >= 0 && memory);
		memset(memory, 1, 1000);
		free(memory);
		close(fd);
	}
	return data;
}

static void threaded(void)
{
	static char suffixes[][8] = {".a", ".b", ".c"};
	struct reeve_manage *manage = reeve_manage_new(name);
	pthread_t threads[COUNT(suffixes)], other;

	CHECK(pthread_create(&other, NULL, be_busy, NULL) == 0);
	for (size_t i = 0; i < COUNT(suffixes); i++)
		CHECK(pthread_create(&threads[i], NULL, run_thread, suffixes[i]) == 0);
	for (size_t i = 0; i < COUNT(suffixes); i++)
		CHECK(pthread_join(threads[i], NULL) == 0);
	/* In the foreground the other thread would end. */
	reeve_manage_set_work(manage, work);
	expect(manage, reeve_manage_start(manage), REEVE_EXIT_REFUSED);
	fprintf(stderr, "%s\n", reeve_manage_error(manage));
	busy = 0;
	CHECK(pthread_join(other, NULL) == 0);
	reeve_manage_free(manage);
}

/* Without standard input, output and error. */
static void closed(void)
{
	struct own own;

	for (int fd = 0; fd <= 2; fd++)
		close(fd);
	take_own(&own);
	live("");
	expect_own(&own);
}

static void forked(void)
{
	struct reeve_manage *manage = make("");
	int status;
	pid_t child;

	expect(manage, reeve_manage_start(manage), 0);
	child = fork();
	if (child == 0) {
		expect_status(manage, REEVE_STATUS_RUNNING);
		expect(manage, reeve_manage_stop(manage), 0);
		reeve_manage_free(manage);
		_exit(0);
	}
	CHECK(waitpid(child, &status, 0) == child && status == 0);
	expect_status(manage, REEVE_STATUS_STOPPED);
	expect(manage, reeve_manage_start(manage), 0);
	expect(manage, reeve_manage_stop(manage), 0);
	reeve_manage_free(manage);
}

/* Without memory for a manage there is none: everything says so. */
static void without(void)
{
	struct reeve_status *status;

	CHECK(reeve_manage_set(NULL, "workers", "2") == REEVE_EXIT_FAILED);
	CHECK(reeve_manage_set_background(NULL) == REEVE_EXIT_FAILED);
	CHECK(reeve_manage_set_work(NULL, work) == REEVE_EXIT_FAILED);
	CHECK(reeve_manage_set_work_init(NULL, NULL) == REEVE_EXIT_FAILED);
	CHECK(reeve_manage_set_work_fini(NULL, NULL) == REEVE_EXIT_FAILED);
	CHECK(reeve_manage_start(NULL) == REEVE_EXIT_FAILED);
	CHECK(reeve_manage_stop(NULL) == REEVE_EXIT_FAILED);
	CHECK(reeve_manage_restart(NULL) == REEVE_EXIT_FAILED);
	CHECK(reeve_manage_wakeup(NULL) == REEVE_EXIT_FAILED);
	CHECK(reeve_manage_status(NULL, &status) == REEVE_EXIT_FAILED && !status);
	CHECK(strcmp(reeve_manage_error(NULL), "out of memory") == 0);
	CHECK(strcmp(reeve_manage_name(NULL), "") == 0);
	reeve_manage_free(NULL);
	CHECK(reeve_manages_add(NULL, NULL) == REEVE_EXIT_FAILED);
	CHECK(reeve_manages_remove(NULL, "a") == REEVE_EXIT_FAILED);
	CHECK(!reeve_manages_get(NULL, "a"));
	CHECK(reeve_manages_start(NULL) == REEVE_EXIT_FAILED);
	CHECK(reeve_manages_status(NULL, &status) == REEVE_EXIT_FAILED && !status);
	CHECK(strcmp(reeve_manages_error(NULL), "out of memory") == 0);
	reeve_manages_free(NULL);
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*run)(void);
	} cases[] = {{"unchanged", unchanged}, {"ticking", ticking}, {"ignored", ignored},
		{"twice", twice}, {"threaded", threaded}, {"closed", closed}, {"forked", forked},
		{"without", without}};

	reeve_main(argc, argv, &host);
	if (argc != 3)
		return 99;
	name = argv[2];
	for (size_t i = 0; i < COUNT(cases); i++)
		if (strcmp(argv[1], cases[i].name) == 0) {
			cases[i].run();
			return 0;
		}
	return 99;
}
