/* SPDX-License-Identifier: MIT */

/* A program's own symbols come before those of the C library, for the plugins that are loaded into
 * it, too: so it is seen, and said, when one of them leaves by these. */

#include <reeve/command.h>

#define SEEN __attribute__((visibility("default"), noreturn))

SEEN void _exit(int code);
SEEN void _Exit(int code);

void _exit(int code)
{
	reeve_command_exit(code);
	__builtin_unreachable();
}

void _Exit(int code)
{
	reeve_command_exit(code);
	__builtin_unreachable();
}
