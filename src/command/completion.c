/* SPDX-License-Identifier: MIT */
#include "command/completion.h"

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/buffer.h"
#include "base/name.h"
#include "base/text.h"
#include "command/line.h"

#define QUERY "--complete="

/* Within single quotes only these bytes mean something. */
static void add_quoted(struct buffer *buffer, const char *text, bool fish)
{
	buffer_char(buffer, '\'');
	for (; *text; text++) {
		if (*text == '\'' && !fish)
			buffer_text(buffer, "'\\'");
		else if (fish && (*text == '\'' || *text == '\\'))
			buffer_char(buffer, '\\');
		buffer_char(buffer, *text);
	}
	buffer_char(buffer, '\'');
}

/* The line that tells compinit what the file is for. It knows no quotes. */
static void add_compdef(struct buffer *buffer, const char *name)
{
	buffer_char(buffer, '#');
	if (name_is_valid(name))
		buffer_printf(buffer, "compdef %s", name);
}

static void add_script(struct buffer *buffer, const char *script, const char *name, bool fish)
{
	for (const char *mark; (mark = strchr(script, '@')); script = mark) {
		buffer_add(buffer, script, (size_t)(mark - script));
		if (strncmp(mark, "@NAME@", 6) == 0) {
			add_quoted(buffer, name, fish);
			mark += 6;
		} else if (strncmp(mark, "@COMPDEF@", 9) == 0) {
			add_compdef(buffer, name);
			mark += 9;
		} else {
			buffer_char(buffer, *mark++);
		}
	}
	buffer_text(buffer, script);
}

int completion_write(struct buffer *buffer, const char *shell, const char *name)
{
	static const struct {
		const char *shell;
		const char *script;
	} scripts[] = {
		{"bash", completion_bash}, {"zsh", completion_zsh}, {"fish", completion_fish}};

	for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++)
		if (strcmp(shell, scripts[i].shell) == 0) {
			add_script(buffer, scripts[i].script, name, strcmp(shell, "fish") == 0);
			return 0;
		}
	return -EINVAL;
}

bool completion_is_query(const char *argument)
{
	return argument && strncmp(argument, QUERY, sizeof QUERY - 1) == 0;
}

int completion_read(char *const *arguments, struct line *ret_line, bool *ret_describe)
{
	const char *shell = arguments[0] + sizeof QUERY - 1;
	uint64_t at;

	*ret_line = (struct line){0};
	*ret_describe = strcmp(shell, "bash") != 0;
	if (!arguments[1] || (!*ret_describe && !arguments[2]))
		return -EINVAL;
	if (!*ret_describe)
		return line_from_text(ret_line, arguments[1], arguments[2]);
	if (text_to_u64(arguments[1], &at) < 0 || at > SIZE_MAX)
		return -EINVAL;
	return line_from_words(ret_line, arguments + 2, (size_t)at);
}
