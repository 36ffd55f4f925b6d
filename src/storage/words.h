/* SPDX-License-Identifier: MIT */
#ifndef STORAGE_WORDS_H
#define STORAGE_WORDS_H

/* Plain data that one process writes and another may read at the same moment: copied in 64-bit
 * words, each of them atomic, so that a race gives an old or a new word and is no undefined
 * behaviour. Whether the words belong together is decided around it (twin.h, deaths.c). */

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define WORDS_OF(type) (sizeof(type) / sizeof(uint64_t))

static inline void words_store(_Atomic uint64_t *to, const void *from, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		uint64_t word;

		memcpy(&word, (const char *)from + i * sizeof word, sizeof word);
		atomic_store_explicit(&to[i], word, memory_order_relaxed);
	}
}

static inline void words_load(void *to, const _Atomic uint64_t *from, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		uint64_t word = atomic_load_explicit(&from[i], memory_order_relaxed);

		memcpy((char *)to + i * sizeof word, &word, sizeof word);
	}
}

#endif
