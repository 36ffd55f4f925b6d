/* SPDX-License-Identifier: MIT */
#ifndef API_STATUS_DATA_H
#define API_STATUS_DATA_H

/* What struct reeve_status holds, for those who print it. */

#include "base/buffer.h"
#include "client/status.h"

struct reeve_context;
struct template;

struct reeve_status {
	char *command; /* its name */
	char *title_prefix;
	struct status *facts;
	/* Titles of guardian and master, then title and cause of each worker, each ended by NUL. */
	struct buffer text;
	size_t guardian_title, master_title;
	size_t *worker_text; /* where a worker's title begins; its cause follows */
};

/* The template in force where the command runs (*ret_own, which the caller frees), else the
 * context's. */
const struct template *status_find_template(struct reeve_context *context,
	const struct reeve_status *status, struct template **ret_own);

/* Appends the status as one JSON document; template NULL: without the configuration. */
void status_add_json(
	struct buffer *out, const struct reeve_status *status, const struct template *template);

#endif
