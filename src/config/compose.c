/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "config/compose.h"

#include <errno.h>
#include <jansson.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/text.h"
#include "config/json.h"
#include "config/option.h"
#include "config/template.h"
#include "config/value.h"

/* There is no command line, one program, and the name is given with the template. */
static bool is_settable(const struct option *option)
{
	static const char *const others[] = {
		"name", "usage", "summary", "actions", "options",
		"programs", "commands", "supervisor", "significant", "command", "sockets"};

	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
		if (strcmp(option->key, others[i]) == 0)
			return false;
	if (option->type == OPTION_GROUP && strcmp(option->key, "config") != 0)
		return false;
	return option->scope & (SCOPE_TEMPLATE | SCOPE_PROGRAM);
}

static int refuse_key(const char *key, struct reeve_error *error)
{
	const struct option *option = option_find(key);
	const char *nearest, *keys[128];
	size_t count = 0;
	char shown[128];

	if (option && option->scope != SCOPE_RESOLVED)
		return error_set(error, REEVE_EXIT_TEMPLATE,
			"key '%s' cannot be set here: it means something in template files only",
			key);
	for (size_t i = 0; i < option_count && count < sizeof keys / sizeof keys[0]; i++)
		if (is_settable(&options[i]))
			keys[count++] = options[i].key;
	nearest = text_nearest(key, keys, count);
	text_show(shown, sizeof shown, key);
	if (nearest)
		return error_set(error, REEVE_EXIT_TEMPLATE, "unknown key '%s', did you mean '%s'?",
			shown, nearest);
	return error_set(error, REEVE_EXIT_TEMPLATE, "unknown key '%s'", shown);
}

static int check_json(const char *value, struct reeve_error *error)
{
	json_error_t why;
	json_t *object = json_loads(value, 0, &why);
	enum json_error_code code = object ? json_error_unknown : json_error_code(&why);
	int result = 0;

	if (code == json_error_out_of_memory)
		result = error_set(error, REEVE_EXIT_FAILED, "out of memory");
	else if (code == json_error_null_character || code == json_error_null_byte_in_key)
		result = error_set(error, REEVE_EXIT_TEMPLATE, "'config' cannot hold \\u0000");
	else if (!object)
		result = error_set(error, REEVE_EXIT_TEMPLATE,
			"'config' must be one JSON object: %s, at byte %d", why.text, why.position);
	else if (strlen(value) > JSON_MAX)
		result = error_set(error, REEVE_EXIT_TEMPLATE, "'config' is larger than 64 KiB");
	else if (!json_is_object(object))
		result = error_set(
			error, REEVE_EXIT_TEMPLATE, "'config' must be one JSON object: { ... }");
	json_decref(object);
	return result;
}

static int check_value(const struct option *option, const char *value, struct reeve_error *error)
{
	struct buffer expected = {0};
	char shown[128];
	uint64_t number;

	if (option->type == OPTION_GROUP)
		return check_json(value, error);
	if (value_parse(option, value, &number) == 0)
		return 0;
	value_expect(option, &expected);
	error_set(error, REEVE_EXIT_TEMPLATE, "'%s' must be %s, not \"%s\"", option->key,
		expected.data ? expected.data : "something else",
		text_show(shown, sizeof shown, value));
	buffer_done(&expected);
	return -1;
}

static void drop(struct compose *compose, const struct option *option)
{
	size_t kept = 0;

	for (size_t i = 0; i < compose->count; i++)
		if (compose->settings[i].option == option)
			free(compose->settings[i].value);
		else
			compose->settings[kept++] = compose->settings[i];
	compose->count = kept;
}

/* Takes value. */
static int add(struct compose *compose, const struct option *option, char *value)
{
	struct compose_setting *settings =
		realloc(compose->settings, (compose->count + 1) * sizeof *settings);

	if (settings)
		compose->settings = settings;
	if (!settings || !value) {
		free(value);
		return -ENOMEM;
	}
	settings[compose->count++] = (struct compose_setting){option, value};
	return 0;
}

int compose_set(
	struct compose *compose, const char *key, const char *value, struct reeve_error *error)
{
	const struct option *option = option_find(key);

