/* SPDX-License-Identifier: MIT */
#include "config/json.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define DEPTH_MAX 32

struct conversion {
	const config_setting_t *culprit;
	const char *reason;
};

static json_t *convert(
	struct conversion *conversion, const config_setting_t *setting, unsigned depth);

static json_t *convert_members(
	struct conversion *conversion, const config_setting_t *setting, unsigned depth)
{
	bool object = config_setting_type(setting) == CONFIG_TYPE_GROUP;
	json_t *json = object ? json_object() : json_array();

	for (int i = 0; json && i < config_setting_length(setting); i++) {
		const config_setting_t *member = config_setting_get_elem(setting, (unsigned)i);
		json_t *value = convert(conversion, member, depth + 1);
		int result = !value ? -1
			     : object
				     ? json_object_set_new(json, config_setting_name(member), value)
				     : json_array_append_new(json, value);

		if (result < 0) {
			json_decref(json);
			json = NULL;
		}
	}
	return json;
}

static json_t *convert_scalar(const config_setting_t *setting)
{
	switch (config_setting_type(setting)) {
	case CONFIG_TYPE_INT:
	case CONFIG_TYPE_INT64:
		return json_integer(config_setting_get_int64(setting));
	case CONFIG_TYPE_FLOAT:
		return json_real(config_setting_get_float(setting));
	case CONFIG_TYPE_STRING:
		return json_string(config_setting_get_string(setting));
	case CONFIG_TYPE_BOOL:
		return json_boolean(config_setting_get_bool(setting));
	}
	return NULL;
}

/* The innermost setting that could not be converted is the one to blame. */
static void blame(
	struct conversion *conversion, const config_setting_t *setting, const char *reason)
{
	if (conversion->reason)
		return;
	conversion->culprit = setting;
	conversion->reason = reason;
}

static json_t *convert(
	struct conversion *conversion, const config_setting_t *setting, unsigned depth)
{
	json_t *json;

	if (depth > DEPTH_MAX) {
		blame(conversion, setting, "is nested too deep");
		return NULL;
	}
	if (config_setting_is_aggregate(setting))
		json = convert_members(conversion, setting, depth);
	else
		json = convert_scalar(setting);
	if (!json)
		blame(conversion, setting,
			config_setting_type(setting) == CONFIG_TYPE_STRING ? "is not valid UTF-8"
			: config_setting_type(setting) == CONFIG_TYPE_FLOAT
				? "is not a finite number"
				: "does not fit memory");
	return json;
}

char *json_from_setting(
	const config_setting_t *setting, const config_setting_t **ret_culprit, struct buffer *why)
{
	struct conversion conversion = {0};
	json_t *json = convert(&conversion, setting, 0);
	char *text = json ? json_dumps(json, JSON_COMPACT) : NULL;

	json_decref(json);
	if (!text) {
		blame(&conversion, setting, "does not fit memory");
	} else if (strlen(text) > JSON_MAX) {
		blame(&conversion, setting, "is larger than 64 KiB");
		free(text);
		text = NULL;
	}
	if (!text) {
		*ret_culprit = conversion.culprit;
		buffer_text(why, conversion.reason);
	}
	return text;
}

bool json_text_is_object(const char *text)
{
	json_t *json = json_loads(text, 0, NULL);
	bool is_object = json_is_object(json);

	json_decref(json);
	return is_object;
}
