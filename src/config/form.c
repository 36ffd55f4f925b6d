/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "config/form_data.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/cron.h"
#include "base/name.h"
#include "base/text.h"
#include "config/environment.h"
#include "config/json.h"
#include "config/program_needs.h"
#include "config/program_ready.h"
#include "config/program_times.h"
#include "config/program_stop.h"
#include "config/program_watch.h"
#include "config/program_world.h"
#include "config/value.h"
#include "reeve/error.h"

#define PREFIX_MAX 32

void form_refuse_at(struct form *form, const config_setting_t *culprit, const char *format, ...)
{
	char why[512];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(why, sizeof why, format, arguments);
	va_end(arguments);
	form->complain(form->data, culprit, why);
}

static void refuse(struct form *form, const char *why)
{
	form_refuse_at(form, form->setting, "%s", why);
}

int form_mask(const char *text, unsigned *ret_mask)
{
	size_t length = strspn(text, "01234567");

	*ret_mask = 0;
	if (length == 0 || length > 4 || text[length])
		return -EINVAL;
	*ret_mask = (unsigned)strtoul(text, NULL, 8);
	return *ret_mask > 0777 ? -EINVAL : 0;
}

static void check_mask(struct form *form)
{
	unsigned mask;

	if (form_mask(form->text, &mask) < 0)
		refuse(form, "must be an octal number from 000 to 777, in quotes");
}

static void check_name(struct form *form)
{
	if (!name_is_valid(form->text))
		refuse(form, "must be 1 to 64 letters, digits, '_', '.' or '-', the first a letter "
			     "or a digit");
}

static void check_prefix(struct form *form)
{
	size_t length = strlen(form->text);

	if (length == 0 || length > PREFIX_MAX || !text_is_printable(form->text, length) ||
		strpbrk(form->text, " \t:/"))
		refuse(form, "must be 1 to 32 printable bytes without blanks, ':' and '/'");
}

static void check_line(struct form *form)
{
	if (!text_is_printable(form->text, strlen(form->text)))
		refuse(form, "must be one line of printable UTF-8");
}

static void check_path(struct form *form)
{
	const char *path;

	for (size_t i = 0; (path = value_item(form->setting, i)); i++)
		if (path[0] == '\0')
			refuse(form, "must not be empty");
}

static void check_base(struct form *form)
{
	if (form->text[0] != '/')
		refuse(form, "must be an absolute path");
}

static void check_cgroup(struct form *form)
{
	const char *text = form->text;

	if (text[0] != '/' && strcmp(text, "auto") != 0 && strcmp(text, "off") != 0)
		refuse(form, "must be 'auto', 'off' or an absolute path");
}

/* Of a resolved text; what a program composed has none. */
static void check_origin(struct form *form)
{
	if (form->text[0])
		check_base(form);
}

bool form_is_plugin(const char *text)
{
	return name_is_valid(text) || strchr(text, '/');
}

static void check_plugin(struct form *form)
{
	if (!form_is_plugin(form->text))
		refuse(form, "must be the name of a plugin or a path with '/'");
}

static void check_exec(struct form *form)
{
	const char *program = value_item(form->setting, 0);

	if (!program || !program[0])
		refuse(form, "must name a program");
}

/* The item of a list, or the setting itself where it is one text. */
static const config_setting_t *item_setting(const struct form *form, size_t index)
{
	return form->text ? form->setting : config_setting_get_elem(form->setting, (unsigned)index);
}

static void check_env(struct form *form)
{
	const char *entry;

	for (size_t i = 0; (entry = value_item(form->setting, i)); i++) {
		const char *refusal = environment_refusal(entry);
		char name[128], shown[256];

		if (!refusal)
			continue;
		/* Without the value: that is often secret. */
		snprintf(name, sizeof name, "%.*s", (int)strcspn(entry, "="), entry);
		text_show(shown, sizeof shown, name);
		form_refuse_at(form, item_setting(form, i), "has \"%s\", which %s", shown, refusal);
	}
}

static bool is_pattern(const char *text)
{
	size_t length = environment_name_length(text);

	return (length && text[length] == '\0') || strcmp(text + length, "*") == 0;
}

static void check_limits(struct form *form)
{
	struct rlimit limit;

	for (int i = 0; i < config_setting_length(form->setting); i++) {
		const config_setting_t *member =
			config_setting_get_elem(form->setting, (unsigned)i);
		const char *name = config_setting_name(member), *nearest;
		int number = world_limit_find(name);

		if (number >= 0) {
			if (program_world_limit(member, number, &limit) < 0)
				form_refuse_at(form, member,
					"has '%s', which must be a number such as 4096 or \"1G\", "
					"\"unlimited\", or two of these as \"soft:hard\", the soft "
					"one not above the hard one",
					name);
			continue;
		}
		nearest = world_limit_nearest(name);
		if (nearest)
			form_refuse_at(form, member, "has no limit '%s', did you mean '%s'?", name,
				nearest);
		else
			form_refuse_at(
				form, member, "has no limit '%s': see reeve explain limits", name);
	}
}

