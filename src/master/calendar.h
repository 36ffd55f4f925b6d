/* SPDX-License-Identifier: MIT */
#ifndef MASTER_CALENDAR_H
#define MASTER_CALENDAR_H

/* `cron` and `schedule`: at its times a program is replaced by a fresh one, or started. One timer
 * of the wall clock, which also wakes when the clock is set; nothing polls. base/cron.h says which
 * time comes when. A time that came while the machine slept or between two masters is made up for
 * once, one that came while the command was down is not. */

struct calendar;
struct master;

/* *ret_calendar is NULL if no program has times. Returns 0 or -errno. */
int calendar_open(struct master *master, struct calendar **ret_calendar);
/* Once it is known what the last master waited for; takes NULL. */
void calendar_begin(struct calendar *calendar);
/* After its loop was closed; takes NULL. */
void calendar_close(struct calendar *calendar);

#endif
