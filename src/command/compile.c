/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "command/grammar.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/name.h"
#include "command/quote.h"

/* One pass from left to right, without going back: after an error it goes on at the next delimiter,
 * so that all errors are found. Words become NUL-terminated in a copy, so that nothing but the
 * model's few arrays is ever allocated. */
struct parser {
	const char *text;
	size_t length;
	size_t at;
	const char *file;
	int line;
	struct error_list *errors;
	struct grammar *grammar;
	bool failed;
	bool has_actions; /* an action group was seen */
	bool asked_first; /* that it comes first was said */
};

static void REEVE_PRINTF(3, 4) report(struct parser *p, size_t at, const char *format, ...)
{
	struct buffer buffer = {0};
	char sentence[512];
	va_list arguments;

	p->failed = true;
	if (p->errors->count == ERROR_LIST_MAX) {
		p->errors->dropped++;
		return;
	}
	va_start(arguments, format);
	vsnprintf(sentence, sizeof sentence, format, arguments);
	va_end(arguments);
	quote_caret(&buffer, p->text, p->length, at);
	error_list_add_at(p->errors, REEVE_EXIT_TEMPLATE, p->file, p->line, (int)at + 1,
		"usage: %s%s", sentence, buffer.failed ? "" : buffer.data);
	buffer_done(&buffer);
}

static bool is_blank(char c)
{
	return c && strchr(" \t\n\v\f\r", c);
}

/* The byte `ahead` of the position; NUL behind the end. */
static char peek(const struct parser *p, size_t ahead)
{
	return p->at + ahead < p->length ? p->text[p->at + ahead] : '\0';
}

static void skip_blanks(struct parser *p)
{
	while (is_blank(peek(p, 0)))
		p->at++;
}

static void skip_until(struct parser *p, const char *bytes)
{
	while (p->at < p->length && !strchr(bytes, p->text[p->at]))
		p->at++;
}

static bool at_item(const struct parser *p)
{
	char c = peek(p, 0) == '-' ? peek(p, 1) : peek(p, 0);

	return c == '<' || c == '[';
}

/* How many bytes from `at` belong to one word, valid or not. */
static size_t word_length(const struct parser *p, size_t at)
{
	size_t length = strcspn(p->text + at, " \t\n\v\f\r|<>[]=");
	const char *dots = memmem(p->text + at, length, "...", 3);

	return dots ? (size_t)(dots - (p->text + at)) : length;
}

/* Takes the next word. Returns NULL, with an error reported, if it is none; there must be a byte.
 */
static const char *take_word(struct parser *p)
{
	size_t at = p->at;
	size_t length = word_length(p, at);
	struct quote quote;

	p->at += length;
	if (name_is_word(p->text + at, length)) {
		p->grammar->words[at + length] = '\0';
		return p->grammar->words + at;
	}
	quote = quote_text(p->text + at, length);
	if (length > NAME_MAX_LENGTH)
		report(p, at, "the word '%s' is longer than %d bytes", quote.text, NAME_MAX_LENGTH);
	else
		report(p, at, "'%s' is not a word: a letter, then letters, digits, '-' and '_'",
			quote.text);
	return NULL;
}

static void add_action(struct parser *p, const char *word, size_t at)
{
	struct grammar *grammar = p->grammar;

	if (grammar_find_action(grammar, word, strlen(word)) >= 0)
		report(p, at, "action '%s' is there already", word);
	else if (grammar->action_count == GRAMMAR_WORDS_MAX)
		report(p, at, "more than %d actions", GRAMMAR_WORDS_MAX);
	else
		grammar->actions[grammar->action_count++] = word;
}

static void add_option(struct parser *p, const struct grammar_option *option, size_t at)
{
	struct grammar *grammar = p->grammar;
	size_t length = strlen(option->word);

	if (grammar_is_predefined(option->word, length))
		report(p, at, "'--%s' is predefined", option->word);
	else if (grammar_find_option(grammar, option->word, length) >= 0)
		report(p, at, "option '%s' is there already", option->word);
	else if (grammar->option_count == GRAMMAR_WORDS_MAX)
		report(p, at, "more than %d options", GRAMMAR_WORDS_MAX);
	else
		grammar->options[grammar->option_count++] = *option;
}

