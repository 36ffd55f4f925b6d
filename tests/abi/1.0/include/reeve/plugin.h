/* SPDX-License-Identifier: MIT */
#ifndef REEVE_PLUGIN_H
#define REEVE_PLUGIN_H

/* A plugin is a shared object that exports one constant object, `reeve_plugin`, and nothing else:
 *
 *	#include <reeve/plugin.h>
 *	#include <reeve/context.h>
 *
 *	static int kick(struct reeve_context *context)
 *	{
 *		reeve_print(context, "kicked %s\n", reeve_context_command(context));
 *		return REEVE_EXIT_OK;
 *	}
 *
 *	REEVE_ACTION("kick", "kick the workers", .run = kick);
 *
 * (C++ before C++20 has no designated initialisers: give the operations in their order there, as in
 * REEVE_ACTION("kick", "kick the workers", kick).)
 *
 * The host checks the object before it calls anything: magic, ABI, size, kind, name, operations.
 * Within one ABI major, fields are only ever added at the end of a struct; the host reads no more
 * than the plugin's `size` says and takes the rest as zero. A plugin built for a newer minor than
 * the host's works: the host ignores what it does not know. */

#include <stdint.h>

#include <reeve/error.h>

#ifdef __cplusplus
extern "C" {
#endif

#define REEVE_PLUGIN_MAGIC UINT64_C(0x6e67756c70657672)
#define REEVE_ABI_MAJOR 1
#define REEVE_ABI_MINOR 0

struct reeve_context;
struct reeve_worker;

enum reeve_kind {
	REEVE_KIND_ACTION = 1, /* runs in the command */
	REEVE_KIND_OPTION = 2, /* runs in the command, before the action */
	REEVE_KIND_WORK = 3,   /* runs in a worker */
	REEVE_KIND_STORE = 4,  /* runs in a worker; reserved */
};

/* The head of every descriptor; fixed for ever. Strings live as long as the plugin is loaded. */
struct reeve_plugin {
	uint64_t magic;	     /* REEVE_PLUGIN_MAGIC */
	uint16_t abi_major;  /* REEVE_ABI_MAJOR */
	uint16_t abi_minor;  /* REEVE_ABI_MINOR */
	uint32_t size;	     /* of the whole descriptor, this head included */
	uint32_t kind;	     /* enum reeve_kind */
	uint32_t reserved;   /* 0 */
	const char *name;    /* [A-Za-z0-9][A-Za-z0-9_.-]{0,63}; that of the file without ".so" */
	const char *summary; /* a few words for --help */
};

struct reeve_action {
	struct reeve_plugin plugin;
	/* Does the action. Returns the exit code (enum reeve_exit, or the action's own up to 127).
	 * Required. */
	int (*run)(struct reeve_context *context);
};

struct reeve_option {
	struct reeve_plugin plugin;
	/* Influences the action that is about to run, by setting parameters that it reads
	 * (reeve_param_set_*). value: what followed "=" or the next argument; NULL: none was given.
	 * Called in command-line order, once for the last of a repeated option. Returns 0, or what
	 * reeve_fail() returned: the action is not run. Required. */
	int (*apply)(struct reeve_context *context, const char *value);
	/* Names of the actions (as plugins, not as words of the grammar) that this option means
	 * something to, ended by NULL; NULL: any. The template's own list wins. */
	const char *const *actions;
	/* Shown in help where the grammar has no METAVAR; NULL: the option takes no value. */
	const char *metavar;
};

struct reeve_work {
	struct reeve_plugin plugin;
	/* Once per worker process. *ret_state is handed to run and fini; it may stay NULL. Returns
	 * 0, or what reeve_worker_fail() returned: the worker ends and the start fails. May be
	 * NULL. */
	int (*init)(struct reeve_worker *worker, void **ret_state);
	/* One piece of work. Called again and again as the template says (execute_times,
	 * execute_usleep, limit_seconds) until a stop is wanted. Returns 0, or what
	 * reeve_worker_fail() returned: the worker ends as crashed. Required. */
	int (*run)(struct reeve_worker *worker, void *state);
	/* Once, after the last run, also when a run failed; not when init failed. May be NULL. */
	void (*fini)(struct reeve_worker *worker, void *state);
};

#if defined(__cplusplus) && __cplusplus < 202002L
#define REEVE_PLUGIN_FIRST
#else
#define REEVE_PLUGIN_FIRST .plugin =
#endif

#define REEVE_PLUGIN_DEFINE(type, kind_, name_, summary_, ...)                           \
	REEVE_API extern const struct type reeve_plugin;                                 \
	const struct type reeve_plugin = {                                               \
		REEVE_PLUGIN_FIRST{REEVE_PLUGIN_MAGIC, REEVE_ABI_MAJOR, REEVE_ABI_MINOR, \
			sizeof(struct type), kind_, 0, name_, summary_},                 \
		__VA_ARGS__}

/* Each defines the plugin's one exported object. What follows the summary are the operations, as
 * designated initialisers. */
#define REEVE_ACTION(name_, summary_, ...) \
	REEVE_PLUGIN_DEFINE(reeve_action, REEVE_KIND_ACTION, name_, summary_, __VA_ARGS__)
#define REEVE_OPTION(name_, summary_, ...) \
	REEVE_PLUGIN_DEFINE(reeve_option, REEVE_KIND_OPTION, name_, summary_, __VA_ARGS__)
#define REEVE_WORK(name_, summary_, ...) \
	REEVE_PLUGIN_DEFINE(reeve_work, REEVE_KIND_WORK, name_, summary_, __VA_ARGS__)

#ifdef __cplusplus
}
#endif

#endif
