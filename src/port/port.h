/* SPDX-License-Identifier: MIT */
#ifndef PORT_PORT_H
#define PORT_PORT_H

/* What other tools' files say, as a template; what a template says, for other tools. */

#include <stddef.h>

#include "base/buffer.h"
#include "port/draft.h"

/* Fill a draft from a text without control bytes. directory: where the file lies. Return 0, or -1
 * with error filled. */
int pm2_read(struct draft *draft, const char *text, struct reeve_error *error);
int supervisord_read(
	struct draft *draft, const char *text, const char *directory, struct reeve_error *error);
int procfile_read(
	struct draft *draft, const char *text, const char *directory, struct reeve_error *error);

#endif