static const char *take_metavar(struct parser *p)
{
	if (word_length(p, p->at) > 0)
		return take_word(p);
	report(p, p->at, "the name of the value is missing, as in =N");
	return NULL;
}

/* What may follow an option's word: =METAVAR or [=METAVAR]. */
static void take_value_rule(struct parser *p, struct grammar_option *option)
{
	size_t open = p->at;

	if (peek(p, 0) == '=') {
		p->at++;
		option->value = VALUE_REQUIRED;
		option->metavar = take_metavar(p);
	} else if (peek(p, 0) == '[' && peek(p, 1) == '=') {
		p->at += 2;
		option->value = VALUE_OPTIONAL;
		option->metavar = take_metavar(p);
		if (peek(p, 0) == ']')
			p->at++;
		else
			report(p, open, "'[' is never closed");
	} else if (peek(p, 0) == '[') {
		report(p, open, "a value that may be left out is written [=N]");
		skip_until(p, " \t\n\v\f\r|]>");
		p->at += peek(p, 0) == ']';
	}
}

static void take_option(struct parser *p)
{
	size_t at = p->at;
	struct grammar_option option = {.group = (unsigned)p->grammar->group_count};

	option.word = take_word(p);
	take_value_rule(p, &option);
	if (option.word)
		add_option(p, &option, at);
}

static void take_action(struct parser *p)
{
	size_t at = p->at;
	const char *word = take_word(p);

	if (word)
		add_action(p, word, at);
}

static void take_member(struct parser *p, bool actions)
{
	if (actions)
		take_action(p);
	else
		take_option(p);
}

/* Goes on to the next delimiter. */
static void expect_delimiter(struct parser *p, char close, bool actions)
{
	if (p->at == p->length || strchr("|<>[]", peek(p, 0)) || at_item(p))
		return;
	if (peek(p, 0) == '=' && actions)
		report(p, p->at, "an action takes no value");
	else
		report(p, p->at, "expected '|' or '%c'", close);
	while (p->at < p->length && !strchr("|<>[]", peek(p, 0)) && !at_item(p))
		p->at++;
}

/* The words of a group, from behind its opening bracket to behind the closing one. */
static void take_group(struct parser *p, size_t open, char close, bool actions)
{
	size_t words = 0;

	for (;; p->at++) {
		skip_blanks(p);
		if (!at_item(p) && word_length(p, p->at) > 0)
			take_member(p, actions);
		else if (peek(p, 0) == close && words == 0)
			report(p, open, "an empty group");
		else if (peek(p, 0) == '|' || peek(p, 0) == close)
			report(p, p->at, "a word is missing before '%c'", peek(p, 0));
		words++;
		skip_blanks(p);
		expect_delimiter(p, close, actions);
		if (peek(p, 0) != '|')
			break;
	}
	if (peek(p, 0) == close || (p->at < p->length && strchr(">]", peek(p, 0)))) {
		if (peek(p, 0) != close)
			report(p, p->at, "'%c' where '%c' belongs", peek(p, 0), close);
		p->at++;
	} else {
		report(p, open, "'%c' is never closed", p->text[open]);
	}
}

/* True at the bracket of "[name...]" or "<name...>". */
static bool at_operand(const struct parser *p)
{
	size_t at = p->at + 1;

	while (at < p->length && is_blank(p->text[at]))
		at++;
	at += word_length(p, at);
	return at + 3 <= p->length && memcmp(p->text + at, "...", 3) == 0;
}

static void take_operand(struct parser *p)
{
	size_t open = p->at++;
	char close = p->text[open] == '<' ? '>' : ']';
	const char *word;

	if (p->grammar->operand)
		report(p, open, "operands are named once only");
	skip_blanks(p);
	word = take_word(p);
	p->at += 3;
	skip_blanks(p);
	if (peek(p, 0) == close)
		p->at++;
	else
		report(p, open, "'%c' is never closed", p->text[open]);
	if (word && !p->grammar->operand) {
		p->grammar->operand = word;
		p->grammar->operand_required = close == '>';
	}
}

