/* SPDX-License-Identifier: MIT */
#ifndef MASTER_CGROUPS_H
#define MASTER_CGROUPS_H

/* The cgroups of the workers, where the command has one (process/cgroup.h): of those whose
 * kill_scope is a tree. A slot has that of its cell, for one process after the other: it is empty
 * before the next. */

#include <stdbool.h>
#include <sys/types.h>

#include "reeve/error.h"

struct master;
struct past;
struct slot;

/* Goes on in that of a former master as long as something lives in it. Returns 0, also where there
 * is none; or -1 with error filled: the template names one that cannot be had. */
int cgroups_open(struct master *master, struct reeve_error *error);
void cgroups_close(struct master *master);

/* Who could not be proven to be ours, but is in his slot's cgroup, is. */
void cgroups_prove(const struct master *master, struct past *past);
/* After adoption: ends what is in the cgroups of slots that nobody has. */
void cgroups_settle(struct master *master);

/* For its next process: a descriptor that the caller closes, or -1. */
int cgroups_open_birth(struct slot *slot);
/* Says once that a worker is without. */
void cgroups_refused(const struct slot *slot, int error);
bool cgroups_have(const struct slot *slot);
/* All of it but for the group of its leader; 0 asks; SIGKILL spares nobody. Returns 0, -ESRCH if
 * there is nobody, or -errno. */
int cgroups_signal(const struct slot *slot, int signal);
/* Nobody is to be born where somebody was killed (process/clone_into.h). */
void cgroups_spoil(struct slot *slot);

#endif
