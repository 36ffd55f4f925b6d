/* SPDX-License-Identifier: MIT */
#ifndef CONFIG_SUPERVISION_H
#define CONFIG_SUPERVISION_H

/* What a template says about supervision, in the words of the pure core. */

#include "config/template.h"
#include "supervisor/supervisor.h"

/* The policy of a program's workers. */
struct child_policy supervision_policy(const struct program *program);

/* The whole template, each worker a child: those of a program in a row, programs in their order. Behind
 * them the spare children of those that roll. */
struct supervision {
	struct supervisor_spec spec; /* points into what follows; the seed is the caller's */
	struct child_policy *policies;
	unsigned *policy_of;
	struct node_policy *nodes;
	unsigned *parent_of, *node_of, *spare_policy_of;
	struct supervisor_need *needs;
};

/* The template must outlive it. NULL: no memory. */
struct supervision *supervision_new(const struct template *template);
void supervision_free(struct supervision *supervision);

#endif
