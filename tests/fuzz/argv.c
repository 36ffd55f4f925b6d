/* SPDX-License-Identifier: MIT */
/* The matcher against a slow one that says in another way what a command line means. The input: a
 * usage (usage.h), then an argument a line. */
#include "config.h"

#include "command/match.h"

#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "usage.h"

#define ARGUMENTS_MAX 512

/* What an argument is by itself. */
struct token {
	const char *text;
	bool dashed; /* an option, known or not */
	char name[80];
	const char *value; /* behind "="; NULL: there is none */
};

struct reference {
	const struct grammar *grammar;
	struct usage *usage;
	struct token tokens[ARGUMENTS_MAX + 1];
	size_t count, end; /* of "--" */
	struct match_option given[ARGUMENTS_MAX];
	size_t given_count;
	const char *words[ARGUMENTS_MAX];
	size_t word_count;
	bool fails;
};

static void read_token(struct token *token, const char *text)
{
	const char *name, *equal;

	*token = (struct token){.text = text, .dashed = text[0] == '-' && text[1]};
	if (!token->dashed)
		return;
	name = text + (text[1] == '-' ? 2 : 1);
	equal = strchr(name, '=');
	token->value = equal ? equal + 1 : NULL;
	/* No word of a grammar is so long: cut, it is still none. */
	strncat(token->name, name,
		equal && equal - name < 79 ? (size_t)(equal - name) : sizeof token->name - 1);
	if (equal && equal - name >= 79)
		token->name[78] = '!';
}

static int find(const struct reference *r, const struct token *token)
{
	return token->dashed ? grammar_find_option(r->grammar, token->name, strlen(token->name))
			     : -1;
}

static bool is(const struct token *token, const char *name)
{
	return token->dashed && strcmp(token->name, name) == 0;
}

static bool is_known(const struct reference *r, const struct token *token)
{
	return find(r, token) >= 0 || is(token, "help") || is(token, "version") ||
	       is(token, "man") || is(token, "completion");
}

/* The predefined ones, in the order of their power. */
static enum match_kind find_kind(const struct reference *r)
{
	const char *const names[] = {"help", "version"};
	const enum match_kind kinds[] = {MATCH_HELP, MATCH_VERSION};

	for (size_t k = 0; k < 2; k++)
		for (size_t i = 0; i < r->end; i++)
			if (is(&r->tokens[i], names[k]) && !r->tokens[i].value)
				return kinds[k];
	for (size_t i = 0; i < r->end; i++) {
		if (is(&r->tokens[i], "completion"))
			return MATCH_COMPLETION;
		if (is(&r->tokens[i], "man") && !r->tokens[i].value)
			return MATCH_MAN;
	}
	return MATCH_RUN;
}

/* Which arguments are options with which values, and which are words. */
static void sort_arguments(struct reference *r)
{
	for (size_t i = 0; i < r->count; i++) {
		const struct token *token = &r->tokens[i], *next = token + 1;
		int option = i < r->end ? find(r, token) : -1;
		const char *value = token->value;

		if (i == r->end)
			continue;
		if (i > r->end || !token->dashed) {
			r->words[r->word_count++] = token->text;
			continue;
		}
		r->fails |= option < 0 || r->word_count == 0;
		if (option < 0)
			continue;
		if (!value && r->grammar->options[option].value == VALUE_REQUIRED) {
			if (i + 1 < r->count && i + 1 != r->end && !is_known(r, next))
				value = r->tokens[++i].text;
			else
				r->fails = true;
		}
		r->given[r->given_count++] = (struct match_option){(size_t)option, value};
	}
}

/* Of a repeated option only the last one counts. */
static void drop_repeated(struct reference *r)
{
	size_t kept = 0;

	for (size_t i = 0; i < r->given_count; i++) {
		bool again = false;

		for (size_t k = i + 1; k < r->given_count; k++)
			again |= r->given[k].option == r->given[i].option;
		if (!again)
			r->given[kept++] = r->given[i];
	}
	r->given_count = kept;
}

static size_t count_of_group(const struct reference *r, unsigned group)
{
	size_t count = 0;

	for (size_t i = 0; i < r->given_count; i++)
		count += r->grammar->options[r->given[i].option].group == group;
	return count;
}

static bool group_means(const struct reference *r, size_t action, unsigned group)
{
	bool means = false;

	for (size_t i = 0; i < r->grammar->option_count; i++)
		means |=
			r->grammar->options[i].group == group && usage_applies(r->usage, action, i);
	return means;
}

static void judge(struct reference *r)
{
	const struct grammar *grammar = r->grammar;
	int action =
		r->word_count ? grammar_find_action(grammar, r->words[0], strlen(r->words[0])) : -1;

	r->fails |= action < 0 || (r->word_count > 1 && !grammar->operand);
	if (r->fails)
		return;
	for (size_t i = 0; i < r->given_count; i++) {
		const struct match_option *given = &r->given[i];

		r->fails |= !usage_applies(r->usage, (size_t)action, given->option);
		r->fails |= grammar->options[given->option].value == VALUE_FREE && given->value &&
			    !usage_takes_value(r->usage, given->option);
	}
	for (unsigned group = 0; group < grammar->group_count; group++) {
		size_t count = count_of_group(r, group);

		r->fails |= count > 1;
		r->fails |= count == 0 && grammar->groups[group].required &&
			    group_means(r, (size_t)action, group);
	}
	r->fails |= grammar->operand_required && r->word_count == 1;
}

static void compare(const struct reference *r, const struct match *match)
{
	HOLD(match->action == grammar_find_action(r->grammar, r->words[0], strlen(r->words[0])));
	HOLD(match->operand_count == r->word_count - 1);
	for (size_t i = 0; i < match->operand_count; i++)
		HOLD(match->operands[i] == r->words[i + 1]);
	HOLD(!match->operands[match->operand_count]);
	HOLD(match->option_count == r->given_count);
	for (size_t i = 0; i < match->option_count; i++)
		HOLD(match->options[i].option == r->given[i].option &&
			match->options[i].value == r->given[i].value);
}

static void check(struct usage *usage, char **arguments, size_t count)
{
	static struct reference r;
	static struct match match;
	struct match_rules rules = usage_rules(usage);
	struct error_list errors = {0};
	enum match_kind kind;
	int result;

	r = (struct reference){.grammar = usage->grammar, .usage = usage, .count = count};
	for (r.end = 0; r.end < count && strcmp(arguments[r.end], "--") != 0;)
		r.end++;
	for (size_t i = 0; i < count; i++)
		read_token(&r.tokens[i], arguments[i]);
	kind = find_kind(&r);
	result = match_arguments(usage->grammar, &rules, arguments, &match, &errors);
	HOLD(match.kind == kind);
	HOLD((result == 0) == (errors.count == 0));
	if (kind == MATCH_RUN) {
		sort_arguments(&r);
		drop_repeated(&r);
		judge(&r);
		HOLD((result == 0) == !r.fails);
	}
	if (kind == MATCH_RUN && result == 0)
		compare(&r, &match);
	HOLD(kind == MATCH_RUN || result == 0);
	match_done(&match);
	error_list_done(&errors);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size), *rest = text;
	char *arguments[ARGUMENTS_MAX + 1] = {NULL};
	struct usage usage;
	size_t count = 0;

	if (usage_read(&usage, &rest)) {
		while (count < ARGUMENTS_MAX && (arguments[count] = fuzz_line(&rest)))
			count++;
		check(&usage, arguments, count);
	}
	usage_done(&usage);
	free(text);
	return 0;
}
