/* SPDX-License-Identifier: MIT */
#ifndef BENCH_WORDS_H
#define BENCH_WORDS_H

/* A growing list of strings ended by NULL: an argument vector or an environment. Running out of
 * memory ends the program: there is nothing to measure then. */

#include <stddef.h>

struct words {
	char **items; /* NULL while empty */
	size_t count;
};

void words_add(struct words *words, const char *format, ...) __attribute__((format(printf, 2, 3)));
void words_add_all(struct words *words, char *const *items);
void words_clear(struct words *words);

#endif
