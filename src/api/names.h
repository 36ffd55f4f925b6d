/* SPDX-License-Identifier: MIT */
#ifndef API_NAMES_H
#define API_NAMES_H

/* Names of programs, workers and supervisors, as far as templates know them. What runs may know
 * others. */

#include <stdbool.h>
#include <stddef.h>

struct reeve_error;
struct template;

/* "all" is in each of them. */
bool names_has(const struct template *template, const char *name);

/* Names, ended by NULL, of which one is in none of the templates: returns -1 with error filled (2).
 */
int names_check_all(struct template *const *templates, size_t count, const char *const *names,
	struct reeve_error *error);
int names_check(
	const struct template *template, const char *const *names, struct reeve_error *error);

#endif
