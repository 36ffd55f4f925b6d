/* SPDX-License-Identifier: MIT */
#include "command/mdoc.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/text.h"

#define LINE_MAX_LENGTH 70 /* bytes of a line in the source; 80 are complained about */
#define PIECE_LENGTH 40	   /* characters that must stay together; a longer word may be broken */
#define SHORT_WORD 3	   /* bytes: so long are the names of macros, and what delimits */

/* The code point of the valid UTF-8 sequence here. */
static uint32_t decode(const char *text, size_t *ret_length)
{
	const unsigned char *at = (const unsigned char *)text;
	size_t length = at[0] < 0xe0 ? 2 : at[0] < 0xf0 ? 3 : 4;
	uint32_t code = at[0] & (0xffu >> (length + 1));

	for (size_t i = 1; i < length; i++)
		code = code << 6 | (at[i] & 0x3fu);
	*ret_length = length;
	return code;
}

/* What stands for a character that would not come out as itself. */
static const char *name_character(char c, bool is_code)
{
	switch (c) {
	case '\\':
		return "\\e";
	case '"':
		return "\\(dq";
	case '\'':
		return "\\(aq";
	case '`':
		return "\\(ga";
	case '^':
		return "\\(ha";
	case '~':
		return "\\(ti";
	case '-':
		return is_code ? "\\-" : NULL;
	case ' ':
		return "\\ ";
	}
	return NULL;
}

/* Appends one character. Returns how many bytes it took of the text. */
static size_t add_character(struct buffer *buffer, const char *text, bool is_code)
{
	const char *name = name_character(*text, is_code);
	size_t length = 1;

	if ((unsigned char)*text >= 0x80)
		buffer_printf(buffer, "\\[u%04X]", (unsigned)decode(text, &length));
	else if (name)
		buffer_text(buffer, name);
	else
		buffer_char(buffer, *text);
	return length;
}

/* Appends up to PIECE_LENGTH characters. Returns how many bytes they are. */
static size_t add_piece(struct buffer *buffer, const char *text, size_t length, bool is_code)
{
	size_t at = 0;

	for (size_t count = 0; at < length && count < PIECE_LENGTH; count++)
		at += add_character(buffer, text + at, is_code);
	return at;
}

/* As words of text: blanks of any kind are one. The caller owns it; NULL: no memory. */
static char *make_safe(const char *text)
{
	struct buffer buffer = {0};
	const char *blanks = " \t\n\v\f\r";

	buffer_text(&buffer, "");
	for (text += strspn(text, blanks); *text; text += strspn(text, blanks)) {
		size_t length = strcspn(text, blanks);

		if (buffer.length)
			buffer_char(&buffer, ' ');
		text_escape(&buffer, text, length);
		text += length;
	}
	return buffer_take(&buffer);
}

/* Macros have names of two or three letters, the first a capital, and delimiters are single. */
static bool could_be_markup(const char *word, size_t length)
{
	return length <= SHORT_WORD && !(*word >= 'a' && *word <= 'z') &&
	       !(*word >= '0' && *word <= '9');
}

static void add_argument(struct buffer *buffer, const char *word, size_t length)
{
	buffer_char(buffer, ' ');
	if (could_be_markup(word, length))
		buffer_text(buffer, "\\&");
	for (size_t at = 0; at < length;) {
		buffer_text(buffer, at ? "\\:" : "");
		at += add_piece(buffer, word + at, length - at, true);
	}
}

void mdoc_word(struct buffer *buffer, const char *text)
{
	char *safe = make_safe(text);

	if (safe)
		add_argument(buffer, safe, strlen(safe));
	else
		buffer->failed = true;
	free(safe);
}

void mdoc_words(struct buffer *buffer, const char *text)
{
	char *safe = make_safe(text);
	size_t length;

	if (!safe)
		buffer->failed = true;
	for (const char *at = safe; at && *at; at += length + (at[length] == ' ')) {
		length = strcspn(at, " ");
		add_argument(buffer, at, length);
	}
	free(safe);
}

static bool ends_sentence(const char *text, size_t length)
{
	while (length > 0 && strchr(")\"'", text[length - 1]))
		length--;
	return length > 0 && strchr(".!?", text[length - 1]);
}

/* One word, after what separates it from the one before. A long one goes on in the next line of the
 * source. */
static void add_word(struct buffer *buffer, const char *word, size_t length, size_t *column)
{
	size_t begin = buffer->length;

	if (*column == 0 && *word == '.')
		buffer_text(buffer, "\\&");
	for (size_t at = 0; at < length;) {
		if (at) {
			buffer_text(buffer, "\\:\\c\n\\&");
			begin = buffer->length;
			*column = 0;
		}
		at += add_piece(buffer, word + at, length - at, false);
	}
	*column += buffer->length - begin;
}

static void add_words(struct buffer *buffer, const char *text)
{
	size_t column = 0, length;

	for (; *text; text += length + (text[length] == ' ')) {
		length = strcspn(text, " ");
		add_word(buffer, text, length, &column);
		if (!text[length])
			break;
		if (column + strcspn(text + length + 1, " ") > LINE_MAX_LENGTH ||
			ends_sentence(text, length)) {
			buffer_char(buffer, '\n');
			column = 0;
		} else {
			buffer_char(buffer, ' ');
			column++;
		}
	}
}

void mdoc_sentence(struct buffer *buffer, const char *text)
{
	char *safe = make_safe(text);

	if (!safe)
		buffer->failed = true;
	if (!safe || !*safe)
		goto out;
	if (*safe >= 'a' && *safe <= 'z')
		*safe = (char)(*safe - 'a' + 'A');
	add_words(buffer, safe);
	buffer_text(buffer, ends_sentence(safe, strlen(safe)) ? "\n" : ".\n");
out:
	free(safe);
}
