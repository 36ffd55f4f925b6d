/* SPDX-License-Identifier: MIT */
#ifndef API_DECISIONS_DOCUMENT_H
#define API_DECISIONS_DOCUMENT_H

/* Decisions as JSON, of one command or of several. */

#include <jansson.h>
#include <stddef.h>

struct decisions;
struct reeve_context;
struct template;

/* Appends what was decided about one command. Returns it, for more to be put there; NULL: no
 * memory. */
json_t *document_add(json_t *documents, struct reeve_context *context,
	const struct template *template, const struct decisions *decisions);

/* Appends why there is nothing to be said of one of several: what was told by reeve_fail() since
 * the failures had this length. */
void document_add_failure(json_t *documents, struct reeve_context *context,
	const struct template *template, int code, size_t from);

/* Prints them; of one command it is its document alone, and nothing where that failed. */
void document_print(struct reeve_context *context, json_t *documents, int code);

#endif
