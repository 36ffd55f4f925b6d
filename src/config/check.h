/* SPDX-License-Identifier: MIT */
#ifndef CONFIG_CHECK_H
#define CONFIG_CHECK_H

#include "base/error.h"
#include "config/level.h"

/* Checks all that can be told from one file alone: keys, places, types, ranges, forms, which keys
 * go together. Every error is added, each once. */
void check_level(const struct level *level, struct error_list *errors);

#endif
