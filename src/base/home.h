/* SPDX-License-Identifier: MIT */
#ifndef BASE_HOME_H
#define BASE_HOME_H

/* Where a user's own files are. */

/* The home directory of the effective user: $HOME if that is his (under sudo it may be another's),
 * else what the user database says. Text to free; NULL with errno ENOENT if he has none, or
 * ENOMEM. */
char *home_find(void);

/* The same for his configuration: $XDG_CONFIG_HOME if that is his, else .config in his home. */
char *home_find_config(void);

#endif
