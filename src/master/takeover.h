/* SPDX-License-Identifier: MIT */
#ifndef MASTER_TAKEOVER_H
#define MASTER_TAKEOVER_H

/* The running master takes over from itself: it executes itself anew and goes on by adoption, as a
 * master does that comes after a dead one. It has the same pid, so its workers stay its children
 * and it hears how they end; the guardian notices nothing. It reads the template that is then in
 * the run directory, which may be another: then its scoreboard is a new one.
 *
 * What is told to it meanwhile waits: signals are blocked from before until after, deaths are
 * zombies that it reaps, descriptors are those of handover.h. Connections of the control socket
 * break, but for those that wait for this. What fails before the exec, or the exec itself, leaves
 * all as it was; what fails after it is the death of a master like another. */

#include <signal.h>
#include <uv.h>

struct master;

struct takeover {
	enum { TAKEOVER_NONE, TAKEOVER_ASKED, TAKEOVER_NEXT } stage;
	uv_idle_t idle;	     /* meanwhile: the loop does not sleep */
	sigset_t mask;	     /* before signals were blocked */
	char **envp;	     /* made ahead: it must not fail for want of memory */
	const char **resume; /* in it */
	const char *program; /* NULL: the one that it is already */
};

/* What must be had before. Returns 0 or -ENOMEM; takeover.envp is free()d by the owner. */
int takeover_equip(struct master *master);
void takeover_open(struct master *master);

/* As soon as what has happened so far is dealt with; server_tell_taken_over() tells what came of
 * it. Not while the command is being stopped. */
void takeover_ask(struct master *master);
/* In each turn of the loop, before it sleeps. */
void takeover_turn(struct master *master);

#endif
