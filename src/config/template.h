/* SPDX-License-Identifier: MIT */
#ifndef CONFIG_TEMPLATE_H
#define CONFIG_TEMPLATE_H

/* A command template, read, checked and typed. Everything in it is owned by the template. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/address.h"
#include "base/ends.h"
#include "base/error.h"
#include "base/world.h"

struct buffer;

/* A word of the grammar and the plugin behind it. */
struct binding {
	char *word;
	char *plugin;	/* a name, or a path (contains "/"; made absolute against base) */
	char **actions; /* options only: words of the actions that take it, ended by NULL; NULL: not
			   said */
	char *file;	/* where it stands; NULL in a resolved template */
	int line;
};

enum program_kind { PROGRAM_EXEC, PROGRAM_WORK };

enum program_restart { PROGRAM_PERMANENT, PROGRAM_TRANSIENT, PROGRAM_TEMPORARY };

/* When an exec program counts as started. */
enum program_ready { READY_EXEC, READY_NOTIFY, READY_FD, READY_PORT, READY_PATH };

/* Until when a program waits for another one; those of the core have the same order. */
enum program_until {
	PROGRAM_UNTIL_STARTED,
	PROGRAM_UNTIL_READY,
	PROGRAM_UNTIL_COMPLETED,
	PROGRAM_UNTIL_SETTLED /* `after` */
};

struct program_need {
	char *program; /* its name */
	unsigned until; /* enum program_until */
};

enum program_kill_scope { SCOPE_OF_TREE, SCOPE_OF_GROUP, SCOPE_MIXED, SCOPE_OF_PROCESS };

struct program {
	unsigned node; /* its supervisor, where the template has a tree */
	unsigned significant;
	char *name;
	char *file; /* where it stands; NULL in a resolved template */
	int line;
	enum program_kind kind;
	char **argv;  /* exec: ended by NULL, at least one */
	char *command; /* exec: absolute path of the template that argv runs; NULL: none */
	char *work;   /* work: plugin name, or an absolute path */
	char *config; /* work: its config group as one JSON object; "{}" if none */
	char *place;  /* work: "queue.cfg:7", in a resolved template too; NULL: nowhere */
	char *host;   /* work: absolute path of the program that holds it; NULL: reeve-worker */
	char *host_init, *host_run, *host_fini; /* work: names of the host's functions that stand in
						   for a plugin's; host_run NULL: a plugin */
	struct program_need *needs; /* `needs`, then `after` */
	size_t need_count;
	unsigned workers;
	enum program_restart restart;
	struct ends success; /* success_exit_codes */
	struct ends final;   /* no_restart_exit_codes */
	uint64_t restart_delay_ns;
	unsigned backoff_factor; /* thousandths */
	uint64_t backoff_max_ns;
	uint64_t restart_jitter_ns;
	uint64_t min_uptime_ns;	    /* 0: none */
	unsigned max_restarts;	    /* UINT_MAX: unlimited */
	uint64_t restart_window_ns; /* 0: none */
	uint64_t retry_after_ns;    /* 0: none */
	char **cron;		    /* times, ended by NULL; NULL: none */
	char **schedule;	    /* the same; NULL: started with the command */
	char **watch;		    /* absolute paths, ended by NULL; NULL: none */
	char **watch_ignore;	    /* names and absolute paths; NULL: none */
	uint64_t watch_delay_ns;
	uint64_t max_age_ns;	    /* 0: none */
	uint64_t max_age_jitter_ns;
	uint64_t max_memory;	    /* bytes; 0: none */
	uint64_t memory_interval_ns;
	unsigned exit_on_fatal;	    /* 1: on_fatal = "exit" */
	unsigned stop_on_master_death; /* 1: on_master_death = "stop" */
	int stop_signal; /* the first of stop_sequence */
	unsigned kill_scope; /* enum program_kill_scope */
	unsigned rolling;    /* 1: reload = "rolling" */
	uint64_t stop_timeout_ns; /* all of stop_sequence */
	char **stop_sequence;	  /* program_stop.h; NULL: none */
	uint64_t start_grace_ns;
	unsigned ready;		   /* exec: enum program_ready */
	unsigned ready_fd;	   /* of READY_FD: which descriptor */
	unsigned ready_port;	   /* of READY_PORT */
	char *ready_host;	   /* of READY_PORT: a numeric address; NULL: the loopback ones */
	char *ready_path;	   /* of READY_PATH: absolute */
	uint64_t ready_timeout_ns; /* where it says when it is ready; UINT64_MAX: none */
	uint64_t watchdog_ns;	   /* 0: none */
	uint64_t execute_times;	   /* 0: no limit */
	uint64_t execute_usleep;   /* microseconds */
	uint64_t limit_ns;	   /* limit_seconds; 0: no limit */
	uint64_t limit_jitter_ns;
	uint64_t check_interval_ns; /* 0: never refill (the original's <= 0) */
	char **sockets;		    /* names, ended by NULL; NULL: none */
	char *cwd;		    /* absolute; "/" by default */
	mode_t umask;
	struct world world; /* as whom they run, what they may use */
	char *binary;	  /* resolved: the file that runs, as it was when this came into force; NULL:
			   * not known */
	unsigned scaled_from; /* what the template says in place of `workers`; 0: the same */
	uint64_t edition; /* resolved: each reload that takes a restart gives it another, never used before */
	char **env; /* the whole environment of its workers, "NAME=value", ended by NULL */
};

