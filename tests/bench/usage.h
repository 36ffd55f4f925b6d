/* SPDX-License-Identifier: MIT */
#ifndef BENCH_USAGE_H
#define BENCH_USAGE_H

/* What processes cost, read from /proc. A process that has gone meanwhile counts as nothing. */

#include <stdint.h>

#include "descendants.h"

/* Proportional set size in KiB: shared pages are divided by those who share them. Kernel memory is
 * not in it. */
uint64_t usage_pss_kib(const struct pids *pids);
/* Nanoseconds of processor time that they have used so far. */
uint64_t usage_cpu_ns(const struct pids *pids);
/* Times that any of their threads was taken off a processor, voluntarily or not: a process that
 * sleeps all through has none. */
uint64_t usage_switches(const struct pids *pids);

#endif
