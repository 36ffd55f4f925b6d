/* SPDX-License-Identifier: MIT */
#ifndef CONFIG_SINGLE_H
#define CONFIG_SINGLE_H

/* A template but for its `commands`: that is, each single command. */

#include "config/reader.h"

/* Fills reader->template, which it makes, from all that has been opened. Faults of one kind do not
 * hide those of another; a lack of memory is noted in the reader. Returns NULL for that only. */
struct template *single_read(struct reader *reader);

#endif
