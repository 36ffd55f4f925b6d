/* SPDX-License-Identifier: MIT */
/* Completion: whatever is typed, each candidate is a word that there is, continues what stands at
 * the cursor, and needs no quotes. The input: a usage (usage.h), the line before the cursor, the
 * line behind it. */
#include "config.h"

#include "command/complete.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "fuzz.h"
#include "usage.h"

static const char *describe(void *data, size_t word)
{
	return word % 2 ? "two\twords\nand \x1b[31m" : NULL;
}

static const char *const values[] = {"alpha", "beta.1", "a word", "x=", NULL};

static void offer(void *data, const struct complete_value *value, struct complete *complete)
{
	struct usage *usage = data;

	HOLD(value->action < (int)usage->grammar->action_count);
	HOLD(value->option < (int)usage->grammar->option_count);
	for (size_t i = 0; values[i]; i++)
		complete_offer(complete, values[i], i ? "v" : NULL);
	if (value->number % 2)
		complete_offer_files(complete, ".cfg");
	else
		complete_offer_directories(complete);
}

static bool is_value(const char *word)
{
	static const char *const shells[] = {"bash", "zsh", "fish"};

	for (size_t i = 0; i < 3; i++)
		if (strcmp(word, shells[i]) == 0)
			return true;
	for (size_t i = 0; values[i]; i++)
		if (strcmp(word, values[i]) == 0)
			return !strchr(word, ' ');
	return false;
}

static bool is_known(const struct grammar *grammar, const char *word)
{
	const char *name = word + (word[0] == '-') + (word[0] == '-' && word[1] == '-');
	size_t length = strcspn(name, "=");

	if (name == word)
		return grammar_find_action(grammar, word, strlen(word)) >= 0 || is_value(word);
	if (!grammar_is_predefined(name, length) && grammar_find_option(grammar, name, length) < 0)
		return false;
	return !name[length] || !name[length + 1] || is_value(name + length + 1);
}

static void check_candidate(
	const struct usage *usage, const char *typed, char *line, bool describes)
{
	char *tab = strchr(line, '\t');

	if (tab == line) {
		HOLD(strcmp(tab, "\tfiles\t.cfg") == 0 || strcmp(tab, "\tdirectories") == 0);
		return;
	}
	HOLD(describes || !tab);
	if (tab)
		*tab = '\0';
	HOLD(strncmp(line, typed, strlen(typed)) == 0);
	HOLD(is_known(usage->grammar, line));
	HOLD(line[strspn(line, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
			       "-_.=")] == '\0');
	for (const char *c = tab ? tab + 1 : ""; *c; c++)
		HOLD((unsigned char)*c >= ' ');
}

static void check(struct usage *usage, const struct line *line, bool describes)
{
	struct complete_source source = {usage_rules(usage), describe, describe, offer};
	struct buffer buffer = {0};
	char *rest, *candidate;

	HOLD(line->at < line->count && !line->words[line->count]);
	complete_write(&buffer, usage->grammar, &source, line, describes);
	HOLD(!buffer.failed);
	rest = buffer.data;
	while (rest && (candidate = fuzz_line(&rest)))
		check_candidate(usage, line->words[line->at], candidate, describes);
	buffer_done(&buffer);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size), *rest = text;
	const char *before, *behind;
	struct usage usage;
	struct line line;

	if (usage_read(&usage, &rest)) {
		before = fuzz_line(&rest);
		behind = fuzz_line(&rest);
		HOLD(line_from_text(&line, before ? before : "", behind ? behind : "") == 0);
		check(&usage, &line, false);
		check(&usage, &line, true);
		line_done(&line);
	}
	usage_done(&usage);
	free(text);
	return 0;
}
