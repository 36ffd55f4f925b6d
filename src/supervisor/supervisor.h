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
 * doc/states.md shows the table; a test compares it with the code.
 *
 * The children stand in a tree of supervisors, here called nodes. What a node starts and stops are its
 * members: children and other nodes. A command whose template names no supervisor has one node that
 * nobody sees (node_count 0): one_for_one, without a limit, and all its members start at once. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ends.h"
#include "supervisor/vocabulary.h"

#define SUPERVISOR_UNLIMITED UINT32_MAX /* intensity */

struct node_policy {
	enum supervisor_strategy strategy;
	uint32_t intensity; /* restarts within the period that are tolerated; one more: gives up */
	uint64_t period_ns; /* a restart exactly that long ago still counts */
	enum auto_shutdown auto_shutdown;
	/* Members start at once and stop at once; else left to right, each ready (or not to run)
	 * before the next, and right to left, each gone before the next. */
	bool parallel;
	enum restart_type restart; /* in its parent, once it has given up or shut itself down */
	bool significant;	   /* in its parent */
	/* From its stop until all below is killed; 0: at once; UINT64_MAX: never. */
	uint64_t shutdown_ns;
};

#define STOP_STEPS_MAX 8

/* A signal that asks to end, and how long is waited then. */
struct stop_step {
	int signal;
	uint64_t wait_ns; /* UINT64_MAX: for ever */
};

struct child_policy {
	enum restart_type restart;
	bool significant; /* for auto_shutdown of its supervisor; not of a permanent one */
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
	uint64_t stop_timeout_ns;     /* then KILL, or these; 0: KILL at once; UINT64_MAX: never */
	struct stop_step stop_more[STOP_STEPS_MAX - 1];
	unsigned stop_more_count;
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

/* Until when the children of one policy wait for those of another, all of them, before they are
 * spawned for the first time. */
#define SUPERVISOR_NEEDS(X)                                                             \
	X(STARTED, "started")	  /* have been spawned */                               \
	X(READY, "ready")	  /* have been ready, or have ended as they should */   \
	X(COMPLETED, "completed") /* have ended as they should */                       \
	X(SETTLED, "settled")	  /* have been ready, or are not to run: order alone */

enum need_until {
#define X(name, text) NEED_##name,
	SUPERVISOR_NEEDS(X)
#undef X
	NEED_COUNT
};

struct supervisor_need {
	unsigned who, whom; /* policies */
	enum need_until until;
};

/* What survives the master: written to the child's slot at each EFFECT_CHANGED, handed back by
 * supervisor_restore().
 *
 * A node has one too (EFFECT_NODE_CHANGED, supervisor_restore_node()). Its states: STOPPED; STARTING,
 * also while some of its members are started again as a group; RUNNING; STOPPING, also while that group
 * is ended; EXITED: ended by itself and not started again; FATAL: gave up, and its parent because of
 * it. `restarts` counts its starts after the first, `exits` how often it ended by itself; its window
 * has the times of the restarts that it decided on. */
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
	bool asked;		/* below a named node: started by an operator, and not ready yet. If that
				 * fails the child is fatal, and its node does not count it */
	bool paused;		/* its processes stand still: no deadline passes */
	bool due;		/* it was told ROLL, and has no fresh process that is ready yet */
	uint32_t beside;	/* of a spare child: the worker whose place its process was to take
				 * last, or has left to it; of others nothing */
};

/* What the master is to do. CHANGED comes before the effect that acts on what changed, and once for
 * all changes since the last one was taken out. */
