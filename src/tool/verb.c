/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "verb.h"

#include <stdio.h>
#include <string.h>

#include "word.h"

#define NAME_SIZE 16 /* longer words are near no verb */

const struct verb *verb_find(const char *name)
{
	for (size_t i = 0; i < verb_count; i++)
		if (strcmp(verbs[i].name, name) == 0)
			return &verbs[i];
	return NULL;
}

static size_t min(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* How many letters must be added, taken away, changed or swapped with their neighbour. */
static size_t distance(const char *a, const char *b)
{
	size_t rows[NAME_SIZE][NAME_SIZE] = {{0}};
	size_t m = strlen(a), n = strlen(b);

	for (size_t i = 0; i <= m; i++) {
		for (size_t j = 0; j <= n; j++) {
			if (i == 0 || j == 0) {
				rows[i][j] = i + j;
				continue;
			}
			rows[i][j] = min(min(rows[i - 1][j], rows[i][j - 1]) + 1,
				rows[i - 1][j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1);
		}
	}
	return rows[m][n];
}

const struct verb *verb_nearest(const char *name)
{
	const struct verb *nearest = NULL;
	size_t best = strlen(name) / 3 + 2;

	if (strlen(name) < 2 || strlen(name) >= NAME_SIZE)
		return NULL;
	for (size_t i = 0; i < verb_count; i++) {
		size_t here = distance(name, verbs[i].name);

		if (here < best) {
			best = here;
			nearest = &verbs[i];
		}
	}
	return nearest;
}

void verb_usage(const struct verb *verb, int is_error)
{
	fprintf(is_error ? stderr : stdout, "Usage: reeve %s%s%s\n", verb->name,
		*verb->arguments ? " " : "", verb->arguments);
}

/* "-l VALUE", "-l=VALUE", "--word VALUE", "--word=VALUE". Returns how many arguments it took, 0 for
 * another option; *ret_value stays NULL where the value is missing. */
static int take_value(char *const *arguments, char letter, const char *word, const char **ret_value)
{
	const char *argument = arguments[0] + 1;
	size_t length = 1;

	if (*argument == '-') {
		argument++;
		length = strlen(word);
	}
	if (length == 1 ? *argument != letter : strncmp(argument, word, length) != 0)
		return 0;
	if (argument[length] == '=') {
		*ret_value = argument + length + 1;
		return 1;
	}
	if (argument[length])
		return 0;
	*ret_value = arguments[1];
	return arguments[1] ? 2 : 1;
}

/* "-name", "--name", and both with "=value". */
static int take_part(const char *word, const char *name, const char **ret_value)
{
	size_t length = strlen(name);

	word += word[1] == '-' ? 2 : 1;
	if (strncmp(word, name, length) != 0 || (word[length] && word[length] != '='))
		return 0;
	*ret_value = word[length] ? word + length + 1 : "";
	return 1;
}

static int take_parts(const char *word, struct verb_line *line)
{
	return take_part(word, "work", &line->work) || take_part(word, "action", &line->action) ||
	       take_part(word, "option", &line->option);
}

/* "-name" and "--name". */
static int take_flag(const char *word, const char *name, int *ret_flag)
{
	if (strcmp(word + 1 + (word[1] == '-'), name) != 0)
		return 0;
	*ret_flag = 1;
	return 1;
}

static int take_native(const char *word, struct verb_line *line)
{
	return take_flag(word, "c", &line->native) || take_flag(word, "static", &line->is_static) ||
	       take_flag(word, "automake", &line->automake);
}

/* As take_value(), and the word with one dash too. */
static int take_events(char *const *arguments, struct verb_line *line)
{
	const char *word = arguments[0];

	if (strcmp(word, "-events") == 0) {
		line->events = arguments[1];
		return arguments[1] ? 2 : 1;
	}
	if (strncmp(word, "-events=", 8) == 0) {
		line->events = word + 8;
		return 1;
	}
	return take_value(arguments, 'e', "events", &line->events);
}

/* Returns how many arguments it took, 0 for an option that the verb does not have, -1 where a value
 * is missing. */
static int take_option(const struct verb *verb, char *const *arguments, struct verb_line *line)
{
	int taken;

	if (verb->flags & VERB_JSON &&
		(strcmp(arguments[0], "-j") == 0 || strcmp(arguments[0], "--json") == 0)) {
		line->json = 1;
		return 1;
	}
	if (verb->flags & VERB_PARTS && take_parts(arguments[0], line))
		return 1;
	if (verb->flags & VERB_NATIVE && take_native(arguments[0], line))
		return 1;
	if (verb->flags & VERB_OUTPUT &&
		(taken = take_value(arguments, 'o', "output", &line->output)))
		return line->output && *line->output ? taken : -1;
	if (verb->flags & VERB_TEMPLATE &&
		(taken = take_value(arguments, 'f', "file", &line->template)))
		return line->template && *line->template ? taken : -1;
	if (verb->flags & VERB_EVENTS && (taken = take_events(arguments, line)))
		return line->events && *line->events ? taken : -1;
	return 0;
}

static void complain(const struct verb *verb, const char *what, const char *word)
{
	char lead[128];

	snprintf(lead, sizeof lead, "reeve %s: %s", verb->name, what);
	word_complain(lead, word, "");
}

int verb_parse(const struct verb *verb, int argc, char **argv, struct verb_line *ret_line)
{
	int errors = 0, ended = 0, taken;

	*ret_line = (struct verb_line){0};
	for (int i = 0; i < argc; i += taken) {
		taken = 1;
		if (!ended && strcmp(argv[i], "--") == 0) {
			ended = 1;
		} else if (!ended && argv[i][0] == '-' && argv[i][1]) {
			taken = take_option(verb, argv + i, ret_line);
			if (taken > 0)
				continue;
			errors++;
			complain(verb, taken < 0 ? "a value is missing after" : "unknown option",
				argv[i]);
			taken = 1;
		} else if (verb->flags & VERB_FORMAT && !ret_line->format) {
			ret_line->format = argv[i];
		} else if (!verb->operand || ret_line->operand) {
			errors++;
			complain(verb, "unexpected argument", argv[i]);
		} else {
			ret_line->operand = argv[i];
			ret_line->argc = argc - i;
			ret_line->argv = argv + i;
			if (verb->flags & VERB_REST)
				break;
		}
	}
	if (verb->operand_required && !ret_line->operand) {
		errors++;
		fprintf(stderr, "reeve %s: a %s is required\n", verb->name,
			verb->flags & VERB_FORMAT && !ret_line->format ? "FORMAT" : verb->operand);
	}
	if (!ret_line->native && (ret_line->is_static || ret_line->automake)) {
		errors++;
		complain(verb, "only with --c there is",
			ret_line->is_static ? "-static" : "-automake");
	}
	if (errors)
		verb_usage(verb, 1);
	return errors ? -1 : 0;
}
