/* SPDX-License-Identifier: MIT */
#ifndef CONFIG_FORM_DATA_H
#define CONFIG_FORM_DATA_H

/* What form.c and form_bindings.c share. */

#include <stdbool.h>

#include "config/form.h"
#include "reeve/error.h"

struct form {
	const config_setting_t *setting;
	const char *text; /* of a text setting */
	form_complain *complain;
	void *data;
};

void form_refuse_at(struct form *form, const config_setting_t *culprit, const char *format, ...)
	REEVE_PRINTF(3, 4);
/* The name of a plugin or a path to one. */
bool form_is_plugin(const char *text);

/* Words and their plugins. */
void form_check_bindings(struct form *form);

#endif
