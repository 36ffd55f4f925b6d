/* SPDX-License-Identifier: MIT */
#ifndef BASE_USER_H
#define BASE_USER_H

/* What the system knows about its users. A program that is linked statically asks /etc/passwd and
 * /etc/group only: other sources are shared objects of the system's own C library. */

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct user {
	uid_t uid;
	gid_t gid;
	char *name, *home, *shell;
};

/* By name, or by number where the text is one. Returns 0 with a user for user_done(); -ENOENT;
 * -ENOMEM; -EIO: the system cannot say now. */
int user_find(const char *text, struct user *ret_user);
void user_done(struct user *user);
/* All groups that the system puts the user into, its own one too. Returns 0, -ENOMEM. The caller
 * frees. */
int user_groups(const struct user *user, gid_t **ret_groups, size_t *ret_count);
/* By name, or a number as it is, known or not. Returns 0 or as user_find(). */
int user_find_group(const char *text, gid_t *ret_gid);
/* A number that can be a uid or gid. Returns 0 or -EINVAL. */
int user_parse_id(const char *text, unsigned *ret_id);
/* The nearest name in /etc/passwd or /etc/group, to free; or NULL. */
char *user_nearest(const char *name, bool is_group);

/* The home directory of a user, to free; NULL: unknown. */
char *user_home(uid_t uid);

/* Whether this group is the user's own: of his name and number, with nobody else in it. */
bool user_has_own_group(uid_t uid, gid_t gid);

#endif
