/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "fleet.h"
#include "order.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { START_LIMIT_MS = 90000, CRASH_LIMIT_MS = 15000, SHOW_LIMIT_MS = 60000 };

int fleet_fail(struct fleet *fleet, int error, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(fleet->problem, sizeof(fleet->problem), format, arguments);
	va_end(arguments);
	return error;
}

static void make_environment(struct fleet *fleet)
{
	struct words *environment = &fleet->environment;

	words_add(environment, "PATH=%s", getenv("PATH"));
	words_add(environment, "HOME=%s", fleet->plan.directory);
	words_add(environment, "LC_ALL=C.UTF-8");
	words_add(environment, "TERM=xterm-256color");
	words_add(environment, "BEACON_FILE=%s", fleet->reader.path);
	if (fleet->plan.purpose == PURPOSE_STORM || fleet->plan.purpose == PURPOSE_SESSIONS)
		words_add(environment, "BEACON_LIFE_MS=%u", STORM_LIFE_MS);
}

int fleet_open(const struct system *system, const struct host *host, enum purpose purpose,
	unsigned size, struct fleet *ret_fleet)
{
	static unsigned number;
	struct fleet *fleet = ret_fleet;
	char line[160];
	int error;

	*fleet = (struct fleet){.system = system, .reader.fd = -1, .supervisor.pidfd = -1};
	fleet->plan = (struct fleet_plan){.host = host, .purpose = purpose, .size = size};
	snprintf(fleet->plan.directory, sizeof(fleet->plan.directory), "%.*s/%s-%u", PATH_MAX - 100,
		host->directory, system->name, ++number);
	fleet->live = calloc(size, sizeof(*fleet->live));
	error = fleet->live ? reader_open(&fleet->reader) : -ENOMEM;
	if (error)
		return fleet_fail(fleet, error, "no record file: %s", strerror(-error));
	if (mkdir(fleet->plan.directory, 0700) < 0)
		return fleet_fail(fleet, -errno, "no directory: %s", strerror(errno));
	fleet->plan.records = fleet->reader.path;
	make_environment(fleet);
	error = system->prepare(&fleet->plan, &fleet->environment);
	if (!error)
		return 0;
	order_first_line(fleet, line, sizeof(line));
	return fleet_fail(fleet, error, "it cannot be configured: %s: %s", strerror(-error), line);
}

/* Of a system that forks its workers, the supervisor is what was begun by us. */
static int list(const struct fleet *fleet, bool workers, struct pids *ret_pids)
{
	pid_t pid = fleet->supervisor.pid;
	const struct pids supervisor = {.items = &pid, .count = 1};
	bool forks = fleet->system->forks;
	int error = forks ? descendants_list(ret_pids)
			  : descendants_list_by(fleet->plan.host->beacon, workers, ret_pids);

	if (error)
		return error;
	pids_keep(ret_pids, &fleet->before, false);
	if (forks)
		pids_keep(ret_pids, &supervisor, !workers);
	return 0;
}

int fleet_supervisors(const struct fleet *fleet, struct pids *ret_pids)
{
	return list(fleet, false, ret_pids);
}

int fleet_workers(const struct fleet *fleet, struct pids *ret_pids)
{
	return list(fleet, true, ret_pids);
}

int64_t fleet_began(const struct fleet *fleet, unsigned worker)
{
	return reader_get(&fleet->reader, fleet->live[worker])->ns;
}

int fleet_wait(struct fleet *fleet, unsigned count, int limit_ms)
{
	int64_t deadline = child_deadline(limit_ms);
	char line[160];
	int error;

	while ((error = reader_wait(&fleet->reader, fleet->seen + count, child_deadline(1000)))) {
		unsigned begun = reader_count(&fleet->reader) - fleet->seen;

		if (error != -ETIMEDOUT)
			return fleet_fail(fleet, error, "%s", strerror(-error));
		if (fleet->supervisor.pid && child_await(fleet->supervisor.pidfd, 0) == 0) {
			order_first_line(fleet, line, sizeof(line));
			return fleet_fail(fleet, -ECHILD, "it ended with %u of %u begun: %s", begun,
				count, line);
		}
		if (record_now() > deadline)
			return fleet_fail(fleet, -ETIMEDOUT, "only %u of %u began within %d s",
				begun, count, limit_ms / 1000);
	}
	return 0;
}

/* The next `size` records are the workers now. Returns how long after began_ns the last one began.
 */
static double take_all(struct fleet *fleet, int64_t began_ns)
{
	uint32_t first = fleet->seen;

	for (unsigned i = 0; i < fleet->plan.size; i++)
		fleet->live[i] = fleet->seen++;
	return (double)(reader_latest(&fleet->reader, first, fleet->seen) - began_ns) / 1e6;
}

