/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "config/scan.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static const char digits[] = "0123456789";
static const char hex_digits[] = "0123456789abcdefABCDEF";
static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ*";
static const char include_word[] = "@include";

static bool is_in(const char *set, char c)
{
	return c && strchr(set, c);
}

static size_t span(const char *at, const char *end, const char *set)
{
	size_t length = 0;

	while (at + length < end && is_in(set, at[length]))
		length++;
	return length;
}

/* The whole line up to the closing quote, or as far as there is one. */
static size_t include_length(const char *at, const char *end)
{
	const char *from = at + span(at, end, " \t");
	size_t word = sizeof include_word - 1;

	if ((size_t)(end - from) < word || memcmp(from, include_word, word) != 0)
		return 0;
	from += word;
	from += span(from, end, " \t");
	if (from < end && *from == '"')
		for (from++; from < end && *from != '"' && *from != '\n'; from++)
			if (*from == '\\' && from + 1 < end && from[1] != '\n')
				from++;
	if (from < end && *from == '"')
		from++;
	return (size_t)(from - at);
}

static size_t string_length(const char *at, const char *end, enum scan_kind *ret_kind)
{
	const char *from = at + 1;

	for (; from < end && *from != '"'; from++)
		if (*from == '\\' && from + 1 < end) {
			from++;
			if (end - from > 2 && memcmp(from, "x00", 3) == 0)
				*ret_kind = SCAN_NUL;
		}
	if (from >= end) {
		*ret_kind = SCAN_UNENDED;
		return (size_t)(end - at);
	}
	return (size_t)(from + 1 - at);
}

static size_t comment_length(const char *at, const char *end, enum scan_kind *ret_kind)
{
	const char *close;

	if (*at == '#' || at[1] == '/') {
		close = memchr(at, '\n', (size_t)(end - at));
		return (size_t)((close ? close : end) - at);
	}
	close = memmem(at + 2, (size_t)(end - at - 2), "*/", 2);
	if (!close)
		*ret_kind = SCAN_UNENDED;
	return (size_t)((close ? close + 2 : end) - at);
}

/* Integers are recognised; all other numbers (floats, suffixed) are passed on as they are. */
static size_t number_length(const char *at, const char *end, enum scan_kind *ret_kind)
{
	const char *from = at + (*at == '-' || *at == '+');
	bool hex = end - from > 2 && from[0] == '0' && (from[1] == 'x' || from[1] == 'X');

	if (hex && is_in(hex_digits, from[2]) && from == at)
		from += 2 + span(from + 2, end, hex_digits);
	else
		from += span(from, end, digits);
	if (from == end || !is_in(".eEL", *from))
		*ret_kind = SCAN_NUMBER;
	else
		from += span(from, end, "0123456789.eELl+-");
	return (size_t)(from - at);
}

static bool starts_number(const char *at, const char *end)
{
	if (*at == '-' || *at == '+' || *at == '.')
		at++;
	return at < end && is_in(digits, *at);
}

static size_t token_length(const struct scan *scan, enum scan_kind *ret_kind)
{
	const char *at = scan->at, *end = scan->end;
	size_t length;

	if (scan->line_start && (length = include_length(at, end))) {
		*ret_kind = SCAN_INCLUDE;
		return length;
	}
	if (*at == '"')
		return string_length(at, end, ret_kind);
	if (*at == '#' || (*at == '/' && end - at > 1 && (at[1] == '/' || at[1] == '*')))
		return comment_length(at, end, ret_kind);
	if (is_in(letters, *at)) {
		length = 1;
		while (at + length < end &&
			(is_in(letters, at[length]) || is_in("0123456789_-", at[length])))
			length++;
		return length;
	}
	if (starts_number(at, end))
		return *at == '.' ? 1 + span(at + 1, end, "0123456789eE+-")
				  : number_length(at, end, ret_kind);
	return 1;
}

bool scan_next(struct scan *scan, struct scan_token *ret_token)
{
	size_t length;

	if (scan->at >= scan->end)
		return false;
	*ret_token = (struct scan_token){.text = scan->at, .line = scan->line};
	length = token_length(scan, &ret_token->kind);
	ret_token->length = length;
	for (const char *at = scan->at; at < scan->at + length; at++)
		scan->line += *at == '\n';
	scan->line_start = scan->at[length - 1] == '\n';
	scan->at += length;
	return true;
}

enum scan_size scan_integer(const struct scan_token *token)
{
	bool negative = token->text[0] == '-';
	bool hex = token->length > 2 && (token->text[1] == 'x' || token->text[1] == 'X');
	uint64_t value = 0;

	for (size_t i = hex ? 2 : !is_in(digits, token->text[0]); i < token->length; i++) {
		char c = token->text[i];
		unsigned digit =
			is_in(digits, c) ? (unsigned)(c - '0') : (unsigned)(c | 32) - 'a' + 10;

		if (__builtin_mul_overflow(value, hex ? 16u : 10u, &value) ||
			__builtin_add_overflow(value, digit, &value))
			return SCAN_TOO_LARGE;
	}
	if (value > (uint64_t)INT64_MAX + negative)
		return SCAN_TOO_LARGE;
	return value > (uint64_t)INT32_MAX + negative ? SCAN_FITS_64 : SCAN_FITS_32;
}

int scan_include(const struct scan_token *token, char *path, size_t size)
{
	const char *end = token->text + token->length - 1;
	const char *from = memchr(token->text, '"', token->length);
	size_t length = 0;

	if (!from || from == end || *end != '"')
		return -EINVAL;
	for (from++; from < end; from++) {
		if (*from == '\\' && from + 1 < end)
			from++;
		if (length + 1 >= size)
			return -EINVAL;
		path[length++] = *from;
	}
	path[length] = '\0';
	return length ? 0 : -EINVAL;
}
