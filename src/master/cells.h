/* SPDX-License-Identifier: MIT */
#ifndef MASTER_CELLS_H
#define MASTER_CELLS_H

/* Which cell of the counters is whose. A worker counts where it began to, for as long as it lives:
 * where its program stands among the others may change meanwhile, and where another counts it must
 * never be told to. */

struct master;

/* After the slots that have a past have got their cells back: the others get some that are free.
 * Returns 0 or -ENOMEM. */
int cells_share_out(struct master *master);

#endif
