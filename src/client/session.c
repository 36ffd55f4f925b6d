/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "client/session.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/fd.h"
#include "client/left.h"
#include "client/look.h"
#include "process/cgroup.h"
#include "process/proc.h"
#include "storage/lock.h"
#include "storage/pidfile.h"
#include "storage/runfile.h"
#include "storage/scoreboard.h"
#include "storage/sweep.h"

#define TURN_PATIENCE_NS (60 * NS_PER_SECOND)

int session_fail(struct session *session, int code, const char *format, ...)
{
	va_list arguments;

	session->result->code = code;
	va_start(arguments, format);
	vsnprintf(session->result->text, sizeof session->result->text, format, arguments);
	va_end(arguments);
	return code;
}

int session_open(struct session *session, const struct client_target *target, bool create,
	struct client_result *result)
{
	struct reeve_error error;

	*result = (struct client_result){0};
	*session = (struct session){
		.target = target, .run = RUNDIR_NONE, .lock = -1, .result = result};
	if (rundir_open(&target->places, target->name, create, &session->run, &error) < 0)
		return session_fail(session, error.code, "%s", error.text);
	if (session->run.fd < 0)
		return 0;
	session->lock = lock_open(session->run.fd);
	if (session->lock < 0) {
		runfile_fail(session->run.fd, LOCK_FILE, "open", session->lock, &error);
		session_fail(session, error.code, "%s", error.text);
		session_close(session);
		return error.code;
	}
	return 0;
}

void session_close(struct session *session)
{
	fd_close(&session->lock);
	rundir_close(&session->run);
}

static int fail_lock(struct session *session, int result)
{
	return session_fail(session, REEVE_EXIT_FAILED, "cannot lock '%s': %s", session->run.path,
		strerror(-result));
}

int session_take_turn(struct session *session)
{
	int result = lock_wait(session->lock, LOCK_CHANGE, TURN_PATIENCE_NS);

	if (result == -ETIMEDOUT)
		return session_fail(session, REEVE_EXIT_LOCKED,
			"another command has been changing '%s' for a minute: is it stopped?",
			session->target->name);
	return result < 0 ? fail_lock(session, result) : 0;
}

int session_take_reload(struct session *session, uint64_t patience_ns)
{
	uint64_t start = clock_monotonic_ns(), waited;
	int result = lock_wait(session->lock, LOCK_RELOAD, patience_ns);

	if (result == -ETIMEDOUT)
		return session_fail(session, REEVE_EXIT_TIMEOUT, "another reload is under way");
	waited = clock_monotonic_ns() - start;
	if (result == 0)
		result = lock_wait(session->lock, LOCK_CHANGE,
			waited < patience_ns ? patience_ns - waited : 0);
	if (result == -ETIMEDOUT)
		return session_fail(
			session, REEVE_EXIT_TIMEOUT, "a start, stop or restart is under way");
	return result < 0 ? fail_lock(session, result) : 0;
}

void session_give_turn(struct session *session)
{
	lock_release(session->lock, LOCK_CHANGE);
}

static struct scoreboard *open_scoreboard(struct session *session)
{
	struct scoreboard *scoreboard;
	struct reeve_error error;

	if (scoreboard_open(session->run.status_fd, false, &scoreboard, &error) < 0)
		return NULL;
	return scoreboard;
}

static pid_t suspended_one(const struct identity *identity)
{
	struct status_process process;

	look_at(-1, identity, false, &process);
	return process.suspended ? process.pid : 0;
}

/* Guardian or master; 0: neither. */
static pid_t find_suspended(const struct scoreboard *scoreboard, const char **ret_who)
{
	struct scoreboard_command command;
	pid_t pid;

	if (!scoreboard || !scoreboard_get_command(scoreboard, &command))
		return 0;
	*ret_who = "guardian";
	pid = suspended_one(&command.guardian);
	if (pid)
		return pid;
	*ret_who = "master";
	return suspended_one(&command.master);
}

