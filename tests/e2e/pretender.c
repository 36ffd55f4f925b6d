/* SPDX-License-Identifier: MIT */
/* Programs that a command is told to become, and that are not what they seem. Which one is in its
 * name, up to the first dot; the real reeve-master lies beside it under its own name.
 *
 * newer	says that it cannot go on with what runs
 * silent	says nothing and does not end
 * chatty	says more than a pipe holds
 * dies-g	ends when it is executed as the guardian
 * dies-m	is a proper guardian, and ends when it is executed as the master
 * waits	is a proper guardian once there is a file "go" beside it */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern char **environ;

static char path[PATH_MAX];

static int is(const char *name)
{
	const char *own = strrchr(path, '/') + 1;

	return strncmp(own, name, strlen(name)) == 0;
}

static const char *beside(const char *name)
{
	static char other[PATH_MAX + 16];

	snprintf(other, sizeof other, "%.*s/%s", (int)(strrchr(path, '/') - path), path, name);
	return other;
}

static int candidate(void)
{
	if (is("newer"))
		return printf("reeve-master 9.9.9: it knows scoreboards of version 9 alone\n") <
			       0 ||
		       fflush(stdout) == 0;
	while (is("silent"))
		pause();
	while (is("chatty"))
		puts("reeve-master and much besides");
	return printf("reeve-master 9.9.9\n") < 0;
}

int main(int argc, char **argv)
{
	const char *role = getenv("REEVE_ROLE");
	ssize_t n = readlink("/proc/self/exe", path, sizeof path - 1);

	(void)argc;
	if (!role || n <= 0 || !strchr(path, '/'))
		return 2;
	if (strcmp(role, "candidate") == 0)
		return candidate();
	if (strcmp(role, "guardian") == 0 && is("dies-g"))
		return 3;
	if (strcmp(role, "master") == 0 && is("dies-m"))
		return 3;
	while (strcmp(role, "guardian") == 0 && is("waits") && access(beside("go"), F_OK) < 0)
		usleep(20000);
	execve(beside("reeve-master"), argv, environ);
	return 4;
}
