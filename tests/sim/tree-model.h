/* SPDX-License-Identifier: MIT */
#ifndef TESTS_TREE_MODEL_H
#define TESTS_TREE_MODEL_H

/* Supervisors once more, as OTP's manual describes them: no time but that of the restarts, everything
 * happens at once and by recursion. For trees of otp-rig.h without delays and times to stop. */

#include "otp-rig.h"

struct tree_member {
	bool up;
	bool stopped; /* by an operator */
	bool over;    /* ended, and not to be started again */
	bool failed;  /* over because an operator's start failed */
	uint32_t failures;
	unsigned life; /* a number that no other start had */
	unsigned seen;
};

struct tree_model {
	const struct otp *otp; /* its tables, not its supervisor */
	struct tree_member children[OTP_CHILDREN];
	struct tree_member nodes[OTP_NODES];
	uint64_t restarts[OTP_NODES][64]; /* times, the newest last */
	unsigned restart_count[OTP_NODES];
	unsigned members[OTP_NODES][OTP_CHILDREN + OTP_NODES]; /* nodes from OTP_CHILDREN on */
	unsigned member_count[OTP_NODES];
	unsigned lives;
	uint64_t now;
	bool finished;
	char text[4096];
};

/* Reads the tree of an opened rig and starts it. */
void tree_open(struct tree_model *model, const struct otp *otp);
void tree_exit(struct tree_model *model, unsigned child, enum otp_reason reason);
void tree_stop_child(struct tree_model *model, unsigned child);
void tree_start_child(struct tree_model *model, unsigned child);
void tree_stop_node(struct tree_model *model, unsigned node);
void tree_start_node(struct tree_model *model, unsigned node);
/* As otp_look(). */
const char *tree_look(struct tree_model *model);

#endif
