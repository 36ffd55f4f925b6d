/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "worker/parameters.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/fd.h"

#define PARAMETERS_MAX (1024 * 1024)

static uint64_t number(const json_t *document, const char *key)
{
	json_int_t value = json_integer_value(json_object_get(document, key));

	return value > 0 ? (uint64_t)value : 0;
}

static const char *text(const json_t *document, const char *key)
{
	return json_string_value(json_object_get(document, key));
}

static int read_path(struct parameters *parameters)
{
	json_t *list = json_object_get(parameters->document, "plugin_path");
	size_t count = json_array_size(list), at = 0;

	parameters->plugin_path = calloc(count + 1, sizeof *parameters->plugin_path);
	if (!parameters->plugin_path)
		return -1;
	for (size_t i = 0; i < count; i++) {
		const char *directory = json_string_value(json_array_get(list, i));

		if (directory)
			parameters->plugin_path[at++] = (char *)directory;
	}
	return 0;
}

int parameters_read(int fd, struct parameters *ret_parameters, struct reeve_error *error)
{
	struct parameters parameters = {0};
	struct buffer content = {0};

	/* All workers of a program share the file's offset: it is never moved. */
	if (buffer_reserve(&content, PARAMETERS_MAX) == 0) {
		ssize_t n = pread(fd, content.data, PARAMETERS_MAX, 0);

		content.length = n > 0 ? (size_t)n : 0;
	}
	errno = 0;
	parameters.document =
		json_loadb(content.data ? content.data : "", content.length, JSON_ALLOW_NUL, NULL);
	/* Without memory for a byte of a string Jansson goes on without that byte. */
	if (errno == ENOMEM) {
		buffer_done(&content);
		parameters_done(&parameters);
		return error_set(error, REEVE_EXIT_FAILED, "out of memory");
	}
	buffer_done(&content);
	parameters.program = text(parameters.document, "program");
	parameters.plugin = text(parameters.document, "plugin");
	parameters.title_prefix = text(parameters.document, "title_prefix");
	parameters.place = text(parameters.document, "place");
	parameters.host = text(parameters.document, "host");
	parameters.init = text(parameters.document, "init");
	parameters.run = text(parameters.document, "run");
	parameters.fini = text(parameters.document, "fini");
	parameters.config = json_object_get(parameters.document, "config");
	if (!parameters.program || !parameters.plugin || read_path(&parameters) < 0) {
		parameters_done(&parameters);
		return error_set(error, REEVE_EXIT_FAILED, "its parameters cannot be read");
	}
	parameters.owner = (uid_t)number(parameters.document, "owner");
	parameters.execute_times = number(parameters.document, "execute_times");
	parameters.execute_usleep = number(parameters.document, "execute_usleep");
	parameters.limit_ns = number(parameters.document, "limit_ns");
	parameters.limit_jitter_ns = number(parameters.document, "limit_jitter_ns");
	*ret_parameters = parameters;
	return 0;
}

void parameters_done(struct parameters *parameters)
{
	json_decref(parameters->document);
	free(parameters->plugin_path);
	*parameters = (struct parameters){0};
}

const json_t *parameters_config(const struct parameters *parameters, const char *key)
{
	const json_t *value = parameters->config;
	char part[256];

	while (value && *key) {
		size_t length = strcspn(key, ".");

		if (length >= sizeof part)
			return NULL;
		memcpy(part, key, length);
		part[length] = '\0';
		value = json_object_get(value, part);
		key += length + (key[length] == '.');
	}
	return value;
}
