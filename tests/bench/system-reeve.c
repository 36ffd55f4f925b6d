/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "system.h"
#include "child.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

static bool find(const struct host *host, char *ret_version, size_t size)
{
	struct words argv = {0};

	if (!*host->reeve) {
		snprintf(ret_version, size, "REEVE names no installed reeve");
		return false;
	}
	words_add(&argv, "%s", host->reeve);
	words_add(&argv, "--version");
	child_first_line(&argv, ret_version, size);
	words_clear(&argv);
	if (!*ret_version) {
		snprintf(ret_version, size, "%.100s --version fails", host->reeve);
		return false;
	}
	return true;
}

/* Each restart that is allowed costs eight bytes of each worker's slot: more than the default only
 * where workers are going to be killed. */
static int write_beacons(const struct fleet_plan *plan)
{
	return system_write(plan, "fleet.cfg",
		"name = \"fleet\";\nusage = \"<start|stop|restart|status> -[d] -[j]\";\n"
		"programs = ({\n\tname = \"beacon\";\n\texec = [\"%s\"];\n\tworkers = %u;\n"
		"\trestart_delay = \"0s\";\n\tstart_grace = \"0s\";\n%s"
		"\tinherit = \"none\";\n\tenv = [\"BEACON_FILE=%s\"];\n});\n",
		plan->host->beacon, plan->size,
		plan->purpose == PURPOSE_CRASH ? "\tmax_restarts = 1000;\n" : "", plan->records);
}

/* The storm is not to end by a limit. */
static int write_storm(const struct fleet_plan *plan)
{
	return system_write(plan, "fleet.cfg",
		"name = \"fleet\";\nusage = \"<start|stop|status> -[d] [program...]\";\n"
		"programs = ({\n\tname = \"beacon\";\n\texec = [\"%s\"];\n\tworkers = %u;\n"
		"\trestart_delay = \"0s\";\n\tstart_grace = \"0s\";\n"
		"\tmax_restarts = \"unlimited\";\n\tinherit = \"none\";\n"
		"\tenv = [\"BEACON_FILE=%s\", \"BEACON_LIFE_MS=%u\"];\n}, {\n"
		"\tname = \"calm\";\n\texec = [\"/bin/sleep\", \"86400\"];\n\tworkers = 1;\n"
		"\tstart_grace = \"0s\";\n});\n",
		plan->host->beacon, plan->size, plan->records, STORM_LIFE_MS);
}

static int write_noop(const struct fleet_plan *plan)
{
	const char *libraries = getenv("LD_LIBRARY_PATH");

	if (!*plan->host->noop)
		return -ENOENT;
	return system_write(plan, "fleet.cfg",
		"name = \"fleet\";\nusage = \"<start|stop|restart|status> -[d] -[j]\";\n"
		"programs = ({\n\tname = \"noop\";\n\twork = \"%s\";\n\tworkers = 1;\n"
		"\texecute_times = %u;\n\texecute_usleep = 0;\n"
		"\tinherit = \"none\";\n"
		"\tenv = [\"BEACON_FILE=%s\", \"LD_LIBRARY_PATH=%s\"];\n});\n",
		plan->host->noop, WORK_RUNS, plan->records, libraries ? libraries : "");
}

static int write_template(const struct fleet_plan *plan)
{
	switch (plan->purpose) {
	case PURPOSE_WORK:
		return write_noop(plan);
	case PURPOSE_STORM:
		return write_storm(plan);
	default:
		return write_beacons(plan);
	}
}

/* An installation below another root is found by these. */
static void pass_on(struct words *environment)
{
	static const char *const names[] = {
		"REEVE_PROGRAM", "REEVE_PLUGIN_DIR", "REEVE_HELPER_DIR", "LD_LIBRARY_PATH"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (getenv(names[i]))
			words_add(environment, "%s=%s", names[i], getenv(names[i]));
}

static int prepare(const struct fleet_plan *plan, struct words *environment)
{
	struct words argv = {0};
	struct ended ended = {.status = -1};
	char output[PATH_MAX];
	int error = write_template(plan);

	pass_on(environment);
	words_add(environment, "REEVE_RUN_DIR=%s/run", plan->directory);
	words_add(environment, "REEVE_STATE_DIR=%s/state", plan->directory);
	if (error)
		return error;
	words_add(&argv, "%s", plan->host->reeve);
	words_add(&argv, "build");
	words_add(&argv, "%s/fleet.cfg", plan->directory);
	words_add(&argv, "-o");
	words_add(&argv, "%s/fleet", plan->directory);
	system_output(plan, output);
	error = child_run(&argv, environment, output, 20000, &ended);
	words_clear(&argv);
	return error ? error : ended.status ? -EINVAL : 0;
}

static void order(const struct fleet_plan *plan, enum verb verb, struct order *ret_order)
{
	static const char *const words[][2] = {
		[VERB_START] = {"start", "-d"},
		[VERB_STOP] = {"stop"},
		[VERB_RESTART] = {"restart", "-d"},
		[VERB_STATUS] = {"status"},
		[VERB_STATUS_JSON] = {"status", "-j"},
		[VERB_HELP] = {"--help"},
		[VERB_CALM_STATUS] = {"status", "calm"},
		[VERB_CALM_STOP] = {"stop", "calm"},
		[VERB_CALM_START] = {"start", "calm"},
	};

	if (verb == VERB_QUIT)
		return;
	words_add(&ret_order->argv, "%s/fleet", plan->directory);
	for (size_t i = 0; i < 2 && words[verb][i]; i++)
		words_add(&ret_order->argv, "%s", words[verb][i]);
}

const struct system system_reeve = {
	.name = "reeve",
	.colours = true,
	.sessions = true,
	.layers = true,
	.stop_limit_ms = 60000,
	.control = "run/fleet",
	.find = find,
	.prepare = prepare,
	.order = order,
};
