/* SPDX-License-Identifier: MIT */
#ifndef PLUGIN_WATCH_H
#define PLUGIN_WATCH_H

/* While code of others runs in this process it is watched: if the process ends meanwhile (by a
 * crash, by exit(), by a signal from outside while it hangs) a sentence says in whose code, and
 * what it has left changed is put back when it returns. A signal ends the process as it would
 * without us.
 *
 * A signal is handled only where its disposition was the default, and a child that was forked
 * meanwhile is not watched. Only SIGKILL ends the process without a word, and _exit() where nobody
 * sees to it (reeve_command_exit). */

#include "plugin/keep.h"
#include "reeve/error.h"

struct watch {
	const struct watch *outer;
	char subject[1024]; /* "action 'kick' (/srv/kick.so)" */
	struct kept kept; /* where there is an outer one */
};

/* Before this is called nothing is watched: in a program that is not ours signals, umask and
 * directory are not ours to touch. From the first watch_begin() on who has enabled it leaves them
 * alone, too, or calls watch_renew(). name leads the sentences; it must live as long as the process,
 * or until watch_disable(). */
void watch_enable(const char *name);
void watch_disable(void);
/* What is to be found again is what there is at the next watch_begin(). */
void watch_renew(void);

/* What standard output gets if the process ends, such as one JSON document; not copied, NULL:
 * nothing. */
void watch_set_document(const char *document);

/* Somebody calls _exit(): says so if it is watched code. Returns the code to end the process with.
 * Safe in a signal handler, and in a child that runs in our memory. */
int watch_leave(int code);

/* May be nested; by one thread. The subject is what crashes, as far as a sentence goes. */
void watch_begin(struct watch *watch, const char *format, ...) REEVE_PRINTF(2, 3);
void watch_end(struct watch *watch);

#endif
