/* SPDX-License-Identifier: MIT */

/* Several commands in one program, each with its own workers; they are started in the background.
 *	cc queues.c -o queues $(pkg-config --cflags --libs reeve)
 *	./queues start | restart | status | stop */

#include <stdio.h>
#include <string.h>

#include <reeve/manage.h>

static int send_mail(struct reeve_worker *worker, void *state)
{
	(void)state;
	reeve_log(REEVE_LOG_INFO, "%s sends", reeve_worker_title(worker));
	return 0;
}

static int scale_image(struct reeve_worker *worker, void *state)
{
	(void)state;
	reeve_log(REEVE_LOG_INFO, "%s scales", reeve_worker_title(worker));
	return 0;
}

static const struct reeve_function functions[] = {
	REEVE_FUNCTION(send_mail), REEVE_FUNCTION(scale_image), {NULL, NULL}};
static const struct reeve_host host = {.size = sizeof host, .functions = functions};

static void add(struct reeve_manages *manages, const char *name, const char *workers,
	int (*work)(struct reeve_worker *worker, void *state))
{
	struct reeve_manage *manage = reeve_manage_new(name);

	reeve_manage_set(manage, "workers", workers);
	reeve_manage_set(manage, "execute_times", "0");
	reeve_manage_set_work(manage, work);
	reeve_manages_add(manages, manage); /* which owns it from here on */
}

int main(int argc, char **argv)
{
	const char *action = argc > 1 ? argv[1] : "";
	struct reeve_status *status = NULL;
	struct reeve_manages *manages;
	int code;

	reeve_main(argc, argv, &host);
	manages = reeve_manages_new();
	add(manages, "mail", "2", send_mail);
	add(manages, "image", "1", scale_image);
	if (strcmp(action, "start") == 0)
		code = reeve_manages_start(manages);
	else if (strcmp(action, "restart") == 0)
		code = reeve_manages_restart(manages);
	else if (strcmp(action, "stop") == 0)
		code = reeve_manages_stop(manages);
	else if ((code = reeve_manages_status(manages, &status)) == 0)
		code = reeve_status_print(NULL, status, 0);
	if (code)
		fprintf(stderr, "%s\n", reeve_manages_error(manages));
	reeve_status_free(status);
	reeve_manages_free(manages);
	return code;
}
