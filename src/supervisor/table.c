/* SPDX-License-Identifier: MIT */
#include "supervisor/table.h"

_Static_assert(CHILD_EVENT_COUNT == 18, "a new event needs a column");
_Static_assert(CHILD_STATE_COUNT == 7, "a new state needs a row");

/* clang-format off */
#define _ NOTHING
/*	  state     START   STOP    RESTART SPAWNED   FAILED READY  EXITED GONE    DEADLINE WAKE    UNPROVEN RECYCLE  WATCHDOG EXTEND  ROLL  PAUSE  RESUME  RESET */
#define CHILD_TABLE(ROW) \
	ROW(STOPPED,  REVIVE, UNWANT, REVIVE, _,        _,     _,     _,     _,      _,       _,      DOUBT,   _,       _,       _,      _,    _,     _,      RESET) \
	ROW(STARTING, _,      END,    RENEW,  LAUNCHED, FAIL,  READY, LOSE,  JUDGE,  LAPSE,   _,      DOUBT,   RECYCLE, HANG,    EXTEND, ROLL, PAUSE, RESUME, RESET) \
	ROW(RUNNING,  _,      END,    RENEW,  _,        _,     _,     LOSE,  JUDGE,  SETTLE,  _,      DOUBT,   RECYCLE, HANG,    _,      ROLL, PAUSE, RESUME, RESET) \
	ROW(STOPPING, AGAIN,  UNWANT, AGAIN,  LATE,     ABORT, _,     NOTE,  FINISH, KILL,    _,      DOUBT,   _,       _,       EXTEND, _,    _,     _,      RESET) \
	ROW(BACKOFF,  BEGIN,  PARK,   BEGIN,  _,        _,     _,     _,     _,      RETRY,   REFILL, DOUBT,   FRESH,   _,       _,      ROLL, _,     _,      TRY) \
	ROW(EXITED,   REVIVE, UNWANT, REVIVE, _,        _,     _,     _,     _,      _,       _,      DOUBT,   FRESH,   _,       _,      _,    _,     _,      RESET) \
	ROW(FATAL,    REVIVE, PARK,   REVIVE, _,        _,     _,     _,     CLEAR,  PROBE,   REFILL, DOUBT,   FRESH,   _,       _,      ROLL, _,     _,      TRY)
/* clang-format on */

#define ACTION(name) ACTION_##name
#define ROW(state, start, stop, restart, spawned, failed, ready, exited, gone, deadline, wake, \
	unproven, recycle, watchdog, extend, roll, pause, resume, reset)                       \
	[CHILD_##state] = {                                                                    \
		[CHILD_EVENT_START] = ACTION(start),                                           \
		[CHILD_EVENT_STOP] = ACTION(stop),                                             \
		[CHILD_EVENT_RESTART] = ACTION(restart),                                       \
		[CHILD_EVENT_SPAWNED] = ACTION(spawned),                                       \
		[CHILD_EVENT_SPAWN_FAILED] = ACTION(failed),                                   \
		[CHILD_EVENT_READY] = ACTION(ready),                                           \
		[CHILD_EVENT_EXITED] = ACTION(exited),                                         \
		[CHILD_EVENT_GONE] = ACTION(gone),                                             \
		[CHILD_EVENT_DEADLINE] = ACTION(deadline),                                     \
		[CHILD_EVENT_WAKE] = ACTION(wake),                                             \
		[CHILD_EVENT_UNPROVEN] = ACTION(unproven),                                     \
		[CHILD_EVENT_RECYCLE] = ACTION(recycle),                                       \
		[CHILD_EVENT_WATCHDOG] = ACTION(watchdog),                                     \
		[CHILD_EVENT_EXTEND] = ACTION(extend),                                         \
		[CHILD_EVENT_ROLL] = ACTION(roll),                                             \
		[CHILD_EVENT_PAUSE] = ACTION(pause),                                           \
		[CHILD_EVENT_RESUME] = ACTION(resume),                                         \
		[CHILD_EVENT_RESET] = ACTION(reset),                                           \
	},

static const unsigned char table[CHILD_STATE_COUNT][CHILD_EVENT_COUNT] = {CHILD_TABLE(ROW)};

enum child_action table_action(enum child_state state, enum child_event event)
{
	if ((unsigned)state >= CHILD_STATE_COUNT || (unsigned)event >= CHILD_EVENT_COUNT)
		return ACTION_NOTHING;
	return (enum child_action)table[state][event];
}

#define X(name, text, ...) text,
static const char *const state_names[] = {CHILD_STATES(X)};
static const char *const event_names[] = {CHILD_EVENTS(X)};
static const char *const cause_names[] = {CHILD_CAUSES(X)};
static const char *const need_names[] = {SUPERVISOR_NEEDS(X)};
static const char *const strategy_names[] = {SUPERVISOR_STRATEGIES(X)};
static const char *const auto_shutdown_names[] = {SUPERVISOR_AUTO_SHUTDOWNS(X)};
#undef X
#define X(name, function, text) text,
static const char *const action_names[] = {CHILD_ACTIONS(X)};
#undef X

/* Records come from files: a number of no name is named, not followed. */
const char *child_state_name(enum child_state state)
{
	return (unsigned)state < CHILD_STATE_COUNT ? state_names[state] : "?";
}

const char *child_event_name(enum child_event event)
{
	return (unsigned)event < CHILD_EVENT_COUNT ? event_names[event] : "?";
}

const char *child_cause_name(enum child_cause cause)
{
	return (unsigned)cause < CHILD_CAUSE_COUNT ? cause_names[cause] : "?";
}

const char *need_until_name(enum need_until until)
{
	return (unsigned)until < NEED_COUNT ? need_names[until] : "?";
}

const char *supervisor_strategy_name(enum supervisor_strategy strategy)
{
	return (unsigned)strategy < STRATEGY_COUNT ? strategy_names[strategy] : "?";
}

const char *auto_shutdown_name(enum auto_shutdown auto_shutdown)
{
	return (unsigned)auto_shutdown < AUTO_SHUTDOWN_COUNT ? auto_shutdown_names[auto_shutdown]
							     : "?";
}

const char *table_action_name(enum child_action action)
{
	return (unsigned)action < ACTION_COUNT ? action_names[action] : "?";
}
