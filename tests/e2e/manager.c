/* SPDX-License-Identifier: MIT */

/* Calls the functions of reeve/manage.h as its words say, in order: `manager NAME WORD...`. At the
 * first one that fails it says why and ends with its code.
 *	set KEY VALUE, unset KEY, background
 *	init, work, fini, stranger	functions; the last is not in the host's table
 *	add NAME, remove NAME, get NAME	goes over to a list, with the manage that there is; "" is NULL
 *	start, stop, restart, wakeup	of the list, once there is one
 *	status, config, json		prints it; the code is that of the status
 * With $MANAGER_BARE reeve_main() is not called, with $MANAGER_STOPS the first thing it does is to
 * stop NAME. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <reeve/manage.h>

static int init(struct reeve_worker *worker, void **ret_state)
{
	const char *sentence = reeve_worker_config_text(worker, "fail", NULL);

	*ret_state = worker;
	reeve_log(REEVE_LOG_INFO, "init");
	return sentence ? reeve_worker_fail(worker, "%s", sentence) : 0;
}

/* Ends by itself after as many runs as its config says. */
static int work(struct reeve_worker *worker, void *state)
{
	int64_t most = reeve_worker_config_int(worker, "runs", INT64_MAX);

	if (!reeve_worker_running(worker) || !reeve_pid_alive(reeve_worker_pid(worker)))
		return reeve_worker_fail(worker, "it does not run");
	reeve_log(REEVE_LOG_INFO, "run %llu%s",
		(unsigned long long)reeve_worker_execute_times(worker),
		state == worker ? " with the state of init" : "");
	if (reeve_worker_config_bool(worker, "sleeps", false))
		reeve_log(REEVE_LOG_INFO, "slept until %s",
			reeve_worker_sleep(worker, UINT64_MAX) ? "the end of time" : "the stop");
	if ((int64_t)reeve_worker_execute_times(worker) + 1 >= most) {
		reeve_worker_request_stop(worker);
		if (!reeve_worker_stopping(worker))
			return reeve_worker_fail(worker, "it does not stop");
	}
	return 0;
}

static void fini(struct reeve_worker *worker, void *state)
{
	(void)worker;
	(void)state;
	reeve_log(REEVE_LOG_INFO, "fini");
}

static int stranger(struct reeve_worker *worker, void *state)
{
	return work(worker, state) + 1;
}

static const struct reeve_function functions[] = {
	REEVE_FUNCTION(init), REEVE_FUNCTION(work), REEVE_FUNCTION(fini), {NULL, NULL}};
static const struct reeve_host host = {.size = sizeof host, .functions = functions};

static struct reeve_manage *manage;
static struct reeve_manages *manages;
static char **words;

static const char *next(void)
{
	if (!*words) {
		fprintf(stderr, "manager: a word is missing\n");
		exit(99);
	}
	return *words++;
}

static int show(unsigned flags)
{
	struct reeve_status *status;
	int code = manages ? reeve_manages_status(manages, &status)
			   : reeve_manage_status(manage, &status);
	int verdict = code;

	if (status) {
		verdict = reeve_status_print(NULL, status, flags);
		if (!verdict)
			verdict = reeve_status_exit(status);
		reeve_status_free(status);
	}
	return code ? code : verdict;
}

static int add(const char *name)
{
	if (!manages) {
		manages = reeve_manages_new();
		reeve_manages_add(manages, manage);
	}
	manage = reeve_manage_new(name);
	if (reeve_manages_add(manages, manage) == 0)
		return 0;
	reeve_manage_free(manage);
	manage = NULL;
	return REEVE_EXIT_TEMPLATE;
}

static int remove_one(const char *name)
{
	manage = NULL; /* it may be that one */
	return reeve_manages_remove(manages, name[0] ? name : NULL);
}

static int get(const char *name)
{
	manage = reeve_manages_get(manages, name[0] ? name : NULL);
	return manage && strcmp(reeve_manage_name(manage), name) == 0 ? 0 : REEVE_EXIT_FAILED;
}

static int act(const char *word)
{
	static const struct {
		const char *word;
		int (*one)(struct reeve_manage *manage);
		int (*all)(struct reeve_manages *manages);
	} acts[] = {
		{"start", reeve_manage_start, reeve_manages_start},
		{"stop", reeve_manage_stop, reeve_manages_stop},
		{"restart", reeve_manage_restart, reeve_manages_restart},
		{"wakeup", reeve_manage_wakeup, reeve_manages_wakeup},
	};

	for (size_t i = 0; i < sizeof acts / sizeof acts[0]; i++)
		if (strcmp(word, acts[i].word) == 0)
			return manages ? acts[i].all(manages) : acts[i].one(manage);
	fprintf(stderr, "manager: no word '%s'\n", word);
	return 99;
}

static int set(const char *word)
{
	const char *key;

	if (strcmp(word, "background") == 0)
		return reeve_manage_set_background(manage);
	if (strcmp(word, "init") == 0)
		return reeve_manage_set_work_init(manage, init);
	if (strcmp(word, "work") == 0)
		return reeve_manage_set_work(manage, work);
	if (strcmp(word, "fini") == 0)
		return reeve_manage_set_work_fini(manage, fini);
	if (strcmp(word, "stranger") == 0)
		return reeve_manage_set_work(manage, stranger);
	key = next();
	return reeve_manage_set(manage, key, strcmp(word, "set") == 0 ? next() : NULL);
}

static int take(const char *word)
{
	static const char *const sets[] = {
		"background", "init", "work", "fini", "stranger", "set", "unset"};

	for (size_t i = 0; i < sizeof sets / sizeof sets[0]; i++)
		if (strcmp(word, sets[i]) == 0)
			return set(word);
	if (strcmp(word, "status") == 0)
		return show(0);
	if (strcmp(word, "config") == 0)
		return show(REEVE_STATUS_CONFIG);
	if (strcmp(word, "json") == 0)
		return show(REEVE_STATUS_JSON);
	if (strcmp(word, "add") == 0)
		return add(next());
	if (strcmp(word, "get") == 0)
		return get(next());
	if (strcmp(word, "remove") == 0)
		return remove_one(next());
	return act(word);
}

int main(int argc, char **argv)
{
	int code = 0;

	if (getenv("MANAGER_STOPS")) {
		manage = reeve_manage_new(argc > 1 ? argv[1] : getenv("MANAGER_STOPS"));
		if (reeve_manage_stop(manage))
			fprintf(stderr, "before reeve_main: %s\n", reeve_manage_error(manage));
		reeve_manage_free(manage);
	}
	if (!getenv("MANAGER_BARE"))
		reeve_main(argc, argv, &host);
	words = argv + 1;
	manage = reeve_manage_new(next());
	while (*words && code == 0)
		code = take(next());
	if (code && manage && reeve_manage_error(manage)[0])
		fprintf(stderr, "%s\n", reeve_manage_error(manage));
	if (code && manages && reeve_manages_error(manages)[0])
		fprintf(stderr, "%s\n", reeve_manages_error(manages));
	if (manages)
		reeve_manages_free(manages);
	else
		reeve_manage_free(manage);
	return code;
}
