/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_RESUME_H
#define SUPERVISOR_RESUME_H

/* How the start of a supervisor takes up each child, fresh or left behind by a former master.
 * supervisor_restore() stands here too. */

#include "supervisor/core.h"

/* A record comes from a file: numbers that name nothing are taken for the nearest harmless one. */
void resume_record(struct child_record *own, const struct child_record *record);

/* A former master had said that the start was done: what it was about is carried on. */
void resume_child(struct supervisor *supervisor, struct child *child, uint64_t now);
/* An operator starts the command: everything is wanted running; what lives is kept. */
void resume_afresh(struct supervisor *supervisor, struct child *child, uint64_t now);

#endif
