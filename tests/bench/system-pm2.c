/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "system.h"
#include "child.h"

#include <stdio.h>

static bool find(const struct host *host, char *ret_version, size_t size)
{
	struct words argv = {0};
	char node[64] = "", path[PATH_MAX];

	if (!system_has("pm2") || !system_has("node")) {
		snprintf(ret_version, size, "pm2 is not installed (npm install -g pm2)");
		return false;
	}
	/* Its own files go below the directory of the run, not to the user's home. */
	snprintf(path, sizeof(path), "PM2_HOME=%.*s/pm2-version", PATH_MAX - 40, host->directory);
	words_add(&argv, "env");
	words_add(&argv, "%s", path);
	words_add(&argv, "pm2");
	words_add(&argv, "--silent");
	words_add(&argv, "--version");
	child_first_line(&argv, ret_version, size);
	words_clear(&argv);
	words_add(&argv, "node");
	words_add(&argv, "--version");
	child_first_line(&argv, node, sizeof(node));
	words_clear(&argv);
	snprintf(path, sizeof(path), "%.100s, node %s", ret_version, node);
	snprintf(ret_version, size, "%.120s", path);
	return true;
}

static int prepare(const struct fleet_plan *plan, struct words *environment)
{
	words_add(environment, "PM2_HOME=%s/home", plan->directory);
	return system_write(plan, "beacons.json",
		"{\"apps\": [{\"name\": \"beacon\", \"script\": \"%s\", \"interpreter\": "
		"\"none\",\n"
		"\"exec_mode\": \"fork\", \"instances\": %u, \"restart_delay\": 0,\n"
		"\"min_uptime\": 0, \"max_restarts\": 1000000, \"pmx\": false,\n"
		"\"out_file\": \"/dev/null\", \"error_file\": \"/dev/null\"}%s]}\n",
		plan->host->beacon, plan->size,
		plan->purpose == PURPOSE_STORM ? ",\n{\"name\": \"calm\", \"script\": "
						 "\"/bin/sleep\", \"args\": \"86400\", "
						 "\"interpreter\": \"none\"}"
					       : "");
}

static void order(const struct fleet_plan *plan, enum verb verb, struct order *ret_order)
{
	struct words *argv = &ret_order->argv;

	words_add(argv, "pm2");
	switch (verb) {
	case VERB_START:
		words_add(argv, "start");
		words_add(argv, "%s/beacons.json", plan->directory);
		break;
	case VERB_STOP:
	case VERB_RESTART:
		words_add(argv, verb == VERB_STOP ? "stop" : "restart");
		words_add(argv, "all");
		break;
	case VERB_STATUS:
		words_add(argv, "ls");
		break;
	case VERB_CALM_STATUS:
		words_add(argv, "describe");
		words_add(argv, "calm");
		break;
	case VERB_CALM_STOP:
	case VERB_CALM_START:
		words_add(argv, verb == VERB_CALM_STOP ? "stop" : "start");
		words_add(argv, "calm");
		break;
	case VERB_HELP:
		words_add(argv, "--help");
		break;
	case VERB_QUIT:
		words_add(argv, "kill");
		break;
	default:
		words_clear(argv);
		break;
	}
}

const struct system system_pm2 = {
	.name = "pm2",
	.slow = true,
	.crawls = true,
	.stop_limit_ms = 150000,
	.find = find,
	.prepare = prepare,
	.order = order,
};
