/* SPDX-License-Identifier: MIT */
#ifndef API_VALID_H
#define API_VALID_H

#include "base/error.h"

struct template;

/* Loads a template and checks everything: its grammar and plugins too. What depends on a name
 * ${NAME} that is not set is noted in unset and not checked; NULL: it is an error. Returns NULL with
 * errors added. */
struct template *valid_load(
	const char *path, struct error_list *unset, struct error_list *errors);

#endif
