/* SPDX-License-Identifier: MIT */
#ifndef CONFIG_MIX_H
#define CONFIG_MIX_H

/* A text in force of which something is to change and the rest to stay. */

#include "base/error.h"
#include "config/template.h"

/* Names are those of config/choice.h, lists of them end with NULL. All return 0, or -1 with error
 * filled: a name that means nothing (2), or what the others cannot do with or without. Then `into`
 * is to be freed. */

/* Has these programs as `from` has them, whose own are spent then: changed, new or none. */
int mix_programs(struct template *into, struct template *from, const char *const *names,
	struct reeve_error *error);
/* Those that it has not yet; to name one that it has is an error. */
int mix_add(struct template *into, struct template *from, const char *const *names,
	struct reeve_error *error);
/* Has them no more. file: who is there alone is not unknown. */
int mix_delete(struct template *into, const struct template *file, const char *const *names,
	struct reeve_error *error);

/* "NAME=N", "NAME=+N", "NAME=-N": the number of workers. Returns 0, or -1 with error filled (2). */
int mix_workers(struct template *into, const char *scale, struct reeve_error *error);

#endif
