/* SPDX-License-Identifier: MIT */
#ifndef API_MANAGE_H
#define API_MANAGE_H

/* What a manage and a list of them share: how something is done with the templates that they
 * compose, and why it failed. */

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "reeve/manage.h"

struct error_list;
struct template;

/* Why the last call failed. */
struct failure {
	int code; /* 0: it did not */
	char *text;
};

/* Each returns the code. */
int failure_clear(struct failure *failure);
int failure_set(struct failure *failure, int code, const char *text);
int failure_say(struct failure *failure, int code, const char *format, ...) REEVE_PRINTF(3, 4);
/* All sentences, one a line. */
int failure_take(struct failure *failure, const struct error_list *errors);
/* "" where it did not fail. failure NULL: there was no memory for its owner. */
const char *failure_text(const struct failure *failure);
void failure_done(struct failure *failure);

enum manage_action { MANAGE_START, MANAGE_STOP, MANAGE_RESTART, MANAGE_WAKEUP };

/* Does it with every command of these templates, as the action of a command line would. Takes the
 * templates, at least one. several: sentences say which command they are about. */
struct manage_job {
	struct template **templates;
	size_t count;
	bool several;
	bool background;
};

int manage_act(const struct manage_job *job, enum manage_action action, struct failure *failure);
/* The status has the templates for as long as it lives. */
int manage_look(const struct manage_job *job, struct reeve_status **ret_status,
	struct failure *failure);

/* The template of a manage; starts: it is to be started, so there must be something to run. NULL:
 * its failure is set. */
struct template *manage_compose(struct reeve_manage *manage, bool starts);
/* Its failure, which is the last call's. */
const struct failure *manage_failure(const struct reeve_manage *manage);

#endif
