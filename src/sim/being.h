/* SPDX-License-Identifier: MIT */
#ifndef SIM_BEING_H
#define SIM_BEING_H

/* What a worker's processes do, and the present one. Knows nothing of the supervisor. */

#include <stdbool.h>
#include <stdint.h>

#include "sim/world.h"

struct being {
	uint64_t life_ns;
	uint64_t ready_ns;
	uint64_t stop_ns;
	enum child_cause cause; /* of its end after life_ns */
	int status;
	int error; /* 0: it can be started */
	bool alive;
	bool ready; /* the present one has said so */
	bool stopping;
	uint64_t born_ns;
	uint64_t ready_at; /* WORLD_NEVER: never, or it was */
	uint64_t ends_at;
	enum child_cause end_cause; /* of the end at ends_at */
	int end_status;
};

/* Takes LIVES, FAILS, READY and STOPS. */
void being_learn(struct being *being, const struct world_act *act, uint64_t now);
/* A process is there. notifies: it says when it is ready. */
void being_begin(struct being *being, bool notifies, uint64_t now);
/* It gets a signal that it ends by, at once if that is KILL. */
void being_signal(struct being *being, int signal, uint64_t now);
/* When it does something by itself; WORLD_NEVER: it does not. */
uint64_t being_next(const struct being *being);

#endif
