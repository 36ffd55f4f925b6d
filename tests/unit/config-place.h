/* SPDX-License-Identifier: MIT */
#ifndef CONFIG_PLACE_H
#define CONFIG_PLACE_H

/* What the tests of templates share: a directory and an environment of their own. */

#include <check.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "config/template.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define SECOND UINT64_C(1000000000)
#define ONE "programs = ({ name = \"p\"; exec = \"true\"; });\n"

extern char root[];
extern struct error_list errors;
extern struct template *template;

/* Valid until the next call. */
const char *in_root(const char *name);
void put(const char *name, const char *text);
void put_bytes(const char *name, const char *text, size_t length);
/* Frees the template and the errors. */
void forget(void);
/* Loads into template and errors. */
bool load(const char *name);
/* The same of a file t.cfg with this text. */
bool load_text(const char *text);
/* All errors, one a line, without the directory. Valid until the next call. */
const char *error_text(void);
void check_loads(const char *text);
void check_errors(const char *text, const char *expected);
/* Of a program's environment; NULL: not set. */
const char *variable(const struct program *program, const char *name);

void add_tests(Suite *suite, const char *name, const TTest *const *tests, size_t count);
/* Runs the suite; what main() returns. */
int run_suite(Suite *suite);

#endif
