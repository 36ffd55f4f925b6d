/* SPDX-License-Identifier: MIT */
#ifndef CLIENT_LEFT_H
#define CLIENT_LEFT_H

/* Who keeps a stop from coming to its end. */

#include <stddef.h>

struct scoreboard;

/* A few of the processes of workers, and of what they have left behind, that live: ": pid 4711
 * ('backup', waits for a device)"; "" if there is none. scoreboard may be NULL. */
void left_tell(const struct scoreboard *scoreboard, char *text, size_t size);

#endif
