/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_SUPERVISOR_H
#define SUPERVISOR_SUPERVISOR_H

/* The pure core: what should happen to the children of one command. It does no I/O, reads no clock
 * and, after supervisor_new(), allocates nothing. The master feeds events with the time, then takes
 * effects out until there are none, and carries them out:
 *
 *	supervisor_step(s, &event, now);
 *	while (supervisor_next(s, &effect))
 *		carry_out(&effect);
 *	arm_timer(supervisor_deadline(s));
 *
 * The answer to an effect may be told at once, while others still wait in the queue: what was decided
 * for a child and not yet taken out is withdrawn when it no longer applies (a SPAWN when its start is
 * called off, a SIGNAL when the child is gone). SPAWN_FAILED is better told in the next turn of the
 * event loop: without delay and window it is answered by SPAWN, for ever.
 *
 * Every time is in nanoseconds of one monotonic clock. Children are numbered from 0 in start order.
 * doc/states.md shows the table; a test compares it with the code. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ends.h"

/* State of a child. `starting` lasts until it is ready. */
#define CHILD_STATES(X)                                                                            \
	X(STOPPED, "stopped", "no process, none wanted, or not started yet")                       \
	X(STARTING, "starting", "spawned, not yet ready")                                          \
	X(RUNNING, "running", "alive and ready")                                                   \
	X(STOPPING, "stopping", "its set of processes is being ended")                             \
	X(BACKOFF, "backoff", "waits for its next start")                                          \
	X(EXITED, "exited", "ended as it should, not to be started again")                         \
	X(FATAL, "fatal", "given up")

enum child_state {
#define X(name, text, meaning) CHILD_##name,
	CHILD_STATES(X)
#undef X
	CHILD_STATE_COUNT
};

/* What may be told about a child. */
#define CHILD_EVENTS(X)                                                                            \
	X(START, "start", "an operator wants it to run")                                           \
	X(STOP, "stop", "an operator wants it stopped")                                            \
	X(RESTART, "restart", "an operator wants a fresh process")                                 \
	X(SPAWNED, "spawned", "its process exists and has executed its program")                   \
	X(SPAWN_FAILED, "spawn-failed", "no process came to be")                                   \
	X(READY, "ready", "it says that it is ready")                                              \
	X(EXITED, "exited", "its leader is gone, others of its set live")                          \
	X(GONE, "gone", "its leader and its whole set are gone")                                   \
	X(DEADLINE, "deadline", "its deadline has passed (made by supervisor_expire)")             \
	X(WAKE, "wake", "look at empty slots now")                                                 \
	X(UNPROVEN, "unproven", "its pid is taken by a process not proven ours")                   \
	X(RECYCLE, "recycle", "a fresh process is due, the cause says why")                        \
	X(WATCHDOG, "watchdog", "its heartbeat did not come in time")

enum child_event {
#define X(name, text, meaning) CHILD_EVENT_##name,
	CHILD_EVENTS(X)
#undef X
	CHILD_EVENT_COUNT
};

enum child_wanted { CHILD_WANTED_STOPPED, CHILD_WANTED_RUNNING };

/* Why a child's process ended or never came to be; the last one is kept. */
#define CHILD_CAUSES(X)                                                                            \
	X(NONE, "")                                                                                \
	X(EXIT, "exit")		/* status: exit code */                                            \
	X(SIGNAL, "signal")	/* status: signal number */                                        \
	X(STOPPED, "stopped")	/* asked for; status: exit code, or minus the signal number */     \
	X(SPAWN, "spawn")	/* status: errno */                                                \
	X(TIMEOUT, "timeout")	/* not ready in time */                                            \
	X(UNKNOWN, "unknown")	/* died while nobody of ours could look */                         \
	X(UNPROVEN, "unproven")                                                                    \
	/* A planned restart, counted against no limit. */                                         \
	X(MEMORY, "memory")	/* too large; status: its size in KiB */                           \
	X(AGE, "age")		/* too old */                                                      \
	X(WATCH, "watch")	/* what it is made of has changed */                               \
	X(CRON, "cron")		/* at its time */                                                  \
	X(WATCHDOG, "watchdog")	/* no heartbeat in time; an unplanned end */

