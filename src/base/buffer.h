/* SPDX-License-Identifier: MIT */
#ifndef BASE_BUFFER_H
#define BASE_BUFFER_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "reeve/error.h"

/* Growable bytes, always NUL-terminated once something was added. A failed allocation sets
 * `failed` and drops what follows: check once, at the end. */
struct buffer {
	char *data; /* NULL while empty */
	size_t length;
	size_t capacity;
	bool failed;
};

void buffer_done(struct buffer *buffer);
void buffer_clear(struct buffer *buffer);
void buffer_add(struct buffer *buffer, const void *data, size_t length);
void buffer_text(struct buffer *buffer, const char *text);
void buffer_char(struct buffer *buffer, char c);
void buffer_printf(struct buffer *buffer, const char *format, ...) REEVE_PRINTF(2, 3);
void buffer_vprintf(struct buffer *buffer, const char *format, va_list arguments)
	REEVE_PRINTF(2, 0);
/* Makes room for at least `more` bytes after the length. Returns 0 or -ENOMEM. */
int buffer_reserve(struct buffer *buffer, size_t more);
/* The caller owns the returned text (free); NULL if an allocation had failed. */
char *buffer_take(struct buffer *buffer);

#endif
