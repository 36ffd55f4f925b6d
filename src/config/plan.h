/* SPDX-License-Identifier: MIT */
#ifndef CONFIG_PLAN_H
#define CONFIG_PLAN_H

/* What it would do to a command that runs if another template came into force: of each program,
 * each supervisor and the command itself which keys change, and how that takes effect. Pure: both
 * templates are there. */

#include "config/option.h"
#include "config/template.h"

/* One key. What texts mean can be secret: of an environment the names alone are told. */
struct plan_change {
	char *key;    /* as in a template; "env.NAME" for each variable */
	char *before; /* NULL: it was not there */
	char *after;
	enum option_impact impact;
};

enum plan_subject { PLAN_COMMAND, PLAN_SUPERVISOR, PLAN_PROGRAM };

struct plan_entry {
	enum plan_subject subject;
	const char *name;			/* of one of the two templates */
	unsigned workers_before, workers_after; /* of a program; 0: there is none of this name */
	bool is_added, is_removed;
	enum option_impact impact; /* the greatest of its changes */
	struct plan_change *changes;
	size_t change_count;
};

struct plan {
	struct plan_entry *entries; /* the command, then what is in force in its order, then what
				     * comes new */
	size_t entry_count;
	enum option_impact impact; /* the greatest of all */
};

/* The templates must live as long. NULL: no memory. */
struct plan *plan_new(const struct template *before, const struct template *after);
void plan_free(struct plan *plan);

/* Gives each program of `after` its edition: that of `before`, or a new one where its workers are
 * to be replaced. A worker that was started from another edition is to be replaced: this is what a
 * reload goes by, whoever carries it out. now_ns, the wall clock, is what makes a number that
 * nobody has: the next one after that of `before` may be that of a text which was taken back, and
 * have workers. */
void plan_number(const struct plan *plan, const struct template *before, struct template *after,
	uint64_t now_ns);

#endif
