/* SPDX-License-Identifier: MIT */
#ifndef BASE_TRUST_H
#define BASE_TRUST_H

#include <stdbool.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "base/error.h"

/* Who may change what we are about to believe. A file is trusted when nobody but root, the caller
 * and `owner` (the template's owner; (uid_t)-1: none) can write it or rename a component of its
 * path. A sticky directory counts as safe, and so does write permission for the owner's private
 * group (same name as the user, same number as the uid, no other member): umask 002 is common.
 *
 * Symbolic links in the path are resolved first: it is the real path that is checked. */

/* Opens path (relative to dirfd) for reading, checked by descriptor, close-on-exec. Directory
 * components are checked one by one from the root. Returns the descriptor, or -1 with error filled
 * (REEVE_EXIT_REFUSED naming who could write what; else errno's sentence with missing_code). */
int trust_open(
	int dirfd, const char *path, uid_t owner, int missing_code, struct reeve_error *error);

/* True if others than its owner can write this file or directory by way of its group, which is not
 * the owner's private one, or of an access list. status is fd's; O_PATH will do. */
bool trust_is_shared(int fd, const struct stat *status);

#endif
