/* SPDX-License-Identifier: MIT */
#ifndef CONFIG_CALLER_H
#define CONFIG_CALLER_H

/* Whose environment a template is read with: that of who calls, or another that was kept: what runs
 * is read anew with the environment of its start. */

/* Within this thread, until it is called with NULL. Ended by NULL. */
void caller_borrow(char *const *environment);
char *const *caller_environment(void);
/* NULL: not set, or the process has more privileges than its caller. */
const char *caller_get(const char *name);

#endif
