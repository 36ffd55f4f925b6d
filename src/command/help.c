/* SPDX-License-Identifier: MIT */
#include "command/help.h"

#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/name.h"
#include "base/text.h"
#include "config/template.h"

#define LABEL_WIDTH 14 /* the original's */
#define LABEL_SIZE (2 * NAME_MAX_LENGTH + 8)

static void add_text(struct buffer *buffer, const char *text)
{
	text_escape(buffer, text, strlen(text));
}

/* The grammar as written, on one line. */
static void add_usage(struct buffer *buffer, const char *usage)
{
	const char *blanks = " \t\n\v\f\r";

	for (usage += strspn(usage, blanks); *usage; usage += strspn(usage, blanks)) {
		size_t length = strcspn(usage, blanks);

		buffer_char(buffer, ' ');
		text_escape(buffer, usage, length);
		usage += length;
	}
}

void help_usage(struct buffer *buffer, const char *name, const struct grammar *grammar)
{
	buffer_text(buffer, "Usage: ");
	add_text(buffer, name);
	add_usage(buffer, grammar->usage);
	buffer_char(buffer, '\n');
}

/* "d", "n=N" or "n[=N]" */
static void spell_option(
	const struct grammar_option *option, const struct help_word *word, char *text, size_t size)
{
	if (option->value == VALUE_OPTIONAL)
		snprintf(text, size, "%s[=%s]", option->word, option->metavar);
	else if (option->value == VALUE_REQUIRED)
		snprintf(text, size, "%s=%s", option->word, option->metavar);
	else if (word && word->metavar)
		snprintf(text, size, "%s=%.*s", option->word, NAME_MAX_LENGTH, word->metavar);
	else
		snprintf(text, size, "%s", option->word);
}

static void label_option(const struct help *help, size_t i, char *text)
{
	text[0] = '-';
	spell_option(&help->grammar->options[i], &help->options[i], text + 1, LABEL_SIZE - 1);
}

static size_t measure(const struct help *help, int action)
{
	const struct grammar *grammar = help->grammar;
	char label[LABEL_SIZE];
	size_t longest = 0;

	for (size_t i = 0; i < grammar->action_count; i++)
		if ((action < 0 || i == (size_t)action) && strlen(grammar->actions[i]) > longest)
			longest = strlen(grammar->actions[i]);
	for (size_t i = 0; i < grammar->option_count; i++) {
		label_option(help, i, label);
		if (!help->options[i].hidden && strlen(label) > longest)
			longest = strlen(label);
	}
	return longest + 2 > LABEL_WIDTH ? longest + 2 : LABEL_WIDTH;
}

static void add_line(
	struct buffer *buffer, size_t width, const char *label, const struct help_word *word)
{
	struct buffer line = {0};

	add_text(&line, label);
	if (word->reason || (word->summary && *word->summary)) {
		while (line.length < width && !line.failed)
			buffer_char(&line, ' ');
		if (word->reason)
			buffer_text(&line, "(not available: ");
		add_text(&line, word->reason ? word->reason : word->summary);
		if (word->reason)
			buffer_char(&line, ')');
	}
	if (line.failed)
		buffer->failed = true;
	else
		buffer_printf(buffer, "  %s\n", line.data);
	buffer_done(&line);
}

/* Whatever of a group means something to the action, written as in the grammar. */
static void add_group(struct buffer *buffer, const struct help *help, size_t first, size_t end)
{
	const struct grammar *grammar = help->grammar;
	bool required = grammar->groups[grammar->options[first].group].required;
	char spelled[LABEL_SIZE];
	size_t shown = 0;

	for (size_t i = first; i < end; i++) {
		if (help->options[i].hidden)
			continue;
		spell_option(&grammar->options[i], NULL, spelled, sizeof spelled);
		buffer_text(buffer, shown++ ? "|" : required ? " -<" : " -[");
		buffer_text(buffer, spelled);
	}
	if (shown)
		buffer_char(buffer, required ? '>' : ']');
}

static void add_action_usage(struct buffer *buffer, const struct help *help, int action)
{
	const struct grammar *grammar = help->grammar;
	size_t end;

	buffer_text(buffer, "Usage: ");
	add_text(buffer, help->name);
	buffer_printf(buffer, " %s", grammar->actions[action]);
	for (size_t first = 0; first < grammar->option_count; first = end) {
		for (end = first + 1; end < grammar->option_count; end++)
			if (grammar->options[end].group != grammar->options[first].group)
				break;
		add_group(buffer, help, first, end);
	}
	if (grammar->operand)
		buffer_printf(buffer, grammar->operand_required ? " <%s...>" : " [%s...]",
			grammar->operand);
	buffer_char(buffer, '\n');
}

static void add_options(struct buffer *buffer, const struct help *help, size_t width)
{
	char label[LABEL_SIZE];
	size_t shown = 0;

	for (size_t i = 0; i < help->grammar->option_count; i++) {
		if (help->options[i].hidden)
			continue;
		if (shown++ == 0)
			buffer_text(buffer, "options:\n");
		label_option(help, i, label);
		add_line(buffer, width, label, &help->options[i]);
	}
}

static void add_commands(struct buffer *buffer, const struct template *template)
{
	static const struct help_word nothing;

	if (!template || !template->command_count)
		return;
	buffer_text(buffer, "commands:\n");
	for (size_t i = 0; i < template->command_count; i++)
		add_line(buffer, 0, template->commands[i]->name, &nothing);
}

void help_write(struct buffer *buffer, const struct help *help, int action)
{
	static const struct help_word help_word = {.summary = "show this help"};
	static const struct help_word version_word = {.summary = "show the version"};
	static const struct help_word completion_word = {
		.summary = "print a completion script: =bash, =zsh or =fish"};
	static const struct help_word man_word = {.summary = "print a manual page"};
	const struct grammar *grammar = help->grammar;
	size_t width = measure(help, action);

	if (action < 0)
		help_usage(buffer, help->name, grammar);
	else
		add_action_usage(buffer, help, action);
	if (help->summary && *help->summary && action < 0) {
		add_text(buffer, help->summary);
		buffer_char(buffer, '\n');
	}
	buffer_text(buffer, "action:\n");
	for (size_t i = 0; i < grammar->action_count; i++)
		if (action < 0 || i == (size_t)action)
			add_line(buffer, width, grammar->actions[i], &help->actions[i]);
	add_options(buffer, help, width);
	if (action < 0)
		add_commands(buffer, help->template);
	buffer_text(buffer, "other:\n");
	add_line(buffer, width, "--help", &help_word);
	add_line(buffer, width, "--version", &version_word);
	add_line(buffer, width, "--completion", &completion_word);
	add_line(buffer, width, "--man", &man_word);
}
