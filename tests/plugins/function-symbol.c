/* SPDX-License-Identifier: MIT */
#include <reeve/plugin.h>

REEVE_API int reeve_plugin(void);

int reeve_plugin(void)
{
	return 0;
}
