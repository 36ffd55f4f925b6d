/* SPDX-License-Identifier: MIT */
#include "api/whole.h"

#include <stddef.h>

/* The shared library: helpers and plugins are files. */
const struct whole *whole_find(void)
{
	return NULL;
}
