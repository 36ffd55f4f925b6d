/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "command/match.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/name.h"
#include "base/text.h"
#include "command/quote.h"

/* Two steps: the arguments one by one (what is each?), then the line as a whole (do they go
 * together?). Both report and go on. */
struct matcher {
	const struct grammar *grammar;
	const struct match_rules *rules;
	struct match *match;
	struct error_list *errors;
	bool failed;
	bool has_action;   /* a word stood in the action's place, known or not */
	const char *early; /* the first option before it */
};

static void REEVE_PRINTF(2, 3) report(struct matcher *m, const char *format, ...)
{
	struct reeve_error error = {.code = REEVE_EXIT_USAGE};
	va_list arguments;

	m->failed = true;
	if (m->errors->count == ERROR_LIST_MAX) {
		m->errors->dropped++;
		return;
	}
	va_start(arguments, format);
	vsnprintf(error.text, sizeof error.text, format, arguments);
	va_end(arguments);
	error_list_add(m->errors, &error);
}

static struct quote quote(const char *text)
{
	return quote_text(text, strlen(text));
}

/* The nearest of words, where the word is short enough to be one. */
static const char *nearest(const char *word, size_t length, const char *const *words, size_t count)
{
	char copy[NAME_MAX_LENGTH + 1];

	if (length == 0 || length > NAME_MAX_LENGTH)
		return NULL;
	memcpy(copy, word, length);
	copy[length] = '\0';
	return text_nearest(copy, words, count);
}

static void report_unknown_action(struct matcher *m, const char *word)
{
	const struct grammar *grammar = m->grammar;
	const char *hint = nearest(word, strlen(word), grammar->actions, grammar->action_count);

	if (hint)
		report(m, "unknown action '%s', did you mean '%s'?", quote(word).text, hint);
	else
		report(m, "unknown action '%s'", quote(word).text);
}

/* argument: as given; word: its name, without dashes and value. */
static void report_unknown_option(
	struct matcher *m, const char *argument, const char *word, size_t length)
{
	const struct grammar *grammar = m->grammar;
	const char *words[GRAMMAR_WORDS_MAX + 4];
	size_t count = grammar->option_count;
	struct quote shown = quote_text(argument, (size_t)(word - argument) + length);
	const char *hint;

	for (size_t i = 0; i < count; i++)
		words[i] = grammar->options[i].word;
	words[count++] = "help";
	words[count++] = "version";
	words[count++] = "completion";
	words[count++] = "man";
	hint = length == 1 && strchr("h?", *word) ? "help" : nearest(word, length, words, count);
	if (!hint)
		report(m, "unknown option '%s'", shown.text);
	else if (grammar_is_predefined(hint, strlen(hint)))
		report(m, "unknown option '%s', did you mean '--%s'?", shown.text, hint);
	else
		report(m, "unknown option '%s', did you mean '-%s'?", shown.text, hint);
}

static bool is_option(const char *argument)
{
	return argument[0] == '-' && argument[1];
}

static bool is_end(const char *argument)
{
	return strcmp(argument, "--") == 0;
}

/* The name of an option as it stands in an argument. */
static const char *option_word(const char *argument, size_t *ret_length)
{
	const char *word = argument + 1 + (argument[1] == '-');

	*ret_length = strcspn(word, "=");
	return word;
}

static bool is_known_option(const struct grammar *grammar, const char *argument)
{
	size_t length;
	const char *word;

	if (!is_option(argument))
		return false;
	word = option_word(argument, &length);
	return grammar_is_predefined(word, length) ||
	       grammar_find_option(grammar, word, length) >= 0;
}

/* The last of a repeated option wins, and stands where it was given last. */
static void add_option(struct match *match, size_t option, const char *value)
{
	size_t i = 0;

	while (i < match->option_count && match->options[i].option != option)
		i++;
	if (i < match->option_count) {
		memmove(&match->options[i], &match->options[i + 1],
			(match->option_count - i - 1) * sizeof *match->options);
		match->option_count--;
	}
	match->options[match->option_count++] = (struct match_option){option, value};
}

