/* SPDX-License-Identifier: MIT */
#ifndef GUARDIAN_MINDER_H
#define GUARDIAN_MINDER_H

/* The process that is left when guardian and master are both killed: workers with on_master_death =
 * "stop" have got their signal from the kernel then, but nobody would end those that do not listen,
 * and what they have started. It sleeps until then. A command that ends as it should ends its
 * minder; of one that a former master has left the next master knows by the lock that it holds
 * (LOCK_MIND). */

/* Takes over the process. Returns the exit code. */
int minder_main(void);

#endif
