/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "client/listen.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "process/holder.h"
#include "process/identity.h"
#include "storage/listen.h"
#include "storage/scoreboard.h"

/* What the workers of dead masters have, and why one of them did not let it go. */
struct left {
	struct scoreboard *scoreboard; /* NULL: nobody can have any */
	char worker[sizeof((struct scoreboard_slot *)0)->program + 16];
	pid_t pid;
	int error;
};

static void find_left(struct session *session, struct left *left)
{
	struct reeve_error error;

	*left = (struct left){0};
	if (scoreboard_open(session->run.status_fd, false, &left->scoreboard, &error) < 0)
		left->scoreboard = NULL;
	else if (!scoreboard_is_current(left->scoreboard)) {
		scoreboard_free(left->scoreboard);
		left->scoreboard = NULL;
	}
}

/* Only of who is proven to be ours. The master may have died before it could write down the pid
 * that had claimed. */
static int take_from(struct left *left, unsigned index, const struct listener *listener)
{
	claim_word *claim = scoreboard_claim(left->scoreboard, index);
	int32_t holder = claim_pid(atomic_load(claim));
	struct scoreboard_slot data, *slot = &data;
	int pidfd, fd;

	if (!scoreboard_get_slot(left->scoreboard, index, slot) || (slot->flags & SLOT_NODE) ||
		holder <= 0)
		return -ENOENT;
	if (slot->process.pid != holder) {
		slot->process.pid = holder;
		slot->process.start_ticks = slot->process.pidfd_inode = 0;
	}
	if (!slot->process.claimed_ns)
		slot->process.claimed_ns = scoreboard_stamp(left->scoreboard, index);
	if (identity_verify(&slot->process, slot->token, &pidfd) != IDENTITY_OURS)
		return -ENOENT;
	fd = holder_take(pidfd, slot->process.pid, listener);
	if (fd < 0 && fd != -ENOENT) {
		left->error = -fd;
		left->pid = slot->process.pid;
		snprintf(left->worker, sizeof left->worker, "%.*s.%u", NAME_MAX_LENGTH,
			slot->program, (unsigned)slot->instance);
	}
	close(pidfd);
	return fd;
}

/* Returns the descriptor or -ENOENT. */
static int take_left(struct session *session, struct left *left, const struct listener *listener)
{
	const char *path = address_path(&listener->address);
	int fd = -ENOENT;

	/* Whose path is not there any more, or is another's, cannot be reached. */
	if (!left->scoreboard || (path && !listen_is_noted(session->run.fd, path)))
		return -ENOENT;
	for (unsigned i = 0; fd < 0 && i < scoreboard_slot_count(left->scoreboard); i++)
		fd = take_from(left, i, listener);
	return fd < 0 ? -ENOENT : fd;
}

/* Who is in the way, as far as that can be told. */
static int fail_taken(
	struct session *session, const struct left *left, const struct listener *listener)
{
	char text[ADDRESS_TEXT_MAX], name[32] = "?", path[32];
	pid_t pid = holder_find(listener);
	FILE *stream;

	address_print(&listener->address, text, sizeof text);
	if (left->error && (!pid || pid == left->pid))
		return session_fail(session, REEVE_EXIT_FAILED,
			"socket '%s': the worker %s (pid %d) of a dead master listens at '%s' and "
			"does not let go of it: %s; 'stop' ends it",
			listener->name, left->worker, (int)left->pid, text, strerror(left->error));
	if (!pid)
		return session_fail(session, REEVE_EXIT_FAILED,
			"socket '%s': another process listens at '%s'", listener->name, text);
	snprintf(path, sizeof path, "/proc/%d/comm", (int)pid);
	stream = fopen(path, "re");
	if (stream && fgets(name, sizeof name, stream))
		name[strcspn(name, "\n")] = '\0';
	if (stream)
		fclose(stream);
	return session_fail(session, REEVE_EXIT_FAILED,
		"socket '%s': another process listens at '%s': pid %d, '%s'", listener->name, text,
		(int)pid, name);
}

