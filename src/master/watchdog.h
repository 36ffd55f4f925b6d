/* SPDX-License-Identifier: MIT */
#ifndef MASTER_WATCHDOG_H
#define MASTER_WATCHDOG_H

/* Looks for signs of life of workers whose program has a watchdog, and tells the core of those that
 * give none. One timer for all, and none where no program has one.
 *
 * A worker only counts up (storage/counters.h); what is measured are looks in a row that found
 * nothing new, LOOKS of them in the watchdog's time. So no clock is compared with another's, and a
 * master that was suspended, or had no processor, has looked once in all that time: nobody is
 * blamed for time in which nobody looked, also where the workers were suspended with it. */

struct master;

/* The loop must be there, and the template. */
void watchdog_open(struct master *master);

#endif