/* In the order of the choices; those of the core have the same names. */
enum node_strategy { NODE_ONE_FOR_ONE, NODE_ONE_FOR_ALL, NODE_REST_FOR_ONE, NODE_SIMPLE };
enum node_auto_shutdown { NODE_NEVER, NODE_ANY_SIGNIFICANT, NODE_ALL_SIGNIFICANT };

/* A supervisor of the tree. */
struct template_node {
	char *name;
	char *file; /* where it stands; NULL in a resolved template */
	int line;
	unsigned parent; /* lower than its own number; of the outermost one itself */
	unsigned depth;	 /* of the outermost one 0 */
	size_t first_program, program_count; /* its own */
	unsigned strategy;	/* enum node_strategy */
	unsigned auto_shutdown; /* enum node_auto_shutdown */
	unsigned intensity;	/* UINT_MAX: unlimited */
	uint64_t period_ns;
	unsigned parallel;
	unsigned restart; /* enum program_restart: within its parent */
	unsigned significant;
	uint64_t shutdown_ns; /* UINT64_MAX: infinity */
	uint64_t gives_up_ns; /* the least time in which it can; UINT64_MAX: it never does */
};

struct template
{
	char *path;  /* absolute, of the file that was read, links resolved; "": composed */
	char *base;  /* absolute directory that relative paths mean */
	uid_t owner; /* of the file */
	char *name;
	char *title_prefix;
	char *summary;	  /* what --help says of the command; NULL: nothing */
	char *usage;	  /* the grammar */
	char *usage_file; /* where usage stands: path as it was given, or an include */
	int usage_line;	  /* 0 in a resolved template and where usage is the default */
	struct binding *actions;
	size_t action_count;
	struct binding *options;
	size_t option_count;
	char **plugin_path; /* absolute directories, ended by NULL; NULL: none */
	char *run_dir, *state_dir, *pid_root, *status_root, *pid_file; /* NULL: default */
	char *cgroup; /* "auto", "off" or an absolute path */
	bool keep_on_start_failure;
	char *exit_code_from; /* a program; NULL: none */
	struct listener *sockets;
	size_t socket_count;
	struct program *programs; /* in the order of the tree: a supervisor's own before those of the
				   * supervisors in it */
	size_t program_count;
	struct template_node *nodes; /* in the same order, the outermost one first; none: no tree */
	size_t node_count;
	/* Of a template with several commands: each with its own name, places and programs, while
	 * grammar, bindings and summary are this one's, which has no programs itself. */
	struct template **commands;
	size_t command_count;
	char *reload_token; /* resolved: token of the reload that brought it into force; NULL: a start did */
	/* resolved: what was stopped and paused before the start, names ended by NULL; NULL: nothing */
	char **stopped, **paused;
	char **deleted; /* resolved: programs that an operator has taken out, in the same way */
	char *text; /* with its includes in place; NULL of one of several and in a resolved one */
	bool has_base; /* the text says itself what its base is */
	bool is_open;  /* a text in it could not be expanded: there is nothing that could be run */
	bool lacks_commands; /* one of them is in a file whose path could not be expanded */
};

