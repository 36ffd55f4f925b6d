/* SPDX-License-Identifier: MIT */
#include "api/worst.h"

#include <stddef.h>

#include "reeve/error.h"

static const int codes[] = {REEVE_EXIT_OK, REEVE_STATUS_STOPPED, REEVE_EXIT_NOT_RUNNING,
	REEVE_EXIT_PARTLY, REEVE_EXIT_TIMEOUT, REEVE_EXIT_LOCKED, REEVE_EXIT_FAILED,
	REEVE_EXIT_PERMISSION};

static size_t rank(int code)
{
	size_t count = sizeof codes / sizeof *codes;

	if (code == REEVE_EXIT_REFUSED)
		return count + 1;
	for (size_t i = 0; i < count; i++)
		if (codes[i] == code)
			return i;
	return count;
}

int worst_code(int a, int b)
{
	return rank(b) > rank(a) ? b : a;
}
