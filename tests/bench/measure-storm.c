/* SPDX-License-Identifier: MIT */
/* What many workers do to one: m9, 200 that fail again and again; m10, a crash among a thousand
 * that are idle. */
#include "config.h"

#include "measure.h"
#include "usage.h"

#include <errno.h>
#include <stdio.h>

enum {
	STORM_WORKERS = 200,
	STORM_RISE_MS = 500, /* then it is as it stays */

	CROWD_SETTLE_MS = 1100, /* as for m1 */
};

static void add_restarts(
	struct bench *bench, unsigned system, bool sessions, double rate, double cpu_us)
{
	sample_add(&bench->samples[sessions ? METRIC_SESSIONS : METRIC_STORM][system], rate);
	if (rate > 0)
		sample_add(
			&bench->samples[sessions ? METRIC_SESSIONS_CPU : METRIC_STORM_CPU][system],
			cpu_us);
}

/* Restarts and what they cost, while nobody asks for anything. Where workers have sessions of their
 * own anyway, one measurement is both. */
static void count_restarts(struct bench *bench, unsigned system, struct fleet *fleet)
{
	bool sessions = fleet->plan.purpose == PURPOSE_SESSIONS;
	double rate, cpu_us;
	int64_t begun, took;
	uint64_t cpu_ns;
	uint32_t records;
	struct pids pids;

	if (fleet_supervisors(fleet, &pids) < 0)
		return;
	begun = record_now();
	cpu_ns = usage_cpu_ns(&pids);
	records = reader_count(&fleet->reader);
	child_rest(child_deadline(bench->host.quick ? 1000 : 2000));
	took = record_now() - begun;
	cpu_ns = usage_cpu_ns(&pids) - cpu_ns;
	records = reader_count(&fleet->reader) - records;
	pids_clear(&pids);
	rate = (double)records * 1e9 / (double)took;
	cpu_us = (double)cpu_ns / 1e3 / (double)records;
	add_restarts(bench, system, sessions, rate, cpu_us);
	if (systems[system]->sessions)
		add_restarts(bench, system, true, rate, cpu_us);
}

static void ask(struct bench *bench, unsigned system, struct fleet *fleet)
{
	static const struct {
		enum metric metric;
		enum verb verb;
	} kinds[] = {{METRIC_STORM_STATUS, VERB_CALM_STATUS}, {METRIC_STORM_STOP, VERB_CALM_STOP}};
	int64_t deadline = child_deadline(3000);

	for (unsigned sample = 0; sample < 5 && record_now() < deadline; sample++)
		for (unsigned i = 0; i < 2; i++) {
			double ms;
			int error = fleet_ask_calm(fleet, kinds[i].verb, &ms);

			if (error == 0)
				sample_add(&bench->samples[kinds[i].metric][system], ms);
			else if (error != -EOPNOTSUPP)
				bench_problem(bench, system, 9, fleet->problem);
			/* What is stopped already is no stop. */
			if (error == 0 && kinds[i].verb == VERB_CALM_STOP)
				fleet_ask_calm(fleet, VERB_CALM_START, &ms);
		}
}

static void storm(struct bench *bench, unsigned system, enum purpose purpose)
{
	struct fleet *fleet = bench_start(bench, system, 9, purpose, STORM_WORKERS);

	if (!fleet)
		return;
	/* A round of restarts for all, where they come without delay. */
	child_rest(child_deadline(STORM_RISE_MS));
	count_restarts(bench, system, fleet);
	ask(bench, system, fleet);
	bench_end(&fleet);
	bench_clear(bench, systems[system]->name);
}

void measure_storm(struct bench *bench)
{
	unsigned turns = bench->host.quick ? 3 : 7;

	for (unsigned turn = 0; turn < turns; turn++)
		for (unsigned i = 0; systems[i]; i++) {
			if (!bench_can(bench, i) || (systems[i]->slow && turn > 0))
				continue;
			fprintf(stderr, "bench: m9: %s\n", systems[i]->name);
			storm(bench, i, PURPOSE_STORM);
			if (i == 0)
				storm(bench, i, PURPOSE_SESSIONS);
		}
}

/* One sample each of a fleet of one and of one of all, both up at the same time. */
static int crash_both(
	struct bench *bench, unsigned system, struct fleet *fleets[2], unsigned sample)
{
	static const enum metric metrics[] = {METRIC_CROWD_ONE, METRIC_CROWD};

	for (unsigned i = 0; i < 2; i++) {
		struct fleet *fleet = fleets[i];
		unsigned worker = sample * 37 % fleet->plan.size;
		double ms;

		child_rest(fleet_began(fleet, worker) + CROWD_SETTLE_MS * INT64_C(1000000));
		if (fleet_crash(fleet, worker, &ms) < 0) {
			bench_problem(bench, system, 10, fleet->problem);
			return -1;
		}
		sample_add(&bench->samples[metrics[i]][system], ms);
	}
	return 0;
}

static void crowd(struct bench *bench, unsigned system)
{
	unsigned samples = bench->host.quick ? 11 : 25;
	struct fleet *fleets[2] = {bench_start(bench, system, 10, PURPOSE_CRASH, 1), NULL};

	if (fleets[0])
		fleets[1] = bench_start(bench, system, 10, PURPOSE_CRASH, bench->host.workers);
	for (unsigned i = 0; fleets[1] && i < samples; i++)
		if (crash_both(bench, system, fleets, i) < 0)
			break;
	bench_end(&fleets[1]);
	bench_end(&fleets[0]);
	bench_clear(bench, systems[system]->name);
}

void measure_crowd(struct bench *bench)
{
	for (unsigned i = 0; systems[i]; i++)
		if (bench_can(bench, i) && !systems[i]->slow) {
			fprintf(stderr, "bench: m10: %s\n", systems[i]->name);
			crowd(bench, i);
		}
}