/* Where one of those two stands still, who is left is as well as it was. */
static int fail_late(struct session *session, const char *sentence, bool names)
{
	struct scoreboard *scoreboard = open_scoreboard(session);
	char left[512] = "";
	const char *who;
	pid_t pid = find_suspended(scoreboard, &who);

	if (!pid && names)
		left_tell(scoreboard, left, sizeof left);
	scoreboard_free(scoreboard);
	if (pid)
		return session_fail(session, REEVE_EXIT_TIMEOUT,
			"%s: its %s is suspended; 'kill -CONT %d' lets it go on", sentence, who,
			pid);
	return session_fail(session, REEVE_EXIT_TIMEOUT, "%s%s; it goes on", sentence, left);
}

int session_late(struct session *session, const char *sentence)
{
	return fail_late(session, sentence, false);
}

int session_still_stopping(struct session *session)
{
	return fail_late(session, "still stopping", true);
}

int client_check_owner(
	const char *name, const char *theirs, const char *ours, struct reeve_error *error)
{
	if (strcmp(theirs, ours) == 0)
		return 0;
	if (!*theirs)
		return error_set(error, REEVE_EXIT_REFUSED,
			"'%s' belongs to a program that manages it without a template, this is "
			"'%s': give one of them another name",
			name, ours);
	if (!*ours)
		return error_set(error, REEVE_EXIT_REFUSED,
			"'%s' belongs to the template '%s', this is a program that would manage it "
			"without: give one of them another name",
			name, theirs);
	return error_set(error, REEVE_EXIT_REFUSED,
		"'%s' belongs to the template '%s', this is '%s': give one of them another name",
		name, theirs, ours);
}

int session_check_owner(struct session *session)
{
	const struct client_target *target = session->target;
	struct scoreboard *scoreboard = open_scoreboard(session);
	struct reeve_error error;
	int code = 0;

	if (scoreboard && client_check_owner(target->name, scoreboard_template_path(scoreboard),
				  target->template_path, &error) < 0)
		code = session_fail(session, error.code, "%s", error.text);
	scoreboard_free(scoreboard);
	return code;
}

int session_check_running(struct session *session)
{
	if (session->run.fd < 0 || lock_is_held(session->lock, LOCK_LIFE) != 1)
		return session_fail(session, REEVE_EXIT_NOT_RUNNING, "'%s' is not running",
			session->target->name);
	return session_check_owner(session);
}

bool session_has_survivors(struct session *session)
{
	pid_t *pids;
	int count = scoreboard_holders(session->run.status_fd, &pids);
	/* What cannot be read may name somebody. */
	bool any = cgroup_holds_any(session->run.fd) || count < 0 ||
		   proc_any_session(pids, (size_t)count);

	free(pids);
	return any;
}

void session_clear(struct session *session)
{
	pid_t left;

	cgroup_clear(session->run.fd);
	sweep_run_files(session->run.fd, session->run.status_fd);
	if (pidfile_read(session->run.pid_fd, session->run.pid_name, &left) == 0)
		pidfile_remove(session->run.pid_fd, session->run.pid_name, left);
	sweep_temporaries(session->run.pid_fd, session->run.pid_name);
}

void session_get_leaders(struct session *session, pid_t *ret_guardian, pid_t *ret_master)
{
	struct scoreboard *scoreboard = open_scoreboard(session);
	struct scoreboard_command command = {0};

	if (scoreboard)
		scoreboard_get_command(scoreboard, &command);
	scoreboard_free(scoreboard);
	*ret_guardian = command.guardian.pid;
	*ret_master = command.master.pid;
}

bool session_is_background(struct session *session)
{
	struct scoreboard *scoreboard = open_scoreboard(session);
	bool background = !scoreboard || scoreboard_background(scoreboard);

	scoreboard_free(scoreboard);
	return background;
}
