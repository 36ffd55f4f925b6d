/* SPDX-License-Identifier: MIT */
#ifndef PROCESS_IDENTITY_H
#define PROCESS_IDENTITY_H

/* Is this pid still the process that we started? (doc/architecture.md, "Identity")
 *
 * The claim (storage/scoreboard.h) says which pid took a slot. Where pidfds have unique inodes, the
 * recorded inode decides alone. Elsewhere, under an open pidfd: its start time lies between the
 * spawn and the claim, it leads its own session, it has the expected uid, and its lifecycle token,
 * if one can be read, is the slot's. */

#include <stdbool.h>

#include "base/identity.h"

enum identity_verdict {
	IDENTITY_OURS,	  /* proven; a pidfd is handed out */
	IDENTITY_GONE,	  /* dead, or the pid is somebody else's by now */
	IDENTITY_UNPROVEN /* could be ours, could be a stranger: hands off */
};

/* token: of the slot, NULL: do not look. On IDENTITY_OURS *ret_pidfd is the caller's. */
enum identity_verdict identity_verify(
	const struct identity *identity, const char *token, int *ret_pidfd);

/* The same of a child of ours that nobody has reaped: dead or alive, its pid is nobody else's. False: it
 * is none of ours, or another one. */
bool identity_is_child(const struct identity *identity, const char *token, int *ret_pidfd);

/* Fills in what can be read of a live process behind pidfd (start_ticks, pidfd_inode). */
void identity_complete(struct identity *identity, int pidfd);

/* The identity of a live process that cannot end meanwhile: oneself, or the parent that is watched.
 */
void identity_of(pid_t pid, struct identity *ret_identity);

#endif
