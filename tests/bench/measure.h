/* SPDX-License-Identifier: MIT */
#ifndef BENCH_MEASURE_H
#define BENCH_MEASURE_H

/* What is measured, and the results. Each of measure_*() measures all systems in turns, one sample
 * of one, then one of the next, so that what disturbs the machine for a while disturbs all alike.
 */

#include <stdbool.h>

#include "fleet.h"
#include "sample.h"
#include "system.h"

/* metric, group, what, unit */
#define METRICS(X)                                                                       \
	X(CRASH, 1, "crash to the first instruction of the new worker", "ms")            \
	X(START, 2, "start of all to the first instruction of the last", "ms")           \
	X(START_COMMAND, 2, "start of all, the command itself", "ms")                    \
	X(STATUS, 3, "status of all, plain", "ms")                                       \
	X(STATUS_JSON, 3, "status of all, JSON", "ms")                                   \
	X(STATUS_COLOUR, 3, "status of all, coloured table on a terminal", "ms")         \
	X(HELP, 3, "--help", "ms")                                                       \
	X(STATUS_ONE, 3, "status of one worker", "ms")                                   \
	X(MEMORY_ONE, 4, "supervising processes with one worker, PSS", "KiB")            \
	X(MEMORY_ALL, 4, "supervising processes with all workers, PSS", "KiB")           \
	X(MEMORY_WORKER, 4, "each further worker, PSS", "bytes")                         \
	X(WAKEUPS, 5, "wakeups of the supervising processes while idle", "")             \
	X(STOP, 6, "stop of all to the end of the last", "ms")                           \
	X(STOP_COMMAND, 6, "stop of all, the command itself", "ms")                      \
	X(RESTART, 7, "restart of 4 to the first instruction of the last new one", "ms") \
	X(RUNS, 8, "runs of a work that does nothing, one worker", "million/s")          \
	X(STORM, 9, "storm: restarts", "1/s")                                            \
	X(STORM_CPU, 9, "storm: processor time of the supervisors for a restart", "us")  \
	X(SESSIONS, 9, "storm: restarts, each child with a session of its own", "1/s")   \
	X(SESSIONS_CPU, 9, "storm: processor time for a restart with a session", "us")   \
	X(STORM_STATUS, 9, "storm: status of another program", "ms")                     \
	X(STORM_STOP, 9, "storm: stop of another program", "ms")                         \
	X(CROWD_ONE, 10, "crash to the new worker, with one worker", "ms")               \
	X(CROWD, 10, "crash to the new worker, among all workers", "ms")                 \
	X(ADOPT, 11, "adoption of all: master killed to the next one's first answer", "ms") \
	X(ADOPT_START, 11, "both killed: start to the new master's first answer", "ms")

#define GROUPS 12

enum metric {
#define X(name, group, what, unit) METRIC_##name,
	METRICS(X)
#undef X
		METRIC_COUNT
};

struct metric_text {
	unsigned group; /* 1: m1 */
	const char *what, *unit;
};
extern const struct metric_text metric_texts[METRIC_COUNT];

/* Of the noop plugin, in the three places that can tell. */
struct counted {
	bool known;
	uint64_t asked, plugin, status;
};

/* What is left of workers whose supervisors were killed. */
struct survival {
	bool known;
	unsigned workers; /* so many there are to be */
	unsigned alive;	  /* after the kill */
	unsigned copies;  /* after the next start */
	unsigned left;	  /* after the stop */
	bool heeded;	  /* one that had lost its parent was replaced when it died */
};

struct bench {
	struct host host;
	bool present[SYSTEMS_MAX];	 /* selected and installed */
	bool broken[SYSTEMS_MAX];	 /* did not start or stop once: not tried again */
	char versions[SYSTEMS_MAX][200]; /* or why it is not there; "": not selected */
	unsigned groups;		 /* bit n: measure mn, up to GROUPS */
	unsigned idle_s;
	struct sample samples[METRIC_COUNT][SYSTEMS_MAX];
	char problems[SYSTEMS_MAX][256]; /* the last one; "": none */
	unsigned problem_count;
	struct counted counted;
	struct survival survivals[KILLED_COUNT][SYSTEMS_MAX]; /* m12 */
};

static inline bool bench_wants(const struct bench *bench, unsigned group)
{
	return bench->groups & 1u << group;
}
/* Selected, installed and not broken, and its workers say when they begin. */
static inline bool bench_can(const struct bench *bench, unsigned system)
{
	return bench->present[system] && !bench->broken[system] && !systems[system]->forks;
}
/* Opens and starts a fleet; to be ended by bench_end(). NULL: the problem is said, and the system
 * is taken for broken. */
struct fleet *bench_start(
	struct bench *bench, unsigned system, unsigned group, enum purpose purpose, unsigned size);
void bench_end(struct fleet **fleet); /* makes it NULL */
/* Says on standard error, and keeps, that something could not be measured. */
void bench_problem(struct bench *bench, unsigned system, unsigned group, const char *why);
/* Waits until nothing of what was started is left; kills what does not go, and says so. */
void bench_clear(struct bench *bench, const char *what);

void measure_crash(struct bench *bench);   /* m1 */
void measure_all(struct bench *bench);	   /* m2 to m6, with all workers */
void measure_one(struct bench *bench);	   /* m3 and m4 with one worker */
void measure_restart(struct bench *bench); /* m7 */
void measure_work(struct bench *bench);	   /* m8 */
void measure_storm(struct bench *bench);   /* m9 */
void measure_crowd(struct bench *bench);   /* m10 */
void measure_adopt(struct bench *bench);   /* m11 */
void measure_orphans(struct bench *bench); /* m12 */

#endif
