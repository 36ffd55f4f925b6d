/* SPDX-License-Identifier: MIT */
#ifndef COMMANDS_CLAIMS_H
#define COMMANDS_CLAIMS_H

/* Where the workers of spool keep what they have claimed: a directory each, PROGRAM.INSTANCE, which
 * its worker has locked for as long as it lives. */

#include <stdbool.h>
#include <stddef.h>

/* Moves a file, never over another: EEXIST. Returns 0, or -1 with errno set. */
int claims_move(int fromfd, const char *from, int tofd, const char *to);

/* Locks a worker's own directory. Returns false if another process has it. */
bool claims_lock(int fd);

/* The name of the file in which the worker of a directory makes a result. Returns 0, or -1 with
 * errno set. */
int claims_temporary(int fd, const char *own, char *name, size_t size);

/* Takes one claim of a worker of the same program that is no more, as an instance that there is not
 * any longer: what nobody has locked. It moves from there to ownfd. Returns its name, in name of
 * NAME_MAX + 1 bytes; NULL: there is none. What the dead has left in donefd is removed. */
const char *claims_take(int claimsfd, const char *own, int ownfd, int donefd, char *name);

#endif
