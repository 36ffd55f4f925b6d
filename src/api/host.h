/* SPDX-License-Identifier: MIT */
#ifndef API_HOST_H
#define API_HOST_H

/* The program that called reeve_main(), and can therefore be executed again to be a worker. */

#include <stdbool.h>

#include "base/error.h"
#include "reeve/main.h"

struct template;

/* Whether reeve_main() was called. */
bool host_is_known(void);

/* Whether this process was executed by reeve, and has not come to reeve_main() yet. */
bool host_is_due(void);

/* A program that has all of reeve takes every role itself: it must have called reeve_main().
 * Returns 0, or -1 with error filled. */
int host_check(struct reeve_error *error);

/* The name under which the host's table has a function; NULL: it is not there. */
const char *host_function_name(void (*function)(void));

/* Has plugins found by name in what reeve_main() was given, and in what is part of libreeve. */
void host_link(void);

/* Sets `host` of each work program whose work is linked into this program, or stands in its
 * functions (host_run). Returns 0, or -1 with error filled: reeve_main() was not called, or this
 * program cannot be executed again. */
int host_bind(struct template *template, struct reeve_error *error);

/* Makes the template that is part of the host known under the program's path, which is returned: it
 * lives as long as the process. Returns 0, or -1 with error filled. */
int host_embed(const char **ret_path, struct reeve_error *error);

#endif
