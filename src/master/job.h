/* SPDX-License-Identifier: MIT */
#ifndef MASTER_JOB_H
#define MASTER_JOB_H

/* An operator's words about single programs: told to the core at once, answered when they are true.
 * Any number of jobs wait side by side; what two of them want of one worker is done once. Where
 * they want opposite things the later one wins, and the earlier one is answered that it did. */

#include <jansson.h>

struct asker;
struct job;
struct master;

#define JOB_WORDS(X)                      \
	X(START, "start")                 \
	X(STOP, "stop")                   \
	X(RESTART, "restart")             \
	X(ROLL, "roll")                   \
	X(SIGNAL, "signal")               \
	X(PAUSE, "pause")                 \
	X(RESUME, "resume")               \
	X(RESET, "reset")                 \
	X(AWAIT_UP, "wait until running") \
	X(AWAIT_DOWN, "wait until stopped")

enum job_word {
	JOB_NONE,
#define X(name, text) JOB_##name,
	JOB_WORDS(X)
#undef X
};

/* Acts on a request with `names`, and answers it now or later. */
void job_take(struct asker *asker, enum job_word word, const json_t *request);
/* Nobody waits for the answer any more: what was begun goes on. */
void job_forget(struct job *job);

/* The record of a worker, by its number (places.h), has changed; those of supervisors are behind.
 */
void job_look(struct master *master, unsigned number);
/* The same of a supervisor, and of who waits for it. */
void job_look_at_node(struct master *master, unsigned node);
/* Answers what is done. Called when all effects are carried out. */
void job_settle(struct master *master);
/* The command ends: so does all waiting. */
void job_finish(struct master *master);

#endif
