/* SPDX-License-Identifier: MIT */
#ifndef COMMAND_LINE_H
#define COMMAND_LINE_H

/* A command line that is still being typed, as words. */

#include <stddef.h>

struct line {
	char **words; /* without the command's own name, ended by NULL */
	size_t count;
	size_t at;  /* the word under the cursor, cut off there; always one of them */
	char *text; /* what the words lie in */
};

/* Words that a shell has split and unquoted; of the last one that counts, words[at], nothing behind
 * the cursor. at may be the number of words: then an empty one begins there. Returns 0 or -ENOMEM
 * (-EINVAL: at is too large). line_done() frees in any case. */
int line_from_words(struct line *ret_line, char *const *words, size_t at);

/* The text before and behind the cursor as it stands in a Bourne shell's line, the command's name
 * first. Quotes and backslashes are taken off, nothing is expanded; a quote may still be open.
 * Returns 0 or -ENOMEM. */
int line_from_text(struct line *ret_line, const char *before, const char *behind);

void line_done(struct line *line);

#endif
