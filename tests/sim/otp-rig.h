/* SPDX-License-Identifier: MIT */
#ifndef TESTS_OTP_RIG_H
#define TESTS_OTP_RIG_H

/* A tree of supervisors with made-up processes and no clock. A tree is a line:
 *
 *	one_for_one 2/3600: a b,transient c,temporary,brutal_kill (s,transient rest_for_one 1/5: d)
 *
 * Strategy; intensity/period in seconds, or "unlimited"; an auto_shutdown, if there is one; "parallel",
 * if members start and stop at once; after the colon the members, supervisors last, in brackets.
 *
 * Of a member: its name; restart type (permanent); "significant"; how long it may take to end, in
 * seconds, as "brutal_kill" or "infinity" (a worker 1 s, a supervisor infinity); "delay": 1 s before a
 * restart (none).
 *
 * A process is ready at once and ends at once when it is told to, unless something else was said of
 * it. After each step a test looks at all there is, as OTP's own suite does: [specs, active,
 * supervisors, workers], and who has the process of the last look (old), another (new) or none. */

#include <check.h>
#include <stdbool.h>

#include "supervisor/supervisor.h"

#define OTP_SECOND UINT64_C(1000000000)
#define OTP_CHILDREN 32
#define OTP_NODES 8
#define OTP_NAME 24
#define OTP_ALWAYS UINT32_MAX

/* The ways in which OTP's processes end, and what stands for them here. */
enum otp_reason {
	OTP_NORMAL,   /* exit code 0 */
	OTP_SHUTDOWN, /* exit code 10, one of success_exit_codes */
	OTP_ABNORMAL, /* exit code 1 */
	OTP_KILLED    /* SIGKILL */
};

struct otp_child {
	char name[OTP_NAME];
	unsigned pid; /* 0: no process */
	unsigned seen_pid;
	uint32_t failures; /* starts that fail from now on */
	bool ignores;	   /* its processes end as they should before they are ready */
	bool slow;	   /* they are not ready before otp_ready() */
	uint64_t stop_ns;  /* they take that long to end */
	uint64_t ends_at;
	int own_end; /* when told to stop, they end by this enum otp_reason; -1: by the signal */
	int end;
};

struct otp_node {
	char name[OTP_NAME];
	unsigned seen_start;
};

struct otp {
	struct supervisor *supervisor;
	struct child_policy policies[OTP_CHILDREN];
	struct node_policy nodes[OTP_NODES];
	unsigned parent_of[OTP_NODES];
	unsigned node_of[OTP_CHILDREN];
	struct otp_child children[OTP_CHILDREN];
	struct otp_node names[OTP_NODES];
	struct child_policy added[OTP_CHILDREN]; /* by otp_start_child(), in turn */
	unsigned added_count;
	uint32_t failures; /* of the next one that is added, and whether it ignores */
	bool ignores;
	unsigned count;
	unsigned node_count;
	unsigned last_pid;
	uint64_t now;
	bool settling;
	bool finished;
	size_t length;
	char news[4096];
	char text[4096];
};

/* Reads a tree; nothing is started. */
void otp_open(struct otp *otp, const char *format, ...) __attribute__((format(printf, 2, 3)));
void otp_close(struct otp *otp);
/* Another master with another tree of the same members: what a changed template means. */
void otp_upgrade(struct otp *otp, const char *format, ...) __attribute__((format(printf, 2, 3)));

void otp_start(struct otp *otp);
void otp_stop(struct otp *otp);
void otp_exit(struct otp *otp, const char *name, enum otp_reason reason);
void otp_pass(struct otp *otp, uint64_t ns);

/* What is to be so from now on. */
void otp_fails(struct otp *otp, const char *name, uint32_t times);
void otp_ignores(struct otp *otp, const char *name);
void otp_slow(struct otp *otp, const char *name);
void otp_takes(struct otp *otp, const char *name, uint64_t stop_ns);
void otp_ends_by(struct otp *otp, const char *name, enum otp_reason reason);
void otp_ready(struct otp *otp, const char *name);

/* start_child: a member as in a tree, under `node`. "ok", or in OTP's words why not. */
const char *otp_start_child(struct otp *otp, const char *node, const char *member);
const char *otp_terminate_child(struct otp *otp, const char *name);
const char *otp_restart_child(struct otp *otp, const char *name);
const char *otp_delete_child(struct otp *otp, const char *name);

/* "[2,2,0,2] a old, b new", a supervisor as "s old [1,1,0,1](c old)"; first "finished" if it is over. */
const char *otp_look(struct otp *otp);
/* What happened since the last call: "start a, fail b, stop c, gone c, finished". */
const char *otp_news(struct otp *otp);
/* How its last process ended: "signal 15", "exit 0" */
const char *otp_end(struct otp *otp, const char *name);
/* The state of a child or a node: "running ", "fatal intensity": with the cause of its last end. */
const char *otp_state(struct otp *otp, const char *name);

/* For the files of the rig. */
unsigned otp_find_child(const struct otp *otp, const char *name);
bool otp_is_node(const struct otp *otp, const char *name, unsigned *ret_node);
void otp_tell(
	struct otp *otp, enum child_event type, unsigned child, enum child_cause cause, int status);
void otp_settle(struct otp *otp);

#define otp_see(otp, expected) ck_assert_str_eq(otp_look(otp), expected)
#define otp_saw(otp, expected) ck_assert_str_eq(otp_news(otp), expected)
#define otp_says(call, expected) ck_assert_str_eq(call, expected)

#endif
