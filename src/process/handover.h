/* SPDX-License-Identifier: MIT */
#ifndef PROCESS_HANDOVER_H
#define PROCESS_HANDOVER_H

/* How guardian, master and worker hand themselves on across exec. Guardian and master have the same
 * descriptors at the same numbers: whichever of the two dies, the other has all that is needed to
 * go on. Nothing is passed on the command line: argv[0] is the title, and that is all of it. */

#include <stdbool.h>
#include <stddef.h>

enum handover_fd {
	HANDOVER_RUN = 3,      /* the run directory */
	HANDOVER_PID = 4,      /* directory of the pid file */
	HANDOVER_STATUS = 5,   /* directory of the scoreboard */
	HANDOVER_LOCK = 6,     /* its description holds LOCK_LIFE */
	HANDOVER_CONTROL = 7,  /* the listening control socket */
	HANDOVER_DEATHS = 8,   /* eventfd: the guardian has reaped something */
	HANDOVER_READY = 9,    /* eventfd: a worker says that it is ready */
	HANDOVER_LINK = 10,    /* guardian <-> master, SOCK_SEQPACKET; each has its own end */
	HANDOVER_VERDICT = 11, /* pipe to the `start` that waits; /dev/null if none does */
	HANDOVER_STORE = 12,   /* first of the stored descriptors, named by REEVE_STORE */
};

/* Environment of guardian and master. */
#define HANDOVER_ROLE "REEVE_ROLE" /* "guardian", "master", "watcher", "minder" or "candidate" */
#define HANDOVER_NAME "REEVE_COMMAND" /* the command's name */
#define HANDOVER_PREFIX "REEVE_TITLE_PREFIX"
#define HANDOVER_PIDFILE "REEVE_PIDFILE" /* name of the pid file in its directory */
#define HANDOVER_LIFE "REEVE_LIFE"	 /* lifecycle token of the start of the command */
/* "mailer.out:.err:notify:http.socket" from HANDOVER_STORE on. An entry that begins with a dot is of the same
 * program as the one before it: a variable takes 128 KiB, and each of a thousand programs has two. */
#define HANDOVER_STORED "REEVE_STORE"
#define HANDOVER_SOCKET ".socket" /* behind the name of one that listens */
#define HANDOVER_RESUME                                                        \
	"REEVE_RESUME" /* "1": an earlier master has been here; "stop": to end \
			  what dead ones left */
#define HANDOVER_BACKGROUND "REEVE_BACKGROUND" /* "1" or "0" */
#define HANDOVER_NOFILE "REEVE_NOFILE"	       /* "soft:hard" limit that workers get back */
#define HANDOVER_HELPERS "REEVE_HELPER_DIR"
/* "23:25": connections of the control socket that wait for a master to have taken over from itself:
 * kept across that exec, and no other. */
#define HANDOVER_ASKERS "REEVE_ASKERS"
/* The master that a guardian has kept when it executed another program as itself. */
#define HANDOVER_KEPT "REEVE_MASTER"
/* What a program is asked to understand before it is executed in a role: HANDOVER_VERSION, the number of
 * these descriptors, variables and messages as a whole. */
#define HANDOVER_SPOKEN "REEVE_HANDOVER"
#define HANDOVER_VERSION "1"

/* "1" in the environment of a command that is a program of another. */
#define HANDOVER_INNER "REEVE_INNER"

/* Descriptors and environment of reeve-worker. As in every worker, sockets are the first. They stay
 * below all that the master can hand out under a number of its own. */
#define WORKER_SOCKETS 3
#define WORKER_SOCKETS_MAX 8

enum handover_worker_fd {
	WORKER_PARAMETERS = WORKER_SOCKETS + WORKER_SOCKETS_MAX, /* JSON, read once */
	WORKER_COUNTERS,
	WORKER_READY,
	WORKER_KEPT, /* directory of what outlives the worker (storage/kept.h) */
};

#define WORKER_SLOT "REEVE_SLOT"
#define WORKER_GENERATION "REEVE_GENERATION"

/* In the environment of workers whose end is not that of what they have started. */
#define HANDOVER_SPARED "REEVE_KILL_SCOPE"

/* A message on the link from master to guardian: a type byte, then lines, each ended by NUL (a verdict:
 * code byte, name of the program that failed, NUL, text, NUL). MESSAGE_EXIT: one byte, with what code
 * the guardian is to leave. MESSAGE_PROGRAM carries a descriptor: the guardian is to execute it as
 * itself; it answers by MESSAGE_PROGRAM once it has, or by MESSAGE_REFUSED and why it cannot. */
enum handover_message {
	MESSAGE_LOG = 'L',
	MESSAGE_VERDICT = 'V',
	MESSAGE_EXIT = 'E',
	MESSAGE_PROGRAM = 'P',
	MESSAGE_REFUSED = 'R'
};
#define HANDOVER_MESSAGE_MAX 4096

/* Title of a process: "process_m:Master:queue". Returns what snprintf returns. */
int handover_title(
	char *title, size_t size, const char *prefix, const char *type, const char *name);

/* This program takes every role itself: from now on it is the helper, whatever is asked for. */
void handover_use_self(void);

/* Finds a helper program: in the colon-separated $REEVE_HELPER_DIR (unless the process is
 * privileged), else in the installed directory. Returns 0 or -ENOENT. */
int handover_helper(const char *name, char *path, size_t size);

/* Descriptors named by REEVE_STORE: how many. */
size_t handover_store_count(const char *stored);
/* The descriptor of a name, or -1. */
int handover_store_find(const char *stored, const char *name);

/* Puts /dev/null at one of these numbers: a number that fell free would be taken by some file that
 * happens to be opened next, and be handed on under a false name. */
void handover_plug(int fd);

/* Our environment for an exec in another role: made ahead of it, since what goes on in need must not
 * fail for want of memory, still less go on in a role that is not its own. *ret_resume is the place of
 * HANDOVER_RESUME in it: NULL or one of the texts below; where it is set the next place is free for
 * one of the variables that are handed on once: HANDOVER_ASKERS, HANDOVER_KEPT, HANDOVER_SPOKEN. The caller frees the array; NULL: no memory. */
char **handover_environment(const char *role, const char ***ret_resume);

#define HANDOVER_AS_GUARDIAN HANDOVER_ROLE "=guardian"
#define HANDOVER_AS_WATCHER HANDOVER_ROLE "=watcher"
#define HANDOVER_AS_MINDER HANDOVER_ROLE "=minder"
#define HANDOVER_AS_MASTER HANDOVER_ROLE "=master"
#define HANDOVER_AS_CANDIDATE HANDOVER_ROLE "=candidate"
#define HANDOVER_TO_RESUME HANDOVER_RESUME "=1"
#define HANDOVER_TO_END HANDOVER_RESUME "=stop"

/* Lets the descriptors that are handed on (and only those of them that are open) survive an exec.
 */
void handover_keep(size_t store_count);
/* The exec has failed: they are close-on-exec again. */
void handover_unkeep(size_t store_count);
/* Makes them close-on-exec, those of HANDOVER_ASKERS too, and closes every other descriptor above
 * standard error. */
void handover_receive(size_t store_count);

/* The descriptors of HANDOVER_ASKERS one after the other: the least from `from` on, or -1. */
int handover_next_asker(int from);

#endif
