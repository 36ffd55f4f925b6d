/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "client/client.h"
#include "client/session.h"
#include "storage/lock.h"

int client_running(const struct client_target *target, struct client_result *ret_result)
{
	struct session session;
	int result = session_open(&session, target, false, ret_result);

	if (result)
		return result;
	if (session.run.fd < 0 || lock_is_held(session.lock, LOCK_LIFE) != 1)
		result = session_fail(
			&session, REEVE_EXIT_NOT_RUNNING, "'%s' is not running", target->name);
	else
		result = session_check_owner(&session);
	session_close(&session);
	return result;
}