static int fail_open(struct session *session, const struct listener *listener,
	enum listen_stage stage, int result)
{
	unsigned port = address_port(&listener->address);
	char text[ADDRESS_TEXT_MAX];
	const char *hint = "";

	address_print(&listener->address, text, sizeof text);
	if (stage == LISTEN_FILE_THERE)
		return session_fail(session, REEVE_EXIT_FAILED,
			"socket '%s': '%s' exists and is no socket: it is left as it is",
			listener->name, text);
	if (stage == LISTEN_FOREIGN)
		return session_fail(session, REEVE_EXIT_FAILED,
			"socket '%s': '%s' is a socket that another user has left: it is left as "
			"it "
			"is",
			listener->name, text);
	if (stage == LISTEN_OWNER)
		return session_fail(session, REEVE_EXIT_FAILED,
			"socket '%s': cannot set user, group and mode of '%s': %s", listener->name,
			text, strerror(-result));
	if (result == -EACCES && port && port < 1024)
		hint = "; ports below 1024 are for root, and for whom the sysctl "
		       "net.ipv4.ip_unprivileged_port_start lets have them";
	else if (result == -EADDRNOTAVAIL)
		hint = "; no interface of this machine has that address";
	else if (result == -ENOENT || result == -ENOTDIR)
		hint = "; its directory must be there";
	return session_fail(session, REEVE_EXIT_FAILED, "socket '%s': cannot listen at '%s': %s%s",
		listener->name, text, strerror(-result), hint);
}

/* *fd is -1 or one that was held. */
static int open_one(
	struct session *session, struct left *left, const struct listener *listener, int *fd)
{
	enum listen_stage stage = LISTEN_OWNER;
	int result;

	left->error = 0;
	if (*fd < 0)
		*fd = take_left(session, left, listener);
	result = *fd < 0 ? 0 : listen_renew(listener, *fd);
	if (*fd < 0)
		*fd = result = listen_open(listener, &stage);
	if (result >= 0)
		return 0;
	if (stage == LISTEN_TAKEN)
		return fail_taken(session, left, listener);
	return fail_open(session, listener, stage, result);
}

/* Those of a start that fails: not what living workers listen at. */
static void remove_new(struct session *session, const struct listener *listeners, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const char *path = address_path(&listeners[i].address);

		if (path && !listen_is_noted(session->run.fd, path))
			unlink(path);
	}
}

int listen_all(struct session *session, const struct listener *listeners, size_t count, int *fds)
{
	struct left left;
	int result = 0, noted;
	size_t opened = 0;

	if (count == 0)
		return 0;
	find_left(session, &left);
	for (; opened < count && result == 0; opened += result == 0) {
		if (session->held) {
			fds[opened] = session->held[opened];
			session->held[opened] = -1;
		}
		result = open_one(session, &left, &listeners[opened], &fds[opened]);
	}
	scoreboard_free(left.scoreboard);
	noted = result == 0 ? listen_note(session->run.fd, listeners, count) : 0;
	if (noted < 0)
		result = session_fail(session, REEVE_EXIT_FAILED, "cannot write '%s/%s': %s",
			session->run.path, LISTEN_FILE, strerror(-noted));
	if (result)
		remove_new(session, listeners, opened);
	return result;
}

void listen_hold(struct session *session, const struct listener *listeners, size_t count, int *held)
{
	struct scoreboard_command command;
	struct left left;
	int pidfd = -1;

	for (size_t i = 0; i < count; i++)
		held[i] = -1;
	find_left(session, &left);
	if (left.scoreboard && scoreboard_get_command(left.scoreboard, &command) &&
		identity_verify(&command.guardian, NULL, &pidfd) == IDENTITY_OURS)
		for (size_t i = 0; i < count; i++)
			if (!address_path(&listeners[i].address))
				held[i] = holder_take(pidfd, command.guardian.pid, &listeners[i]);
	fd_close(&pidfd);
	scoreboard_free(left.scoreboard);
}

void listen_let_go(size_t count, int *held)
{
	for (size_t i = 0; i < count; i++)
		fd_close(&held[i]);
}
