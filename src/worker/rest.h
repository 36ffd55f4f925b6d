/* SPDX-License-Identifier: MIT */
#ifndef WORKER_REST_H
#define WORKER_REST_H

#include <stdint.h>

struct reeve_worker;

/* Sleeps until microseconds have passed or the worker is told to stop. What the work itself wants
 * does not cut it short: its slot is filled again at once, so this is all the rest that there is.
 */
void rest_between_runs(struct reeve_worker *worker, uint64_t microseconds);

#endif
