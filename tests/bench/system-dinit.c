/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "system.h"
#include "child.h"

#include <stdio.h>

static bool find(const struct host *host, char *ret_version, size_t size)
{
	struct words argv = {0};

	if (!system_has("dinit") || !system_has("dinitctl")) {
		snprintf(ret_version, size, "dinit and dinitctl are not installed (package dinit)");
		return false;
	}
	words_add(&argv, "dinit");
	words_add(&argv, "--version");
	child_first_line(&argv, ret_version, size);
	words_clear(&argv);
	return true;
}

static int prepare(const struct fleet_plan *plan, struct words *environment)
{
	int error = system_make_directory(plan, "service");

	if (!error)
		error = system_make_directory(plan, "service/boot.d");
	if (!error)
		error = system_write(
			plan, "service/boot", "type = internal\nwaits-for.d = boot.d\n");
	for (unsigned i = 1; !error && i <= plan->size; i++) {
		char name[64];

		snprintf(name, sizeof(name), "service/beacon%u", i);
		error = system_write(plan, name,
			"type = process\ncommand = %s\nrestart = yes\nrestart-delay = 0\n"
			"restart-limit-interval = 0\n",
			plan->host->beacon);
		snprintf(name, sizeof(name), "service/boot.d/beacon%u", i);
		if (!error)
			error = system_write(plan, name, "%s", "");
	}
	if (!error && plan->purpose == PURPOSE_STORM)
		error = system_write(
			plan, "service/calm", "type = process\ncommand = /bin/sleep 86400\n");
	if (!error && plan->purpose == PURPOSE_STORM)
		error = system_write(plan, "service/boot.d/calm", "%s", "");
	return error;
}

static void add_control(const struct fleet_plan *plan, const char *verb, struct words *argv)
{
	words_add(argv, "dinitctl");
	words_add(argv, "-p");
	words_add(argv, "%s/socket", plan->directory);
	words_add(argv, "%s", verb);
}

/* One service a command. */
static void restart_each(const struct fleet_plan *plan, struct words *argv)
{
	words_add(argv, "/bin/sh");
	words_add(argv, "-c");
	words_add(argv,
		"n=1; while [ $n -le %u ]; do dinitctl -p %s/socket --quiet restart beacon$n; "
		"n=$((n+1)); done",
		plan->size, plan->directory);
}

static void order(const struct fleet_plan *plan, enum verb verb, struct order *ret_order)
{
	struct words *argv = &ret_order->argv;

	switch (verb) {
	case VERB_START:
		words_add(argv, "dinit");
		words_add(argv, "-u");
		words_add(argv, "-q");
		words_add(argv, "-d");
		words_add(argv, "%s/service", plan->directory);
		words_add(argv, "-p");
		words_add(argv, "%s/socket", plan->directory);
		break;
	case VERB_STOP:
		add_control(plan, "shutdown", argv);
		break;
	case VERB_RESTART:
		restart_each(plan, argv);
		break;
	case VERB_STATUS:
		add_control(plan, "list", argv);
		break;
	case VERB_CALM_STATUS:
	case VERB_CALM_STOP:
	case VERB_CALM_START:
		add_control(plan,
			verb == VERB_CALM_STOP	  ? "stop"
			: verb == VERB_CALM_START ? "start"
						  : "status",
			argv);
		words_add(argv, "calm");
		break;
	case VERB_HELP:
		words_add(argv, "dinitctl");
		words_add(argv, "--help");
		break;
	default:
		break;
	}
}

const struct system system_dinit = {
	.name = "dinit",
	.foreground = true,
	.stop_limit_ms = 30000,
	.find = find,
	.prepare = prepare,
	.order = order,
};
