/* SPDX-License-Identifier: MIT */
#include "config.h"

/* A server as users write them: it takes the sockets that it is given (LISTEN_FDS, LISTEN_PID), says
 * that it is ready (NOTIFY_SOCKET), answers each request with "TEXT PID" and closes; on SIGTERM it
 * takes no new ones, finishes those that it has accepted, and leaves. All answers have one length: ab
 * counts another one as a failure.
 *
 *	httpd [-t TEXT] [-d MILLISECONDS] [-r FILE]
 *
 * -d: an answer takes that long. -r: it is ready once the file is there, and says nothing before.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define FIRST 3
#define SOCKETS_MAX 8
#define CONNECTIONS_MAX 512

struct connection {
	int fd;
	size_t length;
	char request[4096];
	uint64_t due_ms; /* 0: the request is not whole yet */
};

static volatile sig_atomic_t stopping;
static struct connection connections[CONNECTIONS_MAX];
static size_t connection_count, socket_count;
static const char *text = "hello";
static unsigned delay_ms;

static void stop(int signal)
{
	(void)signal;
	stopping = 1;
}

static uint64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000 + 1;
}

static unsigned long number(const char *name)
{
	const char *value = getenv(name);

	return value ? strtoul(value, NULL, 10) : 0;
}

static void say_ready(void)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	const char *path = getenv("NOTIFY_SOCKET");
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (path && fd >= 0 && strlen(path) < sizeof address.sun_path) {
		strcpy(address.sun_path, path);
		sendto(fd, "READY=1", 7, MSG_NOSIGNAL, (struct sockaddr *)&address, sizeof address);
	}
	if (fd >= 0)
		close(fd);
}

static void accept_from(int fd)
{
	int client;

	while (connection_count < CONNECTIONS_MAX &&
		(client = accept4(fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0)
		connections[connection_count++] = (struct connection){.fd = client};
}

/* Returns false once the connection is done with. */
static bool answer(struct connection *connection)
{
	char body[256], reply[512];
	int length = snprintf(body, sizeof body, "%s %-10ld\n", text, (long)getpid());

	if (connection->due_ms > now_ms())
		return true;
	length = snprintf(reply, sizeof reply,
		"HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n%s",
		length, body);
	if (send(connection->fd, reply, (size_t)length, MSG_NOSIGNAL) != length)
		perror("httpd: send");
	return false;
}

static bool advance(struct connection *connection)
{
	size_t room = sizeof connection->request - 1 - connection->length;
	ssize_t n;

	if (connection->due_ms)
		return answer(connection);
	n = recv(connection->fd, connection->request + connection->length, room, 0);
	if (n < 0 && errno == EAGAIN)
		return true;
	if (n <= 0)
		return false;
	connection->length += (size_t)n;
	connection->request[connection->length] = '\0';
	if (!strstr(connection->request, "\r\n\r\n"))
		return true;
	connection->due_ms = now_ms() + delay_ms;
	return answer(connection);
}

static int timeout(void)
{
	uint64_t now = now_ms(), wait = UINT64_MAX;

	for (size_t i = 0; i < connection_count; i++)
		if (connections[i].due_ms) {
			uint64_t left =
				connections[i].due_ms > now ? connections[i].due_ms - now : 0;

			wait = left < wait ? left : wait;
		}
	return wait == UINT64_MAX ? -1 : (int)wait;
}

static void serve(void)
{
	struct pollfd polls[SOCKETS_MAX + CONNECTIONS_MAX];
	size_t listening = stopping ? 0 : socket_count, count = connection_count, kept = 0;
	sigset_t none;
	int ms = timeout();
	struct timespec time = {ms / 1000, (long)(ms % 1000) * 1000000};

	for (size_t i = 0; i < listening; i++)
		polls[i] = (struct pollfd){FIRST + (int)i, POLLIN, 0};
	for (size_t i = 0; i < count; i++)
		polls[listening + i] =
			(struct pollfd){connections[i].fd, connections[i].due_ms ? 0 : POLLIN, 0};
	sigemptyset(&none);
	if (ppoll(polls, listening + count, ms < 0 ? NULL : &time, &none) < 0)
		return;
	for (size_t i = 0; i < listening; i++)
		if (polls[i].revents)
			accept_from(polls[i].fd);
	for (size_t i = 0; i < connection_count; i++) {
		bool stays = i >= count ||
			     (!polls[listening + i].revents && !connections[i].due_ms) ||
			     advance(&connections[i]);

		if (stays)
			connections[kept++] = connections[i];
		else
			close(connections[i].fd);
	}
	connection_count = kept;
}

int main(int argc, char **argv)
{
	struct sigaction action = {.sa_handler = stop};
	const char *ready = NULL;
	sigset_t term, none;
	int option;

	while ((option = getopt(argc, argv, "t:d:r:")) != -1)
		if (option == 't')
			text = optarg;
		else if (option == 'd')
			delay_ms = (unsigned)strtoul(optarg, NULL, 10);
		else if (option == 'r')
			ready = optarg;
		else
			return 2;
	/* Blocked but for the moment of the wait: none is missed between the look and the wait. */
	sigemptyset(&none);
	sigemptyset(&term);
	sigaddset(&term, SIGTERM);
	sigprocmask(SIG_BLOCK, &term, NULL);
	sigaction(SIGTERM, &action, NULL);
	socket_count = number("LISTEN_FDS");
	if (number("LISTEN_PID") != (unsigned long)getpid() || socket_count < 1 ||
		socket_count > SOCKETS_MAX) {
		fprintf(stderr,
			"httpd: pid %ld has no sockets: LISTEN_PID is %lu, LISTEN_FDS %zu\n",
			(long)getpid(), number("LISTEN_PID"), socket_count);
		return 1;
	}
	for (size_t i = 0; i < socket_count; i++) {
		fcntl(FIRST + (int)i, F_SETFD, FD_CLOEXEC);
		fcntl(FIRST + (int)i, F_SETFL, O_NONBLOCK);
	}
	while (ready && !stopping && access(ready, F_OK) < 0)
		ppoll(NULL, 0, &(struct timespec){.tv_nsec = 10000000}, &none);
	if (stopping)
		return 0;
	say_ready();
	while (!stopping || connection_count)
		serve();
	return 0;
}
