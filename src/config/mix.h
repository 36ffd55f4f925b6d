/* SPDX-License-Identifier: MIT */
#ifndef CONFIG_MIX_H
#define CONFIG_MIX_H

/* A text in force of which something is to change and the rest to stay. */

#include "base/error.h"
#include "config/template.h"

/* Has the programs of these names, ended by NULL, as `from` has them, whose own are spent then: changed, new
 * or none. Returns 0, or -1 with error filled: a name that neither has (2), or a new program where
 * there is a tree, whose place only the whole says. */
int mix_programs(struct template *into, struct template *from, const char *const *names,
	struct reeve_error *error);

/* "NAME=N", "NAME=+N", "NAME=-N": the number of workers. Returns 0, or -1 with error filled (2). */
int mix_workers(struct template *into, const char *scale, struct reeve_error *error);

#endif
