/* SPDX-License-Identifier: MIT */
#ifndef API_WHOLE_H
#define API_WHOLE_H

/* Whether all of reeve is in this program: so it is where libreeve is linked statically
 * (src/static/whole.c); the shared library is a part (part.c), the rest is in files. */

#include <stdbool.h>

#include "reeve/plugin.h"

struct whole {
	const struct reeve_plugin *const *plugins; /* the built-in ones, ended by NULL */
	void (*use_self)(void);			   /* from now on, as helper program */
	bool (*role_is_wanted)(void);		   /* to be guardian or master */
	int (*role_main)(void);
};

/* NULL: it is a part. */
const struct whole *whole_find(void);

#endif