static void take_action_group(struct parser *p)
{
	size_t open = p->at++;

	if (p->has_actions) {
		report(p, open,
			"there is one group of actions only; operands are written <NAME...>");
		skip_until(p, " \t\n\v\f\r>");
		p->at += peek(p, 0) == '>';
		return;
	}
	p->has_actions = true;
	take_group(p, open, '>', true);
}

static void take_option_group(struct parser *p)
{
	size_t open = p->at + 1;
	struct grammar *grammar = p->grammar;
	size_t before = grammar->option_count;
	bool required = p->text[open] == '<';

	p->at += 2;
	take_group(p, open, required ? '>' : ']', false);
	if (grammar->option_count > before)
		grammar->groups[grammar->group_count++].required = required;
}

/* What is no item: says how it is written. */
static void refuse_item(struct parser *p)
{
	size_t at = p->at;
	struct quote quote;

	if (peek(p, 0) == '[') {
		skip_until(p, " \t\n\v\f\r]");
		p->at += peek(p, 0) == ']';
		report(p, at, "options are written -[NAME], operands [NAME...]");
		return;
	}
	do
		p->at++;
	while (p->at < p->length && !is_blank(peek(p, 0)) && !at_item(p));
	quote = quote_text(p->text + at, p->at - at);
	if (p->text[at] == '-')
		report(p, at, "unexpected '%s'; options are written -[NAME] or -<NAME>",
			quote.text);
	else
		report(p, at, "unexpected '%s'", quote.text);
}

static void take_item(struct parser *p)
{
	bool is_operand = (peek(p, 0) == '<' || peek(p, 0) == '[') && at_operand(p);

	if (!p->has_actions && !p->asked_first && (peek(p, 0) != '<' || is_operand)) {
		report(p, p->at, "the actions come first, as in <start|stop>");
		p->asked_first = true;
	}
	if (p->at > 0 && strchr(">]", p->text[p->at - 1]))
		report(p, p->at, "white space is missing before it");
	if (p->grammar->operand && !is_operand && at_item(p))
		report(p, p->at, "operands come last");
	if (is_operand)
		take_operand(p);
	else if (peek(p, 0) == '<')
		take_action_group(p);
	else if (peek(p, 0) == '-' && at_item(p))
		take_option_group(p);
	else
		refuse_item(p);
}

static struct grammar *allocate(const char *usage)
{
	struct grammar *grammar = calloc(1, sizeof *grammar);

	if (!grammar)
		return NULL;
	grammar->usage = strdup(usage);
	grammar->words = strdup(usage);
	grammar->actions = calloc(GRAMMAR_WORDS_MAX, sizeof *grammar->actions);
	grammar->options = calloc(GRAMMAR_WORDS_MAX, sizeof *grammar->options);
	grammar->groups = calloc(GRAMMAR_WORDS_MAX, sizeof *grammar->groups);
	if (grammar->usage && grammar->words && grammar->actions && grammar->options &&
		grammar->groups)
		return grammar;
	grammar_free(grammar);
	return NULL;
}

struct grammar *grammar_compile(
	const char *usage, const char *file, int line, struct error_list *errors)
{
	struct parser p = {.text = usage, .file = file, .line = line, .errors = errors};

	p.length = strlen(usage);
	if (p.length > GRAMMAR_USAGE_MAX) {
		error_list_add_at(errors, REEVE_EXIT_TEMPLATE, file, line, 0,
			"usage: longer than %u bytes", GRAMMAR_USAGE_MAX);
		return NULL;
	}
	p.grammar = allocate(usage);
	if (!p.grammar) {
		error_list_add_at(errors, REEVE_EXIT_FAILED, file, line, 0, "usage: out of memory");
		return NULL;
	}
	for (skip_blanks(&p); p.at < p.length; skip_blanks(&p))
		take_item(&p);
	if (!p.has_actions && !p.asked_first)
		report(&p, 0, "there are no actions, as in <start|stop>");
	if (!p.failed)
		return p.grammar;
	grammar_free(p.grammar);
	return NULL;
}
