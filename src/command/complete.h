/* SPDX-License-Identifier: MIT */
#ifndef COMMAND_COMPLETE_H
#define COMMAND_COMPLETE_H

/* What could stand at the cursor of a command line that is being typed: one engine for all shells
 * (completion.h has what they are given).
 *
 * The answer is a line per candidate, "WORD" or "WORD\tDESCRIPTION". A word that ends in "=" is to
 * be continued without a blank. Where files could stand, a line begins with a tab: "\tfiles" or
 * "\tdirectories", or "\tfiles\t.cfg" where those are what is meant; the shell knows better how to
 * complete them. Words consist of letters, digits and -_.=, so no shell need quote them. */

#include <stdbool.h>
#include <stddef.h>

#include "command/grammar.h"
#include "command/line.h"
#include "command/match.h"

struct buffer;
struct complete;

/* A value that is wanted. */
struct complete_value {
	int action;	  /* index into the grammar; -1: not known */
	int option;	  /* the value of this one; -1: an operand */
	const char *name; /* METAVAR or the operand's; NULL: the grammar has none */
	size_t number;	  /* how many operands stand before it */
};

/* What only template, plugins and processes know. */
struct complete_source {
	struct match_rules rules;
	/* A few words, or NULL. data is that of rules, here and below. Not called where the shell
	 * does not show them. */
	const char *(*describe_action)(void *data, size_t action);
	const char *(*describe_option)(void *data, size_t option);
	/* Offers what it can be. */
	void (*values)(void *data, const struct complete_value *value, struct complete *complete);
};

/* Appends the candidates for words[at]. describe: with descriptions. */
void complete_write(struct buffer *buffer, const struct grammar *grammar,
	const struct complete_source *source, const struct line *line, bool describe);

/* For values(): a candidate, if what has been typed of the value is its beginning; description:
 * NULL: none. Does nothing for a text with other bytes than words consist of. */
void complete_offer(struct complete *complete, const char *text, const char *description);
/* suffix: of the files that are meant; NULL: any. */
void complete_offer_files(struct complete *complete, const char *suffix);
void complete_offer_directories(struct complete *complete);
/* What has been typed of the value. */
const char *complete_typed(const struct complete *complete);

#endif
