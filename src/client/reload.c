/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <string.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/fd.h"
#include "client/ask.h"
#include "client/client.h"
#include "client/session.h"
#include "storage/lock.h"
#include "storage/socket.h"

int client_running(const struct client_target *target, struct client_result *ret_result)
{
	struct session session;
	int result = session_open(&session, target, false, ret_result);

	if (result)
		return result;
	result = session_check_running(&session);
	session_close(&session);
	return result;
}

/* Once more when the turn has come: who had it before may have stopped the command. */
static int take_turn(struct session *session, uint64_t patience_ns)
{
	int result = session_check_running(session);

	if (result == 0)
		result = session_take_reload(session, patience_ns);
	return result ? result : session_check_running(session);
}

int client_take_turn(const struct client_target *target, uint64_t patience_ns, int *ret_turn,
	struct client_result *ret_result)
{
	struct session session;
	int result = session_open(&session, target, false, ret_result);

	*ret_turn = -1;
	if (result)
		return result;
	result = take_turn(&session, patience_ns);
	if (result == 0) {
		*ret_turn = session.lock;
		session.lock = -1;
	}
	session_close(&session);
	return result;
}

static int ask_reload(struct session *session, const struct client_reload *reload)
{
	json_t *request = json_pack("{s:s, s:s, s:b}", "do", "reload", "token", reload->token,
		"again", !reload->resolved);
	int result = ask_for(session, request, reload->timeout_ns, NULL);

	json_decref(request);
	if (result == 0)
		return session->result->code;
	if (result == -ETIMEDOUT)
		return session_late(session, "still reloading");
	if (result == -ENOENT)
		return session_fail(session, REEVE_EXIT_NOT_RUNNING,
			"'%s' has ended before the reload was finished", session->target->name);
	return session_fail(session, REEVE_EXIT_LOCKED, "'%s' runs, but nobody answers: %s",
		session->target->name, strerror(-result));
}

/* Nothing comes of what is asked for before the master has taken it. */
static int put(struct session *session, const struct client_reload *reload)
{
	int result = fd_replace_file(session->run.fd, "template.asked", 0600, reload->resolved,
		strlen(reload->resolved), false);

	if (result < 0)
		return session_fail(session, REEVE_EXIT_FAILED,
			"cannot write '%s/template.asked': %s", session->run.path,
			strerror(-result));
	return 0;
}

int client_reload(const struct client_target *target, const struct client_reload *reload,
	struct client_result *ret_result)
{
	struct session session;
	int result = session_open(&session, target, false, ret_result);

	if (result)
		return result;
	result = session_check_running(&session);
	if (result == 0 && reload->resolved)
		result = put(&session, reload);
	/* A worker may take long to get ready: who wants a stop is not to wait for that. */
	lock_release(reload->turn, LOCK_CHANGE);
	if (result == 0)
		result = ask_reload(&session, reload);
	session_close(&session);
	return result;
}

unsigned client_notify_mode(const struct rundir *rundir)
{
	struct stat socket;

	if (fstatat(rundir->fd, NOTIFY_SOCKET, &socket, AT_SYMLINK_NOFOLLOW) < 0 ||
		!S_ISSOCK(socket.st_mode))
		return 0;
	return socket.st_mode & 0777;
}
