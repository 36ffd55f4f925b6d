/* SPDX-License-Identifier: MIT */
#ifndef API_DECISIONS_COMING_H
#define API_DECISIONS_COMING_H

/* A command that comes back as it was saved: what `resurrect` and the change of what runs share. */

#include <jansson.h>
#include <stdbool.h>

#include "api/decisions/decided.h"

struct reeve_context;

struct coming {
	struct reeve_context *context; /* the user's */
	struct template *template;     /* of the command */
	struct decisions saved;
	struct decisions left; /* about what is not there any more */
	bool already;	       /* it ran before */
	json_t *changed;       /* of what ran: texts */
};

/* Each returns an exit code, with reeve_fail() called where it is not 0. */
int coming_fail(struct coming *coming, int code, const char *sentence);
int coming_fail_memory(struct coming *coming);
/* What it is made of is actions of their own, of which the user hears only why they failed. */
int coming_act(struct coming *coming, const char *const *names,
	int (*action)(struct reeve_context *context, const char *const *names));
/* Puts the saved numbers and programs into a template, and sorts out what was saved about whom it
 * does not have. */
int coming_sort_out(struct coming *coming, struct template *template, struct decisions *ret_kept);
/* Changes what runs where it differs. */
int coming_change(struct coming *coming);

/* Of one kind, ended by NULL. NULL: no memory. */
char **coming_names(const struct decisions *decisions, enum decision_kind kind);

#endif
