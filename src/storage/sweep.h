/* SPDX-License-Identifier: MIT */
#ifndef STORAGE_SWEEP_H
#define STORAGE_SWEEP_H

/* Removes what a command keeps only while it runs: everything but the lock and the pid file (which
 * storage/pidfile.h removes by its content). Only who holds LOCK_LIFE may call it. */
void sweep_run_files(int run_fd, int status_fd);

/* Removes what was begun under another name, to be renamed to this one, and never was. */
void sweep_temporaries(int dirfd, const char *name);

#endif
