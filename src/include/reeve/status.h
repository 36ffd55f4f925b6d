/* SPDX-License-Identifier: MIT */
#ifndef REEVE_STATUS_H
#define REEVE_STATUS_H

/* What runs, straight from the mapped scoreboard: needs no answer from anybody. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <reeve/context.h>

#ifdef __cplusplus
extern "C" {
#endif

struct reeve_status;

/* One process or, with pid 0, one empty slot. Strings live as long as the status. */
struct reeve_process {
	size_t size;	     /* set by the caller: sizeof(struct reeve_process) */
	const char *type;    /* "Guardian", "Master" or "Worker" */
	pid_t pid;	     /* 0: no process */
	const char *title;   /* "process_m:Worker:queue.spool.1" */
	int64_t memory;	     /* resident bytes; -1: cannot be read */
	int64_t start;	     /* nanoseconds of the wall clock; -1: none */
	int64_t run;	     /* whole seconds since start; -1: none */
	uint64_t count;	     /* of a master: its live workers; of a worker: runs of its work */
	bool count_known;    /* false for an exec program: it has no runs */
	const char *program; /* of a worker */
	unsigned instance;   /* of a worker, from 1 */
	const char *state; /* "running", "backoff", ... (doc/states.md); "dead": recorded as living,
			    * is not, and nobody will replace it; "waiting": for the next time of
			    * its schedule, or for programs that it needs; "reloading" and "stopping" also where a running one says so
			    * itself; of master and guardian also "suspended" */
	const char *wanted; /* "running" or "stopped" */
	bool ready;
	bool adopted;	   /* survived the master that started it */
	uint64_t restarts; /* since the command was started */
	const char *cause; /* of the last exit: "exit 1", "signal KILL", ... ; "" : none yet */
	const char *token; /* lifecycle token of this start */
	const char *command; /* whose it is */
	uint64_t exits;	      /* of a worker: unplanned ones since the command was started */
	uint64_t short_lives; /* of a worker: how many of them in a row were shorter than min_uptime */
	int64_t next;	      /* of a worker: when cron or schedule comes next, as `start`; -1: never */
	uint64_t skipped;     /* of a worker: times of its schedule at which it still ran */
	const char *status_text; /* of a worker: what it said of itself last (STATUS= of sd_notify(3)),
				  * any bytes, 127 at most; "": nothing */
};

/* Flags of reeve_status_print(). */
#define REEVE_STATUS_CONFIG 1u /* the MasterConfig and WorkerConfig tables too */
#define REEVE_STATUS_JSON 2u   /* one JSON document, as if the user had asked for it */

/* Reads the scoreboard of the context's command, or of its commands. Returns 0 (also when nothing
 * runs), or an exit code with reeve_fail() called. Of several commands, what cannot be told of one
 * hides nothing of the others: reeve_fail() is called, its part has no processes, and the exit code
 * knows. The caller frees. */
REEVE_API int reeve_status_read(struct reeve_context *context, struct reeve_status **ret_status);
/* Leaves of the workers those of these programs ("mailer"), workers ("mailer.2") and supervisors; "all":
 * all. names: ended by NULL, at least one. The exit code then is theirs: 3 if none of them runs or is to
 * run. Returns 0, or 2 with reeve_fail() called where there is no such name. */
REEVE_API int reeve_status_choose(
	struct reeve_context *context, struct reeve_status *status, const char *const *names);
REEVE_API void reeve_status_free(struct reeve_status *status);

/* The status of each command by itself, in the template's order; that of one has one part: itself.
 * A part lives as long as the whole. NULL: there is no such index. */
REEVE_API size_t reeve_status_part_count(const struct reeve_status *status);
REEVE_API const struct reeve_status *reeve_status_part(
	const struct reeve_status *status, size_t index);
/* Name of the command; of the template where it is of several. */
REEVE_API const char *reeve_status_command(const struct reeve_status *status);

/* enum reeve_status_exit; the worst of several */
REEVE_API int reeve_status_exit(const struct reeve_status *status);
/* Of several: whether all run. */
REEVE_API bool reeve_status_running(const struct reeve_status *status);
/* Fill *ret_process (its size must be set). Return false if there is none. Of several commands:
 * guardian and master of the first that has one, workers of all. */
REEVE_API bool reeve_status_guardian(
	const struct reeve_status *status, struct reeve_process *ret_process);
REEVE_API bool reeve_status_master(
	const struct reeve_status *status, struct reeve_process *ret_process);
REEVE_API size_t reeve_status_worker_count(const struct reeve_status *status);
REEVE_API bool reeve_status_worker(
	const struct reeve_status *status, size_t index, struct reeve_process *ret_process);

/* Prints the tables, or one JSON document where the user asked for JSON. context NULL: on standard
 * output, for a program that has none. Returns 0, or an exit code with reeve_fail() called: no
 * memory; without a context also a failed write. */
REEVE_API int reeve_status_print(
	struct reeve_context *context, const struct reeve_status *status, unsigned flags);

/* True if a process with this pid exists and is not a zombie, whoever's it is. */
REEVE_API bool reeve_pid_alive(pid_t pid);

#ifdef __cplusplus
}
#endif

#endif