/* Takes the option and, where it needs one, the argument after it as its value. Returns how many
 * arguments that were. */
static size_t take_option(struct matcher *m, char *const *arguments)
{
	const struct grammar_option *option;
	const char *next = arguments[1];
	const char *value = NULL;
	size_t length;
	const char *word = option_word(arguments[0], &length);
	int found = grammar_find_option(m->grammar, word, length);
	size_t taken = 1;

	if (!m->has_action && !m->early)
		m->early = arguments[0];
	if (found < 0 && word[length] == '=' && grammar_is_predefined(word, length)) {
		report(m, "option '--%.*s' takes no value", (int)length, word);
		return taken;
	}
	if (found < 0) {
		report_unknown_option(m, arguments[0], word, length);
		return taken;
	}
	option = &m->grammar->options[found];
	if (word[length] == '=') {
		value = word + length + 1;
	} else if (option->value == VALUE_REQUIRED) {
		if (!next || is_end(next) || is_known_option(m->grammar, next))
			report(m, "option '-%s' needs a value (%s)", option->word, option->metavar);
		else
			value = arguments[taken++];
	}
	add_option(m->match, (size_t)found, value);
	return taken;
}

static void take_operand(struct matcher *m, const char *word)
{
	if (m->grammar->operand)
		m->match->operands[m->match->operand_count++] = word;
	else if (grammar_find_option(m->grammar, word, strlen(word)) >= 0)
		report(m, "unexpected argument '%s', did you mean '-%s'?", word, word);
	else
		report(m, "unexpected argument '%s'", quote(word).text);
}

static void take_word(struct matcher *m, const char *word)
{
	if (m->has_action) {
		take_operand(m, word);
		return;
	}
	m->has_action = true;
	m->match->action = grammar_find_action(m->grammar, word, strlen(word));
	if (m->match->action < 0)
		report_unknown_action(m, word);
	else if (m->early)
		report(m, "the action comes first: '%s' before '%s'", word, quote(m->early).text);
}

static void take_arguments(struct matcher *m, char *const *arguments)
{
	bool ended = false;

	while (*arguments) {
		if (!ended && is_end(*arguments)) {
			ended = true;
			arguments++;
		} else if (!ended && is_option(*arguments)) {
			arguments += take_option(m, arguments);
		} else {
			take_word(m, *arguments++);
		}
	}
	if (!m->has_action)
		report(m, "no action was given");
}

/* The grammar's options of a group are neighbours: [*ret_first, *ret_end). */
static void find_group(
	const struct grammar *grammar, unsigned group, size_t *ret_first, size_t *ret_end)
{
	size_t first = 0, end;

	while (first < grammar->option_count && grammar->options[first].group != group)
		first++;
	for (end = first; end < grammar->option_count && grammar->options[end].group == group;)
		end++;
	*ret_first = first;
	*ret_end = end;
}

static void check_option(struct matcher *m, const struct match_option *given)
{
	const struct grammar_option *option = &m->grammar->options[given->option];
	size_t action = (size_t)m->match->action;

	if (m->match->action >= 0 && !m->rules->applies(m->rules->data, action, given->option))
		report(m, "option '-%s' means nothing to '%s'", option->word,
			m->grammar->actions[action]);
	if (option->value == VALUE_FREE && given->value &&
		!m->rules->takes_value(m->rules->data, given->option))
		report(m, "option '-%s' takes no value", option->word);
}

static void check_exclusion(struct matcher *m, const struct match_option *first, bool *seen)
{
	const struct match_option *end = m->match->options + m->match->option_count;
	const struct grammar_option *options = m->grammar->options;
	unsigned group = options[first->option].group;

	if (seen[group])
		return;
	seen[group] = true;
	for (const struct match_option *other = first + 1; other < end; other++)
		if (options[other->option].group == group)
			report(m, "'-%s' and '-%s' exclude each other", options[first->option].word,
				options[other->option].word);
}

