/* SPDX-License-Identifier: MIT */
#include "config.h"

/* Listens on TCP:
 *	listener free		prints a port that nobody listens at
 *	listener at ADDRESS PORT	until it is ended */

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int find_free(void)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof address;
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)&address, size) < 0 ||
		getsockname(fd, (struct sockaddr *)&address, &size) < 0)
		return 91;
	return printf("%d\n", ntohs(address.sin_port)) < 0 ? 92 : 0;
}

static int make(const char *host, int port)
{
	struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
	struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port)};
	int fd, on = 1;

	if (inet_pton(AF_INET, host, &v4.sin_addr) == 1) {
		fd = socket(AF_INET, SOCK_STREAM, 0);
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
		return bind(fd, (struct sockaddr *)&v4, sizeof v4) < 0 ? -1 : fd;
	}
	inet_pton(AF_INET6, host, &v6.sin6_addr);
	fd = socket(AF_INET6, SOCK_STREAM, 0);
	setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
	return bind(fd, (struct sockaddr *)&v6, sizeof v6) < 0 ? -1 : fd;
}

int main(int argc, char **argv)
{
	int fd;

	if (argc == 2 && !strcmp(argv[1], "free"))
		return find_free();
	if (argc != 4)
		return 93;
	fd = make(argv[2], atoi(argv[3]));
	if (fd < 0 || listen(fd, 16) < 0)
		return 94;
	for (;;)
		pause();
}
