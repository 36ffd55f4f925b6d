/* SPDX-License-Identifier: MIT */
#ifndef REEVE_MANAGE_H
#define REEVE_MANAGE_H

/* A command without a template file: a program that has its workers managed, and is executed again
 * to be one of them.
 *
 *	static int work(struct reeve_worker *worker, void *state)
 *	{
 *		(void)state;
 *		reeve_log(REEVE_LOG_INFO, "run %ju", (uintmax_t)reeve_worker_execute_times(worker));
 *		return 0;
 *	}
 *
 *	static const struct reeve_function functions[] = {REEVE_FUNCTION(work), {NULL, NULL}};
 *	static const struct reeve_host host = {.size = sizeof host, .functions = functions};
 *
 *	int main(int argc, char **argv)
 *	{
 *		struct reeve_manage *manage;
 *		int code;
 *
 *		reeve_main(argc, argv, &host);
 *		manage = reeve_manage_new("queue");
 *		reeve_manage_set(manage, "workers", "2");
 *		reeve_manage_set_work(manage, work);
 *		reeve_manage_set_background(manage);
 *		code = reeve_manage_start(manage);
 *		if (code)
 *			fprintf(stderr, "%s\n", reeve_manage_error(manage));
 *		reeve_manage_free(manage);
 *		return code;
 *	}
 *
 * The name is all that tells one command from another: who starts it, who stops it and who looks at
 * it may be different programs, if they agree on the name and the directories (run_dir, pid_root,
 * status_root, pid_file) and run as the same user. What a template file runs under the name is not
 * theirs, and theirs is not the template's: each refuses the other's (152).
 *
 * Unless said otherwise functions return 0 or an exit code (enum reeve_exit); reeve_manage_error()
 * then says why. They print nothing. What they are given as a manage may be NULL, which is how
 * reeve_manage_new() tells of a lack of memory: then they fail, saying so. So a program may look at
 * the last of its calls alone.
 *
 * Threads: one manage is for one thread at a time; several manages may be used by several threads at
 * once, while none of them changes the environment or the current directory. After fork() the child
 * may use its copy, if no other thread was within these functions at that moment. No function here
 * may be called by a signal handler.
 *
 * The caller's children, SIGCHLD (ignored or not), signal mask, descriptors, current directory, umask
 * and locale are left alone: in the background the guardian is nobody's child. */

#include <stddef.h>

#include <reeve/error.h>
#include <reeve/log.h>
#include <reeve/main.h>
#include <reeve/status.h>
#include <reeve/worker.h>

