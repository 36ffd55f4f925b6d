/* SPDX-License-Identifier: MIT */
#ifndef STATUS_FIXTURE_H
#define STATUS_FIXTURE_H

/* A command that is made up: a real run directory, scoreboard and lock, real processes that only
 * wait, and a context whose output is caught. Nobody supervises anything. */

#include <stdbool.h>
#include <sys/types.h>

#include "command/context.h"
#include "config/template.h"
#include "reeve/status.h"
#include "storage/rundir.h"
#include "storage/scoreboard.h"

struct fixture {
	char top[80];
	struct template template;
	struct reeve_context context;
	char *output; /* after fixture_status() */
	size_t output_length;
	struct rundir rundir;
	struct scoreboard *scoreboard;
	int lockfd;
	pid_t guardian, master;
	pid_t children[64];
	size_t child_count;
};

extern struct fixture fixture;

/* For tcase_add_checked_fixture(). */
void fixture_setup(void);
void fixture_teardown(void);

/* Starts a process that waits to be killed. */
pid_t fixture_spawn(void);
/* SIGKILL; returns when it is a zombie. */
void fixture_kill(pid_t pid);
/* Takes the zombie away. */
void fixture_reap(pid_t pid);
/* SIGSTOP; returns when it has stopped. */
void fixture_suspend(pid_t pid);
uint64_t fixture_start_ticks(pid_t pid);

/* Makes the run directory only. */
void fixture_open_rundir(void);
/* Makes the run directory, a scoreboard, guardian and master, and takes the lock. */
void fixture_start(unsigned slots);
/* Guardian and master are killed and reaped, the lock falls. */
void fixture_kill_masters(void);
/* A running, ready worker "mailer" with this pid (0: none) in a slot. */
void fixture_set_worker(unsigned slot, pid_t pid, unsigned flags);
/* Changes one thing of a slot. */
#define FIXTURE_CHANGE(slot_, change)                                  \
	do {                                                           \
		struct scoreboard_slot slot;                           \
		scoreboard_get_slot(fixture.scoreboard, slot_, &slot); \
		change;                                                \
		scoreboard_set_slot(fixture.scoreboard, slot_, &slot); \
	} while (0)

/* What the status action does: output in fixture.output. Returns the exit code. */
int fixture_status(unsigned flags);
/* The same with JSON. */
int fixture_json(unsigned flags);

#endif
