/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "system.h"

#include <signal.h>
#include <stdio.h>

static bool find(const struct host *host, char *ret_version, size_t size)
{
	snprintf(ret_version, size, "bare C loops, tests/bench/floor.c");
	return true;
}

static int prepare(const struct fleet_plan *plan, struct words *environment)
{
	return 0;
}

static void order(const struct fleet_plan *plan, enum verb verb, struct order *ret_order)
{
	struct words *argv = &ret_order->argv;

	switch (verb) {
	case VERB_START:
		words_add(argv, "%s", plan->host->floor);
		if (plan->purpose == PURPOSE_WORK) {
			words_add(argv, "calls");
			words_add(argv, "%u", WORK_RUNS);
			break;
		}
		words_add(argv, plan->purpose == PURPOSE_RUN	    ? "run"
				: plan->purpose == PURPOSE_SESSIONS ? "sessions"
								    : "crash");
		words_add(argv, "%u", plan->size);
		words_add(argv, "%s", plan->host->beacon);
		break;
	case VERB_STOP:
		ret_order->signal = SIGTERM;
		ret_order->leaves = plan->purpose != PURPOSE_RUN;
		break;
	case VERB_RESTART:
		ret_order->signal = SIGHUP;
		break;
	case VERB_HELP:
		words_add(argv, "%s", plan->host->floor);
		words_add(argv, "--help");
		break;
	default:
		break;
	}
}

const struct system system_floor = {
	.name = "floor",
	.foreground = true,
	.stop_limit_ms = 30000,
	.find = find,
	.prepare = prepare,
	.order = order,
};
