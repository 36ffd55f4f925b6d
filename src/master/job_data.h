/* SPDX-License-Identifier: MIT */
#ifndef MASTER_JOB_DATA_H
#define MASTER_JOB_DATA_H

/* What stands behind struct job, for job.c and job_take.c alone. */

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "master/job.h"
#include "master/outcome.h"
#include "master/target.h"

/* One name of the request. */
struct named {
	const char *name; /* in the request */
	struct target target;
	bool has_part;	 /* somebody of it has */
	bool already;	 /* there was nothing to do */
	unsigned failed; /* of the target's slots */
	int code;
	char text[256]; /* why the first of them has */
};

struct job {
	struct job *next, **from; /* in the master's list */
	struct asker *asker;
	struct master *master;
	enum job_word word;
	int signal; /* of `signal` */
	json_t *names; /* whose texts `named` has */
	struct named *named;
	size_t count;
	struct step *steps; /* of all slots, those of supervisors too */
	size_t waiting;	    /* steps */
	uint64_t since;	    /* boot-time clock: who has started later is fresh enough; 0: nobody */
};

/* Frees it, answered or not. */
void job_free(struct job *job);
/* Answers, then frees it. */
void job_end(struct job *job);
/* How far it is with this slot. */
void job_look_at(struct job *job, unsigned slot);

#endif
