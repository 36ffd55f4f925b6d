/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "worker/worker.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fd.h"
#include "base/log.h"
#include "plugin/plugin.h"
#include "process/handover.h"
#include "storage/counters.h"
#include "worker/parameters.h"
#include "worker/rest.h"
#include "worker/self.h"
#include "worker/work.h"

/* Set by signal handlers, by the life limit and by the work itself; one worker per process. */
static volatile sig_atomic_t stop_wanted, stop_told;

static void want_stop(int signal)
{
	(void)signal;
	stop_told = 1;
	stop_wanted = 1;
}

bool worker_is_told_to_stop(void)
{
	return stop_told;
}

pid_t reeve_worker_pid(const struct reeve_worker *worker)
{
	(void)worker;
	return getpid();
}

const char *reeve_worker_title(const struct reeve_worker *worker)
{
	return worker->title;
}

const char *reeve_worker_program(const struct reeve_worker *worker)
{
	return worker->parameters.program;
}

unsigned reeve_worker_instance(const struct reeve_worker *worker)
{
	return worker->instance;
}

const char *reeve_worker_token(const struct reeve_worker *worker)
{
	return worker->token;
}

uint64_t reeve_worker_execute_times(const struct reeve_worker *worker)
{
	return worker->runs;
}

void reeve_worker_request_stop(struct reeve_worker *worker)
{
	(void)worker;
	stop_wanted = 1;
}

bool reeve_worker_stopping(const struct reeve_worker *worker)
{
	(void)worker;
	return stop_wanted;
}

bool reeve_worker_running(const struct reeve_worker *worker)
{
	return worker->running;
}

const char *reeve_worker_config_text(
	const struct reeve_worker *worker, const char *key, const char *otherwise)
{
	const char *text = json_string_value(parameters_config(&worker->parameters, key));

	return text ? text : otherwise;
}

int64_t reeve_worker_config_int(
	const struct reeve_worker *worker, const char *key, int64_t otherwise)
{
	const json_t *value = parameters_config(&worker->parameters, key);

	return json_is_integer(value) ? (int64_t)json_integer_value(value) : otherwise;
}

bool reeve_worker_config_bool(const struct reeve_worker *worker, const char *key, bool otherwise)
{
	const json_t *value = parameters_config(&worker->parameters, key);

	return json_is_boolean(value) ? json_is_true(value) : otherwise;
}

double reeve_worker_config_double(
	const struct reeve_worker *worker, const char *key, double otherwise)
{
	const json_t *value = parameters_config(&worker->parameters, key);

	return json_is_number(value) ? json_number_value(value) : otherwise;
}

int reeve_worker_fail(struct reeve_worker *worker, const char *format, ...)
{
	char text[512];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	fprintf(stderr, "%s: %s\n", worker->title, text);
	if (worker->cell) {
		snprintf(worker->cell->last_words, sizeof worker->cell->last_words, "%.*s",
			(int)sizeof worker->cell->last_words - 1, text);
		atomic_store_explicit(&worker->cell->failed, 1, memory_order_release);
	}
	return REEVE_EXIT_FAILED;
}

static void open_signals(void)
{
	struct sigaction action = {.sa_handler = want_stop};

	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGUSR2, &action, NULL);
}

/* limit_seconds, and a random part of limit_jitter so that workers that were started together do
 * not leave together. The timer is the kernel's: the work loop reads no clock. */
static int limit_life(const struct parameters *parameters)
{
	struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR2};
	uint64_t life = parameters->limit_ns, random = 0;
	struct itimerspec due = {0};
	timer_t timer;

	if (!life)
		return 0;
	if (parameters->limit_jitter_ns && getrandom(&random, sizeof random, 0) == sizeof random)
		life += random % (parameters->limit_jitter_ns + 1);
	due.it_value.tv_sec = (time_t)(life / NS_PER_SECOND);
	due.it_value.tv_nsec = (long)(life % NS_PER_SECOND);
	if (timer_create(CLOCK_MONOTONIC, &event, &timer) < 0)
		return -errno;
	return timer_settime(timer, 0, &due, NULL) < 0 ? -errno : 0;
}

/* Who fails without a word is named all the same. */
static int failed(struct reeve_worker *worker, const char *operation, int result)
{
	if (!atomic_load_explicit(&worker->cell->failed, memory_order_relaxed))
		reeve_worker_fail(worker, "'%s' of %s returned %d and did not say why", operation,
			worker->cell->last_words, result);
	return REEVE_EXIT_FAILED;
}

static int run_loop(struct reeve_worker *worker, const struct reeve_work *work, void *state)
{
	const uint64_t times = worker->parameters.execute_times;
	const uint64_t pause = worker->parameters.execute_usleep;
	_Atomic uint64_t *runs = &worker->cell->runs;

	/* init has asked for a stop: no run, but the rest after it. */
	if (stop_wanted && pause)
		rest_between_runs(worker, pause);
	while (!stop_wanted) {
		int result = work->run(worker, state);

		if (result != 0)
			return failed(worker, "run", result);
		worker->runs++;
		atomic_store_explicit(runs, worker->runs, memory_order_relaxed);
		/* The pause comes before the limit is looked at, as in the original: it is what
		 * keeps a program with execute_times = 1 from being started again without a rest.
		 * So does one that wants to stop itself. */
		if (pause)
			rest_between_runs(worker, pause);
		if (worker->runs == times)
			break;
	}
	return REEVE_EXIT_OK;
}

