/* SPDX-License-Identifier: MIT */
#ifndef BENCH_DESCENDANTS_H
#define BENCH_DESCENDANTS_H

/* All processes below this one. It is a child subreaper: whatever turns into a daemon is adopted by
 * it, so that nothing that was started here can hide, and nothing else is ever signalled. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct pids {
	pid_t *items;
	size_t count;
};

/* Makes this process a child subreaper. Returns 0 or -errno. */
int descendants_adopt(void);
/* All live ones, zombies left out. Returns 0 or -errno. */
int descendants_list(struct pids *ret_pids);
/* Those that run the program at that path, or those that run another one. */
int descendants_list_by(const char *program, bool runs_it, struct pids *ret_pids);
/* The parent of a live process; 0: it is a zombie, or gone. */
pid_t descendants_parent(pid_t pid);
/* A pidfd of a process that is below this one; -1: it is not, or has gone. */
int descendants_open(pid_t pid);
/* Leaves those that are in `other`, or those that are not. */
void pids_keep(struct pids *pids, const struct pids *other, bool in);
/* Leaves those whose parent is one of them, or those whose parent is not. */
void pids_keep_by_parent(struct pids *pids, bool in);
/* Signals those that are still children of this process or of one another. */
void pids_signal(const struct pids *pids, int signal);
void pids_clear(struct pids *pids);
/* Reaps what has ended. */
void descendants_reap(void);
/* Kills all of them and reaps. Returns how many there were, or -ETIMEDOUT. */
int descendants_end(int64_t deadline_ns);

#endif
