/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "config/caller.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Per thread: libreeve is a guest in programs that may read several templates at once. */
static _Thread_local char *const *borrowed;

void caller_borrow(char *const *environment)
{
	borrowed = environment;
}

char *const *caller_environment(void)
{
	return borrowed ? borrowed : environ;
}

const char *caller_get(const char *name)
{
	size_t length = strlen(name);

	if (!borrowed)
		return secure_getenv(name);
	for (char *const *entry = borrowed; *entry; entry++)
		if (strncmp(*entry, name, length) == 0 && (*entry)[length] == '=')
			return *entry + length + 1;
	return NULL;
}
