/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "client/ask.h"
#include "client/session.h"
#include "process/handover.h"
#include "storage/lock.h"

#define PATIENCE_NS (30 * NS_PER_SECOND)

/* The master has another directory than we, and may know another installation. */
static int find_program(struct session *session, const char *program, char path[PATH_MAX])
{
	char helper[PATH_MAX];

	if (!program) {
		if (handover_helper("reeve-master", helper, sizeof helper) < 0)
			return session_fail(session, REEVE_EXIT_FAILED, "cannot find reeve-master");
		program = helper;
	}
	if (!realpath(program, path))
		return session_fail(session, REEVE_EXIT_FAILED, "cannot find '%s': %s", program,
			strerror(errno));
	return 0;
}

static int ask_for_upgrade(struct session *session, const char *path)
{
	pid_t guardian, master;
	json_t *request;
	int result;

	session_get_leaders(session, &guardian, &master);
	request = json_pack("{s:s, s:s, s:i, s:i}", "do", "upgrade", "path", path, "guardian",
		(int)guardian, "master", (int)master);

	if (!request)
		return session_fail(session, REEVE_EXIT_FAILED,
			"cannot ask for an upgrade: out of memory, or '%s' is not UTF-8", path);
	result = ask_for(session, request, PATIENCE_NS, NULL);
	json_decref(request);
	if (result == 0)
		return session->result->code;
	if (result == -ETIMEDOUT)
		return session_late(session, "not upgraded yet");
	return session_fail(session, REEVE_EXIT_LOCKED, "'%s' runs, but nobody answers: %s",
		session->target->name, strerror(-result));
}

int client_upgrade(
	const struct client_target *target, const char *program, struct client_result *ret_result)
{
	struct session session;
	char path[PATH_MAX];
	int result = session_open(&session, target, false, ret_result);

	if (result)
		return result;
	result = session_check_running(&session);
	if (result == 0)
		result = find_program(&session, program, path);
	if (result == 0)
		result = ask_for_upgrade(&session, path);
	session_close(&session);
	return result;
}
