/* SPDX-License-Identifier: MIT */
#ifndef BENCH_FLEET_H
#define BENCH_FLEET_H

/* A system under test with its workers, and what can be done to it. Every wait has a limit. Where
 * something fails, -errno is returned and `problem` says what; the fleet can then only be ended. */

#include "child.h"
#include "descendants.h"
#include "reader.h"
#include "system.h"

struct fleet {
	const struct system *system;
	struct fleet_plan plan;
	struct words environment;
	struct reader reader;
	struct child supervisor; /* what START began, where that stays */
	struct pids before;	 /* what else there was before START */
	uint32_t *live;		 /* of each worker, its latest record */
	uint32_t seen;		 /* records that are accounted for */
	double start_ms;	 /* from before START to the first instruction of the last worker */
	double start_command_ms; /* START itself; negative where it is no command that ends */
	bool up;
	char problem[256];
};

int fleet_open(const struct system *system, const struct host *host, enum purpose purpose,
	unsigned size, struct fleet *ret_fleet);
int fleet_start(struct fleet *fleet);
/* Kills a worker. ret_ms: from there to the first instruction of the one that replaces it. */
int fleet_crash(struct fleet *fleet, unsigned worker, double *ret_ms);
/* ret_ms: from the order to the first instruction of the last new worker. */
int fleet_restart(struct fleet *fleet, double *ret_ms);
/* Runs a command that shows something and looks whether it did. ret_ms: the whole process. */
int fleet_show(struct fleet *fleet, enum verb verb, double *ret_ms);
/* Asks about the program beside the storm, or for its stop. ret_ms: the whole process. */
int fleet_ask_calm(struct fleet *fleet, enum verb verb, double *ret_ms);
/* The status as a coloured table on a terminal. */
int fleet_show_colours(struct fleet *fleet, double *ret_ms);
/* ret_ms: from the order to the end of the last worker. */
int fleet_stop(struct fleet *fleet, double *ret_ms, double *ret_command_ms);
/* Its processes that are not workers; to be asked before another fleet is started. */
int fleet_supervisors(const struct fleet *fleet, struct pids *ret_pids);
/* Its workers, first copies and second ones. */
int fleet_workers(const struct fleet *fleet, struct pids *ret_pids);
/* Who of its supervisors is killed: that which nobody but we have started, one that another of them
 * has started, or all of them. */
enum killed { KILLED_TOP, KILLED_ONE, KILLED_ALL, KILLED_COUNT };
/* SIGKILL; of all of them, none takes another's place before. Returns when they are gone. */
int fleet_kill_supervisors(struct fleet *fleet, enum killed killed, int limit_ms);
/* Waits for so many new records, but not for a supervisor that has ended. */
int fleet_wait(struct fleet *fleet, unsigned count, int limit_ms);
/* When a worker began. */
int64_t fleet_began(const struct fleet *fleet, unsigned worker);
/* Ends everything that is left of it and frees it. */
void fleet_end(struct fleet *fleet);
/* The same without a word to it: all processes below this one are killed. */
void fleet_abandon(struct fleet *fleet);

#endif
