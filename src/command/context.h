/* SPDX-License-Identifier: MIT */
#ifndef COMMAND_CONTEXT_H
#define COMMAND_CONTEXT_H

/* What stands behind struct reeve_context: filled by dispatch before a plugin sees it. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/buffer.h"
#include "reeve/context.h"

struct error_list;
struct template;

enum param_type { PARAM_BOOL, PARAM_INT, PARAM_TEXT };

struct param {
	char *key;
	enum param_type type;
	bool flag;
	int64_t number;
	const char *text; /* in texts */
};

/* Texts given out live as long as the context, also when their parameter was set anew. */
struct param_text {
	struct param_text *next;
	char text[];
};

struct reeve_context {
	struct template *template; /* whose grammar it is; not owned */
	/* Why the file is not valid that the template in force stands in for; NULL: it does not.
	 * Not owned. */
	const struct error_list *faults;
	bool faults_said;
	/* What the action is about, at least one, each with a name and programs (numbers of workers
	 * may be changed by the action): template itself, its commands, or those that were chosen.
	 * Not owned. */
	struct template *const *commands;
	size_t command_count;
	struct template **chosen; /* owned; NULL: all of them */
	const char *name;	  /* how the user called the command: leads messages; not owned */
	const char *action;	  /* word of the grammar; not owned */
	const char *const *operands; /* not owned */
	size_t operand_count;
	struct param *params;
	size_t param_count;
	struct param_text *texts;
	FILE *output; /* not owned; NULL: a program is told, nothing is printed */
	bool gathers;
	struct buffer gathered; /* what is to go to output in the end */
	int output_error;	/* errno of the first write that failed; 0: none */
	bool already;		/* a start found it running */
	bool printed;		/* something went to output */
	struct buffer failures; /* sentences of reeve_fail(), a line each */
	int failure_code;	/* of the first; 0: none */
};

/* The name is to be safe on a terminal. The context is not to be moved. */
void context_init(struct reeve_context *context, struct template *template, const char *name,
	const char *action, FILE *output);
void context_done(struct reeve_context *context);

/* Fills lead with "command 'a': ", or with "" where there are no others or the sentence names the
 * command itself. */
#define CONTEXT_LEAD_SIZE 96
void context_lead(
	const struct reeve_context *context, const char *command, const char *sentence, char *lead);

/* Says all of them, at least one. Returns their exit code. */
int context_fail_all(struct reeve_context *context, const struct error_list *errors);
/* Before the file is to be put in force: says its faults, if there are any. Returns 0, or their
 * exit code. */
int context_check_file(struct reeve_context *context);

/* From now on output is gathered until context_let_out(): of a document either all or nothing. */
void context_gather(struct reeve_context *context);
void context_let_out(struct reeve_context *context);

/* Prints all that is in buffer, which is empty then. */
void context_put(struct reeve_context *context, struct buffer *buffer);

/* Flushes output; returns 0 or the -errno of the first write that failed. */
int context_flush(struct reeve_context *context);

#endif