/* One of a required group must be given, unless none of it means anything to the action. */
static void check_required(struct matcher *m, unsigned group)
{
	const struct grammar *grammar = m->grammar;
	size_t first, end, length = 0;
	char words[512] = "";
	bool means = false;

	find_group(grammar, group, &first, &end);
	for (size_t i = first; i < end; i++) {
		means |= m->rules->applies(m->rules->data, (size_t)m->match->action, i);
		if (length < sizeof words)
			length += (size_t)snprintf(words + length, sizeof words - length, "%s%s",
				i > first ? "|" : "", grammar->options[i].word);
	}
	if (means && end - first == 1)
		report(m, "option '-%s' is required", words);
	else if (means)
		report(m, "one of -<%s> is required", words);
}

static void check_line(struct matcher *m)
{
	const struct grammar *grammar = m->grammar;
	bool seen[GRAMMAR_WORDS_MAX] = {false};

	for (size_t i = 0; i < m->match->option_count; i++) {
		check_option(m, &m->match->options[i]);
		check_exclusion(m, &m->match->options[i], seen);
	}
	if (m->match->action < 0)
		return;
	for (unsigned group = 0; group < grammar->group_count; group++)
		if (grammar->groups[group].required && !seen[group])
			check_required(m, group);
	if (grammar->operand_required && m->match->operand_count == 0)
		report(m, "a %s is required", grammar->operand);
}

/* Takes an argument if it is a predefined option. Help wins over version, and both over the rest. */
static void take_predefined(struct match *match, const char *argument, const char *next)
{
	size_t length;
	const char *word = option_word(argument, &length);
	bool has_value = word[length] == '=';

	if (length == 10 && strncmp(word, "completion", length) == 0) {
		if (match->kind == MATCH_RUN) {
			match->kind = MATCH_COMPLETION;
			match->shell = has_value ? word + length + 1 : next;
		}
	} else if (has_value) {
		return;
	} else if (strcmp(word, "help") == 0) {
		match->kind = MATCH_HELP;
	} else if (strcmp(word, "version") == 0 && match->kind != MATCH_HELP) {
		match->kind = MATCH_VERSION;
	} else if (strcmp(word, "man") == 0 && match->kind == MATCH_RUN) {
		match->kind = MATCH_MAN;
	}
}

/* Whatever is predefined wins over everything else before "--". */
static bool find_predefined(struct matcher *m, char *const *arguments)
{
	struct match *match = m->match;

	for (; *arguments && !is_end(*arguments); arguments++) {
		const char *word = *arguments;

		if (is_option(word))
			take_predefined(match, word, arguments[1]);
		else if (match->action < 0)
			match->action = grammar_find_action(m->grammar, word, strlen(word));
	}
	if (match->kind != MATCH_RUN)
		return true;
	match->action = -1;
	return false;
}

int match_arguments(const struct grammar *grammar, const struct match_rules *rules,
	char *const *arguments, struct match *ret_match, struct error_list *errors)
{
	struct matcher m = {grammar, rules, ret_match, errors};
	size_t count = 0;

	memset(ret_match, 0, sizeof *ret_match);
	ret_match->action = -1;
	if (find_predefined(&m, arguments))
		return 0;
	while (arguments[count])
		count++;
	ret_match->operands = calloc(count + 1, sizeof *ret_match->operands);
	if (!ret_match->operands) {
		error_list_add_at(errors, REEVE_EXIT_FAILED, NULL, 0, 0, "out of memory");
		return -1;
	}
	take_arguments(&m, arguments);
	check_line(&m);
	return m.failed ? -1 : 0;
}

void match_done(struct match *match)
{
	free(match->operands);
	match->operands = NULL;
	match->operand_count = 0;
}
