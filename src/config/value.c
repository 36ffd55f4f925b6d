/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "config/value.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/signame.h"
#include "base/text.h"
#include "config/ends.h"

#define SHOWN 200
#define FACTOR_MAX 1000000000

static uint64_t unit_scale(const struct option *option)
{
	if (option->type == OPTION_FACTOR)
		return 1000;
	if (option->type != OPTION_DURATION)
		return 1;
	return option->unit && strcmp(option->unit, "us") == 0 ? 1000 : UINT64_C(1000000000);
}

static int parse_choice(const struct option *option, const char *text, uint64_t *ret_number)
{
	for (uint64_t i = 0; option->choices[i]; i++)
		if (strcmp(option->choices[i], text) == 0) {
			*ret_number = i;
			return 0;
		}
	return -EINVAL;
}

/* "1.5" is 1500; more than three decimals are cut. */
static int parse_factor(const char *text, uint64_t *ret_thousandths)
{
	uint64_t whole = 0, part = 0, scale = 1000;

	if (*text < '0' || *text > '9')
		return -EINVAL;
	for (; *text >= '0' && *text <= '9'; text++)
		whole = whole > FACTOR_MAX ? whole : whole * 10 + (uint64_t)(*text - '0');
	if (*text == '.' && text[1])
		for (text++; *text >= '0' && *text <= '9'; text++, scale /= 10)
			part += (uint64_t)(*text - '0') * (scale / 10);
	*ret_thousandths = whole * 1000 + part;
	return *text ? -EINVAL : 0;
}

void value_print_factor(uint64_t thousandths, char *text, size_t size)
{
	char *end;

	snprintf(text, size, "%llu.%03llu", (unsigned long long)(thousandths / 1000),
		(unsigned long long)(thousandths % 1000));
	for (end = text + strlen(text); end[-1] == '0'; end--)
		;
	end[end[-1] == '.' ? -1 : 0] = '\0';
}

/* Without regard to the range. */
static int parse(const struct option *option, const char *text, uint64_t *ret_number)
{
	int signal = 0, result;
	struct ends ends;

	*ret_number = 0;
	switch (option->type) {
	case OPTION_BOOL:
		*ret_number = strcmp(text, "true") == 0;
		return *ret_number || strcmp(text, "false") == 0 ? 0 : -EINVAL;
	case OPTION_INT:
		return text_to_u64(text, ret_number);
	case OPTION_SIGNED:
		result = text_to_u64(text + (text[0] == '-'), ret_number);
		if (result == 0 && *ret_number > INT32_MAX)
			return -ERANGE;
		if (text[0] == '-')
			*ret_number = 0 - *ret_number;
		return result;
	case OPTION_DURATION:
		/* Where no minimum is told, what is below zero means zero. */
		if (text[0] == '-' && !option->minimum) {
			result = text_to_duration(text + 1, unit_scale(option), ret_number);
			*ret_number = 0;
			return result;
		}
		return text_to_duration(text, unit_scale(option), ret_number);
	case OPTION_SIZE:
		return text_to_size(text, ret_number);
	case OPTION_CHOICE:
		return parse_choice(option, text, ret_number);
	case OPTION_SIGNAL:
		result = signame_parse(text, &signal);
		*ret_number = (uint64_t)signal;
		return result;
	case OPTION_FACTOR:
		return parse_factor(text, ret_number);
	case OPTION_ENDS:
		return ends_parse(text, &ends);
	case OPTION_TEXT:
	case OPTION_LIST:
	case OPTION_COMMANDS:
	case OPTION_SOCKETS:
		return 0;
	case OPTION_GROUP:
	case OPTION_PROGRAMS:
		break;
	}
	return -EINVAL;
}

static bool is_less(const struct option *option, uint64_t a, uint64_t b)
{
	return option->type == OPTION_SIGNED ? (int64_t)a < (int64_t)b : a < b;
}

static int check_range(const struct option *option, uint64_t number)
{
	uint64_t limit;

	if (option->minimum && parse(option, option->minimum, &limit) == 0 &&
		is_less(option, number, limit))
		return -ERANGE;
	if (option->maximum && parse(option, option->maximum, &limit) == 0 &&
		is_less(option, limit, number))
		return -ERANGE;
	return 0;
}

int value_parse(const struct option *option, const char *text, uint64_t *ret_number)
{
	const char *none = option_none(option), *unlimited = option_unlimited(option);
	int result;

	*ret_number = 0;
	if (none && strcmp(text, none) == 0)
		return 0;
	*ret_number = UINT64_MAX;
	if (unlimited && strcmp(text, unlimited) == 0)
		return 0;
	result = parse(option, text, ret_number);
	return result < 0 ? result : check_range(option, *ret_number);
}

