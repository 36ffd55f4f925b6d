/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_VOCABULARY_H
#define SUPERVISOR_VOCABULARY_H

/* States, events, causes and strategies of the core, each with its name in one list. */

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
	X(WATCHDOG, "watchdog", "its heartbeat did not come in time")                              \
	X(EXTEND, "extend", "it asks for more time to start or to stop")                             \
	X(ROLL, "roll", "a process that starts beside it is to take its place")                    \
	X(PAUSE, "pause", "an operator wants its processes to stand still")                        \
	X(RESUME, "resume", "an operator wants them to go on")                                     \
	X(RESET, "reset", "an operator wants what is counted of it forgotten")

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
	X(WATCHDOG, "watchdog")	/* no heartbeat in time; an unplanned end */                       \
	X(GROUP, "group")	/* ended with others of its supervisor; status as of STOPPED; of a \
				 * node: the first member concerned, -1 - number if it is a node */ \
	X(INTENSITY, "intensity") /* of a node: gave up; status: the child because of which */     \
	X(AUTO_SHUTDOWN, "auto-shutdown") /* of a node: a significant member ended; status: a child */ \
	X(NEED, "need") /* not started yet; status: the first need of it that is not met, as \
			 * NEED_COUNT times a child of that policy, and enum need_until */

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

/* Whom a supervisor starts again when a member ends that is to be started again. */
#define SUPERVISOR_STRATEGIES(X)                                             \
	X(ONE_FOR_ONE, "one_for_one")   /* that member */                    \
	X(ONE_FOR_ALL, "one_for_all")   /* all members */                    \
	X(REST_FOR_ONE, "rest_for_one") /* that one and those after it */    \
	X(SIMPLE_ONE_FOR_ONE, "simple_one_for_one") /* as one_for_one, a pool: always parallel */

enum supervisor_strategy {
#define X(name, text) STRATEGY_##name,
	SUPERVISOR_STRATEGIES(X)
#undef X
	STRATEGY_COUNT
};

/* When a supervisor ends because its significant members have ended by themselves. */
#define SUPERVISOR_AUTO_SHUTDOWNS(X)           \
	X(NEVER, "never")                      \
	X(ANY_SIGNIFICANT, "any_significant")  \
	X(ALL_SIGNIFICANT, "all_significant")

enum auto_shutdown {
#define X(name, text) AUTO_SHUTDOWN_##name,
	SUPERVISOR_AUTO_SHUTDOWNS(X)
#undef X
	AUTO_SHUTDOWN_COUNT
};

const char *child_state_name(enum child_state state);
const char *child_event_name(enum child_event event);
const char *child_cause_name(enum child_cause cause);
const char *supervisor_strategy_name(enum supervisor_strategy strategy);
const char *auto_shutdown_name(enum auto_shutdown auto_shutdown);

#endif
