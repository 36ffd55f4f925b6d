/* SPDX-License-Identifier: MIT */
#ifndef GUARDIAN_REAPER_H
#define GUARDIAN_REAPER_H

/* What becomes of children of the guardian that are not the master: peeked at, written to the ring
 * of deaths, reaped, in this order, so that no exit status is lost if the guardian dies in between.
 */

#include <signal.h>
#include <stdbool.h>

struct deaths;

struct relay;

struct reaper {
	struct deaths *deaths;
	int event; /* eventfd to tell the master */
	bool news;
};

/* Returns 0 or -errno. */
int reaper_init(struct reaper *reaper, int run_dirfd, int event);
void reaper_done(struct reaper *reaper);
/* Peeks at the next dead child; it stays a zombie. */
bool reaper_next(struct reaper *reaper, siginfo_t *ret_info);
/* Writes it to the ring. */
void reaper_record(struct reaper *reaper, const siginfo_t *info);
void reaper_reap(const siginfo_t *info);
/* Wakes the master if there was news since the last call. */
void reaper_tell(struct reaper *reaper);
/* The command has stopped: what still is our child had escaped its worker's group and session, and
 * nobody is left to tell whose it was. Ended, and waited for; but not who cannot be signalled. */
void reaper_end_strays(struct reaper *reaper, struct relay *relay);

#endif
