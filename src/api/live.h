/* SPDX-License-Identifier: MIT */
#ifndef API_LIVE_H
#define API_LIVE_H

/* What the command layer cannot know: what runs. */

#include "command/command.h"

extern const struct command_host live_host;

#endif
