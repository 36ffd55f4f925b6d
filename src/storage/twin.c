/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "storage/twin.h"

#include <sched.h>

#include "storage/words.h"

#define TRIES 2000
#define TRIES_AT_ONCE 64

static _Atomic uint64_t *copy_of(const struct twin *twin, uint64_t flips)
{
	return twin->copies + (flips & 1) * twin->words;
}

void twin_write(const struct twin *twin, const void *data)
{
	uint64_t next = atomic_load_explicit(twin->flips, memory_order_relaxed) + 1;

	/* Whoever sees a word of this copy must also see the counter as the last call left it:
	 * pairs with the acquire fence in try_read(). */
	atomic_thread_fence(memory_order_release);
	words_store(copy_of(twin, next), data, twin->words);
	atomic_store_explicit(twin->flips, next, memory_order_release);
}

static bool try_read(const struct twin *twin, void *ret_data)
{
	uint64_t flips = atomic_load_explicit(twin->flips, memory_order_acquire);

	words_load(ret_data, copy_of(twin, flips), twin->words);
	atomic_thread_fence(memory_order_acquire);
	return atomic_load_explicit(twin->flips, memory_order_relaxed) == flips;
}

bool twin_read(const struct twin *twin, void *ret_data)
{
	for (unsigned i = 1; i <= TRIES; i++) {
		if (try_read(twin, ret_data))
			return true;
		if (i % TRIES_AT_ONCE == 0)
			sched_yield();
	}
	memset(ret_data, 0, twin->words * sizeof(uint64_t));
	return false;
}