#define SUPERVISOR_EFFECTS(X)                                                                      \
	X(SPAWN, "spawn")     /* start a process for child; answer with SPAWNED or SPAWN_FAILED */ \
	X(SIGNAL, "signal")   /* value: signal number, to the child's whole set, then CONT */      \
	X(KILL, "kill")	      /* SIGKILL to the child's whole set */                               \
	X(CHANGED, "changed") /* write the child's record to its slot, before what follows */      \
	X(NODE_CHANGED, "node-changed") /* `child` is a node: write its record, as with CHANGED */ \
	X(SWAPPED, "swapped") /* child has the process that was incoming, and is the worker from    \
			       * now on; value, that was, is the spare child. Written by one store */ \
	X(ROLLED, "rolled")   /* a round of the program of this spare child is over */             \
	X(STARTED, "started") /* every child that should run is ready */                           \
	X(START_FAILED, "start-failed") /* child is why, its record says the cause; all are being    \
					 * stopped unless keep_on_start_failure */                 \
	X(GAVE_UP, "gave-up") /* child is fatal and its policy says that the command ends with it, or   \
			       * the root has given up because of it; all are being stopped */     \
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
	uint64_t span_ns; /* of EXTEND: from now on; never shortens what it had */
	bool passing;	  /* of SPAWN_FAILED: the machine had no room for a process. Once the command runs
			   * this counts in no limit: it is tried again after a second or the delay, for
			   * ever */
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
	/* Programs that can roll (CHILD_EVENT_ROLL): a spare child for each, behind the others. Their
	 * policies are nobody else's. */
	size_t spare_count;
	const unsigned *spare_policy_of; /* index of policies; copied */
	bool keep_on_start_failure;	     /* do not stop what did start */
	uint64_t seed;			     /* of restart_jitter_ns: the same seed, the same delays */
	/* The tree. The members of a node are its children in the order of their numbers, then its nodes
	 * in theirs. */
	size_t node_count;		 /* 0: none is named */
	const struct node_policy *nodes; /* [0]: the root; must outlive the supervisor */
	const unsigned *parent_of;	 /* node -> its parent, a lower number; [0] is not read; copied */
	const unsigned *node_of;	 /* child -> its node; NULL: all in the root; copied */
	/* Who waits for whom at the start. When all is stopped nobody is told before those who wait for
	 * him are gone. Only where no node is named. */
	size_t need_count;
	const struct supervisor_need *needs; /* copied */
};

/* Returns NULL if memory is short, there are too many children, the tree is none, or needs go round.
 * All children are
 * `stopped` and not wanted. */
struct supervisor *supervisor_new(const struct supervisor_spec *spec);
void supervisor_free(struct supervisor *supervisor);

/* Puts a child back as a former master left it, before supervisor_start(). alive: its process lives
 * and is proven ours (adopted); one that does not live is treated by the policy when the start comes.
 * window: times of its newest unplanned exits, oldest first. A process that is there but cannot be
 * proven ours: not alive, and CHILD_EVENT_UNPROVEN before the start. A record that says UNPROVEN is
 * believed; CHILD_EVENT_GONE before the start says that this process is no more. Other events are not
 * taken before the start. One that is `exited` as it should be has done what it was started for, also
 * in a start that begins again. */
void supervisor_restore(struct supervisor *supervisor, unsigned child,
	const struct child_record *record, bool alive, const uint64_t *window, size_t window_count);

/* Before that, where a former master had swapped children: order[i] is the child that stands where
 * child i of the spec would. Returns 0, -ENOMEM, or -EINVAL if those are
 * not the same children and policies. */
int supervisor_arrange(struct supervisor *supervisor, const unsigned *order);

/* The same for a node. */
void supervisor_restore_node(struct supervisor *supervisor, unsigned node,
	const struct child_record *record, const uint64_t *window, size_t window_count);

/* Wants every child that is not wanted `stopped` by an operator's earlier word (fresh: all), and
 * begins. resumed: a former master had already said that the start was done (phase RUNNING). */
void supervisor_start(struct supervisor *supervisor, bool resumed, uint64_t now);
/* Wants every child stopped and the command finished. */
void supervisor_stop(struct supervisor *supervisor, uint64_t now);
/* The second Ctrl-C: what is being stopped is killed now, what comes next in order when it comes. */
void supervisor_kill(struct supervisor *supervisor, uint64_t now);

