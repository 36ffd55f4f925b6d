/* SPDX-License-Identifier: MIT */
#ifndef BASE_USER_H
#define BASE_USER_H

/* What the system knows about its users. A program that is linked statically asks /etc/passwd and
 * /etc/group only: other sources are shared objects of the system's own C library. */

#include <stdbool.h>
#include <sys/types.h>

/* The home directory of a user, to free; NULL: unknown. */
char *user_home(uid_t uid);

/* Whether this group is the user's own: of his name and number, with nobody else in it. */
bool user_has_own_group(uid_t uid, gid_t gid);

#endif
