/* SPDX-License-Identifier: MIT */
#ifndef COMMAND_MDOC_H
#define COMMAND_MDOC_H

/* Foreign text in an mdoc page: whatever bytes it has, it stands there as text and never as markup,
 * in ASCII. Control bytes are shown as \xNN. */

struct buffer;

/* Appends a blank and the text as one argument of a macro, which is no macro itself. */
void mdoc_word(struct buffer *buffer, const char *text);

/* The same, each word of the text as an argument of its own. */
void mdoc_words(struct buffer *buffer, const char *text);

/* Appends lines of text, short ones, each sentence on a line of its own. As a sentence: with a
 * capital and a full stop. Nothing for a text without words. */
void mdoc_sentence(struct buffer *buffer, const char *text);

#endif
