/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <stdint.h>
#include <string.h>

#include "base/name.h"
#include "base/text.h"
#include "config/form_data.h"
#include "config/option.h"
#include "config/value.h"

static void refuse_binding_key(struct form *form, const config_setting_t *member)
{
	static const char *const keys[] = {"plugin", "actions"};
	const char *key = config_setting_name(member);
	const char *nearest = text_nearest(key, keys, 2);

	if (nearest)
		form_refuse_at(
			form, member, "has an unknown key '%s', did you mean '%s'?", key, nearest);
	else
		form_refuse_at(form, member, "has an unknown key '%s'", key);
}

/* { plugin = "..."; actions = [...]; } */
static void check_binding_group(struct form *form, const config_setting_t *binding)
{
	static const struct option list = {.type = OPTION_LIST};
	const char *plugin = NULL;
	uint64_t number;

	for (int i = 0; i < config_setting_length(binding); i++) {
		const config_setting_t *member = config_setting_get_elem(binding, (unsigned)i);
		const char *key = config_setting_name(member);

		if (strcmp(key, "plugin") == 0)
			plugin = config_setting_get_string(member);
		else if (strcmp(key, "actions") != 0)
			refuse_binding_key(form, member);
		else if (value_read(&list, member, &number, NULL) < 0)
			form_refuse_at(form, member, "needs a list of words as actions");
	}
	if (!plugin || !form_is_plugin(plugin))
		form_refuse_at(
			form, binding, "needs plugin = the name of a plugin or a path with '/'");
}

void form_check_bindings(struct form *form)
{
	bool may_be_group = strcmp(config_setting_name(form->setting), "options") == 0;

	for (int i = 0; i < config_setting_length(form->setting); i++) {
		const config_setting_t *binding =
			config_setting_get_elem(form->setting, (unsigned)i);
		const char *word = config_setting_name(binding);
		const char *plugin = config_setting_get_string(binding);

		if (!name_is_word(word, strlen(word)))
			form_refuse_at(
				form, binding, "has '%s', which is not a word of a grammar", word);
		else if (may_be_group && config_setting_type(binding) == CONFIG_TYPE_GROUP)
			check_binding_group(form, binding);
		else if (!plugin || !form_is_plugin(plugin))
			form_refuse_at(form, binding,
				"has '%s', which must be the name of a plugin or a path with '/'",
				word);
	}
}
