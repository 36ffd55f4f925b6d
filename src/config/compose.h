/* SPDX-License-Identifier: MIT */
#ifndef CONFIG_COMPOSE_H
#define CONFIG_COMPOSE_H

/* A template that a program says, setting by setting: it has one program, called "worker", and no
 * file. Values are taken as they are: nothing is expanded. */

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

struct option;
struct template;

#define COMPOSE_PROGRAM "worker"

struct compose_setting {
	const struct option *option;
	char *value; /* of a list: one text of it */
};

struct compose {
	struct compose_setting *settings;
	size_t count;
};

/* Sets a key of a template or of a program, in place of what it was; a list gets one text more. The
 * group `config` is set as one JSON object. NULL: as if it had never been set. Returns 0, or -1 with
 * error filled. */
int compose_set(
	struct compose *compose, const char *key, const char *value, struct reeve_error *error);
bool compose_has(const struct compose *compose, const char *key);
void compose_done(struct compose *compose);

/* What only a resolved template can say, and what stands for it where nothing is set. */
struct compose_pair {
	const char *key, *value; /* NULL: not said */
};

/* The template called name with these settings, and pairs (ended by a key of NULL) for its program;
 * site files give defaults. Its path is "": it belongs to no file. Returns NULL with errors added.
 */
struct template *compose_load(const struct compose *compose, const char *name,
	const struct compose_pair *pairs, struct error_list *errors);

#endif
