/* SPDX-License-Identifier: MIT */
#ifndef CONFIG_SOCKETS_H
#define CONFIG_SOCKETS_H

/* The sockets of a template, and which of them a program has. */

#include "config/reader.h"

/* Before the programs. */
void sockets_read(struct reader *reader);
/* Those of a program. */
void sockets_read_names(
	struct reader *reader, const config_setting_t *group, struct program *program);
/* After the programs: somebody must take what comes in. */
void sockets_check_used(struct reader *reader);

/* One of `one` that cannot be had together with one of `other`; NULL: there is none. */
const struct listener *sockets_clash(const struct template *one, const struct template *other);

/* The word of a type, as in the template. */
const char *sockets_type_name(int type);

#endif