int fleet_start(struct fleet *fleet)
{
	struct running running;
	int error = descendants_list(&fleet->before);

	fleet->start_command_ms = -1;
	if (!error)
		error = order_begin(fleet, VERB_START, &running);
	if (error)
		return error;
	fleet->up = true;
	if (fleet->system->foreground)
		fleet->supervisor = running.child;
	else
		error = order_finish(fleet, &running, START_LIMIT_MS, &fleet->start_command_ms);
	if (!error && fleet->system->forks)
		return 0;
	if (!error)
		error = fleet_wait(fleet, fleet->plan.size, START_LIMIT_MS);
	if (!error)
		fleet->start_ms = take_all(fleet, running.began_ns);
	return error;
}

int fleet_open_worker(const struct fleet *fleet, unsigned worker)
{
	char path[64], target[PATH_MAX];
	pid_t pid = reader_get(&fleet->reader, fleet->live[worker])->pid;
	int fd = (int)syscall(SYS_pidfd_open, pid, 0);
	ssize_t length;

	if (fd < 0)
		return -1;
	snprintf(path, sizeof(path), "/proc/%d/exe", (int)pid);
	length = readlink(path, target, sizeof(target) - 1);
	target[length < 0 ? 0 : length] = '\0';
	if (strcmp(target, fleet->plan.host->beacon) == 0)
		return fd;
	close(fd);
	return -1;
}

int fleet_crash(struct fleet *fleet, unsigned worker, double *ret_ms)
{
	int fd = fleet_open_worker(fleet, worker);
	int64_t began;
	int error;

	if (fd < 0)
		return fleet_fail(fleet, -ESRCH, "worker %u has gone by itself", worker + 1);
	began = record_now();
	syscall(SYS_pidfd_send_signal, fd, SIGKILL, NULL, 0);
	close(fd);
	error = fleet_wait(fleet, 1, CRASH_LIMIT_MS);
	if (error)
		return error;
	*ret_ms = (double)(reader_get(&fleet->reader, fleet->seen)->ns - began) / 1e6;
	fleet->live[worker] = fleet->seen++;
	return 0;
}

int fleet_restart(struct fleet *fleet, double *ret_ms)
{
	struct running running;
	double command_ms;
	int finished;
	int error = order_begin(fleet, VERB_RESTART, &running);

	if (error)
		return error;
	error = fleet_wait(fleet, fleet->plan.size, START_LIMIT_MS);
	if (!error)
		*ret_ms = take_all(fleet, running.began_ns);
	finished = order_finish(fleet, &running, START_LIMIT_MS, &command_ms);
	return error ? error : finished;
}

int fleet_show(struct fleet *fleet, enum verb verb, double *ret_ms)
{
	struct running running;
	unsigned shown;
	int error = order_begin(fleet, verb, &running);

	if (!error)
		error = order_finish(fleet, &running, SHOW_LIMIT_MS, ret_ms);
	if (error || verb == VERB_HELP)
		return error;
	shown = order_count(fleet, verb == VERB_STATUS_JSON ? "\"pid\"" : "\n");
	if (shown < fleet->plan.size)
		return fleet_fail(fleet, -EPROTO, "status shows only %u of %u workers", shown,
			fleet->plan.size);
	return 0;
}

int fleet_ask_calm(struct fleet *fleet, enum verb verb, double *ret_ms)
{
	struct running running;
	int error = order_begin(fleet, verb, &running);

	if (!error)
		error = order_finish(fleet, &running, SHOW_LIMIT_MS, ret_ms);
	/* That others are not as wanted may be in the exit code of a status. */
	return error == -EPROTO && verb == VERB_CALM_STATUS ? 0 : error;
}

int fleet_show_colours(struct fleet *fleet, double *ret_ms)
{
	struct order order = {0};
	struct ended ended;
	struct shown shown;
	int error;

	fleet->system->order(&fleet->plan, VERB_STATUS, &order);
	error = child_run_on_terminal(
		&order.argv, &fleet->environment, SHOW_LIMIT_MS, &ended, &shown);
	words_clear(&order.argv);
	if (error)
		return fleet_fail(fleet, error, "status on a terminal: %s", strerror(-error));
	if (ended.status != 0 || shown.lines < fleet->plan.size || shown.escapes == 0)
		return fleet_fail(fleet, -EPROTO,
			"status on a terminal ended with %d, %u lines, %u control sequences",
			ended.status, shown.lines, shown.escapes);
	*ret_ms = ended.ms;
	return 0;
}
