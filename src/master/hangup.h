/* SPDX-License-Identifier: MIT */
#ifndef MASTER_HANGUP_H
#define MASTER_HANGUP_H

/* HUP: the template is to come into force as it reads now. The master does not read it: files of
 * users can hang. A process of its own does, as if an operator had typed `reload`; what it says goes
 * where our lines go. */

struct master;

void hangup(struct master *master);

#endif
