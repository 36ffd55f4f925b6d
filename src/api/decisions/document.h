/* SPDX-License-Identifier: MIT */
#ifndef API_DECISIONS_DOCUMENT_H
#define API_DECISIONS_DOCUMENT_H

/* Decisions as JSON, of one command or of several. */

#include <jansson.h>

struct decisions;
struct reeve_context;
struct template;

/* Appends what was decided about one command. Returns it, for more to be put there; NULL: no
 * memory. */
json_t *document_add(json_t *documents, struct reeve_context *context,
	const struct template *template, const struct decisions *decisions);

/* Prints them; of one command it is its document alone, and nothing where that failed. */
void document_print(struct reeve_context *context, json_t *documents, int code);

#endif
