/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "base/fd.h"
#include "base/name.h"
#include "client/ask.h"
#include "client/change.h"
#include "client/guard.h"
#include "process/handover.h"
#include "process/signal.h"
#include "storage/lock.h"
#include "storage/pidfile.h"

#define LAST_WORDS_MAX 1024
#define CLEANUP_PATIENCE_NS (60 * NS_PER_SECOND)
#define LOOK_PAUSE_NS (20 * NS_PER_MS)

/* Waits until LOCK_LIFE can be had: it is the caller's then. Returns -EAGAIN where that guardian
 * has gone and the lock is held all the same: somebody has started the command anew. Else
 * -ETIMEDOUT or -errno. */
static int await_end_of(struct session *session, pid_t guardian)
{
	uint64_t deadline = clock_monotonic_ns() + CLEANUP_PATIENCE_NS;
	int pidfd = signal_pidfd_open(guardian), result = -ETIMEDOUT;

	while (result == -ETIMEDOUT && clock_monotonic_ns() < deadline) {
		/* Looked at before: who goes after that leaves the lock to be had for a moment. */
		bool is_gone = pidfd < 0 || signal_pidfd_dead(pidfd);

		result = lock_wait(session->lock, LOCK_LIFE, LOOK_PAUSE_NS);
		if (result == -ETIMEDOUT && is_gone)
			result = -EAGAIN;
	}
	fd_close(&pidfd);
	return result;
}

/* It runs, or is about to: says so once it is known that it does. Returns -EAGAIN if it was about
 * to end and has ended by now. */
static int join(struct session *session, const struct client_start *start)
{
	int result = session_check_owner(session);

	if (result)
		return result;
	result = ask(session, "start", start->timeout_ns);
	session->result->already = true;
	if ((result == 0 && session->result->code == REEVE_EXIT_NOT_RUNNING) || result == -ENOENT) {
		result = await_end_of(session, session->result->pid);
		if (result == 0)
			lock_release(session->lock, LOCK_LIFE);
		if (result == 0 || result == -EAGAIN)
			return -EAGAIN;
	}
	if (result == 0)
		return session->result->code;
	if (result == -ETIMEDOUT)
		return session_late(session, "running, but its start is not finished yet");
	return session_fail(session, REEVE_EXIT_LOCKED,
		"'%s' is locked by another process, and nobody answers: %s", session->target->name,
		strerror(-result));
}

/* Where the error output of a program ended before this start. */
static off_t error_output_end(struct session *session, const char *program)
{
	char file[NAME_MAX_LENGTH + 8];
	struct reeve_error error;
	struct stat status = {0};
	int directory = rundir_open_state(&session->run, "log", &error);

	snprintf(file, sizeof file, "%s.err", program);
	if (directory >= 0)
		fstatat(directory, file, &status, AT_SYMLINK_NOFOLLOW);
	fd_close(&directory);
	return status.st_size;
}

/* Adds the end of what the program that failed wrote to its error output since the start began. */
static void add_last_words(struct session *session, const char *program, off_t from)
{
	char file[NAME_MAX_LENGTH + 8], words[LAST_WORDS_MAX + 1];
	char *text = session->result->text;
	size_t length = strlen(text), room = sizeof session->result->text - length;
	struct reeve_error error;
	int directory = rundir_open_state(&session->run, "log", &error), fd = -1;
	struct stat status;
	ssize_t n = 0;

	snprintf(file, sizeof file, "%s.err", program);
	if (directory >= 0)
		fd = fd_open_regular(directory, file);
	if (fd >= 0 && fstat(fd, &status) == 0) {
		if (status.st_size - from > LAST_WORDS_MAX)
			from = status.st_size - LAST_WORDS_MAX;
		n = pread(fd, words, LAST_WORDS_MAX, from);
	}
	while (n > 0 && words[n - 1] == '\n')
		n--;
	if (n > 0)
		snprintf(text + length, room, "\nits last words: %.*s", (int)n, words);
	fd_close(&fd);
	fd_close(&directory);
}

/* Reads the verdict: code, program, NUL, text, NUL. Returns its length; 0: everything died before
 * there was one; -errno. */
static ssize_t read_verdict(int fd, char *verdict, size_t size, uint64_t timeout_ns)
{
	struct pollfd poller = {.fd = fd, .events = POLLIN};
	int ready;

	do
		ready = poll(&poller, 1,
			timeout_ns / NS_PER_MS > INT32_MAX ? -1 : (int)(timeout_ns / NS_PER_MS));
	while (ready < 0 && errno == EINTR);
	if (ready == 0)
		return -ETIMEDOUT;
	/* Written in one piece of at most PIPE_BUF bytes. */
	return read(fd, verdict, size);
}

/* The pipe was closed without a word: a guardian died that had not passed it on, and what the
 * master that took its place knows has to be asked for; or all are dead. */
static int ask_verdict(struct session *session, const struct client_start *start)
{
	int result = -ENOENT;

	if (lock_is_held(session->lock, LOCK_LIFE) == 1)
		result = ask(session, "start", start->timeout_ns);
	if (result == 0 && session->result->code != REEVE_EXIT_NOT_RUNNING)
		return session->result->code;
	if (result == 0)
		return session_fail(session, REEVE_EXIT_FAILED, "it was stopped while it started");
	if (result == -ETIMEDOUT)
		return session_late(session, "not every program runs yet");
	return session_fail(session, REEVE_EXIT_FAILED,
		"guardian and master died before the start was finished: see '%s/log/reeve.log'",
		session->run.state_path);
}

