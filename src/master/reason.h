/* SPDX-License-Identifier: MIT */
#ifndef MASTER_REASON_H
#define MASTER_REASON_H

/* Why a worker ended or never came to be, in sentences for people. */

#include <stddef.h>

#include "reeve/error.h"

struct slot;

/* "mailer.1: exited with code 3" */
void reason_tell(const struct slot *slot, char *text, size_t size);
/* The same as a line of the log; says too if the worker was given up. */
void reason_log(const struct slot *slot);
/* Ends that are planned, and yet worth a line: of who is killed, since its stop_timeout is over; of
 * whose leader has crashed while it was to stop. Nothing where it is not so. */
void reason_log_overdue(struct slot *slot);
void reason_log_crash(const struct slot *slot);
/* Called when the record has changed: that it is too old. */
void reason_log_age(const struct slot *slot);
/* Why a fresh process takes its place, though nobody asked for that: "412M of 400M resident". */
void reason_log_recycled(const struct slot *slot, const char *format, ...) REEVE_PRINTF(2, 3);

/* A signal of stop_sequence that is not the first. */
void reason_log_urged(const struct slot *slot, int signal);

/* There was no room for its process: said once, until there is. */
void reason_log_crowded(struct slot *slot);

#endif
