/* SPDX-License-Identifier: MIT */

/* Work that answers who comes to the socket "door": each run takes one connection, if there is one,
 * and writes "PROGRAM PID". The other names that a program could think of lead to nothing. */

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include <reeve/plugin.h>
#include <reeve/worker.h>

static int door = -1;

static int init(struct reeve_worker *worker, void **ret_state)
{
	int listens = 0;
	socklen_t size = sizeof listens;

	(void)ret_state;
	door = reeve_worker_socket(worker, "door");
	if (door < 0)
		return reeve_worker_fail(worker, "there is no door");
	if (getsockopt(door, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) < 0 || !listens)
		return reeve_worker_fail(worker, "descriptor %d does not listen", door);
	if (reeve_worker_socket(worker, "") >= 0 || reeve_worker_socket(worker, "doo") >= 0)
		return reeve_worker_fail(worker, "a door that is none");
	/* Another process may take the connection that poll() has shown. */
	if (fcntl(door, F_SETFL, O_NONBLOCK) < 0)
		return reeve_worker_fail(worker, "descriptor %d cannot be set not to block", door);
	return 0;
}

static int run(struct reeve_worker *worker, void *state)
{
	struct pollfd wait = {.fd = door, .events = POLLIN};
	int fd;

	(void)state;
	if (poll(&wait, 1, 100) <= 0)
		return 0;
	fd = accept(door, NULL, NULL);
	if (fd < 0)
		return 0;
	dprintf(fd, "%s %ld\n", reeve_worker_program(worker), (long)reeve_worker_pid(worker));
	close(fd);
	return 0;
}

REEVE_WORK("door", "answers at a door", .init = init, .run = run);
