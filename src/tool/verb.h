/* SPDX-License-Identifier: MIT */
#ifndef TOOL_VERB_H
#define TOOL_VERB_H

/* The verbs of the reeve program. */

#include <stddef.h>

/* What may stand behind a verb. */
enum verb_flags {
	VERB_JSON = 1,	    /* -j, --json */
	VERB_OUTPUT = 2,    /* -o FILE, --output=FILE */
	VERB_REST = 4,	    /* all behind the first operand belongs to the command */
	VERB_TEMPLATE = 16, /* -f FILE, --file=FILE */
	VERB_NATIVE = 32,   /* --c, -static, -automake */
	VERB_EVENTS = 64,   /* -e FILE, -events=FILE */
	VERB_FORMAT = 128,  /* what the file is stands before the operand */
	VERB_PARTS = 8,	    /* -work, -action, -option, each also with =NAME */
};

struct verb_line {
	const char *operand;		    /* NULL: none */
	const char *format;		    /* NULL: none */
	const char *output;		    /* NULL: none */
	const char *template;		    /* NULL: none */
	const char *events;		    /* NULL: none */
	const char *work, *action, *option; /* "": without a name; NULL: not asked for */
	int json;
	int native, is_static, automake;
	int argc; /* with VERB_REST: the operand and all behind it; argv is ended by NULL */
	char **argv;
};

struct verb {
	const char *name;
	const char *arguments; /* as help shows them */
	const char *usage;     /* the same for completion: struct reeve_verb */
	const char *operand;   /* what the operand is, for messages; NULL: none is taken */
	int operand_required;
	unsigned flags;
	const char *summary;
	int (*run)(const struct verb_line *line);
};

extern const struct verb verbs[];
extern const size_t verb_count;

/* NULL if there is none of this name. */
const struct verb *verb_find(const char *name);
/* The verb whose name is nearest, or NULL if none is near. */
const struct verb *verb_nearest(const char *name);

/* Reads what stands behind a verb, options in any order. Returns 0, or -1 with all that is wrong
 * said on standard error. */
int verb_parse(const struct verb *verb, int argc, char **argv, struct verb_line *ret_line);

/* Writes the line "Usage: reeve VERB ..." */
void verb_usage(const struct verb *verb, int is_error);

#endif
