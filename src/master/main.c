/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "master/role.h"

/* reeve-master: never started by hand. */
int main(void)
{
	if (role_is_wanted())
		return role_main();
	fprintf(stderr, "reeve-master is started by commands, not by hand: see reeve(1)\n");
	return 2;
}
