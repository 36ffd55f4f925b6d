/* SPDX-License-Identifier: MIT */
#include "config/option.h"

#define TOP SCOPE_TEMPLATE
#define COMMAND (SCOPE_TEMPLATE | SCOPE_COMMAND)
#define PROGRAM SCOPE_PROGRAM
#define SITE SCOPE_SITE
#define SUPERVISOR SCOPE_SUPERVISOR
#define SOCKET SCOPE_SOCKET
#define ANYWHERE (SCOPE_TEMPLATE | SCOPE_COMMAND | SCOPE_PROGRAM | SCOPE_SITE)

static const char *const restart_choices[] = {"permanent", "transient", "temporary", NULL};
static const char *const strategy_choices[] = {
	"one_for_one", "one_for_all", "rest_for_one", "simple_one_for_one", NULL};
static const char *const auto_shutdown_choices[] = {
	"never", "any_significant", "all_significant", NULL};
static const char *const start_order_choices[] = {"sequential", "parallel", NULL};
static const char *const fatal_choices[] = {"keep", "exit", NULL};
static const char *const master_death_choices[] = {"keep", "stop", NULL};
/* As enum program_kill_scope. */
static const char *const scope_choices[] = {"tree", "group", "mixed", "process", NULL};
/* As socket_types in sockets.c. */
static const char *const type_choices[] = {"stream", "datagram", "seqpacket", NULL};
/* restart: 0, rolling: 1. */
static const char *const reload_choices[] = {"restart", "rolling", NULL};
static const char *const start_failure_choices[] = {"stop", "keep", NULL};

