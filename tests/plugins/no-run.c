/* SPDX-License-Identifier: MIT */
#include <reeve/plugin.h>

REEVE_ACTION("no-run", "nothing", .run = 0);