#ifdef __cplusplus
extern "C" {
#endif

struct reeve_manage;
struct reeve_manages;

/* A manage of this name (NULL: "process"), which is copied, with the defaults of a template's work
 * program: 4 workers, execute_times 1, execute_usleep 200000, limit_seconds 0, check_interval 300
 * (a site file may say otherwise). Does nothing yet. A name that cannot be one is refused by the
 * first call that needs it. The caller frees; NULL: no memory. */
REEVE_API struct reeve_manage *reeve_manage_new(const char *name);
/* What runs goes on. */
REEVE_API void reeve_manage_free(struct reeve_manage *manage);

/* Sets a key of reeve-template(5), of the template or of its one program, by the text of its value:
 * "workers" "2", "execute_usleep" "200000" (microseconds) or "200ms", "limit_seconds" "3h". Of a
 * list each call adds one text. "config" is one JSON object. Nothing is expanded; relative paths
 * start from the current directory of the start, or from "base". value NULL: as if it had never been
 * set. A value that is refused is remembered: nothing is done with this manage any more, and each
 * call fails with that first sentence. Both texts are copied. */
REEVE_API int reeve_manage_set(struct reeve_manage *manage, const char *key, const char *value);

/* reeve_manage_start() is to start in the background. */
REEVE_API int reeve_manage_set_background(struct reeve_manage *manage);

/* What the workers do, as the operations of struct reeve_work (reeve/plugin.h). The functions are
 * called in workers, which are this program, executed again: they must be among the functions of
 * the host that was given to reeve_main(), and find nothing of what this process has in memory (hand
 * that over in "config"). init and fini may be missing. NULL: as if it had never been set. In place
 * of functions a manage can have a plugin ("work") or a program ("exec"): then reeve_main() is not
 * needed. */
REEVE_API int reeve_manage_set_work_init(struct reeve_manage *manage,
	int (*init)(struct reeve_worker *worker, void **ret_state));
REEVE_API int reeve_manage_set_work(
	struct reeve_manage *manage, int (*run)(struct reeve_worker *worker, void *state));
REEVE_API int reeve_manage_set_work_fini(
	struct reeve_manage *manage, void (*fini)(struct reeve_worker *worker, void *state));

/* Starts guardian, master and workers, or finds them running (0), whatever program started them. In
 * the background it returns when every worker is ready, or why not; then nothing is left behind. In
 * the foreground this process becomes the guardian: standard streams are flushed, what atexit()
 * registered is not called, and the call returns only where that fails. Other threads would end
 * there, so it is refused in a process that has some (152). */
REEVE_API int reeve_manage_start(struct reeve_manage *manage);

/* Stops workers, master and guardian; returns when nothing is left of them. 0 if nothing ran. Waits
 * as long as the settings allow the workers to take: this manage's, or those of what runs if they
 * allow more. Then 150; it goes on. */
REEVE_API int reeve_manage_stop(struct reeve_manage *manage);

/* Stops what runs, if anything does, then starts anew with these settings, in the background. */
REEVE_API int reeve_manage_restart(struct reeve_manage *manage);

/* Has the master look at once for empty slots and fill them. 7: it does not run. */
REEVE_API int reeve_manage_wakeup(struct reeve_manage *manage);

/* What runs; 0 also where nothing does (reeve_status_exit() tells). The caller frees it with
 * reeve_status_free(); it does not need the manage any more. Printed by
 * reeve_status_print(NULL, status, 0). */
REEVE_API int reeve_manage_status(struct reeve_manage *manage, struct reeve_status **ret_status);

/* The name it was given. */
REEVE_API const char *reeve_manage_name(const struct reeve_manage *manage);

/* Why the last call failed, a sentence or several lines of them; "" if it did not. Lives until the
 * next call. */
REEVE_API const char *reeve_manage_error(const struct reeve_manage *manage);

/* Several manages, done with in the order in which they were added (stopped in the opposite one),
 * each whatever became of the others. What is said of a manage above holds for these too: NULL,
 * threads, codes. The code of all is the worst: 152 before 4, 1, 151, 150, 153 and 7. */
REEVE_API struct reeve_manages *reeve_manages_new(void);
/* Frees the manages too. What runs goes on. */
REEVE_API void reeve_manages_free(struct reeve_manages *manages);

/* Takes the manage where it returns 0. Another of the same name is refused. */
REEVE_API int reeve_manages_add(struct reeve_manages *manages, struct reeve_manage *manage);
/* Frees the manage of this name. */
REEVE_API int reeve_manages_remove(struct reeve_manages *manages, const char *name);
/* The manage of this name, which stays the list's; NULL: there is none. */
REEVE_API struct reeve_manage *reeve_manages_get(
	const struct reeve_manages *manages, const char *name);

/* Always in the background: this process can become one guardian only. Two with the same pid_file are
 * refused (6). */
REEVE_API int reeve_manages_start(struct reeve_manages *manages);
REEVE_API int reeve_manages_stop(struct reeve_manages *manages);
REEVE_API int reeve_manages_restart(struct reeve_manages *manages);
REEVE_API int reeve_manages_wakeup(struct reeve_manages *manages);
/* One status of all: reeve_status_part() is that of each. What cannot be told of one hides nothing of
 * the others: the status is there all the same, and the code is the first such one's. */
REEVE_API int reeve_manages_status(
	struct reeve_manages *manages, struct reeve_status **ret_status);
REEVE_API const char *reeve_manages_error(const struct reeve_manages *manages);

#ifdef __cplusplus
}
#endif

#endif
