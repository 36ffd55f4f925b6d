/* SPDX-License-Identifier: MIT */
#ifndef CONFIG_COMMANDS_H
#define CONFIG_COMMANDS_H

/* Several commands in one template. */

#include "config/reader.h"

/* Fills the `commands` of reader->template, which is there. */
void commands_read(struct reader *reader);

#endif
