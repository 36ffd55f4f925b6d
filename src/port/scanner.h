/* SPDX-License-Identifier: MIT */
#ifndef PORT_SCANNER_H
#define PORT_SCANNER_H

/* Goes over the text of a file in JSON or JavaScript, by its lexical rules. */

#include <stdbool.h>
#include <stddef.h>

struct scanner {
	const char *at;
	int line;
	int depth;
	const char *why; /* of a failure; NULL: no memory, or none yet */
	bool failed;
};

/* Notes the first failure; why NULL: no memory. Returns NULL. */
void *scanner_fail(struct scanner *scanner, const char *why);
void scanner_advance(struct scanner *scanner, size_t count);
/* Over blanks and comments. */
void scanner_skip_blanks(struct scanner *scanner);
bool scanner_is_name(char c);
size_t scanner_name_length(const char *at);
/* From the quote on. NULL: it has no end, or is a template with ${...}. */
char *scanner_take_text(struct scanner *scanner);
/* Up to what ends an expression: a comma, a semicolon, or a bracket that it did not open. */
void scanner_skip_code(struct scanner *scanner);

#endif
