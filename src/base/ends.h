/* SPDX-License-Identifier: MIT */
#ifndef BASE_ENDS_H
#define BASE_ENDS_H

/* A set of ways in which a process can end: exit codes and signals. */

#include <stdbool.h>
#include <stdint.h>

#define ENDS_CODES 256
#define ENDS_SIGNALS 64

struct ends {
	uint64_t codes[ENDS_CODES / 64]; /* a bit for each code */
	uint64_t signals;		 /* signal n: bit n - 1 */
};

static inline bool ends_has_code(const struct ends *ends, int code)
{
	return code >= 0 && code < ENDS_CODES && ends->codes[code / 64] >> (code % 64) & 1;
}

static inline bool ends_has_signal(const struct ends *ends, int signal)
{
	return signal >= 1 && signal <= ENDS_SIGNALS && ends->signals >> (signal - 1) & 1;
}

static inline void ends_add_code(struct ends *ends, int code)
{
	ends->codes[code / 64] |= UINT64_C(1) << (code % 64);
}

static inline void ends_add_signal(struct ends *ends, int signal)
{
	ends->signals |= UINT64_C(1) << (signal - 1);
}

#endif
