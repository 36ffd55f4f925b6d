/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "master/parameters.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/fd.h"
#include "base/text.h"
#include "config/template.h"

static int add_list(json_t *object, const char *key, char **list)
{
	json_t *array = json_array();

	for (; array && list && *list; list++)
		if (json_array_append_new(array, json_string(*list)) < 0) {
			json_decref(array);
			return -1;
		}
	return json_object_set_new(object, key, array);
}

static int add_text(json_t *object, const char *key, const char *text)
{
	return text ? json_object_set_new(object, key, json_string(text)) : 0;
}

/* For sentences only: a path need not be UTF-8, as all in JSON must. */
static int add_shown(json_t *object, const char *key, const char *text)
{
	struct buffer shown = {0};
	int result = 0;

	if (text) {
		text_escape(&shown, text, strlen(text));
		result = shown.failed ? -1 : add_text(object, key, shown.data);
	}
	buffer_done(&shown);
	return result;
}

/* What only some programs have. */
static int add_extras(json_t *object, const struct program *program)
{
	if (add_list(object, "sockets", program->sockets) < 0 ||
		add_shown(object, "place", program->place) < 0 ||
		add_shown(object, "host", program->host) < 0 ||
		add_text(object, "init", program->host_init) < 0 ||
		add_text(object, "run", program->host_run) < 0)
		return -1;
	return add_text(object, "fini", program->host_fini);
}

/* What reeve-worker reads: one JSON object (worker/parameters.c). */
static char *describe(const struct template *template, const struct program *program)
{
	json_t *object = json_pack("{s:s, s:s, s:I, s:I, s:I, s:I, s:I, s:s}", "program",
		program->name, "plugin", program->work, "owner", (json_int_t) template->owner,
		"execute_times", (json_int_t)program->execute_times, "execute_usleep",
		(json_int_t)program->execute_usleep, "limit_ns", (json_int_t)program->limit_ns,
		"limit_jitter_ns", (json_int_t)program->limit_jitter_ns, "title_prefix",
		template->title_prefix);
	json_t *config = json_loads(program->config, JSON_ALLOW_NUL, NULL);
	char *text = NULL;

	if (object && config && add_list(object, "plugin_path", template->plugin_path) == 0 &&
		add_extras(object, program) == 0 && json_object_set(object, "config", config) == 0)
		text = json_dumps(object, JSON_COMPACT);
	json_decref(object);
	json_decref(config);
	return text;
}

/* What a file is found by. */
static bool is_printable(const struct template *template, const struct program *program)
{
	for (char **path = template->plugin_path; path && *path; path++)
		if (!text_is_printable(*path, strlen(*path)))
			return false;
	return text_is_printable(program->work, strlen(program->work));
}

/* Sealed: no worker can change what the next one will read. */
int parameters_make(const struct template *template, const struct program *program)
{
	char *text = describe(template, program);
	int fd, result;

	if (!text)
		return is_printable(template, program) ? -ENOMEM : -EILSEQ;
	fd = memfd_create("reeve-parameters", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (fd < 0) {
		free(text);
		return -errno;
	}
	result = fd_write_all(fd, text, strlen(text));
	free(text);
	if (result == 0 && fcntl(fd, F_ADD_SEALS,
				   F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) < 0)
		result = -errno;
	if (result < 0) {
		close(fd);
		return result;
	}
	return fd;
}
