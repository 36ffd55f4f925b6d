/* SPDX-License-Identifier: MIT */
/* m11: how long a command is without an answer when those who supervise it are killed. The request
 * is `start`, which only a master that has taken over all workers answers with "it runs". */
#include "config.h"

#include "control.h"
#include "measure.h"
#include "order.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { ANSWER_LIMIT_MS = 20000, END_LIMIT_MS = 10000 };

static int ask(struct fleet *fleet, struct control_reply *ret_reply)
{
	char directory[PATH_MAX];
	int error;

	snprintf(directory, sizeof(directory), "%.*s/%.100s", PATH_MAX - 110, fleet->plan.directory,
		fleet->system->control);
	error = control_ask(directory, "start", child_deadline(ANSWER_LIMIT_MS), ret_reply);
	if (error)
		return fleet_fail(fleet, error, "no answer: %s", strerror(-error));
	if (ret_reply->code)
		return fleet_fail(fleet, -EPROTO, "answered with code %d", ret_reply->code);
	return 0;
}

/* Those who run now are those who ran before, each once. */
static int check_workers(struct fleet *fleet)
{
	unsigned alive = 0;

	for (unsigned i = 0; i < fleet->plan.size; i++) {
		int fd = fleet_open_worker(fleet, i);

		alive += fd >= 0;
		if (fd >= 0)
			close(fd);
	}
	if (alive == fleet->plan.size && reader_count(&fleet->reader) == fleet->seen)
		return 0;
	return fleet_fail(fleet, -EPROTO, "%u of %u workers live, %u were started anew", alive,
		fleet->plan.size, reader_count(&fleet->reader) - fleet->seen);
}

/* The guardian lives and starts another master. */
static int lose_master(struct fleet *fleet, double *ret_ms)
{
	struct control_reply before, after;
	struct child master = {.pidfd = -1};
	int error = ask(fleet, &before);

	if (error)
		return error;
	master.pid = before.master;
	master.pidfd = descendants_open(master.pid);
	if (master.pidfd < 0)
		return fleet_fail(fleet, -ESRCH, "the master has gone by itself");
	master.began_ns = record_now();
	child_signal(&master, SIGKILL);
	error = ask(fleet, &after);
	*ret_ms = (double)(record_now() - master.began_ns) / 1e6;
	child_close(&master);
	if (!error && after.master == before.master)
		error = fleet_fail(fleet, -EPROTO, "the master that was killed has answered");
	return error ? error : check_workers(fleet);
}

/* Nobody is left but the workers, whose parent this process is now; the next start takes them over.
 */
static int lose_both(struct fleet *fleet, double *ret_ms)
{
	struct control_reply after;
	struct running running;
	double command_ms;
	int error = fleet_kill_supervisors(fleet, KILLED_ALL, END_LIMIT_MS);

	if (!error)
		error = order_begin(fleet, VERB_START, &running);
	if (error)
		return error;
	error = order_finish(fleet, &running, ANSWER_LIMIT_MS, &command_ms);
	if (!error)
		error = ask(fleet, &after);
	*ret_ms = (double)(record_now() - running.began_ns) / 1e6;
	return error ? error : check_workers(fleet);
}

static void adopt(struct bench *bench, unsigned system)
{
	/* In turns: a guardian that has lost one master starts the next at once, but not another
	 * one soon after, and a new guardian has lost none. */
	static const struct {
		enum metric metric;
		int (*lose)(struct fleet *fleet, double *ret_ms);
	} turns[] = {{METRIC_ADOPT, lose_master}, {METRIC_ADOPT_START, lose_both}};
	unsigned samples = bench->host.quick ? 11 : 25;
	struct fleet *fleet = bench_start(bench, system, 11, PURPOSE_RUN, bench->host.workers);

	for (unsigned i = 0; fleet && i < 2 * samples; i++) {
		double ms;

		if (turns[i % 2].lose(fleet, &ms) < 0) {
			bench_problem(bench, system, 11, fleet->problem);
			break;
		}
		sample_add(&bench->samples[turns[i % 2].metric][system], ms);
	}
	bench_end(&fleet);
	bench_clear(bench, systems[system]->name);
}

void measure_adopt(struct bench *bench)
{
	for (unsigned i = 0; systems[i]; i++)
		if (bench_can(bench, i) && systems[i]->control) {
			fprintf(stderr, "bench: m11: %s\n", systems[i]->name);
			adopt(bench, i);
		}
}
