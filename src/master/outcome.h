/* SPDX-License-Identifier: MIT */
#ifndef MASTER_OUTCOME_H
#define MASTER_OUTCOME_H

/* How far an operator's word about one worker or supervisor is: done, under way, or in vain. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "master/job.h"

enum outcome { OUTCOME_NONE, OUTCOME_WAITS, OUTCOME_DONE, OUTCOME_FAILED };

/* One slot's part in a job. */
struct step {
	unsigned char outcome; /* NONE: it has no part */
	bool rolls;	       /* the end of a round is waited for */
	bool fresh;	       /* another process than that of `generation` is waited for */
	uint32_t generation;
	uint64_t exits; /* unplanned ones before */
	int error;	/* 0 or -errno, of a signal */
};

/* What stands before the word is told. */
void outcome_begin(
	const struct master *master, unsigned slot, enum job_word word, struct step *step);
/* Whether it is so already. */
bool outcome_is_already(const struct master *master, unsigned slot, enum job_word word);
/* Looks at a step that waits. FAILED: why is in text. */
enum outcome outcome_look(const struct master *master, unsigned slot, enum job_word word,
	struct step *step, char text[256]);

#endif
