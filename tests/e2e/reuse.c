/* SPDX-License-Identifier: MIT */
#include "config.h"

/* reuse PID PROGRAM [ARGUMENT...]: runs a program as a session leader of its own with this pid,
 * which must be free, and leaves. Exit code 77: the kernel or our privileges do not allow to choose
 * a pid. */

#include <errno.h>
#include <linux/sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	pid_t pid = argc > 2 ? (pid_t)atoi(argv[1]) : 0;
	struct clone_args clone = {
		.exit_signal = SIGCHLD, .set_tid = (uint64_t)(uintptr_t)&pid, .set_tid_size = 1};
	long child = pid ? syscall(SYS_clone3, &clone, sizeof clone) : -1;

	if (child == 0) {
		setsid();
		execvp(argv[2], argv + 2);
		_exit(127);
	}
	if (child > 0)
		return 0;
	fprintf(stderr, "reuse: %s\n", strerror(errno));
	return errno == EEXIST ? 1 : 77;
}
