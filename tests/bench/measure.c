/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "measure.h"
#include "usage.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

const struct metric_text metric_texts[METRIC_COUNT] = {
#define X(name, group, what, unit) [METRIC_##name] = {group, what, unit},
	METRICS(X)
#undef X
};

enum {
	CRASH_WORKERS = 10,
	CRASH_SAMPLES = 40,
	RESTART_WORKERS = 4,
	SETTLE_MS = 1100, /* runit and dinit take a restart within a second as one too many */
	GONE_LIMIT_MS = 15000,
};

void bench_problem(struct bench *bench, unsigned system, unsigned group, const char *why)
{
	fprintf(stderr, "bench: m%u: %s: %s\n", group, systems[system]->name, why);
	snprintf(bench->problems[system], sizeof(bench->problems[system]), "m%u: %.240s", group,
		why);
	bench->problem_count++;
}

void bench_clear(struct bench *bench, const char *what)
{
	int64_t deadline = child_deadline(GONE_LIMIT_MS);
	int killed;

	for (;;) {
		struct pids pids;
		int fd;

		descendants_reap();
		if (descendants_list(&pids) < 0 || pids.count == 0) {
			pids_clear(&pids);
			return;
		}
		fd = (int)syscall(SYS_pidfd_open, pids.items[0], 0);
		pids_clear(&pids);
		if (fd < 0)
			continue;
		child_await(fd, deadline);
		close(fd);
		if (record_now() > deadline)
			break;
	}
	killed = descendants_end(child_deadline(GONE_LIMIT_MS));
	if (killed > 0)
		fprintf(stderr, "bench: %s: %d processes were left behind and had to be killed\n",
			what, killed);
}

void bench_end(struct fleet **fleet)
{
	if (*fleet) {
		fleet_end(*fleet);
		free(*fleet);
	}
	*fleet = NULL;
}

struct fleet *bench_start(
	struct bench *bench, unsigned system, unsigned group, enum purpose purpose, unsigned size)
{
	struct fleet *fleet = malloc(sizeof(*fleet));

	if (!fleet)
		return NULL;
	if (fleet_open(systems[system], &bench->host, purpose, size, fleet) == 0 &&
		fleet_start(fleet) == 0)
		return fleet;
	bench_problem(bench, system, group, fleet->problem);
	bench->broken[system] = true;
	bench_end(&fleet);
	return NULL;
}

/* The fleets of all systems, up at the same time. NULL in place of one that does not start. */
static void start_fleets(struct bench *bench, struct fleet **ret_fleets, enum purpose purpose,
	unsigned group, unsigned size)
{
	for (unsigned i = 0; systems[i]; i++)
		ret_fleets[i] =
			bench_can(bench, i) ? bench_start(bench, i, group, purpose, size) : NULL;
}

static void end_fleets(struct bench *bench, struct fleet **fleets, const char *what)
{
	for (unsigned i = 0; systems[i]; i++)
		bench_end(&fleets[i]);
	bench_clear(bench, what);
}

/* One sample of one system; the fleet is ended where that fails or where the time for the system is
 * used up (which leaves fewer samples). */
static void crash_one(struct bench *bench, unsigned system, struct fleet **fleet, unsigned sample)
{
	struct sample *samples = &bench->samples[METRIC_CRASH][system];
	unsigned worker = sample % CRASH_WORKERS;
	double limit_ms = bench->host.quick ? 6000 : 45000;
	double total_ms = 0;
	double ms;

	child_rest(fleet_began(*fleet, worker) + SETTLE_MS * INT64_C(1000000));
	if (fleet_crash(*fleet, worker, &ms) < 0) {
		bench_problem(bench, system, 1, (*fleet)->problem);
		bench_end(fleet);
		return;
	}
	sample_add(samples, ms);
	for (size_t i = 0; i < samples->count; i++)
		total_ms += samples->values[i];
	if (total_ms > limit_ms)
		bench_end(fleet);
}

void measure_crash(struct bench *bench)
{
	struct fleet *fleets[SYSTEMS_MAX];

	start_fleets(bench, fleets, PURPOSE_CRASH, 1, CRASH_WORKERS);
	for (unsigned sample = 0; sample < CRASH_SAMPLES; sample++)
		for (unsigned i = 0; systems[i]; i++)
			if (fleets[i])
				crash_one(bench, i, &fleets[i], sample);
	end_fleets(bench, fleets, "m1");
}

static int64_t youngest(const struct fleet *fleet)
{
	int64_t latest = 0;

	for (unsigned i = 0; i < fleet->plan.size; i++)
		if (fleet_began(fleet, i) > latest)
			latest = fleet_began(fleet, i);
	return latest;
}

void measure_restart(struct bench *bench)
{
	struct fleet *fleets[SYSTEMS_MAX];
	unsigned samples = bench->host.quick ? 7 : 15;

	start_fleets(bench, fleets, PURPOSE_RUN, 7, RESTART_WORKERS);
	for (unsigned sample = 0; sample < samples; sample++)
		for (unsigned i = 0; systems[i]; i++) {
			double ms;

			if (!fleets[i])
				continue;
			child_rest(youngest(fleets[i]) + SETTLE_MS * INT64_C(1000000));
			if (fleet_restart(fleets[i], &ms) == 0) {
				sample_add(&bench->samples[METRIC_RESTART][i], ms);
				continue;
			}
			bench_problem(bench, i, 7, fleets[i]->problem);
			bench_end(&fleets[i]);
		}
	end_fleets(bench, fleets, "m7");
}

/* Alone: a page that others have mapped too would count for less. */
static void weigh_one(struct bench *bench, unsigned system)
{
	struct fleet *fleet = bench_start(bench, system, 4, PURPOSE_RUN, 1);
	struct pids pids;

	if (!fleet)
		return;
	child_rest(child_deadline(SETTLE_MS));
	if (fleet_supervisors(fleet, &pids) == 0)
		sample_add(
			&bench->samples[METRIC_MEMORY_ONE][system], (double)usage_pss_kib(&pids));
	pids_clear(&pids);
	bench_end(&fleet);
	bench_clear(bench, systems[system]->name);
}

static void show_once(struct bench *bench, unsigned system, struct fleet *fleet)
{
	static const enum verb verbs[] = {VERB_HELP, VERB_STATUS};
	static const enum metric metrics[] = {METRIC_HELP, METRIC_STATUS_ONE};

	for (unsigned i = 0; i < 2; i++) {
		double ms;
		int error = fleet_show(fleet, verbs[i], &ms);

		if (error == 0)
			sample_add(&bench->samples[metrics[i]][system], ms);
		else if (error != -EOPNOTSUPP)
			bench_problem(bench, system, 3, fleet->problem);
	}
}

void measure_one(struct bench *bench)
{
	struct fleet *fleets[SYSTEMS_MAX];
	unsigned samples = bench->host.quick ? 11 : 31;

	for (unsigned i = 0; systems[i] && bench_wants(bench, 4); i++)
		if (bench_can(bench, i))
			weigh_one(bench, i);
	if (!bench_wants(bench, 3))
		return;
	start_fleets(bench, fleets, PURPOSE_RUN, 3, 1);
	for (unsigned sample = 0; sample < samples; sample++)
		for (unsigned i = 0; systems[i]; i++)
			if (fleets[i])
				show_once(bench, i, fleets[i]);
	end_fleets(bench, fleets, "m3");
}
