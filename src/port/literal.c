/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "port/literal.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "port/scanner.h"

#define DEPTH_MAX 32
#define CODE_SHOWN 60

void literal_free(struct literal *literal)
{
	if (!literal)
		return;
	for (size_t i = 0; i < literal->count; i++)
		literal_free(literal->items[i]);
	free(literal->items);
	free(literal->text);
	free(literal->key);
	free(literal);
}

const struct literal *literal_member(const struct literal *literal, const char *key)
{
	for (size_t i = literal && literal->kind == LITERAL_OBJECT ? literal->count : 0; i-- > 0;)
		if (strcmp(literal->items[i]->key, key) == 0)
			return literal->items[i];
	return NULL;
}

static struct literal *make(struct scanner *scanner, enum literal_kind kind)
{
	struct literal *literal = calloc(1, sizeof *literal);

	if (!literal)
		return scanner_fail(scanner, NULL);
	literal->kind = kind;
	literal->line = scanner->line;
	return literal;
}

static int add(struct literal *literal, struct literal *item)
{
	struct literal **items = NULL;

	/* Doubled when full. */
	if (!(literal->count & (literal->count - 1)))
		items = realloc(
			literal->items, (literal->count ? literal->count * 2 : 1) * sizeof *items);
	else
		items = literal->items;
	if (!items)
		return -1;
	literal->items = items;
	items[literal->count++] = item;
	return 0;
}

/* What begins here is no literal: it is kept as its text. */
static struct literal *take_code(struct scanner *scanner)
{
	struct literal *literal = make(scanner, LITERAL_CODE);
	const char *from = scanner->at;
	size_t length;

	if (!literal)
		return NULL;
	scanner_skip_code(scanner);
	length = (size_t)(scanner->at - from);
	while (length && isspace((unsigned char)from[length - 1]))
		length--;
	literal->text = strndup(from, length < CODE_SHOWN ? length : CODE_SHOWN);
	if (!literal->text) {
		literal_free(literal);
		return scanner_fail(scanner, NULL);
	}
	return literal;
}

static struct literal *take_value(struct scanner *scanner);

static char *take_key(struct scanner *scanner)
{
	size_t length = *scanner->at == '-' ? 0 : strspn(scanner->at, "0123456789");
	char *key;

	if (*scanner->at == '"' || *scanner->at == '\'')
		return scanner_take_text(scanner);
	if (!length)
		length = scanner_name_length(scanner->at);
	if (!length)
		return NULL;
	key = strndup(scanner->at, length);
	scanner_advance(scanner, length);
	return key ? key : scanner_fail(scanner, NULL);
}

/* "key: value", or what only code can be: a method, ...others, [computed]: , a name alone. */
static struct literal *take_member(struct scanner *scanner)
{
	struct scanner before = *scanner;
	char *key = take_key(scanner);
	struct literal *value = NULL;

	if (scanner->failed) {
		free(key);
		return NULL;
	}
	scanner_skip_blanks(scanner);
	if (key && *scanner->at == ':') {
		scanner_advance(scanner, 1);
		scanner_skip_blanks(scanner);
		value = take_value(scanner);
	} else {
		*scanner = before;
		if (!key)
			key = strndup(scanner->at, strcspn(scanner->at, ",:({}\n") % 32);
		value = key ? take_code(scanner) : scanner_fail(scanner, NULL);
	}
	if (!value) {
		free(key);
		return NULL;
	}
	value->key = key;
	return value;
}

static struct literal *take_items(struct scanner *scanner, enum literal_kind kind)
{
	char end = kind == LITERAL_LIST ? ']' : '}';
	struct literal *literal = make(scanner, kind);

	scanner_advance(scanner, 1);
	for (scanner_skip_blanks(scanner); literal && *scanner->at != end;
		scanner_skip_blanks(scanner)) {
		const char *before = scanner->at;
		struct literal *item =
			kind == LITERAL_LIST ? take_value(scanner) : take_member(scanner);

		if (!item || add(literal, item) < 0) {
			literal_free(item);
			literal_free(literal);
			return scanner_fail(
				scanner, *scanner->at ? NULL : "the file ends too early");
		}
		scanner_skip_blanks(scanner);
		if (*scanner->at == ',') {
			scanner_advance(scanner, 1);
		} else if (*scanner->at != end || scanner->at == before) {
			literal_free(literal);
			return scanner_fail(scanner, *scanner->at
							     ? "expected ',' or a closing bracket"
							     : "the file ends too early");
		}
	}
	scanner_advance(scanner, literal != NULL);
	return literal;
}

