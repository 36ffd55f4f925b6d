/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <reeve/plugin.h>

__attribute__((constructor)) static void speak(void)
{
	puts("spoken while loaded");
	if (getenv("CTOR_HANGS"))
		pause();
}

static int apply(struct reeve_context *context, const char *value)
{
	return 0;
}

REEVE_OPTION("ctor-speaks", "says something before it is asked", .apply = apply);
