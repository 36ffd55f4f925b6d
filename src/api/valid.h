/* SPDX-License-Identifier: MIT */
#ifndef API_VALID_H
#define API_VALID_H

#include "base/error.h"

struct template;

/* Loads a template and checks everything: its grammar and plugins too. Returns NULL with errors
 * added. */
struct template *valid_load(const char *path, struct error_list *errors);

#endif
