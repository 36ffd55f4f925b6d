/* SPDX-License-Identifier: MIT */
#ifndef COMMAND_REPORT_H
#define COMMAND_REPORT_H

/* What a command says on standard error, and with JSON on standard output, when it fails. */

#include "base/error.h"

struct reeve_context;

/* All errors of a list, a line each: "file:line: sentence", or "NAME: sentence" where an error has
 * no place. */
void report_errors(const char *name, const struct error_list *errors);

/* A warning in one line: the first fault of a template's file, how many more there are, and that
 * the template in force stands in for it. */
void report_stand_in(const char *name, const struct error_list *faults);

/* "NAME: sentence" */
void report_sentence(const char *name, const char *sentence);

/* Where the user asked for JSON, what was wrong is also the one document on standard output:
 * {"schema":1,"error":{"code":2,"text":"..."}}. sentences: lines of any bytes. */
void report_document(const char *sentences, int code);
/* Only makes it, without its newline. The caller owns it; NULL: no memory. */
char *report_make_document(const char *sentences, int code);
/* The same of a list that holds errors. */
void report_errors_document(const struct error_list *errors);

/* What reeve_fail() recorded: on standard error and, where the user asked for JSON and nothing was
 * printed yet, as the one document on standard output. */
void report_failure(struct reeve_context *context, int code);

/* Flushes standard output. Returns code, or REEVE_EXIT_FAILED for 0 where a write failed: said on
 * standard error, unless nobody reads any more. */
int report_output(struct reeve_context *context, int code);

#endif
