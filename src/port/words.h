/* SPDX-License-Identifier: MIT */
#ifndef PORT_WORDS_H
#define PORT_WORDS_H

/* Command lines as words, as a shell divides them. */

#include <stdbool.h>
#include <stddef.h>

#define WORDS_MAX 4000 /* less than an environment may have */

/* Texts that are added one by one, ended by NULL. */
struct words {
	char **items;
	size_t count;
};

/* Returns 0, -ENOMEM or -E2BIG. text: its first length bytes are copied. */
int words_add(struct words *words, const char *text, size_t length);
void words_done(struct words *words);

/* Adds the words of a line. is_shell: what a shell would do more than divide is not done, that is
 * told by *ret_needs_shell. Returns 0, -EINVAL for a quote that is not closed, -ENOMEM or -E2BIG.
 */
int words_split(struct words *words, const char *line, bool is_shell, bool *ret_needs_shell);

#endif
