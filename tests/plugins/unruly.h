/* SPDX-License-Identifier: MIT */

/* What no plugin may do, each by its name. */

#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile int unruly_depth;

static int overflow(int depth)
{
	volatile char frame[4096];

	frame[0] = (char)depth;
	unruly_depth = depth;
	return depth < 0 ? 0 : overflow(depth + 1) + frame[0];
}

static void on_own_signal(int signal)
{
	(void)signal;
	unruly_depth = -1;
}

/* Handlers of its own, also for a signal that ends the process, and a child that crashes. */
static int behave(void)
{
	struct sigaction own = {.sa_handler = on_own_signal}, before;
	int status = 0;
	pid_t child;

	sigaction(SIGTERM, &own, &before);
	raise(SIGTERM);
	sigaction(SIGTERM, &before, NULL);
	child = fork();
	if (child == 0)
		abort();
	waitpid(child, &status, 0);
	return unruly_depth == -1 && WIFSIGNALED(status) ? 0 : 1;
}

static void change_signals(void)
{
	sigset_t mask;

	sigemptyset(&mask);
	sigaddset(&mask, SIGTERM);
	sigprocmask(SIG_BLOCK, &mask, NULL);
	signal(SIGINT, SIG_IGN);
}

static void close_files(int from, int to)
{
	for (int fd = from; fd <= to; fd++)
		close(fd);
}

static int misbehave(const char *how)
{
	if (!how)
		return 0;
	if (strcmp(how, "behave") == 0)
		return behave();
	if (strcmp(how, "segv") == 0)
		raise(SIGSEGV);
	if (strcmp(how, "abort") == 0)
		abort();
	if (strcmp(how, "overflow") == 0)
		return overflow(1);
	if (strcmp(how, "exit") == 0)
		exit(0);
	if (strcmp(how, "quick_exit") == 0)
		quick_exit(0);
	if (strcmp(how, "alarm") == 0)
		return raise(SIGALRM);
	if (strcmp(how, "fails") == 0)
		return 7;
	if (strcmp(how, "_exit") == 0)
		_exit(3);
	while (strcmp(how, "hang") == 0)
		pause();
	if (strcmp(how, "signals") == 0)
		change_signals();
	if (strcmp(how, "umask") == 0)
		umask(0);
	if (strcmp(how, "directory") == 0 && chdir("/") < 0)
		return 1;
	if (strcmp(how, "locale") == 0)
		return setlocale(LC_ALL, "C.UTF-8") ? 0 : 1;
	if (strcmp(how, "output") == 0)
		close_files(1, 2);
	if (strcmp(how, "everything") == 0)
		close_files(0, 255);
	if (strcmp(how, "descriptors") == 0)
		close_files(3, 255);
	return 0;
}
