/* SPDX-License-Identifier: MIT */
#ifndef TESTS_USUAL_SCOREBOARD_H
#define TESTS_USUAL_SCOREBOARD_H

/* A scoreboard of three slots in the scratch directory. */

#include "scratch.h"
#include "storage/scoreboard.h"

#define SLOTS 3
#define RING 10

static const char token[] = "0123456789abcdefghijkl";

static const struct scoreboard_spec usual = {
	.command = "queue",
	.title_prefix = "process_m",
	.template_path = "/srv/queue.cfg",
	.token = token,
	.background = true,
	.slot_count = SLOTS,
	.ring_length = RING,
};

static inline struct scoreboard *create(const struct scoreboard_spec *spec)
{
	struct scoreboard *scoreboard = NULL;
	struct reeve_error error = {0};

	if (scoreboard_create(scratch_fd, spec, &scoreboard, &error) < 0)
		ck_abort_msg("%s", error.text);
	return scoreboard;
}

static inline struct scoreboard *open_again(bool writable)
{
	struct scoreboard *scoreboard = NULL;
	struct reeve_error error = {0};
	int result = scoreboard_open(scratch_fd, writable, &scoreboard, &error);

	if (result < 0)
		ck_abort_msg("%d: %s", result, error.text);
	return scoreboard;
}

#endif
