/* SPDX-License-Identifier: MIT */
#ifndef API_STATUS_DATA_H
#define API_STATUS_DATA_H

/* What struct reeve_status holds, for those who print it. */

#include "base/buffer.h"
#include "client/status.h"

#define STATUS_SCHEMA 1

struct reeve_context;
struct template;

struct reeve_status {
	/* Of several commands: each by itself, in order. NULL: this is of one. */
	struct reeve_status **parts;
	size_t part_count;
	char *command; /* its name */
	/* The rest is of one command. */
	int code;     /* why it cannot be told: then there are no facts; 0: it can */
	char *reason; /* the same as a sentence */
	const struct template *template; /* as the file says; the context's, or one of these */
	struct template **owned;	 /* ended by NULL; NULL: none */
	char *title_prefix;
	struct status *facts;
	/* Titles of guardian and master, then title and cause of each worker, each ended by NUL. */
	struct buffer text;
	size_t guardian_title, master_title;
	size_t shown;	     /* so many of the workers, from the first on */
	bool chosen;	     /* they are those that were asked for by name */
	size_t *worker_text; /* where a worker's title begins; its cause follows */
};

/* The template in force where the one command runs (*ret_own, which the caller frees), else that of
 * the file. */
const struct template *status_find_template(struct reeve_context *context,
	const struct reeve_status *status, struct template **ret_own);

/* Appends the status of one command as a JSON document; template NULL: without the configuration.
 * What cannot be told is a document with the error in its place. */
void status_add_json(
	struct buffer *out, const struct reeve_status *status, const struct template *template);

#endif
