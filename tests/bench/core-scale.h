/* SPDX-License-Identifier: MIT */
#ifndef BENCH_CORE_SCALE_H
#define BENCH_CORE_SCALE_H

/* Prints what many children cost, compared with few. */
void scale_measure(void);

#endif
