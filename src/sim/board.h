/* SPDX-License-Identifier: MIT */
#ifndef SIM_BOARD_H
#define SIM_BOARD_H

/* What the scoreboard would say: the records as they were last written, which is all that another
 * master has to go on with. */

#include <stdbool.h>

#include "supervisor/supervisor.h"

struct board;

/* Returns NULL if memory is short. */
struct board *board_new(const struct supervisor_spec *spec);
void board_free(struct board *board);

void board_write_child(struct board *board, const struct supervisor *supervisor, unsigned child);
void board_write_node(struct board *board, const struct supervisor *supervisor, unsigned node);

/* Into a supervisor that has not started. */
void board_restore_child(
	const struct board *board, struct supervisor *supervisor, unsigned child, bool alive);
void board_restore_node(const struct board *board, struct supervisor *supervisor, unsigned node);

#endif