#define TEMPLATE_MAX_WORKERS 65536   /* of all programs together */
#define TEMPLATE_MAX_SUPERVISORS 4096 /* of the tree */
#define TEMPLATE_MAX_DEPTH 16	     /* supervisors within each other */

/* Reads a template file with its includes, site files first (reeve.conf of the system, then of the
 * user: defaults only), expands, checks and types it. All semantic errors are added to errors; NULL
 * is returned if there is any. The file and what it includes must be trusted (base/trust.h). */
struct template *template_load(const char *path, struct error_list *errors);

/* From now on the program's own path means this text, which is part of the program: it is trusted as
 * that is, its errors name the file `name`, relative paths start from the program's directory where
 * it does not say `base`, and it includes nothing. The strings must live as long as the process. */
void template_embed(const char *path, const char *name, const char *text);

/* The same as template_load(), but a file with semantic errors is returned all the same, so that its
 * grammar can be checked too: only usage, usage_file and usage_line may be used then. Texts with a
 * name ${NAME} that is not set stay as they are and are noted in unset, or with NULL are errors. */
struct template *template_load_faulty(
	const char *path, struct error_list *unset, struct error_list *errors);
/* False of a text that could not be expanded: nothing more can be said of it. */
bool template_is_known(const struct template *template, const char *text);
/* The same as template_load(), but a name that is not set is an error only where it takes part in
 * how the command is spoken to: its name, places, grammar or plugins. What runs can be stopped and
 * looked at by who has not the environment of its start; template_check_start() says the rest. */
struct template *template_load_reachable(const char *path, struct error_list *errors);
/* Adds the errors that keep such a template from being started. Returns 0, or -1 if there is any. */
int template_check_start(const struct template *template, struct error_list *errors);

/* Reads what template_resolve() wrote: nothing is expanded, no site file is read. What comes back
 * is equal in all but text, file and line: those name a file that may have changed since. */
struct template *template_load_resolved(const char *text, size_t length, struct error_list *errors);
/* The same of a text that says what a command is, and not what it runs. */
struct template *template_load_bare(const char *text, size_t length, struct error_list *errors);
/* Reads what compose_load() wrote: like a resolved text, but site files give it defaults. */
struct template *template_load_composed(const char *text, size_t length, struct error_list *errors);
void template_free(struct template *template);

/* The text in force: everything expanded, defaults of site files and computed environments in
 * place, so that it means the same whoever reads it and whenever. The caller owns it; NULL: no
 * memory. */
char *template_resolve(const struct template *template);

/* Appends text as a libconfig string in quotes, whatever bytes it has. */
void template_quote(struct buffer *buffer, const char *text);

/* Appends the text of the command that runs this template: an executable file that `interpreter`,
 * an absolute path, reads again. It means the same wherever it lies. `from` names the template in a
 * comment. Returns 0, or -1 with error filled. */
int template_script(const struct template *template, const char *interpreter, const char *from,
	struct buffer *buffer, struct reeve_error *error);
/* Appends the text of a template that means the same wherever it lies, to become part of a program. */
void template_copy(const struct template *template, struct buffer *buffer);
/* True if this is the beginning of what template_script() made. */
bool template_is_script(const char *text);

/* "N" for every program, or "PROGRAM=N" for those of this name, in one or several templates: sets
 * workers. Returns 0, or -1 with error filled (REEVE_EXIT_USAGE). template_resolve() tells the new
 * number. */
int template_set_workers(struct template *const *templates, size_t count, const char *value,
	struct reeve_error *error);

/* Leaves one worker of this program, alone, once, to be tried by hand: a command "queue.try.mailer" that
 * ends with it and with its code. Everything that it is started with is as it was. Returns 0, or -1 with
 * error filled and the template as it was. */
int template_single_out(struct template *template, const char *program, struct reeve_error *error);

/* Readiness is an event, not just a time that it has lived: all work says so itself. */
bool program_notifies(const struct program *program);
/* The longest that its start can take, UINT64_MAX: for ever. */
uint64_t program_start_ns(const struct program *program);

const struct program *template_program(const struct template *template, const char *name);

#endif
