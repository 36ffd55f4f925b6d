/* SPDX-License-Identifier: MIT */
#ifndef GUARDIAN_GUARDIAN_H
#define GUARDIAN_GUARDIAN_H

/* The tiny parent of the master. It owns what must outlive a master: the lock, the listening
 *control socket, the stored descriptors. It alone is child subreaper: what a dead master leaves
 *comes here, its deaths go to the ring. It starts the master again until the master leaves on
 *purpose:
 *
 *	exit 0	stopped			1  gave up, or the start failed		6  template
 *
 * and then leaves with the same code. A start that no master in a row of six could finish is given
 *up. If the guardian dies, the master becomes guardian by exec (same pid, same descriptors, same
 *children) and starts a new master. */

/* Runs as guardian: everything comes by environment and descriptors (process/handover.h). program:
 * path of this program, to execute it again as master. Returns the exit code. */
int guardian_main(const char *program);

#endif
