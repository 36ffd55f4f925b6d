/* SPDX-License-Identifier: MIT */
/* s6 waits for a second after each death unless the service says when it is ready: the beacon does,
 * which is its fastest setting. */
#include "config.h"

#include "system.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

static bool find(const struct host *host, char *ret_version, size_t size)
{
	if (!system_has("s6-svscan") || !system_has("s6-svscanctl")) {
		snprintf(ret_version, size, "s6-svscan is not installed (package s6)");
		return false;
	}
	system_package_version("s6", ret_version, size);
	return true;
}

static int prepare_service(const struct fleet_plan *plan, unsigned number)
{
	char name[64], file[80], link[PATH_MAX + 80];
	int error;

	snprintf(name, sizeof(name), "service/%u", number);
	error = system_make_directory(plan, name);
	if (error)
		return error;
	snprintf(link, sizeof(link), "%s/%s/run", plan->directory, name);
	if (symlink(plan->host->beacon, link) < 0)
		return -errno;
	snprintf(file, sizeof(file), "%s/notification-fd", name);
	return system_write(plan, file, "3\n");
}

static int prepare(const struct fleet_plan *plan, struct words *environment)
{
	int error = system_make_directory(plan, "service");

	for (unsigned i = 1; !error && i <= plan->size; i++)
		error = prepare_service(plan, i);
	if (!error && plan->purpose == PURPOSE_STORM)
		error = system_make_directory(plan, "service/calm");
	if (!error && plan->purpose == PURPOSE_STORM)
		error = system_write_calm(plan, "service/calm/run");
	words_add(environment, "BEACON_NOTIFY=3");
	return error;
}

/* There is no command that takes many services. */
static void for_each_service(const struct fleet_plan *plan, const char *command, struct words *argv)
{
	words_add(argv, "/bin/sh");
	words_add(argv, "-c");
	words_add(argv, "for service in %s/service/*; do %s $service; done", plan->directory,
		command);
}

static void order(const struct fleet_plan *plan, enum verb verb, struct order *ret_order)
{
	struct words *argv = &ret_order->argv;

	switch (verb) {
	case VERB_START:
		words_add(argv, "s6-svscan");
		words_add(argv, "-c");
		words_add(argv, "%u", plan->size + 10);
		words_add(argv, "%s/service", plan->directory);
		break;
	case VERB_STOP:
		words_add(argv, "s6-svscanctl");
		words_add(argv, "-t");
		words_add(argv, "%s/service", plan->directory);
		break;
	case VERB_RESTART:
		for_each_service(plan, "s6-svc -r", argv);
		break;
	case VERB_STATUS:
		for_each_service(plan, "s6-svstat", argv);
		break;
	case VERB_CALM_STATUS:
		words_add(argv, "s6-svstat");
		words_add(argv, "%s/service/calm", plan->directory);
		break;
	case VERB_CALM_STOP:
	case VERB_CALM_START:
		words_add(argv, "s6-svc");
		words_add(argv, verb == VERB_CALM_STOP ? "-wd" : "-wu");
		words_add(argv, verb == VERB_CALM_STOP ? "-d" : "-u");
		words_add(argv, "%s/service/calm", plan->directory);
		break;
	default:
		break;
	}
}

const struct system system_s6 = {
	.name = "s6",
	.foreground = true,
	.layers = true,
	.stop_limit_ms = 30000,
	.find = find,
	.prepare = prepare,
	.order = order,
};
