/* SPDX-License-Identifier: MIT */
#include "command/grammar.h"

#include <stdlib.h>
#include <string.h>

void grammar_free(struct grammar *grammar)
{
	if (!grammar)
		return;
	free(grammar->usage);
	free(grammar->words);
	free(grammar->actions);
	free(grammar->options);
	free(grammar->groups);
	free(grammar);
}

static bool is_same(const char *known, const char *word, size_t length)
{
	return strncmp(known, word, length) == 0 && !known[length];
}

/* There are at most GRAMMAR_WORDS_MAX of each: a walk is as good as a table. */
int grammar_find_action(const struct grammar *grammar, const char *word, size_t length)
{
	for (size_t i = 0; i < grammar->action_count; i++)
		if (is_same(grammar->actions[i], word, length))
			return (int)i;
	return -1;
}

int grammar_find_option(const struct grammar *grammar, const char *word, size_t length)
{
	for (size_t i = 0; i < grammar->option_count; i++)
		if (is_same(grammar->options[i].word, word, length))
			return (int)i;
	return -1;
}

bool grammar_is_predefined(const char *word, size_t length)
{
	static const char *const words[] = {"help", "version", "completion", "man"};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (is_same(words[i], word, length))
			return true;
	return false;
}
