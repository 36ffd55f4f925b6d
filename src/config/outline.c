/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "config/outline.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "config/resolve.h"
#include "config/template.h"

/* One text, ended by a NUL: the command without what it runs. */
static void put_one(struct buffer *buffer, const struct template *template)
{
	struct template bare = *template;

	bare.socket_count = 0;
	bare.exit_code_from = NULL;
	bare.reload_token = NULL;
	resolve_command(buffer, &bare);
	buffer_char(buffer, '\0');
}

void outline_write(const struct template *template, struct buffer *buffer)
{
	put_one(buffer, template);
	for (size_t i = 0; i < template->command_count; i++)
		put_one(buffer, template->commands[i]);
}

/* The text at *at, which is behind it then. */
static struct template *read_one(const char **at, const char *end, struct error_list *errors)
{
	const char *text = *at;
	size_t length = strnlen(text, (size_t)(end - text));

	*at = text + length + (text + length < end);
	return template_load_bare(text, length, errors);
}

static int read_commands(
	struct template *template, const char *at, const char *end, struct error_list *errors)
{
	size_t count = 0;

	for (const char *c = at; c < end; c++)
		count += *c == '\0';
	template->commands = count ? calloc(count, sizeof *template->commands) : NULL;
	if (count && !template->commands)
		return -1;
	while (template->command_count < count) {
		struct template *command = read_one(&at, end, errors);

		if (!command)
			return -1;
		template->commands[template->command_count++] = command;
	}
	return 0;
}

struct template *outline_read(const struct buffer *text)
{
	const char *at = text->data, *end = text->data + text->length;
	struct error_list errors = {0};
	struct template *template;

	if (text->length == 0 || end[-1] != '\0')
		return NULL;
	template = read_one(&at, end, &errors);
	if (template && read_commands(template, at, end, &errors) < 0) {
		template_free(template);
		template = NULL;
	}
	error_list_done(&errors);
	return template;
}
