/* SPDX-License-Identifier: MIT */
#ifndef BASE_TRUST_H
#define BASE_TRUST_H

#include <sys/types.h>

#include "base/error.h"

/* Who may change what we are about to believe. A file is trusted when nobody but root, the caller
 * and `owner` (the template's owner; (uid_t)-1: none) can write it or rename a component of its
 * path. A sticky directory counts as safe, and so does write permission for the owner's private
 * group (same name as the user, same number as the uid): umask 002 is common.
 *
 * Symbolic links in the path are resolved first: it is the real path that is checked. */

/* Opens path (relative to dirfd) for reading, checked by descriptor, close-on-exec. Directory
 * components are checked one by one from the root. Returns the descriptor, or -1 with error filled
 * (REEVE_EXIT_REFUSED naming who could write what; else errno's sentence with missing_code). */
int trust_open(int dirfd, const char *path, uid_t owner, int missing_code, struct reeve_error *error);

/* Checks a directory and everything above it. Returns 0, or -1 with error filled. */
int trust_check_directory(int dirfd, uid_t owner, struct reeve_error *error);

#endif
