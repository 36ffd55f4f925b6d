/* SPDX-License-Identifier: MIT */
#ifndef CONFIG_JSON_H
#define CONFIG_JSON_H

/* A group of settings as one JSON object: how a program's config travels to its work plugin. */

#include <libconfig.h>
#include <stdbool.h>

#include "base/buffer.h"

#define JSON_MAX 65536

/* The caller owns the text. Returns NULL with why filled and *ret_culprit the setting to blame. */
char *json_from_setting(
	const config_setting_t *setting, const config_setting_t **ret_culprit, struct buffer *why);

/* True if the text is one JSON object. */
bool json_text_is_object(const char *text);

#endif
