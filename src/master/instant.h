/* SPDX-License-Identifier: MIT */
#ifndef MASTER_INSTANT_H
#define MASTER_INSTANT_H

/* Words that are done at once, with whatever process is there now: signal, pause, resume, reset. */

#include <stdbool.h>

#include "master/job.h"

struct slot;
struct step;

bool instant_is(enum job_word word);
/* Whether there is anybody in the slot to whom the word could be told. */
bool instant_reaches(const struct slot *slot, enum job_word word);
bool instant_is_already(const struct slot *slot, enum job_word word);
/* Does it. signal: of `signal`. What came of it stands in step->error. */
void instant_do(struct slot *slot, enum job_word word, int signal, struct step *step);

#endif
