/* SPDX-License-Identifier: MIT */
#ifndef COMMAND_MATCH_H
#define COMMAND_MATCH_H

/* A command line against the compiled grammar. */

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "command/grammar.h"

/* What only the template and the plugins know. Asked for words that were given and for those of
 * required groups, so that nothing else need be loaded. */
struct match_rules {
	/* Does the option mean anything to the action? Indices into the grammar. */
	bool (*applies)(void *data, size_t action, size_t option);
	/* Does an option without METAVAR take a value? */
	bool (*takes_value)(void *data, size_t option);
	void *data;
};

enum match_kind { MATCH_RUN, MATCH_HELP, MATCH_VERSION, MATCH_MAN, MATCH_COMPLETION };

struct match_option {
	size_t option;	   /* index into the grammar */
	const char *value; /* lies in the arguments; NULL: none was given */
};

struct match {
	enum match_kind kind;
	int action; /* index into the grammar; -1: none, for what is predefined only */
	const char *shell; /* the value of --completion; lies in the arguments; NULL: none */
	/* In command-line order; of a repeated option only the last, at its place. */
	struct match_option options[GRAMMAR_WORDS_MAX];
	size_t option_count;
	const char **operands; /* lie in the arguments, ended by NULL */
	size_t operand_count;
};

/* arguments: without the command's own name, ended by NULL. All errors of the line are added, with
 * REEVE_EXIT_USAGE. Returns 0, or -1 if there is any. match_done() frees in both cases. */
int match_arguments(const struct grammar *grammar, const struct match_rules *rules,
	char *const *arguments, struct match *ret_match, struct error_list *errors);
void match_done(struct match *match);

#endif