static int await_verdict(
	struct session *session, const struct client_start *start, int fd, const off_t *ends)
{
	char verdict[4097] = "";
	ssize_t n = read_verdict(fd, verdict, sizeof verdict - 1, start->timeout_ns);
	const char *program = verdict + 1, *text = verdict + 2 + strlen(program);

	if (n == -ETIMEDOUT)
		return session_late(session, "not every program runs yet");
	if (n < 3)
		return ask_verdict(session, start);
	if (verdict[0] == REEVE_EXIT_OK)
		return session->result->code = REEVE_EXIT_OK;
	session_fail(session, (unsigned char)verdict[0], "%s", text);
	for (size_t i = 0; i < start->program_count; i++)
		if (strcmp(start->programs[i], program) == 0)
			add_last_words(session, start->programs[i], ends[i]);
	return session->result->code;
}

/* Not durable: nothing in the run directory means anything after the next boot. */
static int write_file(
	struct session *session, const char *name, const char *data, size_t length)
{
	int result = fd_replace_file(session->run.fd, name, 0600, data, length, false);

	if (result < 0)
		return session_fail(session, REEVE_EXIT_FAILED, "cannot write '%s/%s': %s",
			session->run.path, name, strerror(-result));
	return 0;
}

/* With this the template is read again while the command runs. A caller with less privileges than
 * we have does not choose it. */
static int write_environment(struct session *session)
{
	struct buffer text = {0};
	int result = REEVE_EXIT_FAILED;

	buffer_text(&text, "");
	for (char **entry = environ; entry && *entry && !getauxval(AT_SECURE); entry++)
		buffer_add(&text, *entry, strlen(*entry) + 1);
	if (text.failed)
		session_fail(session, result, "out of memory");
	else
		result = write_file(session, "environment", text.data, text.length);
	buffer_done(&text);
	return result;
}

static int write_template(struct session *session, const struct client_start *start)
{
	int result = write_environment(session);

	return result ? result
		      : write_file(session, "template", start->resolved, strlen(start->resolved));
}

/* A start that failed leaves nothing behind: that is so once the lock is free. */
static void await_cleanup(struct session *session, pid_t guardian)
{
	if (await_end_of(session, guardian) == 0 && !session_has_survivors(session))
		session_clear(session);
}

static int start_behind(
	struct session *session, const struct client_start *start, const struct guard *guard)
{
	off_t *ends = calloc(start->program_count + 1, sizeof *ends);
	int verdict_fd = -1, result;
	pid_t guardian;

	if (!ends)
		return session_fail(session, REEVE_EXIT_FAILED, "out of memory");
	for (size_t i = 0; i < start->program_count; i++)
		ends[i] = error_output_end(session, start->programs[i]);
	result = guard_start(session, guard, &session->result->pid, &verdict_fd);
	guardian = session->result->pid;
	/* From here on the lock is the guardian's: ours is closed, another description asks. */
	fd_close(&session->lock);
	session->lock = lock_open(session->run.fd);
	if (result == 0)
		result = await_verdict(session, start, verdict_fd, ends);
	fd_close(&verdict_fd);
	free(ends);
	if (result && result != REEVE_EXIT_TIMEOUT && result != REEVE_EXIT_PARTLY)
		await_cleanup(session, guardian);
	return result;
}

/* The session holds both locks. */
static int start_new(struct session *session, const struct client_start *start)
{
	struct guard guard = {.title_prefix = start->title_prefix,
		.programs = start->programs,
		.program_count = start->program_count,
		.notify_mode = start->notify_mode,
		.listeners = start->listeners,
		.listener_count = start->listener_count,
		.background = start->background};
	int result = session_has_survivors(session) ? session_check_owner(session) : 0;

	if (result)
		return result;
	result = write_template(session, start);
	if (result == 0 && start->background)
		result = start_behind(session, start, &guard);
	else if (result == 0)
		result = guard_start(session, &guard, &session->result->pid, NULL);
	/* Without a guardian nobody else clears away what was begun. */
	if (result && !session->result->pid && !session_has_survivors(session))
		session_clear(session);
	return result;
}

int change_start(struct session *session, const struct client_start *start)
{
	int result;

	do {
		*session->result = (struct client_result){0};
		result = lock_try(session->lock, LOCK_LIFE);
		if (result == 0)
			return start_new(session, start);
		if (result != -EAGAIN)
			return session_fail(session, REEVE_EXIT_FAILED, "cannot lock '%s': %s",
				session->run.path, strerror(-result));
		session_give_turn(session);
		result = join(session, start);
		if (result == -EAGAIN && session_take_turn(session))
			return session->result->code;
	} while (result == -EAGAIN);
	return result;
}

/* A program of another command is started in the foreground: what its dead guardian has left
 * running is not somebody else's start. */
static bool takes_over(const struct client_start *start)
{
	return !start->background && secure_getenv(HANDOVER_INNER);
}

int client_start(const struct client_target *target, const struct client_start *start,
	struct client_result *ret_result)
{
	struct session session;
	int result = session_open(&session, target, true, ret_result);

	if (result)
		return result;
	result = session_take_turn(&session);
	if (result == 0 && takes_over(start) && lock_is_held(session.lock, LOCK_LIFE) == 1) {
		result = change_stop(&session, start->timeout_ns);
		*ret_result = result ? *ret_result : (struct client_result){0};
	}
	if (result == 0)
		result = change_start(&session, start);
	session_close(&session);
	return result;
}
