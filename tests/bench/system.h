/* SPDX-License-Identifier: MIT */
#ifndef BENCH_SYSTEM_H
#define BENCH_SYSTEM_H

/* A system under test: what is to be known of a supervisor to measure it. One file each,
 * system-NAME.c. All are given their fastest reasonable setting: no delay before a restart where it
 * can be had, no limit on restarts, no logging. */

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

#include "words.h"

/* Where everything is; paths are absolute and plain (letters, digits and "/._-"). */
struct host {
	char directory[PATH_MAX]; /* for everything that is written; ours alone */
	char beacon[PATH_MAX];	  /* copies in it */
	char noop[PATH_MAX];	  /* "" if there is none */
	char floor[PATH_MAX];
	char reeve[PATH_MAX]; /* the installed program; "" if there is none */
	bool quick;
	unsigned workers;     /* the thousand */
	unsigned descriptors; /* how many a process may have */
};

enum purpose {
	PURPOSE_RUN,   /* beacons that run */
	PURPOSE_CRASH, /* beacons that will be killed */
	PURPOSE_STORM, /* beacons that fail after STORM_LIFE_MS, and a program "calm" beside them */
	PURPOSE_SESSIONS, /* the same by floor, each beacon with a session of its own */
	PURPOSE_WORK,  /* one worker that runs the noop plugin a number of times */
};

enum verb {
	VERB_START, /* brings up the system and all its workers */
	VERB_STOP,  /* ends the workers */
	VERB_QUIT,  /* ends the system after that */
	VERB_RESTART,
	VERB_STATUS,
	VERB_STATUS_JSON,
	VERB_HELP,
	VERB_CALM_STATUS, /* of the program beside the storm: its status, */
	VERB_CALM_STOP,	  /* its stop, answered when it is stopped, */
	VERB_CALM_START,  /* and its start, so that there is something to stop again */
};

/* One supervisor with so many workers, in a directory of its own. */
struct fleet_plan {
	const struct host *host;
	char directory[PATH_MAX];
	const char *records; /* what BEACON_FILE is to be */
	enum purpose purpose;
	unsigned size;
};

/* How a verb is carried out: by a command, by a signal to the process that START began, or not. */
struct order {
	struct words argv; /* empty: no command */
	int signal;	   /* 0: none */
	bool leaves;	   /* after it the workers are still there, for us to end */
};

struct system {
	const char *name;
	bool foreground; /* START begins the supervisor itself, not a command that returns */
	bool colours;	 /* its status has colours on a terminal */
	bool slow;	 /* fewer cycles with the thousand */
	bool sessions;	 /* each of its workers has a session of its own */
	bool layers;	 /* more than one supervising process */
	bool forks;	 /* its workers are its own, no beacons: only m12 can look at it */
	bool crawls;	 /* more than a minute for each: only in full mode, and once */
	unsigned stop_limit_ms;
	const char *control; /* directory of its control socket, below the plan's; NULL: none */
	/* Can it be run here? Fills the version, or the reason why not. */
	bool (*find)(const struct host *host, char *ret_version, size_t size);
	/* Writes its configuration and adds to the environment that all its commands get. Returns 0
	 * or -errno. */
	int (*prepare)(const struct fleet_plan *plan, struct words *environment);
	/* Leaves *ret_order empty where it has no such verb. */
	void (*order)(const struct fleet_plan *plan, enum verb verb, struct order *ret_order);
};

/* Ended by NULL; floor comes first, reeve second. */
extern const struct system *const systems[];

#define SYSTEMS_MAX 8
#define STORM_LIFE_MS 50
#define WORK_RUNS 300000000u /* what PURPOSE_WORK asks for */

extern const struct system system_floor, system_reeve, system_runit, system_s6, system_dinit,
	system_supervisord, system_pm2, system_nginx;

/* True if PATH (and the sbin directories) has the program. */
bool system_has(const char *program);
/* The version that the package manager gives for a package; "unknown version" if it knows none. */
void system_package_version(const char *package, char *ret_version, size_t size);
/* Writes a file below the plan's directory. Returns 0
 * or -errno. */
int system_write(const struct fleet_plan *plan, const char *name, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* The file that gets what its commands write. */
void system_output(const struct fleet_plan *plan, char ret_path[static PATH_MAX]);
/* The same for a program: a script that runs "calm", which is /bin/sleep. */
int system_write_calm(const struct fleet_plan *plan, const char *name);
/* Makes the directory plan/name; returns 0 or -errno. */
int system_make_directory(const struct fleet_plan *plan, const char *name);

#endif
