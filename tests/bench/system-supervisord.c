/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "system.h"
#include "child.h"

#include <signal.h>
#include <stdio.h>

/* supervisord closes so many descriptors one by one in each child: no more than it needs. */
static unsigned descriptors_for(unsigned workers)
{
	unsigned needed = 5 * workers + 100;

	return needed < 1024 ? 1024 : needed;
}

static bool find(const struct host *host, char *ret_version, size_t size)
{
	struct words argv = {0};

	if (!system_has("supervisord") || !system_has("supervisorctl")) {
		snprintf(ret_version, size, "supervisord is not installed (package supervisor)");
		return false;
	}
	if (host->descriptors < descriptors_for(host->workers)) {
		snprintf(ret_version, size, "needs %u descriptors, the hard limit is %u",
			descriptors_for(host->workers), host->descriptors);
		return false;
	}
	words_add(&argv, "supervisord");
	words_add(&argv, "--version");
	child_first_line(&argv, ret_version, size);
	words_clear(&argv);
	return true;
}

static int prepare(const struct fleet_plan *plan, struct words *environment)
{
	const char *calm = plan->purpose == PURPOSE_STORM
				   ? "[program:calm]\ncommand=/bin/sleep 86400\n"
				     "stdout_logfile=NONE\nstderr_logfile=NONE\n"
				   : "";

	return system_write(plan, "supervisord.conf",
		"[supervisord]\nnodaemon=true\nlogfile=/dev/null\nlogfile_maxbytes=0\n"
		"pidfile=%1$s/pid\nchildlogdir=%1$s\nminfds=%2$u\n"
		"[unix_http_server]\nfile=%1$s/socket\n"
		"[rpcinterface:supervisor]\nsupervisor.rpcinterface_factory = "
		"supervisor.rpcinterface:make_main_rpcinterface\n"
		"[supervisorctl]\nserverurl=unix://%1$s/socket\n"
		"[program:beacon]\ncommand=%3$s\nnumprocs=%4$u\nprocess_name=%%(process_num)d\n"
		"autorestart=true\nstartsecs=0\nstartretries=1000000\n"
		"stdout_logfile=NONE\nstderr_logfile=NONE\n%5$s",
		plan->directory, descriptors_for(plan->size), plan->host->beacon, plan->size, calm);
}

static void add_control(const struct fleet_plan *plan, const char *verb, struct words *argv)
{
	words_add(argv, "supervisorctl");
	words_add(argv, "-c");
	words_add(argv, "%s/supervisord.conf", plan->directory);
	words_add(argv, "%s", verb);
}

static void order(const struct fleet_plan *plan, enum verb verb, struct order *ret_order)
{
	struct words *argv = &ret_order->argv;

	switch (verb) {
	case VERB_START:
		words_add(argv, "supervisord");
		words_add(argv, "-n");
		words_add(argv, "-c");
		words_add(argv, "%s/supervisord.conf", plan->directory);
		break;
	case VERB_STOP:
	case VERB_RESTART:
		add_control(plan, verb == VERB_STOP ? "stop" : "restart", argv);
		words_add(argv, "all");
		break;
	case VERB_STATUS:
		add_control(plan, "status", argv);
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
		words_add(argv, "supervisorctl");
		words_add(argv, "--help");
		break;
	case VERB_QUIT:
		ret_order->signal = SIGTERM;
		break;
	default:
		break;
	}
}

const struct system system_supervisord = {
	.name = "supervisord",
	.foreground = true,
	.slow = true,
	.stop_limit_ms = 60000,
	.find = find,
	.prepare = prepare,
	.order = order,
};
