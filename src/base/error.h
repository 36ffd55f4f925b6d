/* SPDX-License-Identifier: MIT */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "reeve/error.h"

/* Mechanism returns 0 or -errno and says nothing. A function that takes a struct reeve_error
 * returns 0, or -1 with the error filled; NULL is not allowed. */

/* Fills error with a sentence and no place. Always returns -1. */
int error_set(struct reeve_error *error, int code, const char *format, ...) REEVE_PRINTF(3, 4);

/* The same with a place: file may be NULL, line and column 0. Always returns -1. */
int error_set_at(struct reeve_error *error, int code, const char *file, int line, const char *format,
	...) REEVE_PRINTF(5, 6);

/* Puts context and ": " before the sentence; the place stays. Always returns -1. */
int error_lead(struct reeve_error *error, const char *format, ...) REEVE_PRINTF(2, 3);

/* Writes "file:line: text" or "text" (without a newline) as NUL-terminated text. Returns what
 * snprintf returns. */
int error_format(const struct reeve_error *error, char *text, size_t size);

/* "there is no program 'wbe', did you mean 'web'?", of those that are known (2). Always returns -1. */
int error_no_program(
	struct reeve_error *error, const char *name, const char *const *known, size_t count);

/* All errors of one input, in the order they were found. Never holds more than ERROR_LIST_MAX:
 * further ones are counted only. */
#define ERROR_LIST_MAX 100

struct error_list {
	struct reeve_error *items;
	size_t count;
	size_t dropped; /* beyond ERROR_LIST_MAX, or for want of memory */
};

void error_list_done(struct error_list *list);
void error_list_add(struct error_list *list, const struct reeve_error *error);
/* Adds one made like error_set_at(), with a column. */
void error_list_add_at(struct error_list *list, int code, const char *file, int line, int column,
	const char *format, ...) REEVE_PRINTF(6, 7);

/* The exit code of a run that met these errors: the worst for safety first (152), else the first's. */
int error_list_code(const struct error_list *list);

#endif