	if (!option || !is_settable(option))
		return refuse_key(key, error);
	if (value && check_value(option, value, error) < 0)
		return -1;
	if (!value || option->type != OPTION_LIST)
		drop(compose, option);
	if (value && add(compose, option, strdup(value)) < 0)
		return error_set(error, REEVE_EXIT_FAILED, "out of memory");
	return 0;
}

bool compose_has(const struct compose *compose, const char *key)
{
	for (size_t i = 0; i < compose->count; i++)
		if (strcmp(compose->settings[i].option->key, key) == 0)
			return true;
	return false;
}

void compose_done(struct compose *compose)
{
	for (size_t i = 0; i < compose->count; i++)
		free(compose->settings[i].value);
	free(compose->settings);
	*compose = (struct compose){0};
}

static void put_pair(struct buffer *buffer, const char *key, const char *value)
{
	buffer_printf(buffer, "%s = ", key);
	template_quote(buffer, value);
	buffer_text(buffer, ";\n");
}

static void put_list(
	struct buffer *buffer, const struct compose *compose, const struct option *option)
{
	const char *comma = "";

	buffer_printf(buffer, "%s = (", option->key);
	for (size_t i = 0; i < compose->count; i++) {
		if (compose->settings[i].option != option)
			continue;
		buffer_text(buffer, comma);
		template_quote(buffer, compose->settings[i].value);
		comma = ", ";
	}
	buffer_text(buffer, ");\n");
}

static bool is_first(const struct compose *compose, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (compose->settings[i].option == compose->settings[index].option)
			return false;
	return true;
}

/* inherit = "all" is a word and not a list of one. */
static bool is_word(const struct compose *compose, const struct compose_setting *setting)
{
	size_t count = 0;

	for (size_t i = 0; i < compose->count; i++)
		count += compose->settings[i].option == setting->option;
	return count == 1 &&
	       (strcmp(setting->value, "all") == 0 || strcmp(setting->value, "none") == 0);
}

/* Keys of programs, or the others. A value of any type may be written as its text. */
static void put_settings(struct buffer *buffer, const struct compose *compose, bool of_program)
{
	for (size_t i = 0; i < compose->count; i++) {
		const struct compose_setting *setting = &compose->settings[i];
		const struct option *option = setting->option;

		if (!(option->scope & SCOPE_PROGRAM) == of_program || !is_first(compose, i))
			continue;
		if (option->type == OPTION_LIST && !is_word(compose, setting))
			put_list(buffer, compose, option);
		else if (option->type == OPTION_GROUP)
			put_pair(buffer, "config_json", setting->value);
		else
			put_pair(buffer, option->key, setting->value);
	}
}

/* Relative paths start from where the caller stands. */
static int put_base(struct buffer *buffer, const struct compose *compose, struct error_list *errors)
{
	char *here;

	if (compose_has(compose, "base"))
		return 0;
	here = getcwd(NULL, 0);
	if (!here || here[0] != '/') {
		error_list_add_at(errors, REEVE_EXIT_FAILED, NULL, 0, 0,
			"cannot tell the current directory, set 'base': %s",
			strerror(here ? ENOENT : errno));
		free(here);
		return -1;
	}
	put_pair(buffer, "base", here);
	free(here);
	return 0;
}

struct template *compose_load(const struct compose *compose, const char *name,
	const struct compose_pair *pairs, struct error_list *errors)
{
	struct template *template = NULL;
	struct buffer text = {0};

	if (put_base(&text, compose, errors) < 0) {
		buffer_done(&text);
		return NULL;
	}
	put_pair(&text, "path", "");
	put_pair(&text, "name", name);
	buffer_printf(&text, "owner = %luL;\n", (unsigned long)geteuid());
	put_settings(&text, compose, false);
	buffer_text(&text, "programs = ({\n");
	put_pair(&text, "name", COMPOSE_PROGRAM);
	for (; pairs && pairs->key; pairs++)
		if (pairs->value)
			put_pair(&text, pairs->key, pairs->value);
	put_settings(&text, compose, true);
	buffer_text(&text, "});\n");
	if (text.failed)
		error_list_add_at(errors, REEVE_EXIT_FAILED, NULL, 0, 0, "out of memory");
	else
		template = template_load_composed(text.data, text.length, errors);
	buffer_done(&text);
	return template;
}
