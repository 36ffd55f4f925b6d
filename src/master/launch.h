/* SPDX-License-Identifier: MIT */
#ifndef MASTER_LAUNCH_H
#define MASTER_LAUNCH_H

/* All that the start of a program's worker needs, made once when the template is read: the spawn
 * itself only fills in the names of this start. */

#include "config/template.h"
#include "process/handover.h"
#include "process/spawn.h"

enum { LAUNCH_FDS = 7 + WORKER_SOCKETS_MAX };

struct launch {
	const struct program *program;
	const struct program *next; /* leaving.c: in the text that comes into force; NULL: none */
	bool leaves, held;	    /* there too: some of its workers go; they wait for others to be gone */
	char **paths; /* of the executable, tried in turn */
	char **argv;
	char **envp;
	char *argv_title[2]; /* of a work program: the title is all there is */
	char title_base[200], title[256];
	char token[64], parent[64], instance[32], slot[32], generation[40]; /* lie in envp */
	char *program_name, *command_name, *status_directory, *plugin_directory; /* too */
	char *notify_socket, *watchdog; /* too, of those that notify */
	char *socket_count, *socket_names; /* too, of those that have any */
	char listen_pid[32]; /* too: the child writes its pid into it */
	char *pid_text;	     /* where; NULL: it has no sockets */
	struct spawn_fd fds[LAUNCH_FDS];
	size_t fd_count;
	int parameters_fd; /* of a work program: a sealed memory file */
	uid_t uid;	   /* as whom it runs */
	int counters_fd;   /* of a work program: those of that user; not owned */
};

struct launch_common {
	const char *command;
	const char *life;   /* lifecycle token of the command's start */
	const char *stored; /* names of stored descriptors */
	const char *status_directory; /* of the scoreboard, absolute */
	const char *notify_socket; /* absolute path */
	int notify_fd; /* connected to that; negative: none */
	int null_fd, counters_fd, ready_fd, kept_fd;
};

/* The reeve program. */
const char *launch_interpreter(void);
uid_t launch_uid(const struct program *program);
/* Returns 0 or -errno. launch_done() takes what a failure left too. */
int launch_init(struct launch *launch, const struct template *template,
	const struct program *program, const struct launch_common *common);
void launch_done(struct launch *launch);

/* Fills in the names of one start. */
void launch_name(struct launch *launch, const char *token, unsigned instance, unsigned slot,
	uint32_t generation);

#endif
