/* SPDX-License-Identifier: MIT */
#ifndef CLIENT_NOTE_H
#define CLIENT_NOTE_H

/* What was noted of a file at the last start from it, found by the file's path alone: for when the
 * file does not say any longer where its command runs. Notes lie in the directory of the run
 * directories where no template says another, <run>/.HASH.note; like a lock file they stay. */

#include <stddef.h>

struct buffer;

/* Where it cannot be written there is none: who needs it then has to do without. */
void note_write(const char *path, const struct buffer *text);
/* Appends what was noted of this path by us or by root, and by nobody else. Returns 0 or -errno. */
int note_read(const char *path, struct buffer *text);

#endif
