/* SPDX-License-Identifier: MIT */
#ifndef MASTER_UPGRADE_H
#define MASTER_UPGRADE_H

/* Guardian and master become another program, with the same pids and above the same workers. The
 * file is opened and checked once, and it is that descriptor which is executed three times: as a
 * candidate (candidate.h), which may refuse; then as the guardian, told by the link; and when that has
 * answered, as the master (takeover.h). Until the first exec nothing has changed; from then on the
 * death of one of them is seen to by the other, as ever: one of the two programs goes on with all
 * that there is. */

#include <stdbool.h>
#include <stddef.h>

struct asker;
struct master;
struct upgrade;

/* path: of the program; NULL or one that is not absolute is refused. The asker is answered when it
 * is over. */
void upgrade_ask(struct asker *asker, const char *path);
/* It is not known yet whether there will be another program. */
bool upgrade_is_open(const struct master *master);
/* The guardian's word. */
void upgrade_hear(struct master *master, const char *message, size_t length);
/* It has not come to an exec of this master. */
void upgrade_failed(struct master *master, int code, const char *text);
/* After the loop was closed; takes NULL. */
void upgrade_close(struct upgrade *upgrade);

#endif