static int say_ready(struct reeve_worker *worker)
{
	uint64_t one = 1;

	atomic_store_explicit(&worker->cell->ready, 1, memory_order_release);
	/* A full counter has woken the master already. */
	if (write(WORKER_READY, &one, sizeof one) < 0 && errno != EAGAIN) {
		atomic_store_explicit(&worker->cell->ready, 0, memory_order_release);
		return reeve_worker_fail(worker,
			"'init' of plugin '%s' closed descriptors that are not its own",
			worker->parameters.plugin);
	}
	close(WORKER_READY);
	return 0;
}

/* For who looks at how we ended. Once for all runs: what is between them is quick. */
static void enter(struct reeve_worker *worker, enum counters_place place)
{
	atomic_store_explicit(&worker->cell->place, place, memory_order_relaxed);
}

/* Until there are last words, whose code it is. */
static void note_subject(struct reeve_worker *worker, const struct plugin *plugin)
{
	char *text = worker->cell->last_words;
	size_t size = sizeof worker->cell->last_words;

	/* One that is linked in is where its program is. */
	if (plugin)
		snprintf(text, size, "plugin '%s' (%s)", plugin->descriptor.plugin.name,
			plugin->handle || !worker->parameters.host ? plugin->path
								   : worker->parameters.host);
	else if (worker->parameters.run)
		snprintf(text, size, "'%s'",
			worker->parameters.host ? worker->parameters.host : "its program");
	else
		snprintf(text, size, "plugin '%s'", worker->parameters.plugin);
}

static int work_on(struct reeve_worker *worker, const struct reeve_work *work)
{
	void *state = NULL;
	int code;

	enter(worker, PLACE_INIT);
	code = work->init ? work->init(worker, &state) : 0;
	if (code != 0) {
		enter(worker, PLACE_OWN);
		return failed(worker, "init", code);
	}
	enter(worker, PLACE_RUN);
	code = limit_life(&worker->parameters) < 0
		       ? reeve_worker_fail(worker, "cannot set limit_seconds: %s", strerror(errno))
		       : say_ready(worker);
	worker->running = true;
	if (code == REEVE_EXIT_OK)
		code = run_loop(worker, work, state);
	worker->running = false;
	enter(worker, PLACE_FINI);
	if (work->fini)
		work->fini(worker, state);
	enter(worker, PLACE_OWN);
	return code;
}

int reeve_worker_socket(const struct reeve_worker *worker, const char *name)
{
	const json_t *names = json_object_get(worker->parameters.document, "sockets");

	for (size_t i = 0; i < json_array_size(names); i++) {
		const char *own = json_string_value(json_array_get(names, i));

		if (own && strcmp(own, name) == 0)
			return WORKER_SOCKETS + (int)i;
	}
	return -1;
}

static unsigned long number(const char *name)
{
	const char *text = getenv(name);

	return text ? strtoul(text, NULL, 10) : 0;
}

static int take_cell(struct reeve_worker *worker)
{
	worker->slot = (unsigned)number(WORKER_SLOT);
	worker->cell = counters_map_cell(WORKER_COUNTERS, worker->slot);
	if (!worker->cell)
		return -1;
	worker->cell->failed = worker->cell->ready = 0;
	worker->cell->last_words[0] = '\0';
	worker->cell->runs = worker->cell->beats = worker->cell->rest = 0;
	worker->cell->place = PLACE_OWN;
	atomic_store_explicit(
		&worker->cell->generation, number(WORKER_GENERATION), memory_order_release);
	close(WORKER_COUNTERS);
	return 0;
}

bool worker_is_wanted(void)
{
	return getenv(WORKER_SLOT) && getenv(WORKER_GENERATION);
}

int worker_main(int argc, char **argv, const struct reeve_function *functions)
{
	struct reeve_worker worker = {.title = argc > 0 ? argv[0] : "reeve-worker"};
	struct work work;
	struct reeve_error error;
	int code;

	if (!worker_is_wanted()) {
		fprintf(stderr, "reeve-worker is started by commands, not by hand: see reeve(1)\n");
		return REEVE_EXIT_USAGE;
	}
	/* Programs that the work starts get none of these. */
	for (int fd = WORKER_SOCKETS; fd <= WORKER_KEPT; fd++)
		fd_set_cloexec(fd, true);
	log_set_title(worker.title);
	worker.instance = (unsigned)number("REEVE_INSTANCE");
	worker.token = getenv("REEVE_TOKEN") ? getenv("REEVE_TOKEN") : "";
	open_signals();
	if (take_cell(&worker) < 0) {
		fprintf(stderr, "%s: cannot map its counters: %s\n", worker.title, strerror(errno));
		return REEVE_EXIT_FAILED;
	}
	if (parameters_read(WORKER_PARAMETERS, &worker.parameters, &error) < 0)
		return reeve_worker_fail(&worker, "%s", error.text);
	close(WORKER_PARAMETERS);
	note_subject(&worker, NULL);
	enter(&worker, PLACE_LOAD);
	code = work_find(&worker.parameters, functions, &work, &error);
	enter(&worker, PLACE_OWN);
	if (code)
		reeve_worker_fail(&worker, "%s", error.text);
	else
		note_subject(&worker, work.plugin);
	/* Programs that the work starts are no workers of ours. */
	unsetenv(WORKER_SLOT);
	unsetenv(WORKER_GENERATION);
	unsetenv("REEVE_PLUGIN_DIR");
	if (code == 0)
		code = work_on(&worker, &work.operations);
	work_done(&work);
	parameters_done(&worker.parameters);
	return code;
}

int reeve_worker_main(int argc, char **argv)
{
	return worker_main(argc, argv, NULL);
}
