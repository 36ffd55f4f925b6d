/* SPDX-License-Identifier: MIT */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "reeve/log.h"

/* Who speaks in the lines of this process; not copied. Before the first line. */
void log_set_title(const char *title);

#endif
