/* SPDX-License-Identifier: MIT */
#ifndef SIM_WORLD_H
#define SIM_WORLD_H

/* The supervisor among processes that are made up: no process, no clock, no chance. Each worker
 * does what it was last told (world_tell); what the supervisor decides happens at once, in the same
 * order each time. Times are nanoseconds since the start of the command.
 *
 * At one instant, what was told comes first, then what the processes do, then the supervisor's
 * deadlines: as the master reads its descriptors before it acts on a deadline. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "supervisor/supervisor.h"

#define WORLD_NEVER UINT64_MAX

enum world_verb {
	WORLD_LIVES, /* from now on its processes end after ns, as cause and status say */
	WORLD_ENDS,  /* its present process ends so now */
	WORLD_FAILS, /* from now on none can be started; status: errno */
	WORLD_READY, /* from now on a work program is ready after ns */
	WORLD_STOPS, /* from now on it takes ns to end after its stop signal */
	WORLD_START, /* an operator's words about one worker */
	WORLD_STOP,
	WORLD_RESTART,
	WORLD_WAKE,
	WORLD_MEMORY, /* what else may call for a fresh process */
	WORLD_WATCH,
	WORLD_CRON,
	WORLD_WATCHDOG,
	WORLD_STOP_ALL,	   /* and about the command */
	WORLD_KILL_MASTER, /* another master goes on with what is written down */
	WORLD_VERB_COUNT
};

struct world_act {
	enum world_verb verb;
	uint64_t ns; /* WORLD_NEVER: never */
	enum child_cause cause;
	int status;
};

/* One thing that happened, told when it happens. */
enum world_news_type {
	WORLD_NEWS_CHANGED, /* the record of a child; CHANGED of the supervisor */
	WORLD_NEWS_NODE,    /* that of a supervisor of the tree */
	WORLD_NEWS_SIGNAL,  /* a signal was sent to it: value */
	WORLD_NEWS_MASTER,  /* another master has taken over */
	WORLD_NEWS_STARTED,
	WORLD_NEWS_START_FAILED,
	WORLD_NEWS_GAVE_UP,
	WORLD_NEWS_FINISHED
};

struct world;

struct world_news {
	enum world_news_type type;
	unsigned child; /* of CHANGED, SIGNAL, START_FAILED, GAVE_UP; of NODE the node */
	int value;
};

typedef void world_tell_news(void *data, const struct world *world, const struct world_news *news);

/* spec must outlive the world. Returns NULL if memory is short. tell may be NULL. */
struct world *world_new(const struct supervisor_spec *spec, world_tell_news *tell, void *data);
void world_free(struct world *world);

/* The start of the command. What was told before it holds from the beginning. */
void world_start(struct world *world);
/* Lets the time pass up to and including `until`. False: too much happens at one instant for it to
 * come to an end, or the world was already there. */
bool world_pass(struct world *world, uint64_t until);
/* The same up to, but without, `at`: what is told now comes before all else at that instant. */
bool world_reach(struct world *world, uint64_t at);
/* child: of verbs about one worker. False: memory is short (of WORLD_KILL_MASTER). */
bool world_tell(struct world *world, unsigned child, const struct world_act *act);

uint64_t world_now(const struct world *world);
/* When something will happen by itself; WORLD_NEVER: nothing will. */
uint64_t world_next(const struct world *world);
bool world_is_finished(const struct world *world);
const struct supervisor *world_supervisor(const struct world *world);
/* Whether a process of this child lives: at most one does, at any time. */
bool world_lives(const struct world *world, unsigned child);
/* What has gone wrong in the supervisor's dealings with the world, as a sentence; NULL: nothing. */
const char *world_fault(const struct world *world);

#endif
