/* SPDX-License-Identifier: MIT */
#ifndef BASE_TOKEN_H
#define BASE_TOKEN_H

#include <stdbool.h>

/* A lifecycle token names one start of one process: 132 random bits as 22 characters of
 * [A-Za-z0-9_-]. It is a name, not a proof. */
#define TOKEN_LENGTH 22
#define TOKEN_MAX_LENGTH 64 /* of tokens that come from outside */

struct token {
	char text[TOKEN_LENGTH + 1];
};

/* Returns 0 or -errno. */
int token_make(struct token *ret_token);

#endif
