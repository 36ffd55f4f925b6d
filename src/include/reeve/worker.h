/* SPDX-License-Identifier: MIT */
#ifndef REEVE_WORKER_H
#define REEVE_WORKER_H

/* What a work plugin is given: the worker process it runs in. Only the thread that called the
 * plugin may use it, except for reeve_worker_request_stop(), reeve_worker_stopping() and
 * reeve_worker_heartbeat(), which any thread and any signal handler may call. Strings live as long as the worker. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <reeve/error.h>

#ifdef __cplusplus
extern "C" {
#endif

struct reeve_worker;

REEVE_API pid_t reeve_worker_pid(const struct reeve_worker *worker);
REEVE_API const char *reeve_worker_title(const struct reeve_worker *worker);
REEVE_API const char *reeve_worker_program(const struct reeve_worker *worker); /* "spool" */
REEVE_API unsigned reeve_worker_instance(const struct reeve_worker *worker);   /* from 1 */
REEVE_API const char *reeve_worker_token(const struct reeve_worker *worker);

/* How many runs have ended in this process. */
REEVE_API uint64_t reeve_worker_execute_times(const struct reeve_worker *worker);

/* Ends the worker after the run in progress and the pause that follows each run; asked for in init,
 * after that pause alone. Another process takes its place at once. */
REEVE_API void reeve_worker_request_stop(struct reeve_worker *worker);
/* True once a stop is wanted, by whomever: a long run should look now and then. */
REEVE_API bool reeve_worker_stopping(const struct reeve_worker *worker);
/* True between the end of init and the beginning of fini. */
REEVE_API bool reeve_worker_running(const struct reeve_worker *worker);

/* Values of the program's `config` group; a dotted key reaches into groups. `otherwise` where the
 * key is missing or has another type. */
REEVE_API const char *reeve_worker_config_text(
	const struct reeve_worker *worker, const char *key, const char *otherwise);
REEVE_API int64_t reeve_worker_config_int(
	const struct reeve_worker *worker, const char *key, int64_t otherwise);
REEVE_API bool reeve_worker_config_bool(
	const struct reeve_worker *worker, const char *key, bool otherwise);
REEVE_API double reeve_worker_config_double(
	const struct reeve_worker *worker, const char *key, double otherwise);

/* The descriptor of a socket that the program has by its key `sockets`; -1: it has none of that name.
 * It listens already, and all workers of the program, and those before and after them, share it: never
 * shut it down. It blocks: who makes it O_NONBLOCK does so for all of them, and who polls it first has
 * to, since another one may take the connection before accept() does.
 * Programs that the work starts do not get it. */
REEVE_API int reeve_worker_socket(const struct reeve_worker *worker, const char *name);

/* Sleeps until microseconds have passed or a stop is wanted. Returns true if the time has passed. */
REEVE_API bool reeve_worker_sleep(struct reeve_worker *worker, uint64_t microseconds);

/* What the next process of this worker is to know, by a key ([A-Za-z0-9][A-Za-z0-9_.-]{0,63}): where
 * it was, say. It outlives the worker, its master and its guardian however they end, and a start that
 * finds what they left; it ends when the command is stopped (so at a restart of the whole command
 * too), and at a reboot. Of no use for what must not be lost: nothing is written to a disk for
 * certain.
 *
 * Killed in the middle of it, the old or the new value is kept, never a mixture. A few system calls.
 * data NULL and size 0: nothing is kept under this key any more. Returns 0; -EFBIG: more than
 * REEVE_KEEP_MAX bytes; -EINVAL: that cannot be a key; -ENOSPC: the disk of the run directory is
 * full; or another -errno. The old value is then as it was. */
REEVE_API int reeve_worker_keep(
	struct reeve_worker *worker, const char *key, const void *data, size_t size);
#define REEVE_KEEP_MAX 65536

/* What was kept by this worker or one before it. Returns its length in bytes, of which at most size
 * are stored in data: it is as long as the one who kept it has made it; -ENOENT: nothing is kept;
 * -EINVAL: that cannot be a key; or another -errno. */
REEVE_API ssize_t reeve_worker_kept(
	const struct reeve_worker *worker, const char *key, void *data, size_t size);

/* A sign of life, for the key `watchdog` of the program: a worker that gives none for that long while
 * it should be running hangs, is ended and counts as crashed. The end of a run is one by itself, so
 * only runs that may take longer need this, now and then; during reeve_worker_sleep(),
 * reeve_backoff_wait() and the pause between two runs none is expected. init has its own limit,
 * ready_timeout. One addition in memory, no system call: any thread and any signal handler may call
 * it. But a thread that does nothing else proves nothing. */
REEVE_API void reeve_worker_heartbeat(struct reeve_worker *worker);

/* Records why this worker cannot go on: shown by `start` and written to standard error. Returns a
 * non-zero value to return from init or run. */
REEVE_API int reeve_worker_fail(struct reeve_worker *worker, const char *format, ...)
	REEVE_PRINTF(2, 3);

/* The main function of reeve-worker: takes over the process. argc and argv as of main(). Returns the
 * exit code. */
REEVE_API int reeve_worker_main(int argc, char **argv);

#ifdef __cplusplus
}
#endif

#endif
