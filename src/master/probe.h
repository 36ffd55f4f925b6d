/* SPDX-License-Identifier: MIT */
#ifndef MASTER_PROBE_H
#define MASTER_PROBE_H

/* Whether an exec program with ready = "port:N" or "path:FILE" is ready: who starts is looked at
 * after 5 ms, then after pauses that double up to half a second, until it is ready or starts no
 * more. One timer for all; nobody is looked at twice at a time, and nothing is waited for: a
 * connection that is neither made nor refused at once is looked at with the next turn.
 *
 * A path counts if it has come to be, or has changed, since the process was started: a socket that
 * a former one has left is no sign of this one. By that, and since a port is asked anew, nothing
 * has to be handed on to another master. */

struct master;
struct probe;
struct slot;

/* *ret_probe NULL: no program has it. Returns 0 or -errno. */
int probe_open(struct master *master, struct probe **ret_probe);
/* After the loop has closed. */
void probe_close(struct probe *probe);

/* A process is there. NULL: nothing is looked at. */
void probe_begin(struct probe *probe, struct slot *slot);

#endif
