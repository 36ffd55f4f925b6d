/* SPDX-License-Identifier: MIT */
#ifndef STORAGE_DIRECTORY_H
#define STORAGE_DIRECTORY_H

/* Reaching a directory that we mean to rely on: from "/" down, one component at a time, each opened
 * below the one before and checked by its descriptor, so that nothing can be exchanged between the
 * check and the use.
 *
 * Everything on the way must belong to root or to us, and nobody else may write it, unless it is
 * sticky (/tmp) or the group is its owner's private one (same name and number: a umask of 002). A
 * link on the way is followed where root or we made it; its target is checked in the same manner.
 */

#include <stdbool.h>
#include <sys/types.h>

#include "base/error.h"

struct directory_request {
	const char *path;    /* absolute */
	const char *what;    /* for messages: "run directory" */
	const char *setting; /* what names another: "run_dir or $REEVE_RUN_DIR" */
	bool create;	     /* make what is missing: */
	mode_t mode;	     /* the last component with this mode */
	mode_t parent_mode;  /* and those above it with this one */
	bool own;	     /* the last must be ours, no link, and for nobody else to write */
	bool local;	     /* network file systems are refused */
};

/* Returns 0 with a descriptor that can be read and synced (or -1 where nothing is there and nothing
 * is to be made), or -1 with error filled: REEVE_EXIT_REFUSED, _PERMISSION or _FAILED. */
int directory_open(const struct directory_request *request, int *ret_fd, struct reeve_error *error);

/* The name of the network file system with this statfs() type, or NULL if it is none. On those,
 * locks and mapped files cannot be relied on. */
const char *directory_network_name(unsigned long type);

#endif
