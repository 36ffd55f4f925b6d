/* SPDX-License-Identifier: MIT */
#ifndef REEVE_CLIENT_H
#define REEVE_CLIENT_H

/* What an action can do with the master of its command. Each returns an exit code (enum reeve_exit);
 * where it is not 0, reeve_fail() has been called. */

#include <reeve/context.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Starts guardian, master and workers, or finds them running (then says so; 0). With the parameter
 * "background" it returns when every program runs, or with the reason why not and nothing left
 * behind; without it this process becomes the guardian and the call does not return on success.
 * Parameter "workers" (text, "N" or "PROGRAM=N"): instances in place of the template's. */
REEVE_API int reeve_client_start(struct reeve_context *context);

/* Stops the workers, the master and the guardian; returns when the lock is free. 0 if nothing ran. */
REEVE_API int reeve_client_stop(struct reeve_context *context);

/* Stop, then start anew from the template as it is now, in the mode in which the master ran
 * (background where it was stopped and the parameter "background" is set). */
REEVE_API int reeve_client_restart(struct reeve_context *context);

/* Single programs of a command that runs. A name is that of a program, of one worker ("mailer.2"), of a
 * supervisor of the tree with all below it, or "all"; the list is ended by NULL
 * (reeve_context_operands()). Where one of them means nothing, nothing is done (2). The call returns when
 * it is so, or with the reason why it will not be; 7: the command does not run; 150: it takes too
 * long (as the programs are, or the parameter "timeout" (text, "30s") says), and goes on; 153: of
 * some names it is so.
 *
 * What was stopped by name stays stopped, whatever becomes of the master or of its supervisor, until
 * it is started by name or with the command. */
REEVE_API int reeve_client_start_programs(struct reeve_context *context, const char *const *names);
/* 0 also where the command does not run. */
REEVE_API int reeve_client_stop_programs(struct reeve_context *context, const char *const *names);
/* A fresh process for each worker, also of what was stopped; with "all" that stays stopped. */
REEVE_API int reeve_client_restart_programs(struct reeve_context *context, const char *const *names);

/* Sends a signal ("HUP", "SIGHUP", "1") to the process of each worker, not to what that has started.
 * 7: it has none. */
REEVE_API int reeve_client_signal_programs(
	struct reeve_context *context, const char *signal, const char *const *names);
/* All processes of each worker stand still (SIGSTOP), and no time passes for it: neither watchdog nor any
 * limit is counted against it. It lasts, also when the master dies, until it is resumed, stopped or
 * restarted. */
REEVE_API int reeve_client_pause_programs(struct reeve_context *context, const char *const *names);
REEVE_API int reeve_client_resume_programs(struct reeve_context *context, const char *const *names);
/* Forgets what is counted: restarts and what limits count. What was given up, or waits for its next start, is
 * tried at once. */
REEVE_API int reeve_client_reset_programs(struct reeve_context *context, const char *const *names);
/* Waits until each is "running" or "stopped", for ever or as long as the parameter "timeout" (text,
 * "30s") says: then 150. 1: it will not run, because it was given up. */
REEVE_API int reeve_client_wait_programs(
	struct reeve_context *context, const char *state, const char *const *names);

/* Has the master look at once for empty slots and fill them. */
REEVE_API int reeve_client_wakeup(struct reeve_context *context);

/* Has guardian and master become another program, with the same pids; the workers notice nothing. That is
 * the reeve-master that is found from here, as by a start, or the one behind this path. One that cannot go
 * on with what runs changes nothing. */
REEVE_API int reeve_client_upgrade(struct reeve_context *context, const char *program);

/* Prints what a reload would do, and changes nothing: which keys of each program are others in the
 * template as it reads now than in the one in force, and whether that takes effect live, by a restart
 * of workers or only by one of the command. 7 if nothing runs, 6 if the template is not valid. */
REEVE_API int reeve_client_plan(struct reeve_context *context);

/* Does what the plan says: workers of programs that are the same are not touched. Returns when all
 * that was started or replaced runs; 1 if a worker does not, or where the plan has a key that cannot
 * change; 6 if the template is not valid, with the one in force as before; 7 if nothing runs. */
REEVE_API int reeve_client_reload(struct reeve_context *context);

/* The same of single programs, names ended by NULL, of one command: all else stays as it is in force. A name is
 * that of a program, of a supervisor with all below it, or "all". */
REEVE_API int reeve_client_plan_programs(struct reeve_context *context, const char *const *names);
REEVE_API int reeve_client_reload_programs(struct reeve_context *context, const char *const *names);

/* Takes programs of the template into what is in force that are not there: 1 where one of them is, 2 where the template
 * has none of that name. */
REEVE_API int reeve_client_add_programs(struct reeve_context *context, const char *const *names);
/* Stops programs, as each wants to be, and takes them out of what is in force; the template stays as it is, so that a
 * reload, an add of their names or a start brings them back. 1 where others wait for one of them, or none
 * would be left. Both return as a reload does. */
REEVE_API int reeve_client_delete_programs(struct reeve_context *context, const char *const *names);

/* Other numbers of workers, "NAME=N", "NAME=+N" or "NAME=-N", ended by NULL, until a reload or a start
 * goes by the template again. Returns as a reload does. */
REEVE_API int reeve_client_scale(struct reeve_context *context, const char *const *scales);

/* Writes down what an operator has decided against the template: who is stopped or paused by name, which numbers
 * of workers were changed, which programs were deleted. It lies in the state directory, where a reboot leaves it, and takes the place of what was
 * saved before. 7: the command does not run; 1: it cannot be written, and what was saved before is still there. */
REEVE_API int reeve_client_save(struct reeve_context *context);

/* Starts the command as reeve_client_start() does, with that in force before any worker is started; where it
 * runs, changes what differs from it. What was decided about who is not in the template any more is named
 * and left out. 1: nothing was saved. */
REEVE_API int reeve_client_resurrect(struct reeve_context *context);

/* Runs one worker of this program in the foreground, once, as the master would: same environment, user,
 * limits and directory, whether the command runs or not. It is a command of its own ("queue.try.mailer").
 * Returns only where it is not started (1, 2, 6, ...): the process ends with the worker and its code. */
REEVE_API int reeve_client_try(struct reeve_context *context, const char *program);

#ifdef __cplusplus
}
#endif

#endif
