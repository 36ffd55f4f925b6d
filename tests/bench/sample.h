/* SPDX-License-Identifier: MIT */
#ifndef BENCH_SAMPLE_H
#define BENCH_SAMPLE_H

/* The values of one measurement of one system. */

#include <stddef.h>

#define SAMPLE_MAX 256

struct sample {
	double values[SAMPLE_MAX];
	size_t count;
};

void sample_add(struct sample *sample, double value); /* more than SAMPLE_MAX are dropped */
/* Of an empty sample: NaN. */
double sample_median(const struct sample *sample);
double sample_percentile(const struct sample *sample, double percent);

#endif
