/* SPDX-License-Identifier: MIT */
#ifndef PORT_APP_H
#define PORT_APP_H

/* One app of an ecosystem file, on its way to be a program: its values, whatever kinds of them
 * stand there. What cannot be carried over is noted. */

#include <stdint.h>

#include "port/draft.h"

struct literal;
struct words;

struct app {
	struct draft *draft;
	struct draft_program *program;
	const struct literal *object;
};

/* That this value is not carried over, because of what it is. */
void app_note(const struct app *app, const struct literal *value);
/* The text of a key; NULL: it has none, which is noted where it has something else. */
const char *app_text(const struct app *app, const char *key);
int app_line(const struct app *app, const char *key);
/* Appends the words of a key: a text is divided, a list is one already. Returns 0 or -ENOMEM. */
int app_add_words(const struct app *app, const char *key, struct words *words);

/* Set the template's key `to` from the app's key `from`, if it is there. */
void app_set_text(const struct app *app, const char *from, const char *to);
/* "1000" and 1000 are milliseconds, "10s" is what it says. Returns it in nanoseconds, 0: it was not
 * set. */
uint64_t app_set_duration(const struct app *app, const char *from, const char *to);

#endif
