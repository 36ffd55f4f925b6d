/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "command/complete.h"

#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/name.h"
#include "base/text.h"

/* Two steps, as in matching: the other words of the line (what do they leave?), then the one under
 * the cursor. */
struct complete {
	struct buffer *buffer;
	const struct grammar *grammar;
	const struct complete_source *source;
	const struct line *line;
	bool describe;
	/* What the words before the cursor say of its place. */
	int action;
	bool has_action; /* known or not */
	bool ended;	 /* behind "--" */
	int pending;	 /* option whose value stands at the cursor; -1: none */
	bool shell;	 /* the value of --completion stands there */
	size_t operands; /* before it */
	/* What the other words of the whole line take away. */
	bool taken[GRAMMAR_WORDS_MAX]; /* groups */
	bool is_finished;	       /* behind --version and the like nothing is wanted */
	/* The word at the cursor. */
	const char *lead; /* what stands before the value in the same word: "-n=" */
	size_t lead_length;
	const char *typed; /* of the value */
	bool is_operand;
	size_t offered;
};

static const char *const predefined[][2] = {
	{"help", "show this help"}, {"version", "show the version"},
	{"completion=", "print a completion script"},
	{"man", "print a manual page"},
};

static bool is_option(const char *word)
{
	return word[0] == '-' && word[1];
}

/* The name of an option, without dashes and value. */
static const char *option_name(const char *word, size_t *ret_length)
{
	word += word[0] == '-';
	word += word[0] == '-';
	*ret_length = strcspn(word, "=");
	return word;
}

static bool is_named(const char *word, size_t length, const char *name)
{
	return strlen(name) == length && memcmp(word, name, length) == 0;
}

static bool is_safe(const char *text)
{
	for (; *text; text++)
		if (!strchr("-_.=", *text) && !(*text >= '0' && *text <= '9') &&
			!(*text >= 'A' && *text <= 'Z') && !(*text >= 'a' && *text <= 'z'))
			return false;
	return true;
}

/* A line whose description cannot end it. */
static void add_candidate(struct complete *c, const char *text, const char *description)
{
	buffer_add(c->buffer, c->lead, c->lead_length);
	buffer_text(c->buffer, text);
	if (c->describe && description && *description) {
		buffer_char(c->buffer, '\t');
		text_escape(c->buffer, description, strlen(description));
	}
	buffer_char(c->buffer, '\n');
	c->offered++;
}

/* An operand that the line has already is not wanted twice. */
static bool is_on_line(const struct complete *c, const char *text)
{
	for (size_t i = 0; i < c->line->count; i++)
		if (i != c->line->at && strcmp(c->line->words[i], text) == 0)
			return true;
	return false;
}

/* Is what has been typed its beginning? */
static bool is_meant(const struct complete *c, const char *text)
{
	return strncmp(text, c->typed, strlen(c->typed)) == 0;
}

void complete_offer(struct complete *complete, const char *text, const char *description)
{
	if (!is_meant(complete, text) || !is_safe(text))
		return;
	if (complete->is_operand && is_on_line(complete, text))
		return;
	add_candidate(complete, text, description);
}

void complete_offer_files(struct complete *complete, const char *suffix)
{
	buffer_printf(complete->buffer, "\tfiles%s%s\n", suffix ? "\t" : "", suffix ? suffix : "");
	complete->offered++;
}

void complete_offer_directories(struct complete *complete)
{
	buffer_text(complete->buffer, "\tdirectories\n");
	complete->offered++;
}

const char *complete_typed(const struct complete *complete)
{
	return complete->typed;
}

/* Is the word behind an option its value? As in matching: "--" and what is an option are none. */
static bool is_value(const struct complete *c, size_t i)
{
	const char *word = c->line->words[i];
	size_t length;
	const char *name = option_name(word, &length);

	if (i == c->line->at || !is_option(word))
		return true;
	return strcmp(word, "--") != 0 && grammar_find_option(c->grammar, name, length) < 0 &&
	       !grammar_is_predefined(name, length);
}

/* An option among the other words. Returns how many words it is. */
static size_t read_option(struct complete *c, size_t i)
{
	const struct grammar *grammar = c->grammar;
	const char *const word = c->line->words[i];
	size_t length;
	const char *name = option_name(word, &length);
	int found = grammar_find_option(grammar, name, length);

	if (found >= 0) {
		c->taken[grammar->options[found].group] = true;
		if (name[length] == '=' || grammar->options[found].value != VALUE_REQUIRED ||
			i + 1 >= c->line->count || !is_value(c, i + 1))
			return 1;
		if (i + 1 == c->line->at)
			c->pending = found;
		return 2;
	}
	if (is_named(name, length, "completion") && name[length] != '=' && i + 1 == c->line->at) {
		c->shell = true;
		return 2;
	}
	if (is_named(name, length, "version") || is_named(name, length, "man") ||
		is_named(name, length, "completion"))
		c->is_finished = true;
	return 1;
}

/* A word that is no option, before the cursor. */
static void read_word(struct complete *c, const char *word)
{
	if (c->has_action)
		c->operands++;
	else
		c->action = grammar_find_action(c->grammar, word, strlen(word));
	c->has_action = true;
}

