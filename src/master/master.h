/* SPDX-License-Identifier: MIT */
#ifndef MASTER_MASTER_H
#define MASTER_MASTER_H

/* The master: an event loop around the supervisor. It tells the core what happens (deaths by pidfd,
 * readiness, signals, requests, time) and carries out what the core decides. It runs no code of
 * users, loads no plugin and touches no disk that can hang: its files are mapped memory in the run
 * directory. */

#include <stdbool.h>
#include <stdint.h>
#include <sys/resource.h>
#include <uv.h>

#include "base/identity.h"
#include "config/template.h"
#include "master/orphans.h"
#include "master/takeover.h"
#include "process/spawn.h"
#include "reeve/error.h"
#include "storage/counters.h"
#include "storage/deaths.h"
#include "storage/scoreboard.h"
#include "supervisor/supervisor.h"

struct calendar;
struct job;
struct launch;
struct master;
struct minding;
struct outlook;
struct node;
struct memory;
struct notify;
struct probe;
struct server;
struct supervision;
struct upgrade;

/* One worker's place: mirrors a slot of the scoreboard and a child of the supervisor. */
struct slot {
	struct master *master;
	const struct launch *launch; /* of its program */
	uint32_t instance;	     /* from 1 */
	unsigned number; /* of the worker in the template, spare ones behind: master->order */
	uint32_t cell;		     /* of the counters */
	uint64_t edition;	     /* of its program, from which its process was started */
	uint32_t generation;	     /* of the claim of its process */
	struct identity process;     /* pid 0: none */
	int pidfd;		     /* -1: none; outlives the leader until its set is empty */
	bool own;		     /* our child: else adopted, and others reap it */
	bool by_guardian;	/* adopted: the guardian is its parent and will write to the ring */
	bool awaits_ring;	/* dead, its exit status is still to come by the ring */
	bool lingers;		/* the leader is gone, others of its set live */
	bool remains;		/* found by adoption: others of the set live, the leader does not */
	bool paused;		/* its set has been stopped, as its record says */
	bool was_stopped;	/* in this start, under a master that died before it was done */
	bool was_paused;	/* before the start: it is to stand still once it is ready */
	bool overdue;		/* it is in the log that this start did not end in time */
	bool crowded;		/* it is in the log that there is no room for its process */
	bool unproven;		/* process.pid may be ours or a stranger's: hands off */
	bool has_past;		/* carried over from a former scoreboard */
	bool turning;		/* a reload is to start or replace it, and it is not known yet what came of
				 * that */
	bool watched;		/* pidfd is in the master's epoll set */
	bool cgroup_sound;	/* made by this master, and nobody was killed in it since */
	bool spare;		/* no worker's (supervisor/roll.h) */
	enum spawn_stage stage; /* where the last spawn failed */
	int limit;		/* RLIMIT_*, where that stage was LIMIT */
	enum child_cause cause; /* of the leader's end, while the core has not acted on it */
	int status;
	uint64_t ended_ticks;
	uint64_t exits;	     /* unplanned ones that stand in the scoreboard */
	enum child_state state; /* that stands there */
	uint64_t changed_ns;	/* when it was entered */
	uint32_t window;     /* how many of them still count */
	uint32_t beat_generation; /* of the worker whose signs of life are looked for (watchdog.c) */
	uint32_t silent;	  /* looks in a row that saw no new one */
	uint64_t beats;		  /* seen so far */
	uint64_t heartbeats;	  /* WATCHDOG=1 of exec programs so far */
	char status_text[SCOREBOARD_STATUS_MAX + 1]; /* STATUS= of this start */
	uint16_t says;		  /* SLOT_RELOADING, SLOT_ENDING */
	bool extended;		  /* it has asked for more time */
	uint32_t extended_s;	  /* until when, of the state that it is in; as in the scoreboard */
	bool contradicted;	  /* it is in the log that it says what is not taken */
	int spawn_error;     /* of a spawn that failed in this round; told in the next */
	uint64_t started_ns; /* wall clock */
	uint64_t next_ns;    /* wall clock: its next time; 0: it has none */
	uint64_t skipped;    /* times that came while it ran */
	char token[TOKEN_LENGTH + 1];
};

