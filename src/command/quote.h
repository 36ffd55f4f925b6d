/* SPDX-License-Identifier: MIT */
#ifndef COMMAND_QUOTE_H
#define COMMAND_QUOTE_H

/* Showing foreign text within a sentence: on one line, short, and safe on any terminal. */

#include <stddef.h>

struct buffer;

#define QUOTE_SIZE 96

/* The text as it can stand between quotes: control bytes and invalid UTF-8 as \xNN, the end cut off
 * and shown as "..." where it is too long. */
struct quote {
	char text[QUOTE_SIZE];
};

struct quote quote_text(const char *text, size_t length);

/* Appends two lines, each with "\n    " before it: the text, or the part of it around the byte
 * `at`, and a caret below that byte. */
void quote_caret(struct buffer *buffer, const char *text, size_t length, size_t at);

/* Appends text line by line, each escaped and led by `lead`, each ended by a newline. */
void quote_lines(struct buffer *buffer, const char *lead, const char *text);

#endif
