/* SPDX-License-Identifier: MIT */
#ifndef TOOL_WORD_H
#define TOOL_WORD_H

#include <stdio.h>

/* Prints a word of the command line: what is not printable text in this locale as \xNN, since it
 * could be meant for the terminal, and of a long one the beginning. */
void word_print(FILE *file, const char *word);

/* Prints "LEAD 'WORD'TAIL\n" on standard error. */
void word_complain(const char *lead, const char *word, const char *tail);

#endif
