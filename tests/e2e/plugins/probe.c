/* SPDX-License-Identifier: MIT */

/* A work plugin that does what its config says:
 *	dir		where the record goes (hold.h)
 *	hold		true: takes the lock of its slot
 *	record		true: one line per run, and one in fini
 *	fail_init	a sentence: init fails with it
 *	wait		a FIFO: init waits for a byte from it
 *	exit_init	a number: init ends the process with it
 *	stop		"init" or "run": asks for a stop there
 *	fail_run	a sentence: run fails with it
 *	fail_after	that many runs, before run fails */

#include <string.h>

#include <reeve/plugin.h>
#include <reeve/worker.h>

#include "../hold.h"

static const char *directory(struct reeve_worker *worker)
{
	return reeve_worker_config_text(worker, "dir", NULL);
}

static bool wants_stop(struct reeve_worker *worker, const char *where)
{
	return strcmp(reeve_worker_config_text(worker, "stop", ""), where) == 0;
}

static int start(struct reeve_worker *worker, void **ret_state)
{
	const char *sentence = reeve_worker_config_text(worker, "fail_init", NULL);
	const char *fifo = reeve_worker_config_text(worker, "wait", NULL);
	int code = (int)reeve_worker_config_int(worker, "exit_init", -1);

	char byte;
	int fd = fifo ? open(fifo, O_RDONLY | O_CLOEXEC) : -1;

	if (fd >= 0 && read(fd, &byte, 1) < 1)
		return reeve_worker_fail(worker, "nothing came");
	if (fd >= 0)
		close(fd);
	if (code >= 0)
		_exit(code);
	if (sentence)
		return reeve_worker_fail(worker, "%s", sentence);
	if (reeve_worker_config_bool(worker, "hold", false) && hold_slot(directory(worker)) < 0)
		return reeve_worker_fail(worker, "there is another one");
	if (reeve_worker_config_bool(worker, "record", false))
		hold_write(directory(worker), "init");
	if (wants_stop(worker, "init"))
		reeve_worker_request_stop(worker);
	*ret_state = worker;
	return 0;
}

static int work(struct reeve_worker *worker, void *state)
{
	const char *sentence = reeve_worker_config_text(worker, "fail_run", NULL);
	int64_t after = reeve_worker_config_int(worker, "fail_after", 0);

	if (state != worker)
		return reeve_worker_fail(worker, "the state of init is not what run got");
	if (reeve_worker_config_bool(worker, "record", false))
		hold_write(directory(worker), "run");
	if (wants_stop(worker, "run"))
		reeve_worker_request_stop(worker);
	if (sentence && reeve_worker_execute_times(worker) >= (uint64_t)after)
		return reeve_worker_fail(worker, "%s", sentence);
	return 0;
}

static void end(struct reeve_worker *worker, void *state)
{
	(void)state;
	if (reeve_worker_config_bool(worker, "record", false))
		hold_write(directory(worker), "fini");
}

REEVE_WORK("probe", "does what its config says", .init = start, .run = work, .fini = end);
