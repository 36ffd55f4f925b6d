/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "port/words.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "config/environment.h"

int words_add(struct words *words, const char *text, size_t length)
{
	char **items, *copy;

	if (words->count == WORDS_MAX)
		return -E2BIG;
	items = realloc(words->items, (words->count + 2) * sizeof *items);
	if (!items)
		return -ENOMEM;
	words->items = items;
	copy = strndup(text, length);
	items[words->count] = copy;
	if (!copy)
		return -ENOMEM;
	items[++words->count] = NULL;
	return 0;
}

void words_done(struct words *words)
{
	for (size_t i = 0; i < words->count; i++)
		free(words->items[i]);
	free(words->items);
	*words = (struct words){0};
}

/* Between quotes, from behind the first. Returns what is behind the last, NULL: there is none. */
static const char *take_quoted(
	const char *at, char quote, struct buffer *word, bool *ret_needs_shell)
{
	for (; *at && *at != quote; at++) {
		if (quote == '"' && (*at == '$' || *at == '`'))
			*ret_needs_shell = true;
		if (quote == '"' && *at == '\\' && at[1] && strchr("\\\"$`", at[1]))
			at++;
		buffer_char(word, *at);
	}
	return *at ? at + 1 : NULL;
}

static const char *take_word(const char *at, struct buffer *word, bool *ret_needs_shell)
{
	while (at && *at && !strchr(" \t\r\n", *at)) {
		if (*at == '\'' || *at == '"') {
			at = take_quoted(at + 1, *at, word, ret_needs_shell);
			continue;
		}
		if (*at == '\\' && at[1])
			at++;
		else if (strchr("|&;<>()$`*?[]#~!{}", *at))
			*ret_needs_shell = true;
		buffer_char(word, *at++);
	}
	return at;
}

int words_split(struct words *words, const char *line, bool is_shell, bool *ret_needs_shell)
{
	bool needs_shell = false, is_first = true;
	int result = 0;

	while (line += strspn(line, " \t\r\n"), *line && result == 0) {
		struct buffer word = {0};
		size_t name = environment_name_length(line);

		buffer_text(&word, "");
		if (is_first && name && line[name] == '=')
			needs_shell = true;
		is_first = false;
		line = take_word(line, &word, &needs_shell);
		result = word.failed ? -ENOMEM
			 : !line     ? -EINVAL
				     : words_add(words, word.data, word.length);
		buffer_done(&word);
		if (!line)
			break;
	}
	*ret_needs_shell = is_shell && needs_shell;
	return result;
}