static void expect_range(const struct option *option, struct buffer *buffer)
{
	if (option->minimum && option->maximum)
		buffer_printf(buffer, " from %s to %s", option->minimum, option->maximum);
	else if (option->minimum || option->maximum)
		buffer_printf(buffer, " of at %s %s", option->minimum ? "least" : "most",
			option->minimum ? option->minimum : option->maximum);
}

static void expect_choices(const struct option *option, struct buffer *buffer)
{
	buffer_text(buffer, "one of");
	for (size_t i = 0; option->choices[i]; i++)
		buffer_printf(buffer, "%s \"%s\"", i ? "," : "", option->choices[i]);
}

void value_expect(const struct option *option, struct buffer *buffer)
{
	static const char *const words[] = {
		[OPTION_TEXT] = "text in quotes",
		[OPTION_BOOL] = "true or false",
		[OPTION_INT] = "a whole number",
		[OPTION_SIGNED] = "a whole number",
		[OPTION_DURATION] = "a duration",
		[OPTION_SIZE] = "a size",
		[OPTION_SIGNAL] = "a signal such as \"TERM\"",
		[OPTION_LIST] = "a list of texts",
		[OPTION_FACTOR] = "a factor",
		[OPTION_ENDS] =
			"exit codes and signals such as 0, \"64-78\" or \"TERM\", or a list "
			"of them",
		[OPTION_GROUP] = "a group { ... }",
		[OPTION_PROGRAMS] = "a list of groups ( { ... }, ... )",
		[OPTION_COMMANDS] = "a list of files and groups ( \"...\", { ... }, ... )",
		[OPTION_SOCKETS] = "a list of groups ( { ... }, ... ), or of names in a program",
	};

	if (option->type == OPTION_CHOICE) {
		expect_choices(option, buffer);
		return;
	}
	buffer_text(buffer, words[option->type]);
	expect_range(option, buffer);
	if (option->type == OPTION_DURATION)
		buffer_printf(
			buffer, " such as \"%s\"", unit_scale(option) == 1000 ? "200ms" : "1m30s");
	else if (option->type == OPTION_SIZE)
		buffer_text(buffer, " such as \"400M\"");
	if (option->takes_none)
		buffer_printf(buffer, ", or \"%s\"", option_none(option));
	if (option->takes_unlimited)
		buffer_printf(buffer, ", or \"%s\"", option_unlimited(option));
}

static const char *describe(const config_setting_t *setting, char *shown, size_t size)
{
	char quoted[SHOWN];

	switch (config_setting_type(setting)) {
	case CONFIG_TYPE_INT:
	case CONFIG_TYPE_INT64:
		snprintf(shown, size, "%lld", config_setting_get_int64(setting));
		return shown;
	case CONFIG_TYPE_FLOAT:
		snprintf(shown, size, "the fraction %g", config_setting_get_float(setting));
		return shown;
	case CONFIG_TYPE_STRING:
		text_show(quoted, sizeof quoted, config_setting_get_string(setting));
		snprintf(shown, size, "\"%s\"", quoted);
		return shown;
	case CONFIG_TYPE_BOOL:
		return config_setting_get_bool(setting) ? "true" : "false";
	case CONFIG_TYPE_GROUP:
		return "a group";
	case CONFIG_TYPE_ARRAY:
	case CONFIG_TYPE_LIST:
		return "a list";
	}
	return "nothing";
}

static int refuse(const struct option *option, const config_setting_t *setting, struct buffer *why)
{
	const char *text = config_setting_type(setting) == CONFIG_TYPE_STRING
				   ? config_setting_get_string(setting)
				   : NULL;
	const char *nearest = NULL;
	char shown[SHOWN + 8];
	size_t count = 0;

	if (!why)
		return -EINVAL;
	buffer_text(why, "must be ");
	value_expect(option, why);
	buffer_printf(why, ", not %s", describe(setting, shown, sizeof shown));
	if (option->type == OPTION_CHOICE && text) {
		while (option->choices[count])
			count++;
		nearest = text_nearest(text, option->choices, count);
	}
	if (nearest)
		buffer_printf(why, ", did you mean \"%s\"?", nearest);
	return -EINVAL;
}

/* libconfig's own integers end at 32 bits: beyond, a unit says more than ten digits. */
static int refuse_large(const struct option *option, long long number, struct buffer *why)
{
	uint64_t value;
	char text[32];

	if (!why)
		return -EINVAL;
	buffer_printf(why, "is too large as a bare number: write it as text with a unit");
	if (number > 0 && !__builtin_mul_overflow((uint64_t)number, unit_scale(option), &value)) {
		if (option->type == OPTION_SIZE)
			text_from_size(value, text, sizeof text);
		else
			text_from_duration(value, text, sizeof text);
		buffer_printf(why, ", \"%s\"", text);
	}
	return -EINVAL;
}

