/* SPDX-License-Identifier: MIT */
/* What needs the thousand: a cycle starts one system with all workers, measures and stops it; then
 * comes the next system, and all that again. */
#include "config.h"

#include "measure.h"
#include "usage.h"

#include <errno.h>
#include <stdio.h>

enum { REST_MS = 2000, SHOW_BUDGET_MS = 6000 };

static void show(struct bench *bench, unsigned system, struct fleet *fleet)
{
	static const struct {
		enum metric metric;
		enum verb verb;
	} kinds[] = {{METRIC_STATUS, VERB_STATUS}, {METRIC_STATUS_JSON, VERB_STATUS_JSON}};
	unsigned samples = bench->host.quick ? 5 : 10;
	int64_t deadline = child_deadline(SHOW_BUDGET_MS);

	for (unsigned sample = 0; sample < samples && record_now() < deadline; sample++) {
		double ms;

		for (unsigned i = 0; i < 2; i++) {
			int error = fleet_show(fleet, kinds[i].verb, &ms);

			if (error == 0)
				sample_add(&bench->samples[kinds[i].metric][system], ms);
			else if (error != -EOPNOTSUPP)
				bench_problem(bench, system, 3, fleet->problem);
		}
		if (!systems[system]->colours)
			continue;
		if (fleet_show_colours(fleet, &ms) == 0)
			sample_add(&bench->samples[METRIC_STATUS_COLOUR][system], ms);
		else
			bench_problem(bench, system, 3, fleet->problem);
	}
}

/* Memory and wakeups of an idle system. Reading /proc wakes nobody. */
static void weigh(struct bench *bench, unsigned system, struct fleet *fleet)
{
	const struct sample *one = &bench->samples[METRIC_MEMORY_ONE][system];
	double kib;
	uint64_t before;
	struct pids pids;

	child_rest(child_deadline(REST_MS));
	if (fleet_supervisors(fleet, &pids) < 0)
		return;
	kib = (double)usage_pss_kib(&pids);
	if (bench_wants(bench, 4)) {
		sample_add(&bench->samples[METRIC_MEMORY_ALL][system], kib);
		if (one->count && fleet->plan.size > 1)
			sample_add(&bench->samples[METRIC_MEMORY_WORKER][system],
				(kib - sample_median(one)) * 1024 / (fleet->plan.size - 1));
	}
	if (bench_wants(bench, 5)) {
		before = usage_switches(&pids);
		child_rest(child_deadline((int)bench->idle_s * 1000));
		sample_add(&bench->samples[METRIC_WAKEUPS][system],
			(double)(usage_switches(&pids) - before));
	}
	pids_clear(&pids);
}

static void stop(struct bench *bench, unsigned system, struct fleet *fleet)
{
	double ms, command_ms;

	if (fleet_stop(fleet, &ms, &command_ms) < 0) {
		bench_problem(bench, system, 6, fleet->problem);
		bench->broken[system] = fleet->up;
		return;
	}
	if (!bench_wants(bench, 6))
		return;
	sample_add(&bench->samples[METRIC_STOP][system], ms);
	if (command_ms >= 0)
		sample_add(&bench->samples[METRIC_STOP_COMMAND][system], command_ms);
}

static void cycle(struct bench *bench, unsigned system, bool first)
{
	struct fleet *fleet;

	fprintf(stderr, "bench: m2 to m6: %s\n", systems[system]->name);
	fleet = bench_start(bench, system, 2, PURPOSE_RUN, bench->host.workers);
	if (!fleet)
		return;
	if (bench_wants(bench, 2)) {
		sample_add(&bench->samples[METRIC_START][system], fleet->start_ms);
		if (fleet->start_command_ms >= 0)
			sample_add(&bench->samples[METRIC_START_COMMAND][system],
				fleet->start_command_ms);
	}
	if (first && (bench_wants(bench, 4) || bench_wants(bench, 5)))
		weigh(bench, system, fleet);
	if (bench_wants(bench, 3))
		show(bench, system, fleet);
	stop(bench, system, fleet);
	bench_end(&fleet);
}

static unsigned cycles_of(const struct bench *bench, unsigned system)
{
	if (systems[system]->crawls)
		return bench->host.quick ? 0 : 1;
	if (systems[system]->slow)
		return bench->host.quick ? 1 : 3;
	return bench->host.quick ? 3 : 7;
}

void measure_all(struct bench *bench)
{
	for (unsigned turn = 0; turn < 7; turn++)
		for (unsigned i = 0; systems[i]; i++) {
			if (!bench_can(bench, i) || turn >= cycles_of(bench, i))
				continue;
			cycle(bench, i, turn == 0);
			bench_clear(bench, systems[i]->name);
		}
}
