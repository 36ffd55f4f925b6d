/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "shell.h"

#include <check.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "process/signal.h"

char *const no_environment[] = {NULL};

void shell_run(struct shell *shell, const char *line, char *const *envp)
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
					      .standard_signals = shell->standard,
					      .claim = &shell->claim,
					      .claim_stamp = &shell->stamp,
					      .claim_empty = UINT64_C(7) << 32,
					      .stamp_awaited = UINT64_C(1) << 63 | 7},
		&shell->spawned);
	close(pipe[1]);
	shell->out = pipe[0];
}

void shell_read_text(int fd, char *text, size_t size)
{
	size_t length = 0;
	ssize_t n;

	while (length < size - 1 && (n = read(fd, text + length, size - 1 - length)) > 0)
		length += (size_t)n;
	text[length] = '\0';
}

void shell_read_line(int fd, char *text, size_t size)
{
	size_t length = 0;

	while (length < size - 1 && read(fd, text + length, 1) == 1 && text[length] != '\n')
		length++;
	text[length] = '\0';
}

void shell_end(struct shell *shell)
{
	signal_set(&(struct signal_set){.pidfd = shell->spawned.pidfd,
			   .leader = shell->spawned.pid,
			   .unreaped = true},
		SIGKILL);
	waitpid(shell->spawned.pid, NULL, 0);
	close(shell->spawned.pidfd);
	close(shell->out);
}
