/* SPDX-License-Identifier: MIT */
#ifndef PORT_INI_H
#define PORT_INI_H

/* [sections] of key=value, as Python's configparser reads them: a line that begins with a blank
 * goes on with the value before it, and a comment begins with a semicolon or, at the beginning of a
 * line, with a hash. */

#include <stddef.h>

struct ini_pair {
	char *key; /* in lower case */
	char *value;
	int line;
};

struct ini_section {
	char *name;
	int line;
	struct ini_pair *pairs;
	size_t count;
};

struct ini {
	struct ini_section *sections;
	size_t count;
};

/* Returns 0; -ENOMEM; or -EINVAL with *ret_line at what is neither. ini_done() is due in all cases.
 */
int ini_read(struct ini *ini, const char *text, int *ret_line);
void ini_done(struct ini *ini);
/* The value of a key; NULL: there is none. *ret_line, if not NULL, is its line. */
const char *ini_value(const struct ini_section *section, const char *key, int *ret_line);

#endif
