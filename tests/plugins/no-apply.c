/* SPDX-License-Identifier: MIT */
#include <reeve/plugin.h>

REEVE_OPTION("no-apply", "nothing", .metavar = "N");
