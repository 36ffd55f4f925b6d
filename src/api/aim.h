/* SPDX-License-Identifier: MIT */
#ifndef API_AIM_H
#define API_AIM_H

/* What an action wants in force: the template as it reads now, parts of it, or what is in force but
 * for some parts. */

#include <stdbool.h>

#include "api/fresh.h"

enum aim_kind {
	AIM_FILE,   /* as it reads now; of the programs that are named alone, if any are */
	AIM_ADD,    /* programs that it has and that are not in force */
	AIM_DELETE, /* without these programs */
	AIM_SCALE,  /* "NAME=N": these numbers of workers */
};

struct aim {
	enum aim_kind kind;
	const char *const *names; /* ended by NULL; NULL: none */
	bool is_change;		  /* nobody else changes it until fresh_done() */
};

/* As fresh_read(). */
int aim_read(struct reeve_context *context, struct template *template, const struct aim *aim,
	struct fresh *ret_fresh);

#endif
