/* SPDX-License-Identifier: MIT */
#include "base/backoff.h"

#include <sys/random.h>

#include "base/clock.h"
#include "reeve/backoff.h"

#define FACTOR_MAX 1000.0

/* Never 0, which says that there is none yet. */
static uint64_t make_seed(void)
{
	uint64_t seed = 0;

	if (getrandom(&seed, sizeof seed, GRND_NONBLOCK) != sizeof seed)
		seed = clock_monotonic_ns();
	return seed | 1;
}

/* In thousandths; what is no number, or below one, is one. */
static uint32_t thousandths(double factor)
{
	if (!(factor > 1))
		return 1000;
	return (uint32_t)((factor < FACTOR_MAX ? factor : FACTOR_MAX) * 1000 + 0.5);
}

uint64_t reeve_backoff_next(struct reeve_backoff *backoff)
{
	uint64_t most = backoff->max > backoff->delay ? backoff->max : backoff->delay, delay;

	if (backoff->failures < UINT64_MAX)
		backoff->failures++;
	delay = backoff_delay(
		backoff->delay, thousandths(backoff->factor), most, backoff->failures);
	if (backoff->exact)
		return delay;
	if (!backoff->seed)
		backoff->seed = make_seed();
	return backoff_random(delay, backoff->seed, backoff->failures);
}

void reeve_backoff_reset(struct reeve_backoff *backoff)
{
	backoff->failures = 0;
	/* Or every series of failures would have the same waits. */
	backoff->seed = 0;
}
