/* SPDX-License-Identifier: MIT */
#ifndef REEVE_COMMAND_H
#define REEVE_COMMAND_H

/* Commands as a whole: what the reeve program itself is made of. Each prints its errors on standard
 * error and returns an exit code (enum reeve_exit). */

#include <stddef.h>

#include <reeve/error.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Runs the command that a template describes; template_path NULL: the one that reeve_main() was
 * given (reeve/main.h). argv[0] is how the user called it (what Usage shows),
 * argv[1] the action and so on. */
REEVE_API int reeve_command_main(const char *template_path, int argc, char **argv);

/* Ends the process as _exit() does, but for one thing: if the command is in the code of a plugin, that is
 * said, and the code is REEVE_EXIT_FAILED. A program whose _exit() and _Exit() do this hears of plugins
 * that call these. May be called by any thread and any signal handler. Does not return. */
REEVE_API void reeve_command_exit(int code);

/* Reports every error of a template; creates nothing. */
REEVE_API int reeve_template_check(const char *template_path);

/* Writes the command of a template as an executable file. interpreter: absolute path of the reeve
 * program. output NULL: the template's path without ".cfg". */
REEVE_API int reeve_template_build(
	const char *template_path, const char *output, const char *interpreter);

/* A directory for a new command: a template, a Makefile that asks pkg-config, a test, and the
 * sources of plugins. */
struct reeve_project {
	size_t size;		 /* set by the caller: sizeof(struct reeve_project) */
	const char *path;	 /* of the directory; its last component is the command's name */
	const char *work;	 /* name of a work plugin, "" for the command's; NULL: an exec program */
	const char *action;	 /* a word and its plugin, "" for "alive"; NULL: none */
	const char *option;	 /* a word and its plugin, "" for "one"; NULL: none */
	const char *interpreter; /* absolute path of the reeve program */
};

/* Makes it and prints what to type next. A directory that is there is used; a file that is there is
 * never touched: then it is named, and nothing is made. */
REEVE_API int reeve_project_new(const struct reeve_project *given);

/* A new project in C for the command of a template: a program that holds it, with the sources of the
 * plugins that it names and that are not there. */
struct reeve_native {
	size_t size;		   /* set by the caller: sizeof(struct reeve_native) */
	const char *template_path;
	const char *directory;	   /* NULL: the template's path without ".cfg" */
	int is_static;		   /* the program is to run where reeve is not installed */
	int automake;		   /* a Makefile.am in place of the Makefile */
	const char *interpreter;   /* absolute path of the reeve program */
};

/* Makes it and prints what to type next. What is there is never touched, as by reeve_project_new(). */
REEVE_API int reeve_template_native(const struct reeve_native *given);

/* Puts the template in force as it reads now, where its command runs: what HUP to guardian or master
 * does, and the action `reload` of commands that have it. command: of several the one of this name,
 * NULL: all. */
REEVE_API int reeve_template_reload(const char *template_path, const char *command);

/* Explains a key of the template, or lists all (key NULL). */
REEVE_API int reeve_template_explain(const char *key, int json);

/* Has the workers of a template live and die as a list of events says (doc/supervision.md), without a
 * process and without a clock, and prints what its policies make of that. events_path NULL: no
 * events; "-": standard input. */
REEVE_API int reeve_template_simulate(const char *template_path, const char *events_path, int json);

/* Writes a template of what another tool's file says: format "pm2" (ecosystem files: JSON, and of
 * JavaScript what is data), "supervisord" or "procfile"; path "-": standard input. Nothing of the
 * file is run. What cannot be carried over is named on standard error, which is no failure. output
 * NULL: standard output; a file that is there is never touched. */
REEVE_API int reeve_template_import(const char *format, const char *path, const char *output);

/* Writes what starts the command of a template elsewhere, to standard output: format "systemd" (a
 * unit) or "ocf" (a resource agent). interpreter: absolute path of the reeve program. */
REEVE_API int reeve_template_export(
	const char *format, const char *template_path, const char *interpreter);

/* Shows the descriptor of a plugin, found by name or path, as a template finds it (NULL: without
 * one). name NULL: lists all that can be found; one that is refused is listed with the reason. */
REEVE_API int reeve_plugin_show(const char *name, const char *template_path, int json);

/* A word that stands first in the line of a program with verbs, and what may follow it; for
 * completion. A word that begins with a dash is no verb but describes an option of theirs. */
struct reeve_verb {
	const char *word;
	const char *summary;
	/* Options and operands as in the usage of a template: "-[j] [KEY...]". What values and
	 * operands are: FILE (a template), PATH (any file), COMMAND (a template; the rest of the
	 * line is its command's), KEY (of a template), PLUGIN, VERB, IMPORT or EXPORT (of these
	 * verbs: a format and a file), or something else that cannot be completed. */
	const char *usage;
};

/* Completion for such a program; verbs end with one without a word, which must be correct. argv:
 * that of main(), with "--completion=SHELL" (prints the script for bash, zsh or fish) or what that
 * script asks, "--complete=..." (prints what could stand at the cursor). Where the first word is no
 * verb it is taken for a template. */
REEVE_API int reeve_complete(const struct reeve_verb *verbs, int argc, char **argv);

#ifdef __cplusplus
}
#endif

#endif
