/* SPDX-License-Identifier: MIT */
/* The grammar compiler: what it has compiled can be written down again and compiles to the same. */
#include "config.h"

#include "command/grammar.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "fuzz.h"

static void print_option(struct buffer *buffer, const struct grammar_option *option)
{
	buffer_text(buffer, option->word);
	if (option->value == VALUE_REQUIRED)
		buffer_printf(buffer, "=%s", option->metavar);
	else if (option->value == VALUE_OPTIONAL)
		buffer_printf(buffer, "[=%s]", option->metavar);
}

/* A group's options are neighbours, so each begins where the number changes. */
static void print_options(struct buffer *buffer, const struct grammar *grammar)
{
	const struct grammar_option *options = grammar->options;

	for (size_t i = 0; i < grammar->option_count; i++) {
		bool required = grammar->groups[options[i].group].required;

		if (i == 0 || options[i].group != options[i - 1].group)
			buffer_text(buffer, required ? " -<" : " -[");
		else
			buffer_char(buffer, '|');
		print_option(buffer, &options[i]);
		if (i + 1 == grammar->option_count || options[i].group != options[i + 1].group)
			buffer_char(buffer, required ? '>' : ']');
	}
}

static char *print(const struct grammar *grammar)
{
	struct buffer buffer = {0};

	for (size_t i = 0; i < grammar->action_count; i++)
		buffer_printf(&buffer, "%c%s", i ? '|' : '<', grammar->actions[i]);
	buffer_char(&buffer, '>');
	print_options(&buffer, grammar);
	if (grammar->operand)
		buffer_printf(&buffer, grammar->operand_required ? " <%s...>" : " [%s...]",
			grammar->operand);
	HOLD(!buffer.failed);
	return buffer_take(&buffer);
}

static void check_errors(const struct error_list *errors, const char *text)
{
	HOLD(errors->count > 0);
	for (size_t i = 0; i < errors->count; i++) {
		const struct reeve_error *error = &errors->items[i];

		HOLD(error->code == REEVE_EXIT_TEMPLATE && error->text[0]);
		HOLD(strcmp(error->file, "t.cfg") == 0 && error->line == 7);
		HOLD(error->column >= 0 && (size_t)error->column <= strlen(text) + 1);
	}
}

static void check_words(const struct grammar *grammar)
{
	HOLD(grammar->action_count > 0 && grammar->action_count <= GRAMMAR_WORDS_MAX);
	HOLD(grammar->option_count <= GRAMMAR_WORDS_MAX);
	for (size_t i = 0; i < grammar->action_count; i++)
		HOLD(grammar_find_action(
			     grammar, grammar->actions[i], strlen(grammar->actions[i])) == (int)i);
	for (size_t i = 0; i < grammar->option_count; i++) {
		const struct grammar_option *option = &grammar->options[i];

		HOLD(grammar_find_option(grammar, option->word, strlen(option->word)) == (int)i);
		HOLD(option->group < grammar->group_count);
		HOLD((option->value == VALUE_FREE) == !option->metavar);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size), *first, *second;
	struct error_list errors = {0};
	struct grammar *grammar = grammar_compile(text, "t.cfg", 7, &errors);
	struct grammar *again;

	if (grammar) {
		HOLD(errors.count + errors.dropped == 0);
		check_words(grammar);
		first = print(grammar);
		again = grammar_compile(first, "again", 1, &errors);
		HOLD(again);
		second = print(again);
		HOLD(strcmp(first, second) == 0);
		HOLD(grammar->group_count == again->group_count);
		grammar_free(again);
		free(second);
		free(first);
	} else {
		check_errors(&errors, text);
	}
	error_list_done(&errors);
	grammar_free(grammar);
	free(text);
	return 0;
}