enum child_cause {
#define X(name, text) CHILD_CAUSE_##name,
	CHILD_CAUSES(X)
#undef X
	CHILD_CAUSE_COUNT
};

enum restart_type {
	RESTART_PERMANENT, /* always started again */
	RESTART_TRANSIENT, /* only after an abnormal end */
	RESTART_TEMPORARY  /* never */
};

struct child_policy {
	enum restart_type restart;
	struct ends success;	      /* ends that are as they should be (of a permanent one none is) */
	struct ends final;	      /* an unplanned end of this kind: fatal at once and for good */
	uint64_t restart_delay_ns;
	uint32_t backoff_factor;      /* in thousandths: of short lives in a row each makes the delay that
				       * much longer; up to 1000: it stays */
	uint64_t backoff_max_ns;      /* the delay grows up to this */
	uint64_t restart_jitter_ns;   /* up to this is added to the delay, by the supervisor's seed */
	uint64_t stable_ns;	      /* running for that long: stable. What ends before is a short life */
	uint32_t max_short_lives;     /* in a row, whatever the window: fatal; 0: no limit */
	uint32_t max_restarts;	      /* unplanned exits within the window that are tolerated; one more:
				       * fatal; UINT32_MAX: no limit */
	uint64_t restart_window_ns;   /* 0: no limit */
	uint64_t retry_after_ns;      /* what is fatal is tried once after that time, again and again, until
				       * it is stable; 0: not */
	bool exit_on_fatal;	      /* then the command gives up as a whole */
	int stop_signal;
	uint64_t stop_timeout_ns;     /* then KILL; UINT64_MAX: never */
	uint64_t start_grace_ns;      /* without `notifies`: alive that long counts as ready; 0: at once */
	bool notifies;		      /* ready only by the READY event */
	uint64_t ready_timeout_ns;    /* with `notifies`; UINT64_MAX: none */
	/* A work program: exit code 0, once it was ready, is planned and the slot is refilled at
	 * once, whatever the restart type and outside the window, unless check_interval_ns is 0:
	 * then it is never refilled. */
	bool work;
	uint64_t check_interval_ns;   /* of a work program: empty slots are looked at that often; 0: never */
	uint64_t max_age_ns;	      /* running for that long: a fresh process; 0: never */
	uint64_t max_age_jitter_ns;   /* up to this is added, by the supervisor's seed */
	bool scheduled;		      /* not started with the command: RECYCLE starts it where none runs,
				       * and ends none. Between two runs it is EXITED, and the command
				       * does not finish by that */
};

/* What survives the master: written to the child's slot at each EFFECT_CHANGED, handed back by
 * supervisor_restore(). */
struct child_record {
	enum child_state state;
	enum child_wanted wanted;
	enum child_cause cause; /* of the last end */
	int status;		/* exit code, signal number or errno, as the cause says */
	uint64_t restarts;	/* starts after the first */
	uint64_t changed_ns;	/* when the state was entered */
	uint64_t exits;		/* unplanned exits so far; the newest times are in the window ring */
	uint32_t short_lives;	/* newest ones in a row, each ended before it was stable */
	bool probing;		/* tried again after it was fatal: one more unplanned end and it is so again */
};

/* What the master is to do. CHANGED comes before the effect that acts on what changed, and once for
 * all changes since the last one was taken out. */
#define SUPERVISOR_EFFECTS(X)                                                                      \
	X(SPAWN, "spawn")     /* start a process for child; answer with SPAWNED or SPAWN_FAILED */ \
	X(SIGNAL, "signal")   /* value: signal number, to the child's whole set, then CONT */      \
	X(KILL, "kill")	      /* SIGKILL to the child's whole set */                               \
	X(CHANGED, "changed") /* write the child's record to its slot, before what follows */      \
	X(STARTED, "started") /* every child that should run is ready */                           \
	X(START_FAILED, "start-failed") /* child is why, its record says the cause; all are being    \
					 * stopped unless keep_on_start_failure */                 \
	X(GAVE_UP, "gave-up") /* child is fatal and its policy says that the command ends with it; all  \
			       * are being stopped */                                              \
	X(FINISHED, "finished") /* nothing lives and nothing will be started again; last effect */

