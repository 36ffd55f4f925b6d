/* SPDX-License-Identifier: MIT */

/* A library that has something managed before the program's main() begins. What it may not do it
 * says on standard error. $CONSTRUCTOR_NAME: of the manage; without it nothing is done. */

#include <stdio.h>
#include <stdlib.h>

#include <reeve/manage.h>

static int work(struct reeve_worker *worker, void *state)
{
	(void)worker;
	(void)state;
	return 0;
}

static void say(struct reeve_manage *manage, const char *what, int code)
{
	fprintf(stderr, "%s: %d %s\n", what, code, reeve_manage_error(manage));
}

__attribute__((constructor)) static void construct(void)
{
	const char *name = getenv("CONSTRUCTOR_NAME");
	struct reeve_manage *program, *function;
	struct reeve_status *status;

	if (!name)
		return;
	program = reeve_manage_new(name);
	reeve_manage_set(program, "exec", "sleep");
	reeve_manage_set(program, "exec", "1000");
	reeve_manage_set_background(program);
	say(program, "start", reeve_manage_start(program));
	if (reeve_manage_status(program, &status) == 0)
		say(program, "status", reeve_status_exit(status));
	reeve_status_free(status);
	say(program, "stop", reeve_manage_stop(program));
	reeve_manage_free(program);
	function = reeve_manage_new(name);
	reeve_manage_set_work(function, work);
	reeve_manage_set_background(function);
	say(function, "function", reeve_manage_start(function));
	reeve_manage_free(function);
}
