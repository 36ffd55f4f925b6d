/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <errno.h>
#include <string.h>

#include "base/clock.h"
#include "client/ask.h"
#include "client/session.h"
#include "storage/lock.h"

/* Nobody holds the lock: is there nothing, or are there workers that have lost guardian and master?
 */
static int not_running(struct session *session)
{
	const char *name = session->target->name;
	bool survivors = false;

	if (session->run.fd >= 0 && lock_try(session->lock, LOCK_LIFE) == 0) {
		survivors = session_has_survivors(session);
		lock_release(session->lock, LOCK_LIFE);
	}
	if (survivors)
		return session_fail(session, REEVE_EXIT_PARTLY,
			"'%s' has lost its guardian and master: start it, and it goes on with the "
			"workers that live, or stop it as a whole",
			name);
	return session_fail(session, REEVE_EXIT_NOT_RUNNING, "'%s' is not running", name);
}

/* text NULL: nothing. Without memory the object is gone. */
static int add_text(json_t *object, const char *key, const char *text)
{
	if (!text || json_object_set_new(object, key, json_string(text)) == 0)
		return 0;
	json_decref(object);
	return -1;
}

static json_t *make_request(const struct client_request *request)
{
	/* Who asks again, because a master died, does not want a second restart. */
	json_t *object = json_pack("{s:s, s:I, s:[]}", "do", request->word, "since",
		(json_int_t)clock_boottime_ns(), "names");
	json_t *names = json_object_get(object, "names");

	for (size_t i = 0; object && request->names[i]; i++)
		if (json_array_append_new(names, json_string(request->names[i])) < 0) {
			json_decref(object);
			return NULL;
		}
	return add_text(object, "signal", request->signal) < 0 ||
			       add_text(object, "for", request->state) < 0
		       ? NULL
		       : object;
}

static int ask_names(
	struct session *session, const struct client_request *request, json_t **ret_results)
{
	json_t *object = make_request(request), *reply = NULL;
	int result = ask_for(session, object, request->timeout_ns, &reply);

	json_decref(object);
	*ret_results = json_incref(json_object_get(reply, "results"));
	json_decref(reply);
	if (result == 0)
		return session->result->code;
	if (result == -ETIMEDOUT)
		return request->state ? session_fail(session, REEVE_EXIT_TIMEOUT, "%s", request->late)
				      : session_late(session, request->late);
	if (result == -ENOENT)
		return not_running(session);
	if (result == -EMSGSIZE)
		return session_fail(session, REEVE_EXIT_USAGE, "too many names at a time");
	if (result == -ENOMEM)
		return session_fail(session, REEVE_EXIT_FAILED, "out of memory");
	return session_fail(session, REEVE_EXIT_LOCKED, "'%s' runs, but nobody answers: %s",
		session->target->name, strerror(-result));
}

int client_request(const struct client_target *target, const struct client_request *request,
	struct client_result *ret_result, json_t **ret_results)
{
	struct session session;
	int result = session_open(&session, target, false, ret_result);

	*ret_results = NULL;
	if (result)
		return result;
	if (session.run.fd < 0 || lock_is_held(session.lock, LOCK_LIFE) != 1)
		result = not_running(&session);
	else
		result = session_check_owner(&session);
	if (result == 0)
		result = ask_names(&session, request, ret_results);
	session_close(&session);
	return result;
}
