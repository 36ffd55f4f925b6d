/* SPDX-License-Identifier: MIT */
#ifndef CONFIG_CHOICE_H
#define CONFIG_CHOICE_H

/* The programs that names stand for: a program's own, a supervisor's with all that is below it, or
 * "all". */

#include "base/error.h"
#include "config/template.h"

#define CHOICE_ALL "all" /* so nobody is called */

/* Those of the first template in its order, then those that only the second has (NULL: there is
 * none); none twice. Returns 0 and a list that ends with NULL, for release_list(), or -1 with error
 * filled: a name means nothing (2). */
int choice_list(const struct template *template, const struct template *other,
	const char *const *names, char ***ret_list, struct reeve_error *error);
/* What names mean in one or the other. */
bool choice_has_node(const struct template *template, const char *name);
/* Fills error for a name that neither has (2), with the nearest one. Returns -1. */
int choice_refuse(const struct template *template, const struct template *other, const char *name,
	struct reeve_error *error);

#endif
