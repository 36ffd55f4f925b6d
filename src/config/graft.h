/* SPDX-License-Identifier: MIT */
#ifndef CONFIG_GRAFT_H
#define CONFIG_GRAFT_H

/* A program comes into a template, or goes out of one. Supervisors come along that are only there
 * for it, and go with the last that they have. */

#include "base/error.h"
#include "config/template.h"

/* Of `from`, which keeps no more of it than its name, into the same supervisor of the other
 * template; it comes before those that stand behind it in `from`. Returns 0, or -1 with error
 * filled. */
int graft_in(struct template *into, struct template *from, struct program *program,
	struct reeve_error *error);
/* Not of the last program. */
void graft_out(struct template *template, struct program *program);

#endif
