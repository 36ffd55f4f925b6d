/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_TABLE_H
#define SUPERVISOR_TABLE_H

/* Which event means what in which state. The table names an action; actions.c has the function of
 * that name. doc/states.md shows both, and a test compares. */

#include "supervisor/supervisor.h"

/* X(NAME, function, text) */
#define CHILD_ACTIONS(X)                  \
	X(NOTHING, nothing, "-")          \
	X(BEGIN, begin, "begin")          \
	X(REVIVE, revive, "revive")       \
	X(RETRY, retry, "retry")          \
	X(PROBE, probe, "probe")          \
	X(SETTLE, settle, "settle")       \
	X(REFILL, refill, "refill")       \
	X(END, end, "end")                \
	X(RENEW, renew, "renew")          \
	X(AGAIN, again, "again")          \
	X(PARK, park, "park")             \
	X(UNWANT, unwant, "unwant")       \
	X(LAUNCHED, launched, "launched") \
	X(LATE, late, "late")             \
	X(FAIL, fail, "fail")             \
	X(ABORT, abandon, "abort")        \
	X(READY, ready, "ready")          \
	X(LOSE, lose, "lose")             \
	X(NOTE, note, "note")             \
	X(JUDGE, judge, "judge")          \
	X(FINISH, finish, "finish")       \
	X(LAPSE, lapse, "lapse")          \
	X(KILL, press, "kill")            \
	X(DOUBT, doubt, "doubt")          \
	X(CLEAR, clear, "clear")          \
	X(RECYCLE, recycle, "recycle")    \
	X(FRESH, fresh, "fresh")          \
	X(HANG, hang, "hang")             \
	X(EXTEND, extend, "extend")       \
	X(ROLL, roll, "roll")             \
	X(PAUSE, pause_begin, "pause")    \
	X(RESUME, pause_end, "resume")    \
	X(RESET, reset_counts, "reset")   \
	X(TRY, reset_and_try, "try")

enum child_action {
#define X(name, function, text) ACTION_##name,
	CHILD_ACTIONS(X)
#undef X
		ACTION_COUNT
};

enum child_action table_action(enum child_state state, enum child_event event);
const char *table_action_name(enum child_action action);

#endif
