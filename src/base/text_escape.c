/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/text.h"

/* The length of the UTF-8 sequence at text, 0 if it is not valid (too short, overlong, a surrogate,
 * beyond U+10FFFF). */
static size_t sequence_length(const unsigned char *text, size_t left)
{
	static const uint32_t lowest[] = {0, 0, 0x80, 0x800, 0x10000};
	size_t length = text[0] < 0x80	 ? 1
			: text[0] < 0xc2 ? 0
			: text[0] < 0xe0 ? 2
			: text[0] < 0xf0 ? 3
			: text[0] < 0xf5 ? 4
					 : 0;
	uint32_t point = text[0] & (0xffu >> (length + 1));

	if (length <= 1 || length > left)
		return length > left ? 0 : length;
	for (size_t i = 1; i < length; i++) {
		if ((text[i] & 0xc0) != 0x80)
			return 0;
		point = point << 6 | (text[i] & 0x3fu);
	}
	if (point < lowest[length] || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff))
		return 0;
	return length;
}

/* The length of the harmless sequence at text, 0 if its first byte needs escaping. Controls include
 * those of U+0080 to U+009F: terminals obey them too. */
static size_t harmless_length(const unsigned char *text, size_t left)
{
	size_t length = sequence_length(text, left);

	if (length == 1 && (text[0] < 0x20 || text[0] == 0x7f))
		return 0;
	if (length == 2 && text[0] == 0xc2 && text[1] < 0xa0)
		return 0;
	return length;
}

/* How many bytes at text are harmless, up to the first one that needs escaping. */
static size_t harmless_run(const unsigned char *text, size_t left)
{
	size_t run = 0, length = 1;

	while (run < left && length) {
		bool plain = text[run] >= 0x20 && text[run] < 0x7f;

		length = plain ? 1 : harmless_length(text + run, left - run);
		run += length;
	}
	return run;
}

void text_escape(struct buffer *buffer, const char *text, size_t length)
{
	const unsigned char *at = (const unsigned char *)text;

	while (length) {
		size_t run = harmless_run(at, length);

		buffer_add(buffer, at, run);
		at += run;
		length -= run;
		if (!length)
			return;
		buffer_printf(buffer, "\\x%02x", *at++);
		length--;
	}
}

const char *text_show(char *shown, size_t size, const char *text)
{
	static const char cut[] = "...";
	struct buffer buffer = {0};
	size_t length = strnlen(text, size);

	text_escape(&buffer, text, length);
	if (!buffer.failed && buffer.length < size)
		snprintf(shown, size, "%s", buffer.data ? buffer.data : "");
	else if (buffer.failed || size <= sizeof cut)
		snprintf(shown, size, "%s", cut);
	else {
		size_t keep = size - sizeof cut;

		/* Not in the middle of a character. */
		while (keep && ((unsigned char)buffer.data[keep] & 0xc0) == 0x80)
			keep--;
		snprintf(shown, size, "%.*s%s", (int)keep, buffer.data, cut);
	}
	buffer_done(&buffer);
	return shown;
}

bool text_is_printable(const char *text, size_t length)
{
	const unsigned char *at = (const unsigned char *)text;

	while (length) {
		size_t harmless = *at == '\t' ? 1 : harmless_run(at, length);

		if (harmless == 0)
			return false;
		at += harmless;
		length -= harmless;
	}
	return true;
}
