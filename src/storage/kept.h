/* SPDX-License-Identifier: MIT */
#ifndef STORAGE_KEPT_H
#define STORAGE_KEPT_H

/* kept.<uid>: what workers of that uid keep for the next process of their slot. A directory that
 * belongs to them: they get its descriptor and need no path. Each value is a file, written under
 * another name and renamed: whoever is killed on the way leaves the old or the new one. */

#include <stddef.h>
#include <sys/types.h>

/* Opens the directory below dirfd, making it where it is missing. Returns the descriptor (to be
 * handed to workers) or -errno. */
int kept_open(int dirfd, uid_t uid);

/* Removes what is in it. */
void kept_clear(int keptfd);
/* Removes all such directories below dirfd with what is in them. */
void kept_sweep(int dirfd);

/* Writes the value of a name by way of `temporary`, which nobody else writes at the same time.
 * Returns 0, or -errno, with the old value as it was. */
int kept_write(int keptfd, const char *name, const char *temporary, const void *data, size_t size);
/* Returns the length of the value, of which at most size bytes are stored in data, or -errno. */
ssize_t kept_read(int keptfd, const char *name, void *data, size_t size);
/* Returns 0, also where there is none, or -errno. */
int kept_remove(int keptfd, const char *name);

#endif