static int read_integer(const struct option *option, const config_setting_t *setting,
	uint64_t *ret_number, struct buffer *why)
{
	long long number = config_setting_get_int64(setting);
	bool scaled = option->type == OPTION_DURATION || option->type == OPTION_SIZE;

	if (scaled && (number > INT32_MAX || number < INT32_MIN))
		return refuse_large(option, number, why);
	if (number < 0 && option->type == OPTION_DURATION && !option->minimum)
		number = 0;
	if ((number < 0 && option->type != OPTION_SIGNED) ||
		!(scaled || option->type == OPTION_INT || option->type == OPTION_SIGNED ||
			option->type == OPTION_SIGNAL ||
			(option->type == OPTION_FACTOR && number <= FACTOR_MAX)))
		return refuse(option, setting, why);
	*ret_number = (uint64_t)number * unit_scale(option);
	if (check_range(option, *ret_number) < 0 ||
		(option->type == OPTION_SIGNAL && (number < 1 || number > SIGRTMAX)))
		return refuse(option, setting, why);
	return 0;
}

static int read_factor(const struct option *option, double factor, uint64_t *ret_number)
{
	if (!(factor >= 0 && factor <= FACTOR_MAX))
		return -ERANGE;
	*ret_number = (uint64_t)(factor * 1000 + 0.5);
	return check_range(option, *ret_number);
}

const char *value_item(const config_setting_t *setting, size_t index)
{
	if (config_setting_type(setting) == CONFIG_TYPE_STRING)
		return index == 0 ? config_setting_get_string(setting) : NULL;
	if (config_setting_type(setting) != CONFIG_TYPE_LIST &&
		config_setting_type(setting) != CONFIG_TYPE_ARRAY)
		return NULL;
	setting = index > UINT_MAX ? NULL : config_setting_get_elem(setting, (unsigned)index);
	if (!setting || config_setting_type(setting) != CONFIG_TYPE_STRING)
		return NULL;
	return config_setting_get_string(setting);
}

static bool is_list_of(const config_setting_t *setting, int type)
{
	int kind = config_setting_type(setting);

	if (kind != CONFIG_TYPE_LIST && !(kind == CONFIG_TYPE_ARRAY && type == CONFIG_TYPE_STRING))
		return false;
	for (int i = 0; i < config_setting_length(setting); i++)
		if (config_setting_type(config_setting_get_elem(setting, (unsigned)i)) != type)
			return false;
	return true;
}

static bool is_list_of_either(const config_setting_t *setting, int type, int other)
{
	if (config_setting_type(setting) != CONFIG_TYPE_LIST)
		return is_list_of(setting, type);
	for (int i = 0; i < config_setting_length(setting); i++) {
		int item = config_setting_type(config_setting_get_elem(setting, (unsigned)i));

		if (item != type && item != other)
			return false;
	}
	return true;
}

static bool is_aggregate_of(const struct option *option, const config_setting_t *setting)
{
	if (option->type == OPTION_LIST)
		return is_list_of(setting, CONFIG_TYPE_STRING);
	if (option->type == OPTION_PROGRAMS)
		return is_list_of(setting, CONFIG_TYPE_GROUP);
	if (option->type == OPTION_COMMANDS || option->type == OPTION_SOCKETS)
		return is_list_of_either(setting, CONFIG_TYPE_STRING, CONFIG_TYPE_GROUP);
	return option->type == OPTION_GROUP && config_setting_type(setting) == CONFIG_TYPE_GROUP;
}

int value_read(const struct option *option, const config_setting_t *setting, uint64_t *ret_number,
	struct buffer *why)
{
	struct ends ends;

	*ret_number = 0;
	if (option->type == OPTION_ENDS)
		return ends_read(setting, &ends) < 0 ? refuse(option, setting, why) : 0;
	switch (config_setting_type(setting)) {
	case CONFIG_TYPE_INT:
	case CONFIG_TYPE_INT64:
		return read_integer(option, setting, ret_number, why);
	case CONFIG_TYPE_STRING:
		if (value_parse(option, config_setting_get_string(setting), ret_number) == 0)
			return 0;
		break;
	case CONFIG_TYPE_FLOAT:
		if (option->type == OPTION_FACTOR &&
			read_factor(option, config_setting_get_float(setting), ret_number) == 0)
			return 0;
		break;
	case CONFIG_TYPE_BOOL:
		*ret_number = config_setting_get_bool(setting) != 0;
		if (option->type == OPTION_BOOL)
			return 0;
		break;
	default:
		if (is_aggregate_of(option, setting))
			return 0;
		break;
	}
	return refuse(option, setting, why);
}
