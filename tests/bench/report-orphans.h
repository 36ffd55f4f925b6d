/* SPDX-License-Identifier: MIT */
#ifndef BENCH_REPORT_ORPHANS_H
#define BENCH_REPORT_ORPHANS_H

/* What m12 has seen (measure-orphans.c). */

#include "measure.h"

void orphans_print(const struct bench *bench);
void orphans_print_targets(const struct bench *bench);
/* A member "orphans", led by a comma. */
void orphans_print_json(const struct bench *bench);

#endif