static struct literal *take_word(struct scanner *scanner)
{
	static const struct {
		const char *word;
		enum literal_kind kind;
	} words[] = {{"true", LITERAL_BOOL}, {"false", LITERAL_BOOL}, {"null", LITERAL_NULL},
		{"undefined", LITERAL_NULL}};
	size_t length = strspn(scanner->at, "-0123456789.");
	enum literal_kind kind = LITERAL_NUMBER;
	struct literal *literal;

	for (size_t i = 0; !length && i < sizeof words / sizeof words[0]; i++)
		if (scanner_name_length(scanner->at) == strlen(words[i].word) &&
			strncmp(scanner->at, words[i].word, strlen(words[i].word)) == 0) {
			length = strlen(words[i].word);
			kind = words[i].kind;
		}
	if (!length || scanner_is_name(scanner->at[length]))
		return take_code(scanner);
	literal = make(scanner, kind);
	if (literal && !(literal->text = strndup(scanner->at, length))) {
		literal_free(literal);
		return scanner_fail(scanner, NULL);
	}
	scanner_advance(scanner, length);
	return literal;
}

static struct literal *take_simple(struct scanner *scanner)
{
	struct literal *literal;

	if (*scanner->at != '\'' && *scanner->at != '"' && *scanner->at != '`')
		return take_word(scanner);
	literal = make(scanner, LITERAL_TEXT);
	if (literal && !(literal->text = scanner_take_text(scanner))) {
		literal_free(literal);
		return NULL;
	}
	return literal;
}

/* Where more than a literal stands, all of it is code. */
static struct literal *take_value(struct scanner *scanner)
{
	struct scanner before = *scanner;
	struct literal *literal;

	if (!*scanner->at)
		return scanner_fail(scanner, "the file ends too early");
	if (++scanner->depth > DEPTH_MAX)
		return scanner_fail(scanner, "it is nested too deep");
	if (*scanner->at == '{')
		literal = take_items(scanner, LITERAL_OBJECT);
	else if (*scanner->at == '[')
		literal = take_items(scanner, LITERAL_LIST);
	else
		literal = take_simple(scanner);
	if (!literal && !scanner->failed) {
		*scanner = before;
		literal = take_code(scanner);
	}
	scanner->depth = before.depth;
	if (!literal || literal->kind == LITERAL_CODE)
		return literal;
	scanner_skip_blanks(scanner);
	if (!*scanner->at || strchr(",;]})", *scanner->at) || before.depth == 0)
		return literal;
	literal_free(literal);
	*scanner = before;
	return take_code(scanner);
}

/* To the value that a module is. */
static void find_exports(struct scanner *scanner)
{
	static const char *const leads[] = {"module.exports", "exports.default", "export default"};

	for (scanner_skip_blanks(scanner); *scanner->at; scanner_skip_blanks(scanner)) {
		size_t length = 0;

		for (size_t i = 0; i < sizeof leads / sizeof leads[0]; i++)
			if (strncmp(scanner->at, leads[i], strlen(leads[i])) == 0)
				length = strlen(leads[i]);
		if (length) {
			scanner_advance(scanner, length);
			scanner_skip_blanks(scanner);
			scanner_advance(scanner, *scanner->at == '=');
			scanner_skip_blanks(scanner);
			return;
		}
		/* Another statement, by lines: what it does is not done. */
		while (*scanner->at && !strchr(";\n", *scanner->at)) {
			if (strchr("([{", *scanner->at)) {
				scanner_advance(scanner, 1);
				do
					scanner_skip_code(scanner);
				while (*scanner->at && strchr(",;", *scanner->at) &&
					(scanner_advance(scanner, 1), true));
			}
			scanner_advance(scanner, 1);
		}
		scanner_advance(scanner, 1);
	}
}

struct literal *literal_read(const char *text, int *ret_line, struct buffer *why)
{
	struct scanner scanner = {.at = text, .line = 1};
	struct literal *literal;

	scanner_skip_blanks(&scanner);
	if (*scanner.at != '{' && *scanner.at != '[')
		find_exports(&scanner);
	if (*scanner.at != '{' && *scanner.at != '[')
		literal = scanner_fail(&scanner,
			*scanner.at ? "what is exported is not an object or a list, but code"
				    : "nothing is exported: expected { ... }, [ ... ] or "
				      "module.exports = { ... }");
	else
		literal = take_value(&scanner);
	*ret_line = scanner.line;
	if (!literal && scanner.why)
		buffer_text(why, scanner.why);
	return literal;
}

bool literal_is_scalar(const struct literal *value)
{
	return value && (value->kind == LITERAL_TEXT || value->kind == LITERAL_NUMBER ||
				value->kind == LITERAL_BOOL);
}
