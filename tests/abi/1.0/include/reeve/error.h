/* SPDX-License-Identifier: MIT */
#ifndef REEVE_ERROR_H
#define REEVE_ERROR_H

#ifdef __cplusplus
extern "C" {
#endif

#define REEVE_API __attribute__((visibility("default")))
#define REEVE_PRINTF(text, first) __attribute__((__format__(__printf__, text, first)))

/* Exit codes of every command built with reeve. Up to 7 they are those of the LSB's init actions;
 * from 150 on, LSB's range for applications. */
enum reeve_exit {
	REEVE_EXIT_OK = 0,	    /* done, or already so */
	REEVE_EXIT_FAILED = 1,	    /* failed */
	REEVE_EXIT_USAGE = 2,	    /* the command line is wrong */
	REEVE_EXIT_PERMISSION = 4,  /* no permission */
	REEVE_EXIT_PLUGIN = 5,	    /* a plugin is not installed or cannot be used */
	REEVE_EXIT_TEMPLATE = 6,    /* the template is not valid */
	REEVE_EXIT_NOT_RUNNING = 7, /* needs a running master */
	REEVE_EXIT_TIMEOUT = 150,   /* waited too long; it goes on */
	REEVE_EXIT_LOCKED = 151,    /* the lock is held and nobody answers */
	REEVE_EXIT_REFUSED = 152,   /* refused for safety: owner, mode, link, foreign process */
	REEVE_EXIT_PARTLY = 153,    /* partly done: some targets failed */
};

/* Exit codes of a `status` action (LSB's, and 153). */
enum reeve_status_exit {
	REEVE_STATUS_RUNNING = 0, /* running, all as wanted */
	REEVE_STATUS_DEAD = 1,	  /* dead, its pid file is left */
	REEVE_STATUS_STOPPED = 3, /* not running */
	REEVE_STATUS_UNKNOWN = 4, /* cannot tell */
	REEVE_STATUS_PARTLY = 153 /* something is not as wanted, or the master is gone and workers live */
};

/* What a person will read: filled once, at its origin. Callers may lead it with context. */
struct reeve_error {
	int code;	 /* enum reeve_exit */
	int line;	 /* of file, from 1; 0: none */
	int column;	 /* from 1; 0: none */
	char file[512];	 /* "" where the error has no place in a file; shortened from the left */
	char text[1536]; /* one sentence, without file and line; may carry a caret below further lines */
};

#ifdef __cplusplus
}
#endif

#endif
