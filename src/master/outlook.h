/* SPDX-License-Identifier: MIT */
#ifndef MASTER_OUTLOOK_H
#define MASTER_OUTLOOK_H

/* `watch`: the master has a watcher (watcher/watcher.h), a child that is no worker, and replaces
 * the workers of a program when it says that files have changed. One that ends is started again,
 * after a second, then later and later. It ends when its master does, and a new master starts its
 * own. */

struct master;
struct outlook;

/* *ret_outlook is NULL if no program has watch. Returns 0 or -errno. */
int outlook_open(struct master *master, struct outlook **ret_outlook);
/* Starts it; takes NULL. */
void outlook_begin(struct outlook *outlook);
/* After its loop was closed; takes NULL. */
void outlook_close(struct outlook *outlook);
/* Ends the watcher and acts on what it has still said: after this there is no child but workers. If the
 * master stays, it starts another. */
void outlook_end(struct outlook *outlook);

#endif
