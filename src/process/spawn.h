/* SPDX-License-Identifier: MIT */
#ifndef PROCESS_SPAWN_H
#define PROCESS_SPAWN_H

/* Starts a fresh process image. The child shares our memory until it has executed its program, so a
 * failure comes back at once with its stage, and there is nothing to copy however large we are.
 *
 * With a claim, the child takes its slot itself before it executes anything: it puts its pid into
 * the claim word, in place of the 0 that its master wrote, after it has stamped the time. Whoever comes after
 * a dead master finds either the pid, or a 0 that it can take away; there is no moment at which a
 * live child is unknown. */

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/types.h>

struct world;

#define SPAWN_STAGES(X)                                \
	X(NONE, "")                                    \
	X(FORK, "cannot create a process")             \
	X(SESSION, "cannot make its own session")      \
	X(CLAIM, "lost its slot to another master")    \
	X(NICE, "cannot set its priority (nice)")      \
	X(OOM_SCORE, "cannot set its oom_score_adj")   \
	X(LIMIT, "cannot set its limit")               \
	X(DESCRIPTOR, "cannot set up its descriptors") \
	X(GROUPS, "cannot take its groups")            \
	X(USER, "cannot become user")                  \
	X(DIRECTORY, "cannot change to its directory") \
	X(PRIVILEGES, "cannot limit its privileges")   \
	X(EXEC, "cannot execute")

enum spawn_stage {
#define X(name, text) SPAWN_##name,
	SPAWN_STAGES(X)
#undef X
};

struct spawn_fd {
	int from; /* ours */
	int to;	  /* the child's; the same number: it is inherited as it is */
};

#define SPAWN_PID_SIZE 12

struct spawn {
	char *const *paths; /* tried in turn, ended by NULL (search.h) */
	char *const *argv;
	char *const *envp;
	char *pid_text; /* where in envp the child writes its pid: room for SPAWN_PID_SIZE; or NULL */
	const struct spawn_fd *fds; /* no `to` may be another entry's later `from` */
	size_t fd_count;
	const char *cwd;		  /* NULL: as it is */
	int umask;			  /* -1: as it is */
	const struct rlimit *descriptors; /* RLIMIT_NOFILE for the child; NULL: as it is */
	const struct world *world;	  /* (base/world.h); NULL: ours */
	_Atomic uint64_t *claim;	  /* NULL: none */
	_Atomic uint64_t *claim_stamp;
	uint64_t claim_empty;	 /* what the claim must hold: generation << 32 */
	uint64_t stamp_awaited;	 /* what the stamp must hold; another's is left as it is */
	uint64_t standard_signals; /* bit n - 1: n has its standard disposition already; 0: nothing is known */
	bool same_session;	 /* do not call setsid */
	int cgroup; /* descriptor of the one that it is to be in (process/cgroup.h); 0: ours */
	int parent_death_signal; /* which it gets when the thread that made it dies; 0: none */
	/* It is to be no child of ours: we neither hear of its end nor have to wait for it. Any
	 * thread may make one, also while others do. */
	bool detached;
};

struct spawned {
	pid_t pid;
	int pidfd;		/* the caller's; -1 of a detached one */
	enum spawn_stage stage; /* where it failed */
	int error;		/* errno of that */
	int limit;		/* at the stage LIMIT: RLIMIT_* */
	int cgroup_error; /* errno: it lives, but in our cgroup */
};

/* Returns 0 with a live pid and pidfd; or -errno with stage and error set, and nothing left behind.
 */
int spawn_process(const struct spawn *spawn, struct spawned *ret_spawned);
/* For spawn.standard_signals, as long as the caller changes no disposition: 60 system calls less for
 * each child of many. */
uint64_t spawn_standard_signals(void);
const char *spawn_stage_text(enum spawn_stage stage);

#endif
