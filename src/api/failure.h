/* SPDX-License-Identifier: MIT */
#ifndef API_FAILURE_H
#define API_FAILURE_H

/* Why the last call on an object failed, for programs to ask. */

#include "reeve/error.h"

struct error_list;

struct failure {
	int code; /* 0: it did not */
	char *text;
};

/* Each returns the code. */
int failure_clear(struct failure *failure);
int failure_set(struct failure *failure, int code, const char *text);
int failure_say(struct failure *failure, int code, const char *format, ...) REEVE_PRINTF(3, 4);
/* All sentences, one a line. */
int failure_take(struct failure *failure, const struct error_list *errors);
/* "" where it did not fail. failure NULL: there was no memory for its owner. */
const char *failure_text(const struct failure *failure);
void failure_done(struct failure *failure);

#endif
