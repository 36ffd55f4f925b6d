/* SPDX-License-Identifier: MIT */
/* nginx forks its workers, which are no beacons: only m12 looks at it. */
#include "config.h"

#include "system.h"
#include "child.h"

#include <signal.h>
#include <stdio.h>

static bool find(const struct host *host, char *ret_version, size_t size)
{
	if (!system_has("nginx")) {
		snprintf(ret_version, size, "nginx is not installed (package nginx-light)");
		return false;
	}
	system_package_version("nginx-light", ret_version, size);
	return true;
}

/* Nothing is served. With an address to listen at, which the old workers hold, a second nginx does
 * not start at all, unless it says reuseport. */
static int prepare(const struct fleet_plan *plan, struct words *environment)
{
	return system_write(plan, "nginx.conf",
		"worker_processes %1$u;\npid %2$s/nginx.pid;\nerror_log %2$s/errors;\n"
		"events { }\n",
		plan->size, plan->directory);
}

static void order(const struct fleet_plan *plan, enum verb verb, struct order *ret_order)
{
	struct words *argv = &ret_order->argv;

	if (verb == VERB_STOP)
		ret_order->signal = SIGTERM;
	if (verb != VERB_START)
		return;
	words_add(argv, "nginx");
	words_add(argv, "-p");
	words_add(argv, "%s", plan->directory);
	words_add(argv, "-c");
	words_add(argv, "%s/nginx.conf", plan->directory);
	words_add(argv, "-g");
	words_add(argv, "daemon off;");
}

const struct system system_nginx = {
	.name = "nginx",
	.foreground = true,
	.forks = true,
	.stop_limit_ms = 30000,
	.find = find,
	.prepare = prepare,
	.order = order,
};
