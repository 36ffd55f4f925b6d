/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "master/role.h"

#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

#include "base/fd.h"
#include "guardian/guardian.h"
#include "guardian/minder.h"
#include "master/master.h"
#include "master/candidate.h"
#include "process/handover.h"
#include "reeve/error.h"
#include "watcher/watcher.h"

bool role_is_wanted(void)
{
	static const char *const needed[] = {HANDOVER_ROLE, HANDOVER_NAME, HANDOVER_PREFIX,
		HANDOVER_PIDFILE, HANDOVER_LIFE, HANDOVER_STORED, HANDOVER_BACKGROUND};

	for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++)
		if (!getenv(needed[i]))
			return false;
	return true;
}

int role_main(void)
{
	const char *role = getenv(HANDOVER_ROLE);

	handover_receive(handover_store_count(getenv(HANDOVER_STORED)));
	fd_guard_stdio();
	if (strcmp(role, "watcher") == 0) {
		prctl(PR_SET_NAME, "reeve-watcher");
		return watcher_main();
	}
	if (strcmp(role, "minder") == 0) {
		prctl(PR_SET_NAME, "reeve-minder");
		return minder_main();
	}
	/* Executed as /proc/self/exe, its short name would be "exe". */
	prctl(PR_SET_NAME, "reeve-master");
	if (strcmp(role, "guardian") == 0)
		return guardian_main("/proc/self/exe");
	if (strcmp(role, "master") == 0)
		return master_main();
	return strcmp(role, "candidate") == 0 ? candidate_main() : REEVE_EXIT_USAGE;
}
