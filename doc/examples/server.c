/* SPDX-License-Identifier: MIT */
/* A server that is handed its socket: cc server.c -o server, and server.cfg beside it.
 *
 * Descriptor 3 listens already, and did so before this process began. So whoever connects while
 * there is no process waits; nobody is refused. On SIGTERM what was accepted is answered, then it
 * leaves. */
#define _POSIX_C_SOURCE 200809L
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static volatile sig_atomic_t stopping;

static void stop(int signal)
{
	(void)signal;
	stopping = 1;
}

/* The socket is ours if LISTEN_PID names us: variables are handed on, descriptors need not be. */
static int listening(void)
{
	const char *pid = getenv("LISTEN_PID"), *count = getenv("LISTEN_FDS");

	if (!pid || !count || atol(pid) != (long)getpid() || atoi(count) < 1)
		return -1;
	return 3;
}

/* As sd_notify(3), for ready = "notify". */
static void say_ready(void)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	const char *path = getenv("NOTIFY_SOCKET");
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0);

	if (path && fd >= 0 && strlen(path) < sizeof address.sun_path) {
		strcpy(address.sun_path, path);
		sendto(fd, "READY=1", 7, 0, (struct sockaddr *)&address, sizeof address);
	}
	close(fd);
}

static void answer(int client)
{
	char request[4096], reply[256], body[64];
	ssize_t length = read(client, request, sizeof request);

	if (length > 0) {
		snprintf(body, sizeof body, "hello from %ld\n", (long)getpid());
		snprintf(reply, sizeof reply, "HTTP/1.0 200 OK\r\nContent-Length: %zu\r\n\r\n%s",
			strlen(body), body);
		if (write(client, reply, strlen(reply)) < 0)
			perror("server");
	}
	close(client);
}

/* SIGTERM comes here and nowhere else: it is not missed between the look and the wait. */
static int wait_for(int fd)
{
	sigset_t none;
	fd_set set;

	sigemptyset(&none);
	FD_ZERO(&set);
	FD_SET(fd, &set);
	return pselect(fd + 1, &set, NULL, NULL, NULL, &none) > 0;
}

int main(void)
{
	struct sigaction action = {.sa_handler = stop};
	int fd = listening(), client;
	sigset_t term;

	if (fd < 0) {
		fprintf(stderr, "server: there is no socket: start it with server.cfg\n");
		return 78; /* EX_CONFIG: another start would not help */
	}
	sigemptyset(&term);
	sigaddset(&term, SIGTERM);
	sigprocmask(SIG_BLOCK, &term, NULL);
	sigaction(SIGTERM, &action, NULL);
	signal(SIGPIPE, SIG_IGN);
	/* All have one socket: another one may have been faster. */
	fcntl(fd, F_SETFL, O_NONBLOCK);
	say_ready();
	while (!stopping)
		if (wait_for(fd) && (client = accept(fd, NULL, NULL)) >= 0)
			answer(client);
	return 0;
}
