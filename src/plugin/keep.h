/* SPDX-License-Identifier: MIT */
#ifndef PLUGIN_KEEP_H
#define PLUGIN_KEEP_H

/* What code of others may change in this process and has to leave as it was. */

#include <limits.h>
#include <locale.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/types.h>

#include "base/buffer.h"

#define KEPT_SIGNALS 32 /* the standard ones */

struct kept_file {
	bool open;
	dev_t device;
	ino_t inode;
	int copy;	   /* far from where descriptors are made; -1: none */
	char terminal[64]; /* its path; "": it is none */
};

struct kept {
	sigset_t mask;
	struct sigaction actions[KEPT_SIGNALS];
	mode_t umask;
	char directory[PATH_MAX]; /* "": unknown */
	char locale[512];	  /* "": unknown */
	locale_t thread_locale;
	struct kept_file files[3]; /* standard input, output, error */
};

void keep_save(struct kept *kept);
/* Puts back what is otherwise; what that was is added to changed, in words. May be called again. */
void keep_restore(struct kept *kept, struct buffer *changed);
/* Closes the copies, as far as nobody else has. */
void keep_done(struct kept *kept);

#endif
