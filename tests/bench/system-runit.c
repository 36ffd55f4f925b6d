/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "system.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static bool find(const struct host *host, char *ret_version, size_t size)
{
	if (!system_has("runsvdir") || !system_has("sv")) {
		snprintf(ret_version, size, "runsvdir and sv are not installed (package runit)");
		return false;
	}
	system_package_version("runit", ret_version, size);
	return true;
}

/* `run` is the program itself: a shell in between costs more than a millisecond. */
static int prepare(const struct fleet_plan *plan, struct words *environment)
{
	int error = system_make_directory(plan, "service");

	for (unsigned i = 1; !error && i <= plan->size; i++) {
		char name[64], link[PATH_MAX + 80];

		snprintf(name, sizeof(name), "service/%u", i);
		error = system_make_directory(plan, name);
		snprintf(link, sizeof(link), "%s/%s/run", plan->directory, name);
		if (!error && symlink(plan->host->beacon, link) < 0)
			error = -errno;
	}
	if (!error && plan->purpose == PURPOSE_STORM)
		error = system_make_directory(plan, "service/calm");
	if (!error && plan->purpose == PURPOSE_STORM)
		error = system_write_calm(plan, "service/calm/run");
	return error;
}

static void add_services(const struct fleet_plan *plan, struct words *argv)
{
	for (unsigned i = 1; i <= plan->size; i++)
		words_add(argv, "%s/service/%u", plan->directory, i);
}

static void order(const struct fleet_plan *plan, enum verb verb, struct order *ret_order)
{
	static const char *const verbs[] = {[VERB_STOP] = "stop",
		[VERB_RESTART] = "restart",
		[VERB_STATUS] = "status",
		[VERB_CALM_STATUS] = "status",
		[VERB_CALM_STOP] = "stop",
		[VERB_CALM_START] = "start"};
	struct words *argv = &ret_order->argv;

	switch (verb) {
	case VERB_START:
		words_add(argv, "runsvdir");
		words_add(argv, "%s/service", plan->directory);
		break;
	case VERB_STOP:
	case VERB_RESTART:
	case VERB_STATUS:
		words_add(argv, "sv");
		words_add(argv, "%s", verbs[verb]);
		add_services(plan, argv);
		break;
	case VERB_CALM_STATUS:
	case VERB_CALM_STOP:
	case VERB_CALM_START:
		words_add(argv, "sv");
		words_add(argv, "%s", verbs[verb]);
		words_add(argv, "%s/service/calm", plan->directory);
		break;
	case VERB_QUIT:
		ret_order->signal = SIGHUP;
		break;
	default:
		break;
	}
}

const struct system system_runit = {
	.name = "runit",
	.foreground = true,
	.layers = true,
	.stop_limit_ms = 30000,
	.find = find,
	.prepare = prepare,
	.order = order,
};