static void read_line(struct complete *c)
{
	const struct line *line = c->line;
	bool ended = false;
	size_t taken;

	for (size_t i = 0; i < line->count; i += taken) {
		const char *word = line->words[i];

		taken = 1;
		if (i == line->at)
			c->ended = ended;
		else if (!ended && strcmp(word, "--") == 0)
			ended = true;
		else if (!ended && is_option(word))
			taken = read_option(c, i);
		else if (i < line->at)
			read_word(c, word);
	}
}

static void offer_values(struct complete *c, int option, const char *name)
{
	struct complete_value value = {c->action, option, name, c->operands};

	c->source->values(c->source->rules.data, &value, c);
}

static void offer_actions(struct complete *c)
{
	const struct complete_source *source = c->source;
	const char *const *actions = c->grammar->actions;

	for (size_t i = 0; i < c->grammar->action_count; i++)
		if (is_meant(c, actions[i]))
			complete_offer(c, actions[i],
				c->describe ? source->describe_action(source->rules.data, i)
					    : NULL);
}

static void offer_shells(struct complete *c)
{
	static const char *const shells[] = {"bash", "zsh", "fish"};

	for (size_t i = 0; i < sizeof shells / sizeof *shells; i++)
		complete_offer(c, shells[i], NULL);
}

/* Plugins are asked last: of an option that is not meant, or no longer allowed, none is loaded. */
static void offer_option(struct complete *c, size_t i, const char *dashes)
{
	const struct grammar_option *option = &c->grammar->options[i];
	const struct match_rules *rules = &c->source->rules;
	const char *description = NULL;
	char text[NAME_MAX_LENGTH + 4];

	snprintf(text, sizeof text, "%s%s", dashes, option->word);
	if (c->taken[option->group] || !is_meant(c, text) ||
		!rules->applies(rules->data, (size_t)c->action, i))
		return;
	if (c->describe)
		description = c->source->describe_option(rules->data, i);
	if (option->value == VALUE_OPTIONAL)
		complete_offer(c, text, description);
	if (option->value != VALUE_FREE || rules->takes_value(rules->data, i))
		strcat(text, "=");
	complete_offer(c, text, description);
}

/* Those of required groups alone, or the others; returns how many there are. */
static size_t offer_options(struct complete *c, const char *dashes, bool required)
{
	const struct grammar *grammar = c->grammar;
	size_t before = c->offered;

	for (size_t i = 0; i < grammar->option_count && c->action >= 0; i++)
		if (grammar->groups[grammar->options[i].group].required == required)
			offer_option(c, i, dashes);
	return c->offered - before;
}

/* What is predefined: of its own at the beginning of the line, behind an action only help. */
static void offer_predefined(struct complete *c)
{
	size_t count = sizeof predefined / sizeof *predefined;
	char text[32];

	for (size_t i = 0; i < (c->line->at == 0 ? count : 1); i++) {
		snprintf(text, sizeof text, "--%s", predefined[i][0]);
		if (!is_on_line(c, text))
			complete_offer(c, text, predefined[i][1]);
	}
}

/* A word that begins with a dash. */
static void offer_dashed(struct complete *c)
{
	const char *dashes = strncmp(c->typed, "--", 2) == 0 ? "--" : "-";

	offer_options(c, dashes, true);
	offer_options(c, dashes, false);
	offer_predefined(c);
}

/* "-n=" is typed, and perhaps a part of its value. */
static void offer_value_of(struct complete *c)
{
	size_t length;
	const char *name = option_name(c->typed, &length);
	int found = grammar_find_option(c->grammar, name, length);

	c->lead = c->typed;
	c->lead_length = (size_t)(name - c->typed) + length + 1;
	c->typed += c->lead_length;
	if (found >= 0)
		offer_values(c, found, c->grammar->options[found].metavar);
	else if (is_named(name, length, "completion"))
		offer_shells(c);
}

/* Nothing but operands and options can stand here: those that are required first, and options where
 * there are no operands. */
static void offer_rest(struct complete *c)
{
	if (!c->ended && !*c->typed && offer_options(c, "-", true))
		return;
	c->is_operand = true;
	if (c->grammar->operand)
		offer_values(c, -1, c->grammar->operand);
	c->is_operand = false;
	if (!c->ended && !*c->typed && !c->offered)
		offer_options(c, "-", false);
}

void complete_write(struct buffer *buffer, const struct grammar *grammar,
	const struct complete_source *source, const struct line *line, bool describe)
{
	struct complete c = {
		.buffer = buffer,
		.grammar = grammar,
		.source = source,
		.line = line,
		.describe = describe,
		.action = -1,
		.pending = -1,
		.lead = "",
		.typed = line->words[line->at],
	};

	read_line(&c);
	if (c.is_finished)
		return;
	if (c.pending >= 0)
		offer_values(&c, c.pending, grammar->options[c.pending].metavar);
	else if (c.shell)
		offer_shells(&c);
	else if (!c.ended && c.typed[0] == '-')
		strchr(c.typed, '=') ? offer_value_of(&c) : offer_dashed(&c);
	else if (!c.has_action)
		offer_actions(&c);
	else if (c.action >= 0)
		offer_rest(&c);
}
