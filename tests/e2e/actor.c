/* SPDX-License-Identifier: MIT */
#include "config.h"

/* What the tests' exec programs and bystanders do:
 *	actor hold DIRECTORY	takes its slot's lock, writes a line, waits for ever
 *	actor headless DIRECTORY	as hold, with a second thread, and the first one ends
 *	actor bystander FILE	writes the number of every signal that it gets into FILE
 *	actor stubborn		ignores every signal that can be ignored, waits for ever
 *	actor family		as stubborn, with a child and a grandchild of the same kind
 *	actor ask SOCKET	sends standard input, prints what comes: a line for each line, or
 *				what there is until the other side closes
 *	actor flood SOCKET	sends requests and reads nothing, until the other side closes
 *	actor bare FILE		executes it with no argument at all, its own name neither
 *	actor plain FILE ...	executes it with its arguments, no signal ignored or blocked
 *	actor nameless FILE ...	executes it with arguments, its own name empty
 *	actor give DIRECTORY	marks a cgroup as systemd's Delegate=yes does */

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/xattr.h>

#include "hold.h"

static int signals_fd = -1;

static void note(int signal)
{
	char text[] = {(char)('0' + signal / 10), (char)('0' + signal % 10), '\n'};

	if (write(signals_fd, text, sizeof text) < 0)
		_exit(92);
}

static void wait_for_ever(void)
{
	for (;;)
		pause();
}

static int hold(const char *directory)
{
	if (hold_slot(directory) < 0)
		return 93;
	wait_for_ever();
	return 0;
}

static void *wait_behind(void *unused)
{
	wait_for_ever();
	return unused;
}

static int lose_head(const char *directory)
{
	pthread_t second;

	if (hold_slot(directory) < 0)
		return 93;
	if (pthread_create(&second, NULL, wait_behind, NULL) != 0)
		return 94;
	pthread_exit(NULL);
}

static int stand_by(const char *path)
{
	struct sigaction action = {.sa_handler = note};
	char before[4096];

	/* Seen under its name only once every signal would be noted. */
	snprintf(before, sizeof before, "%s.new", path);
	signals_fd = open(before, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
	if (signals_fd < 0)
		return 92;
	for (int signal = 1; signal < NSIG; signal++)
		if (signal != SIGKILL && signal != SIGSTOP)
			sigaction(signal, &action, NULL);
	if (rename(before, path) < 0)
		return 92;
	wait_for_ever();
	return 0;
}

static int ask(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), lines = 0;
	char text[65536];
	ssize_t n;

	snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
	if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) < 0)
		return 95;
	while ((n = read(STDIN_FILENO, text, sizeof text)) > 0) {
		for (ssize_t i = 0; i < n; i++)
			lines += text[i] == '\n';
		/* Who does not want all of it has closed, and has perhaps said why. */
		if (send(fd, text, (size_t)n, MSG_NOSIGNAL) < 0)
			break;
	}
	while (lines > 0 && (n = recv(fd, text, sizeof text, 0)) > 0) {
		for (ssize_t i = 0; i < n; i++)
			lines -= text[i] == '\n';
		if (write(STDOUT_FILENO, text, (size_t)n) < 0)
			return 95;
	}
	close(fd);
	return lines > 0 ? 96 : 0;
}

static int flood(const char *path)
{
	static const char request[] = "{\"version\":1,\"do\":\"wakeup\"}\n";
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
	if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) < 0)
		return 95;
	for (int i = 0; i < 1000000; i++)
		if (send(fd, request, sizeof request - 1, MSG_NOSIGNAL) < 0)
			return errno == EPIPE || errno == ECONNRESET ? 0 : 97;
	return 96;
}

static int call(const char *path, char **arguments)
{
	execv(path, arguments);
	return 95;
}

static char **nameless(char **arguments)
{
	static char empty[] = "";

	arguments[0] = empty;
	return arguments;
}

static void ignore_all(void)
{
	for (int number = 1; number < NSIG; number++)
		if (number != SIGKILL && number != SIGSTOP && number != SIGCHLD)
			signal(number, SIG_IGN);
}

/* A shell lets what it starts in the background ignore INT and QUIT. */
static int call_plain(char **argv)
{
	sigset_t none;

	for (int signal_number = 1; signal_number < NSIG; signal_number++)
		signal(signal_number, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	return call(argv[0], argv);
}

int main(int argc, char **argv)
{
	const char *role = argc > 1 ? argv[1] : "";

	if (!strcmp(role, "hold") && argc == 3)
		return hold(argv[2]);
	if (!strcmp(role, "headless") && argc == 3)
		return lose_head(argv[2]);
	if (!strcmp(role, "bystander") && argc == 3)
		return stand_by(argv[2]);
	if (!strcmp(role, "ask") && argc == 3)
		return ask(argv[2]);
	if (!strcmp(role, "flood") && argc == 3)
		return flood(argv[2]);
	if (!strcmp(role, "plain") && argc > 2)
		return call_plain(argv + 2);
	if (!strcmp(role, "bare") && argc == 3)
		return call(argv[2], argv + argc);
	if (!strcmp(role, "nameless") && argc > 2) {
		role = argv[2];
		return call(role, nameless(argv + 2));
	}
	if (!strcmp(role, "give") && argc == 3)
		return setxattr(argv[2], "user.delegate", "1", 1, 0) < 0 ? 96 : 0;
	ignore_all();
	if (!strcmp(role, "stubborn"))
		wait_for_ever();
	if (!strcmp(role, "family")) {
		if (fork() == 0)
			fork();
		wait_for_ever();
	}
	return 94;
}
