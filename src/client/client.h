/* SPDX-License-Identifier: MIT */
#ifndef CLIENT_CLIENT_H
#define CLIENT_CLIENT_H

/* The other side of a command's run directory: find, start, ask, wait. Every wait has a deadline.
 */

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/address.h"
#include "base/error.h"
#include "storage/rundir.h"

/* Which command. Strings are the caller's. */
struct client_target {
	const char *name;
	/* Absolute: another template under the same name is refused. "": that of a program, which
	 * has none; then the name is all, and any such program may have it. */
	const char *template_path;
	struct places places;
};

struct client_start {
	bool background;
	const char *title_prefix;
	const char *resolved;	     /* the template's text in force */
	const char *const *programs; /* names, for their output files */
	size_t program_count;
	unsigned notify_mode; /* of the socket by which workers say how they are; 0: none */
	const struct listener *listeners; /* what is opened for the workers */
	size_t listener_count;
	uint64_t timeout_ns; /* for the verdict */
};

struct client_result {
	int code;	 /* enum reeve_exit */
	bool already;	 /* it was so before */
	pid_t pid;	 /* the guardian's; 0: none */
	char text[4096]; /* what to tell the user: "" or sentences */
};

/* Starts, or finds it running. Returns the result's code. In the foreground it does not return on
 * success: the process has become the guardian. */
int client_start(const struct client_target *target, const struct client_start *start,
	struct client_result *ret_result);
int client_stop(
	const struct client_target *target, uint64_t timeout_ns, struct client_result *ret_result);
/* start->background is the mode where nothing ran, or forces the background. */
int client_restart(const struct client_target *target, const struct client_start *start,
	uint64_t timeout_ns, struct client_result *ret_result);
int client_wakeup(const struct client_target *target, struct client_result *ret_result);
/* Guardian and master become this program; NULL: the reeve-master that is found from here. */
int client_upgrade(
	const struct client_target *target, const char *program, struct client_result *ret_result);
struct client_reload {
	int turn; /* as client_take_turn() gave it; the command may be stopped from here on */
	const char *resolved; /* the text that is to come into force; NULL: the one that is, once
				 more */
	const char *token;    /* that stands in it */
	uint64_t timeout_ns;
};

/* Returns when every worker runs that the text starts or replaces, or with the reason why one does
 * not. */
int client_reload(const struct client_target *target, const struct client_reload *reload,
	struct client_result *ret_result);

/* 0: it runs, and is this target's; else an exit code and why, REEVE_EXIT_NOT_RUNNING for one. */
int client_running(const struct client_target *target, struct client_result *ret_result);
/* The same, and nobody else changes it until *ret_turn is closed: who reads what he then puts in
 * force reads it in his turn, or the older of two texts might come last. 150: for whom it was
 * waited so long. */
int client_take_turn(const struct client_target *target, uint64_t patience_ns, int *ret_turn,
	struct client_result *ret_result);

/* Of the socket in a run directory by which workers say how they are; 0: there is none. */
unsigned client_notify_mode(const struct rundir *rundir);

/* A request about single programs of what runs (doc/control.md). */
struct client_request {
	const char *word; /* "stop" */
	const char *late; /* what is said where there is no answer in time: "still stopping" */
	const char *const *names; /* ended by NULL */
	const char *signal;	  /* members of that name and `for`; NULL: none */
	const char *state;
	uint64_t timeout_ns;
};

/* *ret_results is the caller's: what came out of each name, an array of objects; NULL if there is
 * nothing to be said of single names. 7: it is not running. */
int client_request(const struct client_target *target, const struct client_request *request,
	struct client_result *ret_result, json_t **ret_results);

/* Whether what runs under a name belongs to who asks: paths of templates, "": a program's. Returns
 * 0, or -1 with error filled (152). */
int client_check_owner(
	const char *name, const char *theirs, const char *ours, struct reeve_error *error);

#endif
