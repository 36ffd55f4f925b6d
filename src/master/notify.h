/* SPDX-License-Identifier: MIT */
#ifndef MASTER_NOTIFY_H
#define MASTER_NOTIFY_H

/* What exec programs with ready = "notify" say of themselves, as sd_notify(3) has it (which words
 * mean something: doc/supervision.md): datagrams to one socket of the command. With ready = "fd" a
 * worker has a descriptor that is connected to it: what is a pipe elsewhere, whose reading end
 * would die with the master. The guardian holds the socket too: what is said while there is no
 * master waits there for the next one.
 *
 * Anybody who can reach the socket can write to it. A message counts only for the worker whose
 * leader sent it, or who leads the sender's session, or from whom the sender descends; the kernel
 * says who sent it, and where it can (Linux 6.5) keeps that process from being taken for another.
 */

struct master;
struct notify;

/* *ret_notify NULL: no program has it. Returns 0 or -errno. */
int notify_open(struct master *master, struct notify **ret_notify);
/* After the loop has closed. */
void notify_close(struct notify *notify);

/* Acts on what has arrived, before something is made of its not having come. NULL: nothing has. */
void notify_take(struct notify *notify);

#endif