/* An operator's words about a node: all below it is stopped, in order, and stays so until
 * supervisor_node_start(). Of the root: as supervisor_stop(). */
void supervisor_node_stop(struct supervisor *supervisor, unsigned node, uint64_t now);
/* All below it is started afresh, but for what an operator has stopped by itself. */
void supervisor_node_start(struct supervisor *supervisor, unsigned node, uint64_t now);

/* Adds a child as the last member of a node (0: also where none is named), `stopped` and not wanted:
 * CHILD_EVENT_START starts it. The number of a deleted child is used again. policy must outlive it. When
 * its supervisor begins anew it is lost: `exited`, until it is deleted, or started by an operator; to
 * another master it is one that has ended. The one function that allocates. Returns 0, -EINVAL (there
 * is no such node) or -ENOMEM. */
int supervisor_add(struct supervisor *supervisor, unsigned node,
	const struct child_policy *policy, unsigned *ret_child);
/* Returns 0; -EBUSY while it is up, waits for a restart, or its supervisor is in the middle of starting
 * or stopping its members; -ENOENT if there is no such child. */
int supervisor_delete(struct supervisor *supervisor, unsigned child);

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

/* Rolling: how the last round of a program was, or how far it is. */
struct supervisor_roll {
	bool active;
	bool failed;   /* and `spare` says how: cause, status, beside */
	unsigned due;  /* workers that are still to be replaced */
	unsigned spare; /* child */
};

/* Of the program of which this child is a worker, or the spare child. False: it cannot roll. */
bool supervisor_roll(
	struct supervisor *supervisor, unsigned child, struct supervisor_roll *ret_roll);

/* How many children are in it. */
size_t supervisor_in_state(const struct supervisor *supervisor, enum child_state state);

enum supervisor_phase supervisor_phase(const struct supervisor *supervisor);
const struct child_record *supervisor_child(const struct supervisor *supervisor, unsigned child);
/* The times of the child's newest unplanned exits, oldest first: those that were within the window
 * when the newest came, at most max_restarts + 1; none with restart_window_ns 0. */
size_t supervisor_window(
	const struct supervisor *supervisor, unsigned child, uint64_t *ret_times, size_t room);
/* NULL: there is none, or nobody named it. */
const struct child_record *supervisor_node(const struct supervisor *supervisor, unsigned node);
/* The times of its newest restarts, as supervisor_window(). */
size_t supervisor_node_window(
	const struct supervisor *supervisor, unsigned node, uint64_t *ret_times, size_t room);

/* OTP's four numbers: of the members of one node, but for those that are over: a temporary one that is
 * down, in a pool every one that is down and not about to start, and an added one that was lost. */
struct supervisor_counts {
	size_t specs;	    /* all; of a simple_one_for_one: 1 */
	size_t active;	    /* that have a process, or are nodes that are not down */
	size_t supervisors; /* nodes, up or not */
	size_t workers;	    /* children, up or not */
};

/* Looks at each member. */
struct supervisor_counts supervisor_counts(const struct supervisor *supervisor, unsigned node);

struct supervisor_member {
	bool is_node;
	unsigned number; /* of a child, or of a node */
};

/* Walks through the members of a node in order; false: there are no more. */
bool supervisor_first_member(const struct supervisor *supervisor, unsigned node,
	struct supervisor_member *ret_member);
bool supervisor_next_member(const struct supervisor *supervisor, struct supervisor_member *member);
/* The node whose member this is; UINT_MAX: it is the root, or not there. */
unsigned supervisor_parent(
	const struct supervisor *supervisor, const struct supervisor_member *member);

/* Events that meant nothing where they came. */
uint64_t supervisor_ignored(const struct supervisor *supervisor);

const char *need_until_name(enum need_until until);

#endif
