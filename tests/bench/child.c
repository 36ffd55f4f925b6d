/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "child.h"
#include "record.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

int64_t child_deadline(int ms)
{
	return record_now() + (int64_t)ms * 1000000;
}

void child_rest(int64_t until_ns)
{
	struct timespec until = {.tv_sec = until_ns / 1000000000, .tv_nsec = until_ns % 1000000000};

	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) == EINTR)
		;
}

static int left_ms(int64_t deadline_ns)
{
	int64_t left = (deadline_ns - record_now() + 999999) / 1000000;

	return left < 0 ? 0 : (int)left;
}

int child_await(int pidfd, int64_t deadline_ns)
{
	struct pollfd poll_pidfd = {.fd = pidfd, .events = POLLIN};

	for (;;) {
		int left = left_ms(deadline_ns);
		int ready = poll(&poll_pidfd, 1, left);

		if (ready > 0)
			return 0;
		if (ready == 0 && left == 0)
			return -ETIMEDOUT;
	}
}

static int spawn(const struct words *argv, char **envp, posix_spawn_file_actions_t *actions,
	struct child *ret_child)
{
	static const int reset[] = {SIGHUP, SIGINT, SIGQUIT, SIGPIPE, SIGTERM, SIGCHLD};
	posix_spawnattr_t attributes;
	sigset_t none, usual;
	struct child child = {.pidfd = -1};
	int error;

	sigemptyset(&none);
	sigemptyset(&usual);
	for (size_t i = 0; i < sizeof(reset) / sizeof(*reset); i++)
		sigaddset(&usual, reset[i]);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setflags(
		&attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setsigdefault(&attributes, &usual);
	child.began_ns = record_now();
	error = posix_spawnp(&child.pid, argv->items[0], actions, &attributes, argv->items, envp);
	posix_spawnattr_destroy(&attributes);
	if (error)
		return -error;
	child.pidfd = (int)syscall(SYS_pidfd_open, child.pid, 0);
	if (child.pidfd < 0)
		return -errno;
	*ret_child = child;
	return 0;
}

int child_start(const struct words *argv, const struct words *envp, const char *output,
	struct child *ret_child)
{
	posix_spawn_file_actions_t actions;
	int error;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output ? output : "/dev/null",
		O_WRONLY | O_CREAT | O_TRUNC, 0600);
	posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
	error = spawn(argv, envp ? envp->items : environ, &actions, ret_child);
	posix_spawn_file_actions_destroy(&actions);
	return error;
}

int child_wait(struct child *child, int64_t deadline_ns, struct ended *ret_ended)
{
	siginfo_t info = {0};
	int error = child_await(child->pidfd, deadline_ns);

	if (error)
		return error;
	waitid(P_PID, (id_t)child->pid, &info, WEXITED);
	ret_ended->ms = (double)(record_now() - child->began_ns) / 1e6;
	ret_ended->status = info.si_code == CLD_EXITED ? info.si_status : 128 + info.si_status;
	child_close(child);
	return 0;
}

int child_signal(const struct child *child, int signal)
{
	return (int)syscall(SYS_pidfd_send_signal, child->pidfd, signal, NULL, 0);
}

void child_close(struct child *child)
{
	if (child->pid > 0)
		close(child->pidfd);
	*child = (struct child){.pidfd = -1};
}

static int kill_and_wait(struct child *child, struct ended *ret_ended)
{
	child_signal(child, SIGKILL);
	if (child_wait(child, child_deadline(5000), ret_ended) < 0)
		child_close(child);
	ret_ended->status = -1;
	return -ETIMEDOUT;
}

int child_run(const struct words *argv, const struct words *envp, const char *output, int limit_ms,
	struct ended *ret_ended)
{
	struct child child;
	int error = child_start(argv, envp, output, &child);

	if (error)
		return error;
	if (child_wait(&child, child_deadline(limit_ms), ret_ended) < 0)
		return kill_and_wait(&child, ret_ended);
	return 0;
}

/* Reads until the child is gone and nothing more is there to read. */
static int drain(int fd, int pidfd, int64_t deadline_ns, struct shown *ret_shown)
{
	struct pollfd fds[2] = {{.fd = fd, .events = POLLIN}, {.fd = pidfd, .events = POLLIN}};
	char data[65536];

	for (;;) {
		int left = left_ms(deadline_ns);
		ssize_t length = 0;

		if (poll(fds, 2, left) == 0 && left == 0)
			return -ETIMEDOUT;
		if (fds[0].revents)
			length = read(fd, data, sizeof(data));
		for (ssize_t i = 0; i < length; i++) {
			ret_shown->lines += data[i] == '\n';
			ret_shown->escapes += data[i] == '\033';
		}
		if (length <= 0 && fds[1].revents)
			return 0;
		if (length <= 0 && fds[0].revents)
			fds[0].fd = -1;
	}
}

static int open_terminal(char *ret_name, size_t size)
{
	const struct winsize shape = {.ws_row = 50, .ws_col = 200};
	int fd = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	if (grantpt(fd) < 0 || unlockpt(fd) < 0 || ptsname_r(fd, ret_name, size) != 0 ||
		ioctl(fd, TIOCSWINSZ, &shape) < 0) {
		close(fd);
		return -EIO;
	}
	return fd;
}

int child_run_on_terminal(const struct words *argv, const struct words *envp, int limit_ms,
	struct ended *ret_ended, struct shown *ret_shown)
{
	posix_spawn_file_actions_t actions;
	struct child child;
	char name[64];
	int error;
	int fd = open_terminal(name, sizeof(name));

	if (fd < 0)
		return fd;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, name, O_RDWR, 0);
	posix_spawn_file_actions_adddup2(&actions, STDIN_FILENO, STDOUT_FILENO);
	posix_spawn_file_actions_adddup2(&actions, STDIN_FILENO, STDERR_FILENO);
	error = spawn(argv, envp->items, &actions, &child);
	posix_spawn_file_actions_destroy(&actions);
	*ret_shown = (struct shown){0};
	if (!error) {
		int64_t deadline = child_deadline(limit_ms);

		error = drain(fd, child.pidfd, deadline, ret_shown);
		if (error || child_wait(&child, deadline, ret_ended) < 0)
			error = kill_and_wait(&child, ret_ended);
	}
	close(fd);
	return error;
}

static int start_into_pipe(const struct words *argv, struct child *ret_child)
{
	posix_spawn_file_actions_t actions;
	int fds[2];
	int error;

	if (pipe2(fds, O_CLOEXEC) < 0)
		return -errno;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&actions, fds[1], STDOUT_FILENO);
	posix_spawn_file_actions_adddup2(&actions, fds[1], STDERR_FILENO);
	error = spawn(argv, environ, &actions, ret_child);
	posix_spawn_file_actions_destroy(&actions);
	close(fds[1]);
	if (error) {
		close(fds[0]);
		return error;
	}
	return fds[0];
}

void child_first_line(const struct words *argv, char *ret_line, size_t size)
{
	struct child child;
	struct ended ended;
	ssize_t length;
	int fd = start_into_pipe(argv, &child);

	ret_line[0] = '\0';
	if (fd < 0)
		return;
	if (child_wait(&child, child_deadline(20000), &ended) < 0)
		kill_and_wait(&child, &ended);
	if (ended.status == 0 && (length = read(fd, ret_line, size - 1)) > 0) {
		ret_line[length] = '\0';
		ret_line[strcspn(ret_line, "\r\n")] = '\0';
	}
	close(fd);
}
