/* SPDX-License-Identifier: MIT */
#ifndef API_BINARY_H
#define API_BINARY_H

/* Which files the programs of a command run: a program whose file has changed is to be started
 * again, also where its template says what it said before. */

struct template;

/* Notes device, inode, size and time of the last change of each program's file: the executable as
 * its workers find it, the work plugin, or the host. Returns 0 or -ENOMEM. */
int binary_note(struct template *template);

#endif
