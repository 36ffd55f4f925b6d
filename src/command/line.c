/* SPDX-License-Identifier: MIT */
#include "command/line.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

void line_done(struct line *line)
{
	free(line->words);
	free(line->text);
	*line = (struct line){0};
}

int line_from_words(struct line *ret_line, char *const *words, size_t at)
{
	static char empty[] = "";
	size_t count = 0;

	*ret_line = (struct line){0};
	while (words[count])
		count++;
	if (at > count)
		return -EINVAL;
	ret_line->words = calloc(count + 2, sizeof *ret_line->words);
	if (!ret_line->words)
		return -ENOMEM;
	memcpy(ret_line->words, words, count * sizeof *words);
	if (at == count)
		ret_line->words[count++] = empty;
	ret_line->count = count;
	ret_line->at = at;
	return 0;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

/* Within double quotes a backslash is itself, but before these. */
static bool is_escape(const char *at, char quote)
{
	return at[0] == '\\' && at[1] && quote != '\'' && (!quote || strchr("$`\"\\", at[1]));
}

/* Appends the unquoted word that begins here. Returns the byte behind it. */
static const char *take_word(const char *at, char **end)
{
	char quote = '\0';

	for (; *at && (quote || !is_blank(*at)); at++) {
		if (is_escape(at, quote))
			*(*end)++ = *++at;
		else if (quote && *at == quote)
			quote = '\0';
		else if (!quote && (*at == '\'' || *at == '"'))
			quote = *at;
		else if (quote || *at != '\\')
			*(*end)++ = *at;
	}
	*(*end)++ = '\0';
	return at;
}

static const char *skip_blanks(const char *at)
{
	while (is_blank(*at))
		at++;
	return at;
}

/* Returns true if no blank ends the last word. */
static bool add_words(struct line *line, const char *text, char **end)
{
	bool open = false;

	for (text = skip_blanks(text); *text; text = skip_blanks(text)) {
		line->words[line->count++] = *end;
		text = take_word(text, end);
		open = !*text;
	}
	return open;
}

static void drop_first(struct line *line)
{
	line->count--;
	memmove(line->words, line->words + 1, line->count * sizeof *line->words);
}

int line_from_text(struct line *ret_line, const char *before, const char *behind)
{
	static char empty[] = "";
	size_t length = strlen(before) + strlen(behind);
	char *end;

	*ret_line = (struct line){0};
	/* There are no more words than bytes, and each has a NUL more. */
	ret_line->text = malloc(2 * length + 1);
	ret_line->words = calloc(length + 3, sizeof *ret_line->words);
	if (!ret_line->text || !ret_line->words)
		return -ENOMEM;
	end = ret_line->text;
	if (!add_words(ret_line, before, &end) || ret_line->count < 2)
		ret_line->words[ret_line->count++] = empty;
	if (ret_line->count > 1)
		drop_first(ret_line);
	ret_line->at = ret_line->count - 1;
	/* What is left of the word under the cursor is written over by what is completed. */
	add_words(ret_line, behind + strcspn(behind, " \t\n"), &end);
	ret_line->words[ret_line->count] = NULL;
	return 0;
}
