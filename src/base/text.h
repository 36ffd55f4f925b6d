/* SPDX-License-Identifier: MIT */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buffer;

/* Text to number: the whole text must be consumed, base 10, no sign, no blanks.
 * Returns 0, -EINVAL or -ERANGE. */
int text_to_u64(const char *text, uint64_t *ret_value);

/* "200ms", "1.5s", "3h", "1h30m": units ns us ms s m h d w; a bare number counts in unit_ns.
 * Returns 0, -EINVAL or -ERANGE (over 2^63 ns). */
int text_to_duration(const char *text, uint64_t unit_ns, uint64_t *ret_ns);

/* "400M", "1.5G", "64KiB": K M G T are powers of 1024, with or without B or iB. Bare: bytes.
 * Returns 0, -EINVAL or -ERANGE. */
int text_to_size(const char *text, uint64_t *ret_bytes);

/* The shortest exact text with a unit: "200ms", "1h30m", "0s". size 32 is enough. */
void text_from_duration(uint64_t ns, char *text, size_t size);
void text_from_size(uint64_t bytes, char *text, size_t size);
/* For people: "412M", rounded, with the unit of which there are ten at least. */
void text_from_size_about(uint64_t bytes, char *text, size_t size);

/* Writes value in decimal at `at` (20 bytes are enough), without a NUL. Returns where it ends. For
 * what is written thousands of times: snprintf() shows there. */
char *text_decimal(char *at, uint64_t value);

/* The candidate nearest to word by edit distance (a swap of neighbours counts one), or NULL if none
 * is near enough to be worth a hint. */
const char *text_nearest(const char *word, const char *const *candidates, size_t count);

/* Appends text with control bytes, DEL and invalid UTF-8 as \xNN: safe on any terminal. */
void text_escape(struct buffer *buffer, const char *text, size_t length);

/* The same into a field of fixed size, for sentences: cut with "..." if it is too long. Returns
 * shown. */
const char *text_show(char *shown, size_t size, const char *text);

/* Valid UTF-8 without control bytes other than tab. */
bool text_is_printable(const char *text, size_t length);

#endif
