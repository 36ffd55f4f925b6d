/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "port/scanner.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"

void *scanner_fail(struct scanner *scanner, const char *why)
{
	if (!scanner->failed)
		scanner->why = why;
	scanner->failed = true;
	return NULL;
}

void scanner_advance(struct scanner *scanner, size_t count)
{
	for (; count && *scanner->at; count--)
		scanner->line += *scanner->at++ == '\n';
}

void scanner_skip_blanks(struct scanner *scanner)
{
	for (;;) {
		if (strncmp(scanner->at, "//", 2) == 0) {
			scanner_advance(scanner, strcspn(scanner->at, "\n"));
		} else if (strncmp(scanner->at, "/*", 2) == 0) {
			const char *end = strstr(scanner->at + 2, "*/");

			scanner_advance(scanner,
				end ? (size_t)(end + 2 - scanner->at) : strlen(scanner->at));
		} else if (*scanner->at && strchr(" \t\r\n", *scanner->at)) {
			scanner_advance(scanner, 1);
		} else if (strncmp(scanner->at, "\xef\xbb\xbf", 3) == 0) {
			scanner_advance(scanner, 3);
		} else {
			return;
		}
	}
}

bool scanner_is_name(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '$';
}

size_t scanner_name_length(const char *at)
{
	size_t length = 0;

	if (isdigit((unsigned char)*at))
		return 0;
	while (scanner_is_name(at[length]))
		length++;
	return length;
}

static void put_point(struct buffer *buffer, uint32_t point)
{
	if (point < 0x80) {
		buffer_char(buffer, (char)point);
		return;
	}
	if (point < 0x800) {
		buffer_char(buffer, (char)(0xc0 | point >> 6));
	} else {
		if (point < 0x10000) {
			buffer_char(buffer, (char)(0xe0 | point >> 12));
		} else {
			buffer_char(buffer, (char)(0xf0 | point >> 18));
			buffer_char(buffer, (char)(0x80 | (point >> 12 & 0x3f)));
		}
		buffer_char(buffer, (char)(0x80 | (point >> 6 & 0x3f)));
	}
	buffer_char(buffer, (char)(0x80 | (point & 0x3f)));
}

/* Returns the number of hexadecimal digits, all or 0. */
static size_t hex(const char *at, size_t count, uint32_t *ret_number)
{
	*ret_number = 0;
	for (size_t i = 0; i < count; i++) {
		if (!isxdigit((unsigned char)at[i]))
			return 0;
		*ret_number = *ret_number << 4 |
			      (uint32_t)(isdigit((unsigned char)at[i]) ? at[i] - '0'
								       : (at[i] | 32) - 'a' + 10);
	}
	return count;
}

/* Behind the backslash. Control bytes, NUL among them, can be in no command line or variable that
 * anybody means. */
static void take_escape(struct scanner *scanner, struct buffer *buffer)
{
	static const char letters[] = "nrtbfv", values[] = "\n\r\t\b\f\v";
	const char *at = scanner->at;
	const char *letter = *at ? strchr(letters, *at) : NULL;
	uint32_t point, low;
	size_t length = 1;

	if (letter) {
		buffer_char(buffer, values[letter - letters]);
	} else if ((*at == 'x' && (length = hex(at + 1, 2, &point))) ||
		   (*at == 'u' && (length = hex(at + 1, 4, &point)))) {
		length++;
		if (point >= 0xd800 && point < 0xdc00 && at[5] == '\\' && at[6] == 'u' &&
			hex(at + 7, 4, &low) && low >= 0xdc00 && low < 0xe000) {
			point = 0x10000 + ((point - 0xd800) << 10) + (low - 0xdc00);
			length += 6;
		}
		if (point < 0x20 || (point >= 0xd800 && point < 0xe000))
			scanner_fail(scanner, "this text has a character that cannot be used");
		else
			put_point(buffer, point);
	} else if (*at == '0' || *at == 'x' || *at == 'u') {
		scanner_fail(scanner, "this escape is not known");
	} else if (*at != '\n') {
		buffer_char(buffer, *at);
	}
	scanner_advance(scanner, length);
}

/* From the quote on. NULL: it has no end, or is a template with ${...}. */
char *scanner_take_text(struct scanner *scanner)
{
	struct buffer buffer = {0};
	char quote = *scanner->at;

	buffer_text(&buffer, "");
	scanner_advance(scanner, 1);
	while (*scanner->at && *scanner->at != quote && !scanner->failed) {
		if ((*scanner->at == '\n' && quote != '`') ||
			(quote == '`' && strncmp(scanner->at, "${", 2) == 0))
			break;
		if (*scanner->at == '\\') {
			scanner_advance(scanner, 1);
			take_escape(scanner, &buffer);
		} else {
			buffer_char(&buffer, *scanner->at);
			scanner_advance(scanner, 1);
		}
	}
	if (*scanner->at != quote || scanner->failed) {
		buffer_done(&buffer);
		return NULL;
	}
	scanner_advance(scanner, 1);
	return buffer.failed ? scanner_fail(scanner, NULL) : buffer_take(&buffer);
}

/* Over a text in an expression, with whatever it has in it. */
static void skip_text(struct scanner *scanner)
{
	char quote = *scanner->at;

	scanner_advance(scanner, 1);
	while (*scanner->at && *scanner->at != quote && (quote == '`' || *scanner->at != '\n'))
		scanner_advance(scanner, *scanner->at == '\\' && scanner->at[1] ? 2 : 1);
	scanner_advance(scanner, 1);
}

/* Up to what ends an expression: a comma, a semicolon, or a bracket that it did not open. */
void scanner_skip_code(struct scanner *scanner)
{
	size_t depth = 0;

	while (*scanner->at) {
		if (strncmp(scanner->at, "//", 2) == 0 || strncmp(scanner->at, "/*", 2) == 0) {
			scanner_skip_blanks(scanner);
			continue;
		}
		if (strchr("'\"`", *scanner->at)) {
			skip_text(scanner);
			continue;
		}
		if (depth == 0 && strchr(",;)]}", *scanner->at))
			return;
		if (strchr("([{", *scanner->at))
			depth++;
		else if (strchr(")]}", *scanner->at))
			depth--;
		scanner_advance(scanner, 1);
	}
}
