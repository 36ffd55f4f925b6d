/* SPDX-License-Identifier: MIT */
#ifndef API_IN_FORCE_H
#define API_IN_FORCE_H

/* The template with which a command was started: its file may have changed since, and another program
 * may have started it. */

#include "client/client.h"

struct buffer;
struct reeve_error;
struct template;

struct places in_force_places(const struct template *template);
/* The run directory that the template means: rundir_open(), which makes nothing. */
int in_force_open_rundir(
	const struct template *template, struct rundir *ret_rundir, struct reeve_error *error);

/* The resolved text in the run directory that the template means, read; NULL: there is none that can
 * be read. The caller frees. */
struct template *in_force_load(const struct template *template);

/* Of the socket by which its workers say how they are, which stays whatever becomes of them; 0: there is none. */
unsigned in_force_notify_mode(const struct template *template);

/* Notes how to speak to the commands of a template that is being put in force, all of them, for
 * when its file cannot be read any more. */
void in_force_note(const struct template *template);
/* What was noted of the template at this path, with the text in force of each command that has one;
 * NULL: nothing, or none of them runs. The caller frees. */
struct template *in_force_find(const char *path);

/* The environment of the start, ended by NULL: its texts lie in ret_text. Returns 0 or -errno. */
int in_force_environment(
	const struct template *template, struct buffer *ret_text, char ***ret_environment);

#endif
