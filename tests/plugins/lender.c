/* SPDX-License-Identifier: MIT */
#include <reeve/plugin.h>

REEVE_API int lender(void);

int lender(void)
{
	return 1;
}

static int run(struct reeve_context *context)
{
	return 0;
}

REEVE_ACTION("borrower", "not the borrower's", .run = run);