/* clang-format off */
/* In the order in which they are explained. restart_choices follow enum program_restart. */
const struct option options[] = {
	{.key = "name", .impact = IMPACT_FIXED, .type = OPTION_TEXT, .scope = COMMAND | PROGRAM | SUPERVISOR | SOCKET,
		.sentence = "name of the command (default: the file's name without .cfg), of a "
			    "program, a supervisor or a socket: letters, digits, '_', '.', '-', at "
			    "most 64"},
	{.key = "usage", .impact = IMPACT_NONE, .type = OPTION_TEXT, .scope = TOP,
		.standard = "<start|stop|restart|status> -[d]",
		.sentence = "the grammar: actions, options and operands of the command"},
	{.key = "summary", .impact = IMPACT_NONE, .type = OPTION_TEXT, .scope = TOP,
		.sentence = "one line that --help and --man say about the command"},
	{.key = "actions", .impact = IMPACT_NONE, .type = OPTION_GROUP, .scope = TOP,
		.sentence = "plugins of the grammar's actions, word = \"plugin\"; a word that is "
			    "not listed means the plugin of that name"},
	{.key = "options", .impact = IMPACT_NONE, .type = OPTION_GROUP, .scope = TOP,
		.sentence = "plugins of the grammar's options, word = \"plugin\" or word = { "
			    "plugin = \"...\"; actions = [\"start\"]; }"},
	{.key = "programs", .impact = IMPACT_LIVE, .type = OPTION_PROGRAMS, .scope = COMMAND | SUPERVISOR,
		.sentence = "what to keep running: a list of groups, at least one"},
	{.key = "supervisor", .impact = IMPACT_LIVE, .type = OPTION_GROUP, .scope = COMMAND,
		.sentence = "in place of programs: a tree of supervisors, the outermost one"},
	{.key = "sockets", .impact = IMPACT_RESTART, .type = OPTION_SOCKETS, .scope = COMMAND | PROGRAM,
		.sentence = "at the top the sockets that the start opens and that stay open while the "
			    "command runs, a list of groups; others take a restart of the command; "
			    "in a program the names of those that its workers get, from descriptor 3 "
			    "on"},
	{.key = "commands", .impact = IMPACT_NONE, .type = OPTION_COMMANDS, .scope = TOP,
		.sentence = "in place of programs: several commands under one grammar, each the "
			    "file of a template or a group with a name and programs of its own"},
	{.key = "plugin_path", .impact = IMPACT_RESTART, .type = OPTION_LIST, .scope = TOP | SITE,
		.sentence = "directories that are searched for plugins before the installed one"},
	{.key = "base", .impact = IMPACT_NONE, .type = OPTION_TEXT, .scope = TOP,
		.sentence = "absolute directory that relative paths start from (default: that of "
			    "the template)"},
	{.key = "title_prefix", .impact = IMPACT_FIXED, .type = OPTION_TEXT, .scope = COMMAND | SITE, .standard = "process_m",
		.sentence = "first part of the process titles, as in process_m:Master:queue"},
	{.key = "on_start_failure", .impact = IMPACT_LIVE, .type = OPTION_CHOICE, .scope = COMMAND,
		.choices = start_failure_choices, .standard = "stop",
		.sentence = "what becomes of the programs that did start when another one did not"},
	{.key = "exit_code_from", .impact = IMPACT_LIVE, .type = OPTION_TEXT, .scope = COMMAND,
		.sentence = "program whose end, when it is not started again, is the end of the "
			    "command, and whose exit code is the command's in the foreground"},
	{.key = "run_dir", .impact = IMPACT_FIXED, .type = OPTION_TEXT, .scope = COMMAND | SITE,
		.sentence = "directory of the run directories (default: /run/reeve for root, else "
			    "~/.local/state/reeve/run)"},
	{.key = "state_dir", .impact = IMPACT_FIXED, .type = OPTION_TEXT, .scope = COMMAND | SITE,
		.sentence = "directory of the state directories (default: /var/lib/reeve for root, "
			    "else ~/.local/state/reeve)"},
	{.key = "pid_root", .impact = IMPACT_FIXED, .type = OPTION_TEXT, .scope = COMMAND | SITE,
		.sentence = "directory of the pid files, in place of the run directory"},
	{.key = "status_root", .impact = IMPACT_FIXED, .type = OPTION_TEXT, .scope = COMMAND | SITE,
		.sentence = "directory of the status files, in place of the run directory"},
	{.key = "pid_file", .impact = IMPACT_FIXED, .type = OPTION_TEXT, .scope = COMMAND,
		.sentence = "the pid file itself; wins over pid_root"},

	{.key = "cgroup", .impact = IMPACT_FIXED, .type = OPTION_TEXT, .scope = COMMAND | SITE, .standard = "auto",
		.sentence = "whether each worker gets a control group (version 2) of its own, so that "
			    "nothing that it starts escapes its stop: \"auto\", where the command's was "
			    "given to it (systemd's Delegate=yes, or a container's own), \"off\", or "
			    "the absolute path of one to make them in"},

	{.key = "listen", .impact = IMPACT_FIXED, .type = OPTION_TEXT, .scope = SOCKET,
		.sentence = "where the socket listens: \"127.0.0.1:8080\", \"[::1]:8080\", the path of "
			    "a unix socket, or \"@name\" of an abstract one"},
	{.key = "type", .impact = IMPACT_FIXED, .type = OPTION_CHOICE, .scope = SOCKET, .choices = type_choices,
		.standard = "stream",
		.sentence = "what comes in: connections (TCP or unix), datagrams (UDP or unix), or "
			    "connections that keep messages apart (unix)"},
	{.key = "backlog", .impact = IMPACT_FIXED, .type = OPTION_INT, .scope = SOCKET, .minimum = "1",
		.maximum = "65535", .standard = "4096",
		.sentence = "how many connections wait while no worker accepts them; the system's "
			    "net.core.somaxconn is the limit"},
	{.key = "mode", .impact = IMPACT_FIXED, .type = OPTION_TEXT, .scope = SOCKET, .standard = "600",
		.sentence = "who may connect to a unix socket that is a path: its permissions, octal, "
			    "as text"},

	{.key = "exec", .impact = IMPACT_RESTART, .type = OPTION_LIST, .scope = PROGRAM,
		.sentence = "program and arguments, never passed through a shell"},
	{.key = "work", .impact = IMPACT_RESTART, .type = OPTION_TEXT, .scope = PROGRAM,
		.sentence = "work plugin, by name or by path"},
	{.key = "command", .impact = IMPACT_RESTART, .type = OPTION_TEXT, .scope = PROGRAM,
		.sentence = "template of a whole command that runs as this program: in the "
			    "foreground, with a guardian, a master and a run directory of its own"},
	{.key = "config", .impact = IMPACT_RESTART, .type = OPTION_GROUP, .scope = PROGRAM, .kind = KIND_WORK,
		.sentence = "what the work plugin is told: any group"},
	{.key = "workers", .impact = IMPACT_LIVE, .type = OPTION_INT, .scope = ANYWHERE, .minimum = "1",
		.maximum = "10000", .standard = "1", .standard_work = "4",
		.sentence = "number of workers, each one process"},
	{.key = "cwd", .impact = IMPACT_RESTART, .type = OPTION_TEXT, .scope = ANYWHERE, .standard = "/",
		.sentence = "working directory of the workers"},
	{.key = "umask", .impact = IMPACT_RESTART, .type = OPTION_TEXT, .scope = ANYWHERE, .standard = "022",
		.sentence = "file mode creation mask of the workers, octal, as text"},
	{.key = "user", .impact = IMPACT_RESTART, .type = OPTION_TEXT, .scope = ANYWHERE | SOCKET,
		.sentence = "as which user the workers run, by name or number; only root can say "
			    "another than itself; HOME, USER, LOGNAME and SHELL follow; in a "
			    "socket: whose path it is"},
	{.key = "group", .impact = IMPACT_RESTART, .type = OPTION_TEXT, .scope = ANYWHERE | SOCKET,
		.sentence = "the group of the workers, by name or number (default: the user's own); "
			    "in a socket: that of its path"},
	{.key = "groups", .impact = IMPACT_RESTART, .type = OPTION_LIST, .scope = ANYWHERE,
		.sentence = "supplementary groups, by name or number, in place of those that the "
			    "system puts the user into; []: none"},
	{.key = "limits", .impact = IMPACT_RESTART, .type = OPTION_GROUP, .scope = ANYWHERE,
		.sentence = "resource limits, name = soft and hard limit or \"soft:hard\", as in "
			    "{ nofile = 4096; core = \"unlimited\"; }"},
	{.key = "nice", .impact = IMPACT_RESTART, .type = OPTION_SIGNED, .scope = ANYWHERE, .minimum = "-20", .maximum = "19",
		.sentence = "scheduling priority of the workers, 19 the least (default: the "
			    "master's)"},
	{.key = "oom_score_adj", .impact = IMPACT_RESTART, .type = OPTION_SIGNED, .scope = ANYWHERE, .minimum = "-1000",
		.maximum = "1000",
		.sentence = "how soon the kernel ends a worker when memory is out, 1000 first "
			    "(default: the master's)"},
	{.key = "no_new_privs", .impact = IMPACT_RESTART, .type = OPTION_BOOL, .scope = ANYWHERE,
		.sentence = "whether executing a setuid program or one with capabilities gives a "
			    "worker nothing (default: true with user, group or capabilities)"},
	{.key = "capabilities", .impact = IMPACT_RESTART, .type = OPTION_LIST, .scope = ANYWHERE,
		.sentence = "all capabilities that the workers have, whoever they run as, or can "
			    "ever get, as in [\"net_bind_service\"]; []: none"},
	{.key = "env", .impact = IMPACT_RESTART, .type = OPTION_LIST, .scope = ANYWHERE,
		.sentence = "environment of the workers, \"NAME=value\"; added to that of the "
			    "template, wins over env_file and inherit"},
	{.key = "env_file", .impact = IMPACT_RESTART, .type = OPTION_TEXT, .scope = ANYWHERE,
		.sentence = "file with lines NAME=value for the workers' environment and, at the "
			    "top, for ${NAME}"},
	{.key = "inherit", .impact = IMPACT_RESTART, .type = OPTION_LIST, .scope = ANYWHERE,
		.standard = "PATH HOME USER LOGNAME SHELL LANG LANGUAGE LC_* TZ TMPDIR",
		.sentence = "names of variables that workers inherit from whoever starts the "
			    "command (NAME* is a prefix), or \"all\" or \"none\""},

	{.key = "supervisors", .impact = IMPACT_LIVE, .type = OPTION_PROGRAMS, .scope = SUPERVISOR,
		.sentence = "the supervisors in this one: a list of groups; they come after its "
			    "programs"},
	{.key = "strategy", .impact = IMPACT_LIVE, .type = OPTION_CHOICE, .scope = SUPERVISOR,
		.choices = strategy_choices, .standard = "one_for_one",
		.sentence = "whom a restart takes along: nobody, all in this supervisor, those "
			    "behind it; simple_one_for_one: nobody, and its workers are those of "
			    "one program"},
	{.key = "intensity", .impact = IMPACT_LIVE, .type = OPTION_INT, .scope = SUPERVISOR | SITE, .minimum = "0",
		.maximum = "1000", .standard = "1", .takes_none = true, .takes_unlimited = true,
		.sentence = "restarts within period that a supervisor tolerates; one more and it "
			    "ends all that is in it and leaves the answer to the one above"},
	{.key = "period", .impact = IMPACT_LIVE, .type = OPTION_DURATION, .scope = SUPERVISOR | SITE, .minimum = "1ms",
		.maximum = "52w", .unit = "s", .standard = "5s",
		.sentence = "the window of intensity"},
	{.key = "auto_shutdown", .impact = IMPACT_LIVE, .type = OPTION_CHOICE, .scope = SUPERVISOR,
		.choices = auto_shutdown_choices, .standard = "never",
		.sentence = "whether a supervisor ends when one of those in it that are significant "
			    "has ended by itself, or all of them"},
	{.key = "start_order", .impact = IMPACT_LIVE, .type = OPTION_CHOICE, .scope = SUPERVISOR | SITE,
		.choices = start_order_choices, .standard = "sequential",
		.sentence = "one after the other, each ready before the next, and stopped the other "
			    "way round; or all at once"},
	{.key = "shutdown", .impact = IMPACT_LIVE, .type = OPTION_DURATION, .scope = SUPERVISOR, .minimum = "0s",
		.maximum = "52w", .unit = "s", .standard = "infinity", .takes_none = true,
		.takes_unlimited = true, .none_word = "brutal_kill", .unlimited_word = "infinity",
		.sentence = "time for a supervisor to end all that is in it; then what is left is "
			    "killed"},
	{.key = "significant", .impact = IMPACT_LIVE, .type = OPTION_BOOL, .scope = PROGRAM | SUPERVISOR,
		.standard = "false",
		.sentence = "its end counts for auto_shutdown of its supervisor"},

	{.key = "restart", .impact = IMPACT_LIVE, .type = OPTION_CHOICE, .scope = ANYWHERE | SUPERVISOR,
		.choices = restart_choices, .standard = "permanent",
		.sentence = "after which exits a worker is started again: any, only a failure, none; "
			    "the end of a supervisor that gave up is no failure"},
	{.key = "success_exit_codes", .impact = IMPACT_LIVE, .type = OPTION_ENDS, .scope = ANYWHERE, .standard = "0",
		.takes_none = true,
		.sentence = "exit codes (7, \"64-78\") and signals (\"TERM\") that are no failure of a "
			    "transient or temporary program, or of a work program"},
	{.key = "no_restart_exit_codes", .impact = IMPACT_LIVE, .type = OPTION_ENDS, .scope = ANYWHERE, .standard = "78",
		.takes_none = true,
		.sentence = "exit codes and signals after which a restart would not help: the worker "
			    "is given up at once; 78 is EX_CONFIG"},
	{.key = "restart_delay", .impact = IMPACT_LIVE, .type = OPTION_DURATION, .scope = ANYWHERE, .minimum = "0s",
		.maximum = "1d", .unit = "s", .standard = "100ms",
		.sentence = "time between an exit and the new start"},
	{.key = "backoff_factor", .impact = IMPACT_LIVE, .type = OPTION_FACTOR, .scope = ANYWHERE, .minimum = "1",
		.maximum = "100", .standard = "1",
		.sentence = "how much longer restart_delay gets with each short life in a row after "
			    "the first"},
	{.key = "backoff_max", .impact = IMPACT_LIVE, .type = OPTION_DURATION, .scope = ANYWHERE, .minimum = "0s",
		.maximum = "1d", .unit = "s", .standard = "15s",
		.sentence = "the longest delay that backoff_factor makes"},
	{.key = "restart_jitter", .impact = IMPACT_LIVE, .type = OPTION_DURATION, .scope = ANYWHERE, .minimum = "0s",
		.maximum = "1d", .unit = "s", .standard = "0s", .takes_none = true,
		.sentence = "up to this much is added to the delay, at random, so that many workers "
			    "do not come back together"},
	{.key = "min_uptime", .impact = IMPACT_LIVE, .type = OPTION_DURATION, .scope = ANYWHERE, .minimum = "0s",
		.maximum = "52w", .unit = "s", .standard = "none", .takes_none = true,
		.sentence = "a worker that has run this long is stable, its backoff begins anew; "
			    "max_restarts shorter lives in a row and it is given up, whatever the "
			    "window; none: no such limit, and backoff_max in its place"},
	{.key = "max_restarts", .impact = IMPACT_LIVE, .type = OPTION_INT, .scope = ANYWHERE, .minimum = "0",
		.maximum = "1000", .standard = "10", .takes_none = true, .takes_unlimited = true,
		.sentence = "unplanned exits within restart_window that are tolerated; one more and "
			    "the worker is given up; in a supervisor unlimited where it is not said"},
	{.key = "restart_window", .impact = IMPACT_LIVE, .type = OPTION_DURATION, .scope = ANYWHERE, .minimum = "0s",
		.maximum = "52w", .unit = "s", .standard = "1m", .takes_none = true,
		.sentence = "the window of max_restarts; none or 0: no window, exits are not counted"},
	{.key = "retry_after", .impact = IMPACT_LIVE, .type = OPTION_DURATION, .scope = ANYWHERE, .minimum = "0s",
		.maximum = "52w", .unit = "s", .standard = "none", .takes_none = true,
		.sentence = "a worker that was given up is tried once after this time, again and "
			    "again, until it is stable"},
	{.key = "on_fatal", .impact = IMPACT_LIVE, .type = OPTION_CHOICE, .scope = ANYWHERE, .choices = fatal_choices,
		.standard = "keep",
		.sentence = "what becomes of the command when a worker is given up: it is kept up, or "
			    "it stops everything and exits with code 1"},
	{.key = "max_age", .impact = IMPACT_LIVE, .type = OPTION_DURATION, .scope = ANYWHERE, .minimum = "0s",
		.maximum = "520w", .unit = "s", .standard = "none", .takes_none = true,
		.sentence = "a worker that has run this long is replaced by a fresh one, whatever it "
			    "is doing; no limit counts that"},
	{.key = "max_age_jitter", .impact = IMPACT_LIVE, .type = OPTION_DURATION, .scope = ANYWHERE, .minimum = "0s",
		.maximum = "52w", .unit = "s", .standard = "0s", .takes_none = true,
		.sentence = "up to this much is added to max_age, at random, so that many workers are "
			    "not replaced together"},
	{.key = "cron", .impact = IMPACT_LIVE, .type = OPTION_LIST, .scope = PROGRAM,
		.sentence = "times at which the workers are replaced by fresh ones, as crontab(5) has "
			    "them: \"0 1 * * *\" is one o'clock at night, local time; or @daily and its "
			    "like"},
	{.key = "schedule", .impact = IMPACT_LIVE, .type = OPTION_LIST, .scope = PROGRAM,
		.sentence = "times at which the program is started, written as in cron; not with the "
			    "command, and not while it still runs"},
	{.key = "watch", .impact = IMPACT_LIVE, .type = OPTION_LIST, .scope = PROGRAM,
		.sentence = "files, and directories with all below them: when one has changed the "
			    "workers are replaced by fresh ones"},
	{.key = "watch_ignore", .impact = IMPACT_LIVE, .type = OPTION_LIST, .scope = PROGRAM,
		.standard = ".* *~ node_modules __pycache__",
		.sentence = "names, or paths with '/', that are not watched: '*' and '?' stand for any "
			    "letters of a name"},
	{.key = "watch_delay", .impact = IMPACT_LIVE, .type = OPTION_DURATION, .scope = ANYWHERE, .minimum = "1ms",
		.maximum = "1h", .unit = "s", .standard = "500ms",
		.sentence = "how long nothing more may change before the workers are replaced; they "
			    "wait ten times that at most"},
	{.key = "max_memory", .impact = IMPACT_LIVE, .type = OPTION_SIZE, .scope = ANYWHERE, .minimum = "64K",
		.maximum = "1024T", .unit = "bytes", .standard = "none", .takes_none = true,
		.sentence = "a worker whose process is larger than this (resident, as status shows it) "
			    "is replaced by a fresh one; no limit counts that"},
	{.key = "memory_interval", .impact = IMPACT_LIVE, .type = OPTION_DURATION, .scope = ANYWHERE, .minimum = "10ms",
		.maximum = "1d", .unit = "s", .standard = "30s",
		.sentence = "how often max_memory is looked at"},
	{.key = "on_master_death", .impact = IMPACT_RESTART, .type = OPTION_CHOICE, .scope = ANYWHERE,
		.choices = master_death_choices, .standard = "keep",
		.sentence = "what becomes of a worker when its master dies: it lives on and is adopted, "
			    "or it gets stop_signal"},
	{.key = "stop_signal", .impact = IMPACT_LIVE, .type = OPTION_SIGNAL, .scope = ANYWHERE, .standard = "TERM",
		.sentence = "signal that asks a worker to end"},
	{.key = "stop_sequence", .impact = IMPACT_LIVE, .type = OPTION_LIST, .scope = ANYWHERE,
		.sentence = "signals that ask a worker to end, each with the time that it then has: "
			    "[\"TERM 10s\", \"INT 5s\"]; then KILL; in place of stop_signal and "
			    "stop_timeout"},
	{.key = "kill_scope", .impact = IMPACT_RESTART, .type = OPTION_CHOICE, .scope = ANYWHERE, .choices = scope_choices,
		.standard = "tree",
		.sentence = "what ends with a worker: tree: all that it has started; group: its "
			    "group; mixed: as tree, but stop_signal is for the worker alone; "
			    "process: nothing else"},
	{.key = "stop_timeout", .impact = IMPACT_LIVE, .type = OPTION_DURATION, .scope = ANYWHERE, .minimum = "0s",
		.maximum = "1d", .unit = "s", .standard = "10s", .takes_none = true,
		.takes_unlimited = true, .none_word = "brutal_kill", .unlimited_word = "infinity",
		.sentence = "time to end after stop_signal, then KILL; a program that is a command "
			    "has 10 minutes where it is not said"},
	{.key = "start_grace", .impact = IMPACT_LIVE, .type = OPTION_DURATION, .scope = ANYWHERE, .kind = KIND_EXEC,
		.minimum = "0s", .maximum = "1h", .unit = "s", .standard = "200ms",
		.sentence = "an exec program that has lived this long counts as started; 0: at once"},
	{.key = "ready", .impact = IMPACT_RESTART, .type = OPTION_TEXT, .scope = ANYWHERE, .kind = KIND_EXEC,
		.standard = "exec",
		.sentence = "when an exec program counts as started: exec, once it has lived for "
			    "start_grace; notify, when it says READY=1 to $NOTIFY_SOCKET, as "
			    "sd_notify(3) does; fd, when it writes a newline to ready_fd; "
			    "port:N, when that TCP port accepts; path:FILE, when that has come to be; "
			    "delay:TIME, after that time"},
	{.key = "ready_fd", .impact = IMPACT_RESTART, .type = OPTION_INT, .scope = ANYWHERE, .kind = KIND_EXEC,
		.minimum = "3", .maximum = "255", .standard = "3",
		.sentence = "the descriptor that a program with ready = \"fd\" has to say that it is "
			    "ready"},
	{.key = "ready_timeout", .impact = IMPACT_LIVE, .type = OPTION_DURATION, .scope = ANYWHERE,
		.minimum = "0s", .maximum = "1d", .unit = "s", .standard = "30s",
		.takes_none = true, .none_word = "unlimited",
		.sentence = "time to say that it is ready: for a work plugin's init, and for an exec "
			    "program until what ready waits for"},
	{.key = "reload", .impact = IMPACT_LIVE, .type = OPTION_CHOICE, .scope = ANYWHERE,
		.choices = reload_choices, .standard = "restart",
		.sentence = "how workers get a new process: restart: each is stopped, then started; "
			    "rolling: one after the other, by a process that starts beside it and takes "
			    "its place when it is ready (default: rolling where ready is notify or fd "
			    "and there are two workers or more)"},
	{.key = "needs", .impact = IMPACT_LIVE, .type = OPTION_LIST, .scope = PROGRAM,
		.sentence = "programs without which this one is not started with the command: "
			    "NAME:ready, or NAME, waits until NAME is ready, NAME:started until it "
			    "has a process, NAME:completed until it has ended as it should; it is "
			    "stopped before they are"},
	{.key = "after", .impact = IMPACT_LIVE, .type = OPTION_LIST, .scope = PROGRAM,
		.sentence = "programs that are started first where they are to run: this one waits "
			    "until they are ready or will not be; it is stopped before they are"},
	{.key = "watchdog", .impact = IMPACT_LIVE, .type = OPTION_DURATION, .scope = ANYWHERE,
		.minimum = "100ms", .maximum = "52w", .unit = "s", .standard = "none", .takes_none = true,
		.sentence = "a worker that neither ends a run nor calls reeve_worker_heartbeat() for this "
			    "long, or with ready = \"notify\" does not say WATCHDOG=1, hangs: it is "
			    "ended, as by stop_signal, and counts as crashed"},
	{.key = "execute_times", .impact = IMPACT_RESTART, .type = OPTION_INT, .scope = ANYWHERE, .kind = KIND_WORK,
		.minimum = "0", .maximum = "9223372036854775807", .standard = "1",
		.takes_none = true, .none_word = "unlimited",
		.sentence = "runs of the work before its process ends and is replaced; 0 is unlimited"},
	{.key = "execute_usleep", .impact = IMPACT_RESTART, .type = OPTION_DURATION, .scope = ANYWHERE, .kind = KIND_WORK,
		.minimum = "0s", .maximum = "52w", .unit = "us", .standard = "200ms",
		.sentence = "pause between two runs of the work"},
	{.key = "limit_seconds", .impact = IMPACT_RESTART, .type = OPTION_DURATION, .scope = ANYWHERE, .kind = KIND_WORK,
		.minimum = "0s", .maximum = "520w", .unit = "s", .standard = "0s",
		.takes_none = true, .none_word = "unlimited",
		.sentence = "age at which a work process ends after its run and is replaced; 0: no "
			    "limit"},
	{.key = "limit_jitter", .impact = IMPACT_RESTART, .type = OPTION_DURATION, .scope = ANYWHERE, .kind = KIND_WORK,
		.minimum = "0s", .maximum = "52w", .unit = "s", .standard = "0s",
		.takes_none = true,
		.sentence = "up to this much is added to limit_seconds, at random"},
	{.key = "check_interval", .impact = IMPACT_LIVE, .type = OPTION_DURATION, .scope = ANYWHERE, .kind = KIND_WORK,
		.maximum = "52w", .unit = "s", .standard = "5m",
		.takes_none = true, .none_word = "never",
		.sentence = "how often empty slots of a work program are refilled; 0 or less: never"},

	{.key = "uid", .impact = IMPACT_RESTART, .type = OPTION_INT, .scope = SCOPE_RESOLVED, .maximum = "4294967294",
		.sentence = "what user was resolved to"},
	{.key = "gid", .impact = IMPACT_RESTART, .type = OPTION_INT, .scope = SCOPE_RESOLVED, .maximum = "4294967294",
		.sentence = "what group was resolved to"},
	{.key = "gids", .impact = IMPACT_RESTART, .type = OPTION_LIST, .scope = SCOPE_RESOLVED,
		.sentence = "what groups were resolved to"},
	{.key = "reload_token", .impact = IMPACT_NONE, .type = OPTION_TEXT, .scope = SCOPE_RESOLVED,
		.sentence = "token of the reload that made this the text in force"},
	{.key = "path", .impact = IMPACT_FIXED, .type = OPTION_TEXT, .scope = SCOPE_RESOLVED,
		.sentence = "the template that was resolved"},
	{.key = "owner", .impact = IMPACT_RESTART, .type = OPTION_INT, .scope = SCOPE_RESOLVED, .maximum = "4294967295",
		.sentence = "user that the template belonged to"},
	{.key = "binary", .impact = IMPACT_RESTART, .type = OPTION_TEXT, .scope = SCOPE_RESOLVED,
		.sentence = "the file that runs: device, inode, size and time of its last change"},
	{.key = "edition", .impact = IMPACT_NONE, .type = OPTION_INT, .scope = SCOPE_RESOLVED,
		.sentence = "which of the programs of this name, as reloads made it another, it is"},
	{.key = "scaled_from", .impact = IMPACT_NONE, .type = OPTION_INT, .scope = SCOPE_RESOLVED, .minimum = "1",
		.maximum = "10000",
		.sentence = "how many workers the template gives it, where an operator has said another number"},
	{.key = "stopped", .impact = IMPACT_NONE, .type = OPTION_LIST, .scope = SCOPE_RESOLVED,
		.sentence = "what an operator had stopped before the start: the command starts without it"},
	{.key = "paused", .impact = IMPACT_NONE, .type = OPTION_LIST, .scope = SCOPE_RESOLVED,
		.sentence = "what he had paused: it stands still as soon as it is ready"},
	{.key = "deleted", .impact = IMPACT_NONE, .type = OPTION_LIST, .scope = SCOPE_RESOLVED,
		.sentence = "programs of the template that he has taken out of what is in force"},
	{.key = "place", .impact = IMPACT_NONE, .type = OPTION_TEXT, .scope = SCOPE_RESOLVED, .kind = KIND_WORK,
		.sentence = "file and line of the program in the template, for messages"},
	{.key = "host", .impact = IMPACT_RESTART, .type = OPTION_TEXT, .scope = SCOPE_RESOLVED, .kind = KIND_WORK,
		.sentence = "the program that is executed again for the work, in place of reeve-worker"},
	{.key = "host_init", .impact = IMPACT_RESTART, .type = OPTION_TEXT, .scope = SCOPE_RESOLVED, .kind = KIND_WORK,
		.sentence = "the host's function in place of a plugin's init"},
	{.key = "host_run", .impact = IMPACT_RESTART, .type = OPTION_TEXT, .scope = SCOPE_RESOLVED, .kind = KIND_WORK,
		.sentence = "the host's function in place of a plugin's run"},
	{.key = "host_fini", .impact = IMPACT_RESTART, .type = OPTION_TEXT, .scope = SCOPE_RESOLVED, .kind = KIND_WORK,
		.sentence = "the host's function in place of a plugin's fini"},
	{.key = "config_json", .impact = IMPACT_RESTART, .type = OPTION_TEXT, .scope = SCOPE_RESOLVED, .kind = KIND_WORK,
		.sentence = "the program's config as JSON"},
};
/* clang-format on */

const size_t option_count = sizeof options / sizeof options[0];
_Static_assert(sizeof options / sizeof options[0] <= OPTIONS_MAX, "there is room to look for the nearest one");
