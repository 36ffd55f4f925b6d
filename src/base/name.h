/* SPDX-License-Identifier: MIT */
#ifndef BASE_NAME_H
#define BASE_NAME_H

#include <stdbool.h>
#include <stddef.h>

#define NAME_MAX_LENGTH 64 /* of commands, programs and plugins, without the NUL */

/* [A-Za-z0-9][A-Za-z0-9_.-]{0,63}: commands, programs, plugins. Safe as a file name. */
bool name_is_valid(const char *name);
/* ALPHA *(ALPHA / DIGIT / "-" / "_"), up to 64: words of the grammar. */
bool name_is_word(const char *name, size_t length);

#endif
