/* SPDX-License-Identifier: MIT */
#include "base/token.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";

int token_make(struct token *ret_token)
{
	unsigned char random[TOKEN_LENGTH];

	if (getrandom(random, sizeof random, 0) != (ssize_t)sizeof random)
		return -errno;
	for (int i = 0; i < TOKEN_LENGTH; i++)
		ret_token->text[i] = alphabet[random[i] & 63];
	ret_token->text[TOKEN_LENGTH] = '\0';
	return 0;
}
