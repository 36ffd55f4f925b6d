/* SPDX-License-Identifier: MIT */
#include "page.h"

#include <reeve/main.h>

REEVE_EMBED(page_text, "man/reeve.1");