enum supervisor_effect_type {
#define X(name, text) EFFECT_##name,
	SUPERVISOR_EFFECTS(X)
#undef X
	EFFECT_COUNT
};

struct supervisor_effect {
	enum supervisor_effect_type type;
	unsigned child;
	int value;
};

struct supervisor_event {
	enum child_event type;
	unsigned child;
	enum child_cause cause; /* of EXITED, GONE (EXIT, SIGNAL, UNKNOWN), SPAWN_FAILED (SPAWN),
				 * RECYCLE (MEMORY, AGE, WATCH, CRON) */
	int status;
};

/* The command as a whole. */
enum supervisor_phase {
	SUPERVISOR_IDLE,     /* before supervisor_start() */
	SUPERVISOR_STARTING, /* the first failure fails the start */
	SUPERVISOR_RUNNING,
	SUPERVISOR_STOPPING,
	SUPERVISOR_FINISHED
};

struct supervisor;

struct supervisor_spec {
	size_t count;			     /* children */
	const struct child_policy *policies; /* of the programs; must outlive the supervisor */
	const unsigned *policy_of;	     /* child -> index of policies; copied */
	bool keep_on_start_failure;	     /* do not stop what did start */
	uint64_t seed;			     /* of restart_jitter_ns: the same seed, the same delays */
};

/* Returns NULL if memory is short or there are too many children. All children are `stopped` and not wanted. */
struct supervisor *supervisor_new(const struct supervisor_spec *spec);
void supervisor_free(struct supervisor *supervisor);

/* Puts a child back as a former master left it, before supervisor_start(). alive: its process lives
 * and is proven ours (adopted); one that does not live is treated by the policy when the start comes.
 * window: times of its newest unplanned exits, oldest first. A process that is there but cannot be
 * proven ours: not alive, and CHILD_EVENT_UNPROVEN before the start. A record that says UNPROVEN is
 * believed; CHILD_EVENT_GONE before the start says that this process is no more. Other events are not
 * taken before the start. */
void supervisor_restore(struct supervisor *supervisor, unsigned child,
	const struct child_record *record, bool alive, const uint64_t *window, size_t window_count);

/* Wants every child that is not wanted `stopped` by an operator's earlier word (fresh: all), and
 * begins. resumed: a former master had already said that the start was done (phase RUNNING). */
void supervisor_start(struct supervisor *supervisor, bool resumed, uint64_t now);
/* Wants every child stopped and the command finished. */
void supervisor_stop(struct supervisor *supervisor, uint64_t now);
/* The second Ctrl-C: what is still being stopped is killed now. */
void supervisor_kill(struct supervisor *supervisor, uint64_t now);

/* Tells one event. An event that means nothing in the child's state is counted and changes nothing. */
void supervisor_step(
	struct supervisor *supervisor, const struct supervisor_event *event, uint64_t now);
/* Tells WAKE to all children. */
void supervisor_wake(struct supervisor *supervisor, uint64_t now);
/* Acts on every deadline up to now. */
void supervisor_expire(struct supervisor *supervisor, uint64_t now);
/* The earliest deadline, UINT64_MAX: none. */
uint64_t supervisor_deadline(const struct supervisor *supervisor);

/* The deadline of one child: when it leaves its state by itself. */
uint64_t supervisor_due(const struct supervisor *supervisor, unsigned child);

/* Takes the next effect out. False: none is left. Children come in the order in which something was
 * first decided for them, each with its CHANGED first. The queue cannot overflow (effects.c). */
bool supervisor_next(struct supervisor *supervisor, struct supervisor_effect *ret_effect);

enum supervisor_phase supervisor_phase(const struct supervisor *supervisor);
const struct child_record *supervisor_child(const struct supervisor *supervisor, unsigned child);
/* The times of the child's newest unplanned exits, oldest first: those that were within the window
 * when the newest came, at most max_restarts + 1; none with restart_window_ns 0. */
size_t supervisor_window(
	const struct supervisor *supervisor, unsigned child, uint64_t *ret_times, size_t room);
/* Events that meant nothing where they came. */
uint64_t supervisor_ignored(const struct supervisor *supervisor);

const char *child_state_name(enum child_state state);
const char *child_event_name(enum child_event event);
const char *child_cause_name(enum child_cause cause);

#endif
