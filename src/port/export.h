/* SPDX-License-Identifier: MIT */
#ifndef PORT_EXPORT_H
#define PORT_EXPORT_H

/* What starts commands elsewhere, for a command: a unit of systemd, an agent of a cluster. */

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"

struct export
{
	const char *name; /* of the command */
	const char *summary;
	const char *words[3]; /* what it is called by: the interpreter and the template; ended by
				 NULL */
	const char *start, *stop, *status; /* its actions; NULL: it has none */
	const char *save, *resurrect;	   /* the same; none unless both */
	const char *background;		   /* its option, "-d"; NULL: it has none */
	uint64_t stop_ns;		   /* the longest that a stop may take */
	uint64_t start_ns;		   /* UINT64_MAX: no limit */
	bool is_root;
	bool has_own_code; /* exit_code_from: a stop may end with the signal's */
};

void export_systemd(const struct export *export, struct buffer *buffer);
void export_ocf(const struct export *export, struct buffer *buffer);

#endif