static void check_capabilities(struct form *form)
{
	const char *name, *nearest;
	char shown[128];

	for (size_t i = 0; (name = value_item(form->setting, i)); i++) {
		if (world_capability_find(name) >= 0)
			continue;
		nearest = world_capability_nearest(name);
		text_show(shown, sizeof shown, name);
		if (nearest)
			form_refuse_at(form, item_setting(form, i),
				"has \"%s\", which is no capability, did you mean \"%s\"?", shown,
				nearest);
		else
			form_refuse_at(form, item_setting(form, i),
				"has \"%s\", which is no capability", shown);
	}
}

static void check_inherit(struct form *form)
{
	const char *entry;

	if (form->text && strcmp(form->text, "all") != 0 && strcmp(form->text, "none") != 0) {
		refuse(form, "must be \"all\", \"none\" or a list of names");
		return;
	}
	for (size_t i = 0; (entry = value_item(form->setting, i)); i++)
		if (!is_pattern(entry))
			form_refuse_at(form, item_setting(form, i),
				"must hold names of variables, with '*' only at their end");
}

static void check_config(struct form *form)
{
	const config_setting_t *culprit;
	struct buffer why = {0};
	char *json = json_from_setting(form->setting, &culprit, &why);

	if (!json)
		form_refuse_at(form, culprit, "%s", why.data ? why.data : "does not fit memory");
	free(json);
	buffer_done(&why);
}

static void check_json(struct form *form)
{
	if (!json_text_is_object(form->text))
		refuse(form, "must be a JSON object");
}

static void check_watch(struct form *form)
{
	size_t count = 0;

	check_path(form);
	while (value_item(form->setting, count))
		count++;
	if (count > PROGRAM_WATCH_MAX)
		form_refuse_at(form, form->setting, "has %zu paths, at most %d can be", count,
			PROGRAM_WATCH_MAX);
}

static void check_times(struct form *form)
{
	struct cron cron;
	const char *text;
	size_t i;

	for (i = 0; (text = value_item(form->setting, i)); i++) {
		char why[256], shown[96];

		if (cron_parse(text, &cron, why, sizeof why) < 0)
			form_refuse_at(form, item_setting(form, i), "has \"%s\": %s",
				text_show(shown, sizeof shown, text), why);
	}
	if (i == 0 || i > PROGRAM_TIMES_MAX)
		form_refuse_at(form, form->setting, "must be a time or a list of up to %d",
			PROGRAM_TIMES_MAX);
}

static void check_needs(struct form *form)
{
	bool is_order = strcmp(config_setting_name(form->setting), "after") == 0;
	const char *text;
	size_t i;

	for (i = 0; (text = value_item(form->setting, i)); i++) {
		char why[256], shown[96];

		if (program_needs_form(text, is_order, why, sizeof why) < 0)
			form_refuse_at(form, item_setting(form, i), "has \"%s\", which %s",
				text_show(shown, sizeof shown, text), why);
	}
	if (i > PROGRAM_NEEDS_MAX)
		form_refuse_at(form, form->setting, "has %zu names, at most %d can be", i,
			PROGRAM_NEEDS_MAX);
}

static void check_stop(struct form *form)
{
	const char *text;
	size_t i;

	for (i = 0; (text = value_item(form->setting, i)); i++) {
		char why[256], shown[96];

		if (program_stop_form(text, !value_item(form->setting, i + 1), why, sizeof why) < 0)
			form_refuse_at(form, item_setting(form, i), "has \"%s\", which %s",
				text_show(shown, sizeof shown, text), why);
	}
	if (i > STOP_STEPS_MAX)
		form_refuse_at(form, form->setting, "has %zu signals, at most %d can be", i,
			STOP_STEPS_MAX);
}

static void check_ready(struct form *form)
{
	char why[256];

	if (program_ready_form(form->text, why, sizeof why) < 0)
		refuse(form, why);
}

static const struct {
	const char *key;
	void (*check)(struct form *form);
} checks[] = {
	{"name", check_name},
	{"summary", check_line},
	{"title_prefix", check_prefix},
	{"base", check_base},
	{"path", check_origin},
	{"actions", form_check_bindings},
	{"options", form_check_bindings},
	{"plugin_path", check_path},
	{"commands", check_path},
	{"run_dir", check_path},
	{"state_dir", check_path},
	{"pid_root", check_path},
	{"status_root", check_path},
	{"pid_file", check_path},
	{"cgroup", check_cgroup},
	{"cwd", check_path},
	{"env_file", check_path},
	{"command", check_path},
	{"exec", check_exec},
	{"work", check_plugin},
	{"config", check_config},
	{"config_json", check_json},
	{"umask", check_mask},
	{"mode", check_mask},
	{"ready", check_ready},
	{"needs", check_needs},
	{"after", check_needs},
	{"stop_sequence", check_stop},
	{"watch", check_watch},
	{"watch_ignore", check_watch},
	{"cron", check_times},
	{"schedule", check_times},
	{"env", check_env},
	{"inherit", check_inherit},
	{"limits", check_limits},
	{"capabilities", check_capabilities},
};

void form_check(const config_setting_t *setting, form_complain *complain, void *data)
{
	struct form form = {
		.setting = setting,
		.text = config_setting_get_string(setting),
		.complain = complain,
		.data = data,
	};

	for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++)
		if (strcmp(checks[i].key, config_setting_name(setting)) == 0)
			checks[i].check(&form);
}
