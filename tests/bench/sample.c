/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "sample.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void sample_add(struct sample *sample, double value)
{
	if (sample->count < SAMPLE_MAX)
		sample->values[sample->count++] = value;
}

static int compare(const void *left, const void *right)
{
	double a = *(const double *)left;
	double b = *(const double *)right;

	return (a > b) - (a < b);
}

/* Between two neighbours it is interpolated, so that 50 is the usual median. */
double sample_percentile(const struct sample *sample, double percent)
{
	double sorted[SAMPLE_MAX];
	double position;
	size_t below;

	if (sample->count == 0)
		return NAN;
	memcpy(sorted, sample->values, sample->count * sizeof(*sorted));
	qsort(sorted, sample->count, sizeof(*sorted), compare);
	position = percent / 100 * (double)(sample->count - 1);
	below = (size_t)position;
	if (below + 1 >= sample->count)
		return sorted[sample->count - 1];
	return sorted[below] + (position - (double)below) * (sorted[below + 1] - sorted[below]);
}

double sample_median(const struct sample *sample)
{
	return sample_percentile(sample, 50);
}
