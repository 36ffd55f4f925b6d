/* SPDX-License-Identifier: MIT */
/* Runs per second of a work plugin that does nothing, and whether they were counted exactly. */
#include "config.h"

#include "measure.h"
#include "order.h"

#include <errno.h>

enum { WORK_LIMIT_MS = 60000, WORK_SAMPLES = 3 };

static void add_rate(struct bench *bench, unsigned system, int64_t ns)
{
	sample_add(&bench->samples[METRIC_RUNS][system], WORK_RUNS / ((double)ns / 1e9) / 1e6);
}

/* The bare loop prints how long it took. */
static int measure_floor(struct bench *bench, struct fleet *fleet)
{
	struct running running;
	uint64_t ns;
	double ms;
	int error = order_begin(fleet, VERB_START, &running);

	if (!error)
		error = order_finish(fleet, &running, WORK_LIMIT_MS, &ms);
	if (!error && !order_number(fleet, "", &ns))
		error = fleet_fail(fleet, -EPROTO, "floor calls prints no number");
	if (!error)
		add_rate(bench, 0, (int64_t)ns);
	return error;
}

static bool is_exact(const struct counted *counted)
{
	return counted->known && counted->plugin == counted->asked &&
	       counted->status == counted->asked;
}

/* One that is wrong is the one to show. */
static void keep_worst(struct counted *counted, const struct counted *next)
{
	if (!counted->asked || is_exact(counted))
		*counted = *next;
}

/* The plugin reports when it is initialised and, after the last run, how many there were; it lets
 * us read the status before it ends. */
static int measure_plugin(struct bench *bench, unsigned system, struct fleet *fleet)
{
	struct counted counted = {.asked = WORK_RUNS};
	const struct record *first, *last;
	double ms;
	int error = fleet_start(fleet);

	if (!error)
		error = fleet_wait(fleet, 1, WORK_LIMIT_MS);
	if (error)
		return error;
	first = reader_get(&fleet->reader, 0);
	last = reader_get(&fleet->reader, 1);
	if (first->kind != RECORD_INIT || last->kind != RECORD_END)
		return fleet_fail(
			fleet, -EPROTO, "the plugin was not initialised and ended in turn");
	add_rate(bench, system, last->ns - first->ns);
	counted.plugin = last->count;
	if (fleet_show(fleet, VERB_STATUS_JSON, &ms) == 0 &&
		order_number(fleet, "\"runs\":", &counted.status))
		counted.known = true;
	reader_release(&fleet->reader);
	keep_worst(&bench->counted, &counted);
	return 0;
}

static void measure_system(struct bench *bench, unsigned system)
{
	struct fleet fleet;
	int error = fleet_open(systems[system], &bench->host, PURPOSE_WORK, 1, &fleet);

	if (!error)
		error = system == 0 ? measure_floor(bench, &fleet)
				    : measure_plugin(bench, system, &fleet);
	if (error)
		bench_problem(bench, system, 8, fleet.problem);
	fleet_end(&fleet);
}

void measure_work(struct bench *bench)
{
	for (unsigned sample = 0; sample < WORK_SAMPLES; sample++)
		for (unsigned i = 0; systems[i] && i < 2; i++)
			if (bench_can(bench, i)) {
				measure_system(bench, i);
				bench_clear(bench, "m8");
			}
}
