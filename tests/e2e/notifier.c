/* SPDX-License-Identifier: MIT */
#include "config.h"

/* Says something to $NOTIFY_SOCKET:
 *	notifier say TEXT...	and waits until it has been read, as sd_notify_barrier(3) does
 *	notifier hold TEXT...	and writes a line, waits for ever
 *	notifier pulse FILE	that it is ready, then that it lives, until FILE is there; waits for
 *ever notifier garble		what nobody should; then as say */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

static int fd;

/* with: a descriptor that goes along, count times; -1: none. Returns what sendmsg() does. */
static ssize_t say(const char *text, size_t length, int with, int count)
{
	_Alignas(struct cmsghdr) char control[CMSG_SPACE(64 * sizeof(int))] = {0};
	struct iovec vector = {.iov_base = (char *)text, .iov_len = length};
	struct msghdr message = {.msg_iov = &vector, .msg_iovlen = 1};
	struct cmsghdr *header;

	if (with >= 0) {
		message.msg_control = control;
		message.msg_controllen = CMSG_SPACE((size_t)count * sizeof with);
		header = CMSG_FIRSTHDR(&message);
		header->cmsg_level = SOL_SOCKET;
		header->cmsg_type = SCM_RIGHTS;
		header->cmsg_len = CMSG_LEN((size_t)count * sizeof with);
		for (int i = 0; i < count; i++)
			memcpy(CMSG_DATA(header) + (size_t)i * sizeof with, &with, sizeof with);
	}
	return sendmsg(fd, &message, MSG_NOSIGNAL);
}

/* The other end of the pipe is gone once it has been read, and with it all that was said before. */
static int await_read(void)
{
	int ends[2];
	char byte;

	if (pipe(ends) < 0 || say("BARRIER=1", 9, ends[1], 1) < 0)
		return 91;
	close(ends[1]);
	return read(ends[0], &byte, 1) == 0 ? 0 : 92;
}

static void wait_for_ever(void)
{
	for (;;)
		pause();
}

static void pulse(const char *path)
{
	static const struct timespec pause = {.tv_nsec = 10000000};

	say("READY=1\nSTATUS=lives", 20, -1, 0);
	while (access(path, F_OK) < 0) {
		say("WATCHDOG=1", 10, -1, 0);
		nanosleep(&pause, NULL);
	}
}

static int garble(void)
{
	static const char near[] = "\n\n=\nREADY\nREADY=\nREADY=11\nready=1\nREADY=1\0";
	static char text[70000];
	int null = dup(2);

	say("", 0, -1, 0);
	say(near, sizeof near - 1, -1, 0);
	for (int i = 0; i < 20; i++)
		say("MAINPID=1\nFDSTORE=1", 19, null, 64);
	memset(text, '\n', sizeof text);
	memcpy(text, "READY=1", 7);
	say(text, sizeof text, -1, 0);
	memset(text, 'x', sizeof text);
	say(text, 4096, -1, 0);
	return await_read();
}

int main(int argc, char **argv)
{
	const char *role = argc > 1 ? argv[1] : "", *path = getenv("NOTIFY_SOCKET");
	struct sockaddr_un address = {.sun_family = AF_UNIX};

	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (!path || strlen(path) >= sizeof address.sun_path)
		return 93;
	memcpy(address.sun_path, path, strlen(path));
	if (connect(fd, (struct sockaddr *)&address, sizeof address) < 0)
		return 94;
	if (!strcmp(role, "garble"))
		return garble();
	if (!strcmp(role, "pulse") && argc == 3)
		pulse(argv[2]);
	else
		for (int i = 2; i < argc; i++)
			if (say(argv[i], strlen(argv[i]), -1, 0) < 0)
				return 95;
	if (!strcmp(role, "say"))
		return await_read();
	if (write(STDOUT_FILENO, "said\n", 5) < 0)
		return 96;
	wait_for_ever();
	return 0;
}
