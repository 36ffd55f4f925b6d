/* SPDX-License-Identifier: MIT */
#ifndef BENCH_TARGET_H
#define BENCH_TARGET_H

/* What reeve sets out to reach. Readers judge by it; nothing is asserted. */

#include "measure.h"

struct target {
	enum metric metric;
	bool relative; /* the limit is a multiple of floor's median in the same run */
	bool starts; /* it is a multiple of what floor takes to start and say --help */
	enum metric base; /* not 0: of the same system's median of that */
	bool at_least; /* the limit is a lower one */
	double limit;
};

extern const struct target targets[];
extern const unsigned target_count;

enum verdict { VERDICT_OK, VERDICT_MISSED, VERDICT_UNMEASURED };

/* Median of a system, or what that is in multiples of floor where the target is relative; NaN where
 * it was not measured. */
double target_value(const struct bench *bench, const struct target *target, unsigned system);
enum verdict target_judge(const struct bench *bench, const struct target *target);
const char *target_verdict_name(enum verdict verdict);
/* Were the runs counted exactly? */
enum verdict target_judge_counts(const struct bench *bench);

#endif
