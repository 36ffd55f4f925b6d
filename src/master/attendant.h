/* SPDX-License-Identifier: MIT */
#ifndef MASTER_ATTENDANT_H
#define MASTER_ATTENDANT_H

/* The master's own processes beside the workers: this program, or another one that is to be tried, in
 * another role. They are no workers: they have no slot, and are told what they need by descriptors. */

#include "process/spawn.h"

struct master;

struct attendant {
	const char *role;  /* an entry of the environment (process/handover.h) */
	const char *title; /* "Watcher" */
	const char *program; /* NULL: this one */
	const struct spawn_fd *fds;
	size_t fd_count;
	const char *resume[2];	 /* further entries; NULL: none */
	int parent_death_signal; /* 0: it may outlive the master */
};

/* As spawn_process(). */
int attendant_spawn(const struct master *master, const struct attendant *attendant,
	struct spawned *ret_spawned);

#endif
