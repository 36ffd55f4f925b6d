/* SPDX-License-Identifier: MIT */
#include <reeve/error.h>

/* No descriptor of its own: the one that dlsym() would find is that of the library it needs. */
int lender(void);
REEVE_API int borrower(void);

int borrower(void)
{
	return lender();
}
