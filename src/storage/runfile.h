/* SPDX-License-Identifier: MIT */
#ifndef STORAGE_RUNFILE_H
#define STORAGE_RUNFILE_H

/* The files of a run directory: how each of them is opened, made and put in its place. A name there
 * is believed only when it is a regular file of one name, ours or root's, that nobody else may
 * write: opening never follows a link, never blocks and never waits for a device. */

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

#include "base/error.h"

/* Opens dirfd/name with these flags (O_RDONLY, O_RDWR, O_CREAT with 0600) and checks it. status may
 * be NULL. Returns the descriptor; -ELOOP: a link; -EINVAL: not a regular file; -EMLINK: a second
 * name; -EPERM: not ours, or others may write it; -EFBIG: over max_size; or another -errno. */
int runfile_open(int dirfd, const char *name, int flags, off_t max_size, struct stat *ret_status);

/* Makes dirfd/name new (0600, an old one of that name goes), with all of its blocks on disk: a
 * mapped file with holes is SIGBUS when the disk is full. Returns the descriptor or -errno; on
 * failure nothing is left. */
int runfile_create(int dirfd, const char *name, size_t size);
/* The same for one that may have been made beforehand, so that there would be room for it: its blocks
 * are kept, and what stands in them. */
int runfile_reserve(int dirfd, const char *name, size_t size);
/* Gives fd at least size bytes that are certain to be there. Returns 0 or -errno. */
int runfile_allocate(int fd, size_t size);

/* Maps the first size bytes of fd. Returns the address, or NULL with errno set. */
void *runfile_map(int fd, size_t size, bool writable);

/* True for what runfile_open() returns where there is no file, or none to be believed: whoever
 * makes a new one and renames it into place takes the place of that. -EBADMSG (of the callers: not
 * the format) counts too. */
bool runfile_is_replaceable(int result);

/* Says what stands in the way, with the full path: "'/run/reeve/queue/lock' is a symbolic link".
 * result is what one of the above returned, doing the verb ("open", "make"). Returns result. */
int runfile_fail(
	int dirfd, const char *name, const char *doing, int result, struct reeve_error *error);
/* Leads a sentence about the file's contents with its path: "'/run/reeve/queue/scoreboard': ...".
 */
void runfile_lead(int dirfd, const char *name, struct reeve_error *error);

#endif
