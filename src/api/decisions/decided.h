/* SPDX-License-Identifier: MIT */
#ifndef API_DECISIONS_DECIDED_H
#define API_DECISIONS_DECIDED_H

/* What an operator has decided about one command: now, and when it was saved. */

#include <jansson.h>

#include "client/saved.h"

struct template;

/* What is in force, and what is stopped or paused, worker by worker. Returns 0, or -1 with error
 * filled (7: it does not run); both are the caller's. */
int decided_now(const struct template *template, struct template **ret_in_force,
	struct decisions *ret_each, struct reeve_error *error);

/* Workers as programs, where it is the same of all that the program has; and back. */
void decided_gather(
	const struct template *template, const struct decisions *each, struct decisions *whole);
void decided_spread(
	const struct template *template, const struct decisions *whole, struct decisions *each);

/* Has the template the programs and the numbers of workers that were decided, and sorts out what is
 * about somebody whom it does not have. Returns 0, or -1 with error filled. */
int decided_apply(struct template *template, const struct decisions *decisions,
	struct decisions *ret_kept, struct decisions *ret_left, struct reeve_error *error);

/* "mailer stopped", "web scaled to 4": a list of texts, and the same in a row. NULL: no memory. */
json_t *decided_texts(const struct decisions *decisions);
char *decided_join(const json_t *texts);

#endif
