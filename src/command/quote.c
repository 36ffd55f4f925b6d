/* SPDX-License-Identifier: MIT */
#include "command/quote.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/text.h"

#define ELLIPSIS "..."
#define WINDOW 72 /* bytes of a long text that are shown around the caret: they fit a terminal */
#define BEFORE 48 /* of these at most before it */

static bool is_continuation(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

struct quote quote_text(const char *text, size_t length)
{
	struct quote quote;
	struct buffer buffer = {0};
	size_t room = sizeof quote.text - sizeof ELLIPSIS;
	size_t shown = length < sizeof quote.text ? length : sizeof quote.text;
	size_t end;

	/* The cut may fall into a character; it is not shown then. */
	while (shown < length && shown > 0 && is_continuation(text[shown]))
		shown--;
	text_escape(&buffer, text, shown);
	if (!buffer.data) {
		quote.text[0] = '\0';
	} else if (shown == length && buffer.length < sizeof quote.text) {
		memcpy(quote.text, buffer.data, buffer.length + 1);
	} else {
		end = buffer.length < room ? buffer.length : room;
		while (end > 0 && is_continuation(buffer.data[end]))
			end--;
		memcpy(quote.text, buffer.data, end);
		memcpy(quote.text + end, ELLIPSIS, sizeof ELLIPSIS);
	}
	buffer_done(&buffer);
	return quote;
}

/* White space of any kind is one column wide, so that a line stays a line. */
static void add_part(struct buffer *buffer, const char *text, size_t length)
{
	char part[WINDOW];

	for (size_t i = 0; i < length; i++)
		part[i] = strchr(" \t\n\v\f\r", text[i]) ? ' ' : text[i];
	text_escape(buffer, part, length);
}

static size_t count_columns(const char *text, size_t length)
{
	size_t columns = 0;

	for (size_t i = 0; i < length; i++)
		columns += !is_continuation(text[i]);
	return columns;
}

void quote_caret(struct buffer *buffer, const char *text, size_t length, size_t at)
{
	size_t start = length > WINDOW && at > BEFORE ? at - BEFORE : 0;
	size_t end = length - start > WINDOW ? start + WINDOW : length;
	size_t begin;

	while (start > 0 && is_continuation(text[start]))
		start++;
	while (end < length && end > at && is_continuation(text[end]))
		end--;
	buffer_text(buffer, "\n    ");
	begin = buffer->length;
	if (start > 0)
		buffer_text(buffer, ELLIPSIS);
	add_part(buffer, text + start, at - start);
	if (buffer->failed)
		return;
	begin = count_columns(buffer->data + begin, buffer->length - begin);
	add_part(buffer, text + at, end - at);
	if (end < length)
		buffer_text(buffer, ELLIPSIS);
	buffer_printf(buffer, "\n    %*s^", (int)begin, "");
}

void quote_lines(struct buffer *buffer, const char *lead, const char *text)
{
	for (;;) {
		size_t length = strcspn(text, "\n");

		buffer_text(buffer, lead);
		text_escape(buffer, text, length);
		buffer_char(buffer, '\n');
		if (!text[length] || !text[length + 1])
			return;
		text += length + 1;
	}
}
