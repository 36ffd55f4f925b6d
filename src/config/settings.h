/* SPDX-License-Identifier: MIT */
#ifndef CONFIG_SETTINGS_H
#define CONFIG_SETTINGS_H

/* A part of the text in force as keys and values, to be compared with another. */

#include "base/buffer.h"
#include "config/option.h"
#include "config/template.h"

struct setting {
	const struct option *option;
	const char *value; /* as it is written */
};

struct settings {
	struct buffer text; /* what the values lie in */
	struct setting *items;
	size_t count;
};

/* Each returns 0 or -ENOMEM; settings_done() takes what a failure left too. */
int settings_of_command(const struct template *template, struct settings *ret_settings);
int settings_of_node(const struct template *template, const struct template_node *node,
	struct settings *ret_settings);
/* With those of the template that its workers are told of. */
int settings_of_program(const struct template *template, const struct program *program,
	struct settings *ret_settings);
void settings_done(struct settings *settings);

/* NULL: it is not there. */
const char *settings_find(const struct settings *settings, const struct option *option);

#endif
