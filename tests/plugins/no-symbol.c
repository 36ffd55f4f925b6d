/* SPDX-License-Identifier: MIT */
#include <reeve/error.h>

REEVE_API extern const int reeve_plugout;
const int reeve_plugout = 1;
