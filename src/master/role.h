/* SPDX-License-Identifier: MIT */
#ifndef MASTER_ROLE_H
#define MASTER_ROLE_H

/* Guardian, master or watcher, as the environment says. */

#include <stdbool.h>

/* Whether this process was executed to be one of them. */
bool role_is_wanted(void);
/* Takes over the process. Returns the exit code. */
int role_main(void);

#endif
