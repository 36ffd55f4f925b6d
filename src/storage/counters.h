/* SPDX-License-Identifier: MIT */
#ifndef STORAGE_COUNTERS_H
#define STORAGE_COUNTERS_H

/* counters.<uid>: one cell per slot, written by the workers of that uid, read as hostile input.
 *
 * A worker holds the file open for writing, so it can do more than write wrong numbers: it can cut
 * the file short under everybody's maps, and touching such a map is SIGBUS. Who must not die of
 * that (the master, and status on workers of another uid) reads with counters_read(), which copies
 * by pread(). */

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "reeve/error.h"

#define COUNTERS_WORDS_SIZE 212

/* In whose code the worker is; what it is called stands in last_words. */
enum counters_place {
	PLACE_OWN,
	PLACE_LOAD,
	PLACE_INIT,
	PLACE_RUN,
	PLACE_FINI,
};

struct counters_cell {
	_Atomic uint64_t
		generation;	 /* of the claim that this worker made; others' values are stale */
	_Atomic uint64_t runs;	 /* ended runs of this process */
	_Atomic uint64_t beats;	 /* other signs of life */
	_Atomic uint64_t rest;	 /* monotonic, ns: until then none is to be expected; 0: at once */
	_Atomic uint32_t ready;	 /* 1 after init */
	_Atomic uint32_t failed; /* 1: last_words holds a sentence */
	char last_words[COUNTERS_WORDS_SIZE]; /* NUL-terminated by a well-behaved worker only; until
					       * it has failed: of whom place is */
	_Atomic uint32_t place;		      /* enum counters_place */
};

_Static_assert(sizeof(struct counters_cell) == 256, "a cell is four cache lines");

/* A copy of a cell; last_words is NUL-terminated for certain, its bytes may be anything. */
struct counters_values {
	uint64_t generation;
	uint64_t runs;
	uint64_t beats;
	uint64_t rest;
	bool ready;
	bool failed;
	enum counters_place place;
	char last_words[COUNTERS_WORDS_SIZE];
};

/* Opens counters.<uid> below dirfd for at least count cells, all allocated: made new where there is
 * none or what is there is not a file of ours; a shorter one grows in place, so workers that live
 * keep their cells. Returns the descriptor (to be handed to workers) or -errno. */
int counters_create(int dirfd, uid_t uid, unsigned count);
/* A worker may have cut the file short, which has killed all that had mapped it: gives it back its
 * size before the next is started. Returns 0 or -errno. */
int counters_mend(int fd, unsigned count);
/* Opens an existing one for reading. Returns the descriptor or -errno. */
int counters_open(int dirfd, uid_t uid);

/* Copies one cell out, safe against anything its writers do. Returns 0; -EBADMSG if the file is too
 * short for it; or -errno. */
int counters_read(int fd, unsigned slot, struct counters_values *ret_values);

/* For a worker: maps only the pages that hold its own cell, for as long as the process lives.
 * Returns the cell or NULL with errno set. */
struct counters_cell *counters_map_cell(int fd, unsigned slot);

#endif