/* The exit code by which the guardian knows that another is to take its place (EX_TEMPFAIL). */
#define MASTER_TRY_AGAIN 75

struct master {
	const char *name;
	uv_loop_t loop;
	uv_timer_t timer;     /* the core's earliest deadline */
	uv_timer_t watchdog;  /* where a program has one */
	uv_timer_t recheck;   /* while sets linger whose deaths nobody tells us */
	uv_idle_t drain_idle; /* together: deadlines are acted on after the descriptors */
	uv_check_t drain_check;
	uv_prepare_t flush_prepare;
	uv_idle_t failed_idle; /* while spawns have failed that the core has not been told of */
	uv_poll_t link;	       /* the guardian lives */
	uv_poll_t pidfds;      /* epoll_fd: one handle for all workers, however many */
	int epoll_fd;
	uv_poll_t deaths_event;
	uv_poll_t ready_event;
	uv_signal_t signals[7];
	struct template *template;
	struct template *next; /* that a reload brings into force once it can; NULL: none */
	bool reload_committed; /* it is the text in force by now, but not of this process */
	unsigned turning;      /* slots */
	bool reload_back; /* `next` is what was there before: the last reload has failed */
	bool turnover_looking; /* at what came of them */
	bool turnover_rolled;  /* it failed at a rolling program */
	int turnover_code;     /* of the last reload: exit code, and why */
	char turnover_text[1024];
	struct supervision *supervision;
	struct supervisor *supervisor;
	struct launch *launches; /* one per program */
	struct slot *slots;
	unsigned *spares; /* of each program the number of its spare slot; UINT_MAX: it has none */
	unsigned *order; /* worker's number -> slot; they differ once workers have changed places */
	unsigned slot_count;  /* with the spare ones, which began behind the others */
	unsigned cell_count; /* of the counters */
	struct node *nodes; /* supervisors of the tree; their slots of the scoreboard are behind */
	unsigned node_count;
	uint32_t ended; /* 1 + the worker whose end was told last */
	unsigned lingering; /* slots that linger */
	unsigned awaiting;  /* slots that await the ring */
	struct scoreboard *scoreboard;
	struct scoreboard_command command; /* what stands there */
	struct user_files {
		uid_t uid;
		int counters_fd; /* read, never mapped: workers can write it, so they could cut it short */
		int kept_fd;	 /* what outlives a worker */
	} *users;		 /* that work programs run as */
	size_t user_count;
	int null_fd;
	int cgroup_fd;	    /* the command's cgroup; -1: it has none */
	int cgroup_refused; /* errno that is in the log: why a worker is without */
	int notify_fd; /* connected to the socket of notify; negative: none */
	char **guardian_envp; /* for the case that we have to become it */
	struct takeover takeover;
	struct deaths *deaths;
	struct orphans orphans;
	struct rlimit worker_files; /* RLIMIT_NOFILE that workers get back */
	uint64_t standard_signals;  /* that nothing was set for (process/spawn.h) */
	struct server *server;
	struct job *jobs; /* that somebody waits for */
	struct calendar *calendar; /* NULL: no program has times */
	struct outlook *outlook;   /* NULL: no program has watch */
	struct minding *minding;   /* NULL: no worker follows its master */
	struct notify *notify; /* NULL: no program has ready = "notify" or "fd" */
	struct probe *probe;   /* NULL: no program has ready = "port:N" or "path:FILE" */
	struct upgrade *upgrade; /* NULL: nobody has asked for one */
	struct memory *memory; /* NULL: no program has max_memory */
	bool resumed;
	bool settling; /* effects are being carried out */
	int exit_code;
	int verdict_code; /* of the start, -1: not known yet */
	char verdict_program[NAME_MAX_LENGTH + 1];
	char verdict_text[1024];
};

/* Runs as master: everything comes by environment and descriptors (process/handover.h). Returns the
 * exit code; does not return if the guardian dies (it becomes one). */
int master_main(void);

/* Tells the core one event and carries out what follows. */
void master_step(struct master *master, const struct supervisor_event *event);
/* Carries out what the core has decided, arms the timer. */
void master_settle(struct master *master);
/* Wants everything stopped; written down before it is acted on. */
void master_stop(struct master *master);
/* Has the core look at empty slots now. */
void master_wake(struct master *master);

#endif
