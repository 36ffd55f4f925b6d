/* SPDX-License-Identifier: MIT */
#ifndef API_MANAGE_H
#define API_MANAGE_H

/* What a manage and a list of them share: how something is done with the templates that they
 * compose. */

#include <stdbool.h>
#include <stddef.h>

#include "api/failure.h"
#include "reeve/manage.h"

struct template;

enum manage_action { MANAGE_START, MANAGE_STOP, MANAGE_RESTART, MANAGE_WAKEUP };

/* What something is done with: the commands of these templates, at least one. */
struct manage_job {
	struct template **templates; /* each is taken by what is done */
	size_t count;
	bool several; /* sentences are to say which command they are about */
	bool background;
};

/* Does it with each, as the action of a command line would. Returns the code. */
int manage_act(const struct manage_job *job, enum manage_action action, struct failure *failure);
/* The status has the templates for as long as it lives. It may be there although the code is not 0. */
int manage_look(const struct manage_job *job, struct reeve_status **ret_status,
	struct failure *failure);

/* The template of a manage; starts: it is to be started, so there must be something to run. NULL:
 * its failure is set. */
struct template *manage_compose(struct reeve_manage *manage, bool starts);
/* Its failure, which is the last call's. */
const struct failure *manage_failure(const struct reeve_manage *manage);

#endif
