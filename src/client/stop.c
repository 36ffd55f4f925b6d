/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <errno.h>
#include <string.h>

#include "base/clock.h"
#include "base/fd.h"
#include "client/ask.h"
#include "client/change.h"
#include "client/guard.h"
#include "client/listen.h"
#include "storage/lock.h"
#include "storage/scoreboard.h"

#define LOOK_NS (100 * NS_PER_MS) /* longer than anybody holds LOCK_LIFE who only looks */

/* Returns 0 with that lock, which is kept by what is to end. */
static int await_end(struct session *session, enum lock_byte byte, uint64_t timeout_ns)
{
	int result = lock_wait(session->lock, byte, timeout_ns);

	if (result == -ETIMEDOUT)
		return session_still_stopping(session);
	if (result < 0)
		return session_fail(session, REEVE_EXIT_FAILED,
			"cannot wait for the end of '%s': %s", session->target->name,
			strerror(-result));
	return 0;
}

/* Guardian and master are dead, workers live: a guardian is started to prove and end them. Returns
 * -EAGAIN where somebody has started the command anew since. */
static int end_survivors(struct session *session, uint64_t timeout_ns)
{
	struct guard guard = {.title_prefix = "process_m", .background = true, .ending = true};
	int result = session_check_owner(session);

	if (result == 0)
		result = guard_start(session, &guard, &session->result->pid, NULL);
	if (result)
		return result;
	fd_close(&session->lock);
	session->lock = lock_open(session->run.fd);
	/* The turn went with the lock to that guardian: who waits for it may get it before us. */
	result = await_end(session, LOCK_CHANGE, timeout_ns);
	if (result)
		return result;
	if (lock_wait(session->lock, LOCK_LIFE, LOOK_NS) == -ETIMEDOUT)
		return -EAGAIN;
	/* What cannot be proven ours is not ended: the scoreboard that names it is still there. */
	if (session_has_survivors(session))
		return session_fail(session, REEVE_EXIT_PARTLY,
			"processes that may be of '%s' live on: see '%s/log/reeve.log'",
			session->target->name, session->run.state_path);
	return 0;
}

/* The session holds LOCK_LIFE. What is left is usually nothing: whoever stopped has cleared away.
 */
static int clean(struct session *session, uint64_t timeout_ns)
{
	int result = 0;

	if (session_has_survivors(session))
		result = end_survivors(session, timeout_ns);
	if (result == -EAGAIN)
		return 0;
	if (result == 0)
		session_clear(session);
	if (result == 0 || result == REEVE_EXIT_PARTLY)
		lock_release(session->lock, LOCK_LIFE);
	return result;
}

int change_stop(struct session *session, uint64_t timeout_ns)
{
	int result = lock_try(session->lock, LOCK_LIFE);

	if (result == 0) {
		session->result->already = !session_has_survivors(session);
		return clean(session, timeout_ns);
	}
	if (result != -EAGAIN)
		return session_fail(session, REEVE_EXIT_FAILED, "cannot lock '%s': %s",
			session->run.path, strerror(-result));
	result = session_check_owner(session);
	if (result)
		return result;
	result = ask(session, "stop", timeout_ns);
	if (result == -ETIMEDOUT)
		return session_still_stopping(session);
	/* Nobody listens, yet the lock is held: it is just leaving. */
	if (result < 0 && result != -ENOENT)
		return session_fail(session, REEVE_EXIT_LOCKED,
			"'%s' is locked by another process, and nobody answers: %s",
			session->target->name, strerror(-result));
	if (result == 0 && session->result->code)
		return session->result->code;
	result = await_end(session, LOCK_LIFE, timeout_ns);
	return result ? result : clean(session, timeout_ns);
}

int client_stop(
	const struct client_target *target, uint64_t timeout_ns, struct client_result *ret_result)
{
	struct session session;
	int result = session_open(&session, target, false, ret_result);

	if (result)
		return result;
	if (session.run.fd < 0) {
		ret_result->already = true;
		session_close(&session);
		return 0;
	}
	result = session_take_turn(&session);
	if (result == 0)
		result = change_stop(&session, timeout_ns);
	session_close(&session);
	return result;
}

int client_restart(const struct client_target *target, const struct client_start *start,
	uint64_t timeout_ns, struct client_result *ret_result)
{
	struct client_start again = *start;
	struct session session;
	int held[LISTENERS_MAX];
	int result = session_open(&session, target, true, ret_result);

	if (result)
		return result;
	listen_hold(&session, start->listeners, start->listener_count, held);
	session.held = held;
	result = session_take_turn(&session);
	if (result == 0 && lock_is_held(session.lock, LOCK_LIFE) == 1)
		again.background = start->background || session_is_background(&session);
	if (result == 0)
		result = change_stop(&session, timeout_ns);
	if (result == 0) {
		*ret_result = (struct client_result){0};
		result = change_start(&session, &again);
	}
	listen_let_go(start->listener_count, held);
	session_close(&session);
	return result;
}

int client_wakeup(const struct client_target *target, struct client_result *ret_result)
{
	struct session session;
	int result = session_open(&session, target, false, ret_result);

	if (result)
		return result;
	result = session_check_running(&session);
	if (result == 0) {
		result = ask(&session, "wakeup", 10 * NS_PER_SECOND);
		result = result == 0 ? ret_result->code
				     : session_fail(&session, REEVE_EXIT_LOCKED,
					       "'%s' runs, but nobody answers: %s", target->name,
					       strerror(-result));
	}
	session_close(&session);
	return result;
}
