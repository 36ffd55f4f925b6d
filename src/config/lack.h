/* SPDX-License-Identifier: MIT */
#ifndef CONFIG_LACK_H
#define CONFIG_LACK_H

/* What single programs of a template are to the others, once some have come or gone. */

#include "base/error.h"
#include "config/template.h"

/* Whether each program has there whom it waits for, and its sockets. Returns 0, or -1 with error
 * filled. */
int lack_check(const struct template *template, struct reeve_error *error);
/* Whether the others can do without the program of this name, which has gone. */
int lack_check_gone(const struct template *template, const char *name, struct reeve_error *error);

#endif
