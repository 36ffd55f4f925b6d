/* SPDX-License-Identifier: MIT */
#ifndef BASE_BACKOFF_H
#define BASE_BACKOFF_H

/* How long to wait after so many failures in a row: one arithmetic for the restarts of a worker and
 * for what reeve/backoff.h offers to work plugins. The unit of time is the caller's. */

#include <stdint.h>

/* By squaring; beyond what a double can hold it is infinite, which is as good as much. */
static inline double backoff_power(double base, uint64_t exponent)
{
	double result = 1;

	for (; exponent > 0; exponent >>= 1) {
		if (exponent & 1)
			result *= base;
		base *= base;
	}
	return result;
}

/* delay after the first failure, with each one more `factor` (in thousandths; up to 1000: it stays)
 * times as long, at most `most`; a delay that is longer than that stays as it is. O(log failures).
 */
static inline uint64_t backoff_delay(
	uint64_t delay, uint32_t factor, uint64_t most, uint64_t failures)
{
	double grown;

	if (failures < 2 || factor <= 1000 || delay == 0 || delay >= most)
		return delay;
	grown = (double)delay * backoff_power(factor / 1000.0, failures - 1);
	return grown < (double)most ? (uint64_t)grown : most;
}

/* A bijection that spreads every bit (the finalizer of splitmix64). */
static inline uint64_t backoff_spread(uint64_t bits)
{
	bits = (bits ^ bits >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	bits = (bits ^ bits >> 27) * UINT64_C(0x94d049bb133111eb);
	return bits ^ bits >> 31;
}

/* 0 to most, both included, evenly: the same for the same seed and number. */
static inline uint64_t backoff_random(uint64_t most, uint64_t seed, uint64_t number)
{
	uint64_t bits = backoff_spread(seed ^ backoff_spread(number));

	return most == UINT64_MAX ? bits : bits % (most + 1);
}

#endif
