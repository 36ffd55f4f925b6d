/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "word.h"

#include <string.h>
#include <wchar.h>
#include <wctype.h>

#define SHOWN_MAX 200 /* bytes */

/* The length of the printable character at text, or 0. */
static size_t printable_length(const char *text, size_t left)
{
	mbstate_t state = {0};
	wchar_t character;
	size_t length = mbrtowc(&character, text, left, &state);

	return length <= left && iswprint((wint_t)character) ? length : 0;
}

void word_print(FILE *file, const char *word)
{
	size_t left = strlen(word), shown = 0;

	while (left && shown < SHOWN_MAX) {
		size_t length = printable_length(word, left);

		if (length)
			fwrite(word, 1, length, file);
		else
			fprintf(file, "\\x%02x", (unsigned char)*word);
		length += !length;
		word += length;
		left -= length;
		shown += length;
	}
	if (left)
		fputs("...", file);
}

void word_complain(const char *lead, const char *word, const char *tail)
{
	fprintf(stderr, "%s '", lead);
	word_print(stderr, word);
	fprintf(stderr, "'%s\n", tail);
}
