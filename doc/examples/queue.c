/* SPDX-License-Identifier: MIT */

/* One command in one program: workers that run work() every ten seconds.
 *	cc queue.c -o queue $(pkg-config --cflags --libs reeve)
 *	./queue start | start -d | restart | status | stop */

#include <stdio.h>
#include <string.h>

#include <reeve/manage.h>

static int work_init(struct reeve_worker *worker, void **ret_state)
{
	*ret_state = worker; /* or a connection that each run is to have */
	reeve_log(REEVE_LOG_INFO, "work init ...");
	return 0;
}

static int work(struct reeve_worker *worker, void *state)
{
	reeve_log(REEVE_LOG_INFO, "work run ...");
	return state == worker ? 0 : reeve_worker_fail(worker, "the state is lost");
}

static const struct reeve_function functions[] = {
	REEVE_FUNCTION(work_init), REEVE_FUNCTION(work), {NULL, NULL}};
static const struct reeve_host host = {.size = sizeof host, .functions = functions};

int main(int argc, char **argv)
{
	const char *action = argc > 1 ? argv[1] : "";
	struct reeve_status *status = NULL;
	struct reeve_manage *manage;
	int code;

	reeve_main(argc, argv, &host); /* a worker does not come back from here */
	manage = reeve_manage_new("test");
	reeve_manage_set(manage, "workers", "1");
	reeve_manage_set(manage, "check_interval", "0");
	reeve_manage_set(manage, "execute_usleep", "10000000");
	reeve_manage_set(manage, "limit_seconds", "3h");
	reeve_manage_set_work_init(manage, work_init);
	reeve_manage_set_work(manage, work);
	if (argc > 2 && strcmp(argv[2], "-d") == 0)
		reeve_manage_set_background(manage);
	if (strcmp(action, "start") == 0)
		code = reeve_manage_start(manage);
	else if (strcmp(action, "restart") == 0)
		code = reeve_manage_restart(manage);
	else if (strcmp(action, "stop") == 0)
		code = reeve_manage_stop(manage);
	else if ((code = reeve_manage_status(manage, &status)) == 0)
		code = reeve_status_print(NULL, status, 0);
	if (code)
		fprintf(stderr, "%s\n", reeve_manage_error(manage));
	reeve_status_free(status);
	reeve_manage_free(manage);
	return code;
}
