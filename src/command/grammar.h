/* SPDX-License-Identifier: MIT */
#ifndef COMMAND_GRAMMAR_H
#define COMMAND_GRAMMAR_H

/* The compiled grammar of a command: what matching, help and, later, completion and man pages
 *share.
 *
 *	usage = "<" name *( "|" name ) ">" *( SP item )
 *	item  = "-[" opt *( "|" opt ) "]" | "-<" opt *( "|" opt ) ">" | "[" name "...]" | "<" name
 *"...>" opt   = name [ "=" METAVAR | "[=" METAVAR "]" ] name  = ALPHA *( ALPHA / DIGIT / "-" / "_"
 *)
 *
 * A METAVAR is spelled like a name. Any white space separates items and may surround words within
 * brackets. */

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

#define GRAMMAR_USAGE_MAX (64u << 10) /* bytes */
#define GRAMMAR_WORDS_MAX 256	      /* of actions, and as many options */

enum value_rule {
	VALUE_FREE,	/* no METAVAR: a value is passed on to the plugin, which decides */
	VALUE_REQUIRED, /* =METAVAR */
	VALUE_OPTIONAL, /* [=METAVAR] */
};

struct grammar_option {
	const char *word;
	const char *metavar; /* NULL: none */
	enum value_rule value;
	unsigned group; /* index of its group */
};

struct grammar_group {
	bool required; /* exactly one of them; else at most one */
};

struct grammar {
	char *usage; /* as written */
	const char **actions;
	size_t action_count;
	struct grammar_option
		*options; /* in order of appearance, so those of a group are neighbours */
	size_t option_count;
	struct grammar_group *groups;
	size_t group_count;
	const char *operand; /* NULL: none are taken */
	bool operand_required;
	char *words; /* what the words above point into */
};

/* Compiles. All errors are added, with file and line, a caret below the column of the value in the
 * sentence, and REEVE_EXIT_TEMPLATE. Returns NULL if there is any. Linear in the length of usage.
 */
struct grammar *grammar_compile(
	const char *usage, const char *file, int line, struct error_list *errors);
void grammar_free(struct grammar *grammar);

/* The index of a word, or -1. */
int grammar_find_action(const struct grammar *grammar, const char *word, size_t length);
int grammar_find_option(const struct grammar *grammar, const char *word, size_t length);

/* Words that no template can take as options: help, version, completion, man. */
bool grammar_is_predefined(const char *word, size_t length);

#endif
