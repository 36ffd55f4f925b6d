/* SPDX-License-Identifier: MIT */
#ifndef CONFIG_OPTION_H
#define CONFIG_OPTION_H

/* The one table of everything that can be written in a template: it drives reading, validation,
 * defaults, `reeve explain`, and reeve-template(5) is checked against it. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum option_type {
	OPTION_TEXT,
	OPTION_BOOL,
	OPTION_INT,
	OPTION_SIGNED,	 /* may be below 0; its number is an int64_t as uint64_t */
	OPTION_DURATION, /* "200ms", "3h"; a bare integer in the option's own unit */
	OPTION_SIZE,	 /* "400M"; a bare integer: bytes */
	OPTION_CHOICE,
	OPTION_SIGNAL, /* "TERM", "SIGTERM" or a number */
	OPTION_LIST,   /* of text; one text is a list of one */
	OPTION_FACTOR, /* 2, 1.5, "1.5"; kept in thousandths */
	OPTION_ENDS,   /* exit codes and signals (ends.h) */
	OPTION_GROUP,
	OPTION_PROGRAMS, /* the list of programs */
	OPTION_COMMANDS, /* the list of commands: files and groups */
	OPTION_SOCKETS,	 /* groups at the top; in a program their names */
};

enum option_scope {
	SCOPE_TEMPLATE = 1, /* at the top of a template */
	SCOPE_PROGRAM = 2,  /* in a program */
	SCOPE_SITE = 4,	    /* in reeve.conf */
	SCOPE_RESOLVED = 8, /* only in what template_resolve() writes; not for people */
	SCOPE_COMMAND = 16, /* in a group of `commands` */
	SCOPE_SUPERVISOR = 32, /* in a supervisor */
	SCOPE_SOCKET = 64, /* in a socket */
	SCOPE_BARE = 128, /* no key's: of a resolved text that need not say what runs */
};

/* What kind of program a key means something to. */
enum option_kind { KIND_ANY, KIND_EXEC, KIND_WORK };

/* What a change of a key does to a command that runs. */
enum option_impact {
	IMPACT_UNSAID,
	IMPACT_NONE,	/* nothing: it is about commands that will be typed */
	IMPACT_LIVE,	/* it holds from now on, and no process is touched */
	IMPACT_ROLLING, /* as IMPACT_RESTART, in programs that roll; never said of a key */
	IMPACT_RESTART, /* workers are replaced by fresh ones */
	IMPACT_FIXED,	/* it cannot: only a restart of the command changes it */
};

struct option {
	const char *key;
	enum option_impact impact;
	enum option_type type;
	unsigned scope; /* SCOPE_* together: a program's own value wins over the template's */
	enum option_kind kind;
	const char *minimum; /* as text, with its unit; NULL: none */
	const char *maximum;
	const char *unit;	    /* of a bare integer: "us", "s", "bytes"; NULL: none */
	const char *standard;	    /* default as text, as in documentation; NULL: none */
	const char *standard_work;  /* default of work programs where it differs; else NULL */
	const char *const *choices; /* ended by NULL */
	bool takes_none;	    /* "none" means 0 */
	bool takes_unlimited;	    /* "unlimited" means UINT64_MAX */
	const char *none_word, *unlimited_word; /* where they have words of their own */
	const char *sentence;
};

#define OPTIONS_MAX 128

extern const struct option options[]; /* options.c */
extern const size_t option_count;

/* NULL if there is no such key. */
const struct option *option_find(const char *key);
/* The nearest key of this scope, for a hint; or NULL. */
const char *option_nearest(const char *key, unsigned scope);
/* "none" and "unlimited" or the option's own words; NULL where it does not take them. */
const char *option_none(const struct option *option);
const char *option_unlimited(const struct option *option);
/* "live", "restart", ... */
const char *option_impact_name(enum option_impact impact);
/* "number", "duration", ... */
const char *option_type_name(enum option_type type);

#endif
