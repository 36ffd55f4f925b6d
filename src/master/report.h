/* SPDX-License-Identifier: MIT */
#ifndef MASTER_REPORT_H
#define MASTER_REPORT_H

/* What the master has to say goes to the guardian, which may block on a terminal or a disk. Never
 * blocks: if the link is full the line is dropped. Lines are kept until report_flush(), once a turn
 * of the loop: a guardian that wakes up beside each restart delays it, and costs as much. */

#include "reeve/error.h"

void report_log(const char *format, ...) REEVE_PRINTF(1, 2);
void report_flush(void);
/* With what code the guardian is to leave. */
void report_exit(int code);
/* The start's verdict: program is the one that failed, or "". */
void report_verdict(int code, const char *program, const char *text);

#endif
