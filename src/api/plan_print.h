/* SPDX-License-Identifier: MIT */
#ifndef API_PLAN_PRINT_H
#define API_PLAN_PRINT_H

/* A plan as a table, and as JSON. */

#include <jansson.h>

struct paper;
struct plan;

/* The title of the table is the command's name. */
void plan_table(const struct plan *plan, struct paper *paper);
/* NULL: no memory. */
json_t *plan_document(const struct plan *plan, const char *command, const char *action);

#endif
