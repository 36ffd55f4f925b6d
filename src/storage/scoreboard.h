/* SPDX-License-Identifier: MIT */
#ifndef STORAGE_SCOREBOARD_H
#define STORAGE_SCOREBOARD_H

/* The memory-mapped status file. Written by the master alone, except for the claim word and stamp
 * of a slot, which the new child writes between its birth and its exec. Readable by anybody of the
 * same uid at any time: also while the master is stopped, also after its death. doc/storage.md has
 * the layout.
 *
 * What changes is kept in two copies and a counter of flips: the writer fills the copy that is not
 * current, then stores the counter. A writer killed at any point leaves the current copy whole (a
 * sequence lock would be left odd). The file never changes its size. */

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/error.h"
#include "base/identity.h"
#include "base/name.h"
#include "base/token.h"

#define SCOREBOARD_FILE "scoreboard"
#define SCOREBOARD_VERSION 1
#define SCOREBOARD_SLOTS_MAX 65536
#define SCOREBOARD_RING_MAX 1024
#define SCOREBOARD_PREFIX_MAX 127 /* bytes of a title prefix */
#define SCOREBOARD_STATUS_MAX 127 /* bytes of what a worker says of itself; the rest is cut off */

/* Command-wide facts that change. */
struct scoreboard_command {
	struct identity guardian;
	struct identity master;
	uint64_t guardian_started_ns; /* wall clock */
	uint64_t master_started_ns;   /* wall clock */
	uint64_t generation;	      /* masters so far, from 1 */
	uint64_t deaths_cursor;	      /* entries of the deaths ring already acted on */
	uint32_t phase;		      /* enum supervisor_phase, as the master says */
	uint32_t wanted;	      /* enum child_wanted of the command as a whole */
	char guardian_token[TOKEN_LENGTH + 1];
	char master_token[TOKEN_LENGTH + 1];
	uint8_t gave_up; /* 1: it is being stopped because a worker was given up */
};

enum slot_flag {
	SLOT_WORK = 1, /* a work program: it has runs */
	SLOT_READY = 2,
	SLOT_ADOPTED = 4, /* its process was started by an earlier master */
	SLOT_ENDED = 8,	   /* its leader is dead, cause and status say how; not acted on yet */
	SLOT_PROBING = 16, /* it was given up, and is tried again */
	SLOT_NODE = 32, /* no worker: a supervisor of the tree; behind the workers' slots */
	SLOT_SCHEDULED = 64, /* started at its times, not with the command */
	SLOT_ASKED = 128, /* an operator's start of this worker alone, not ready yet */
	SLOT_RELOADING = 256, /* its process says that it reloads */
	SLOT_ENDING = 512, /* its process says that it is about to end */
	SLOT_FOLLOWS = 1024, /* it is not to outlive its master ... */
	SLOT_FOLLOWED_BY_GROUP = 2048, /* ... nor its group ... */
	SLOT_FOLLOWED_BY_TREE = 4096,  /* ... nor anything else that it has started */
	SLOT_PAUSED = 8192, /* an operator wants its processes to stand still */
	SLOT_SPARE = 16384, /* no worker's; instance: beside whom its process is, or was; 0: nobody */
	SLOT_DUE = 32768, /* its process is to be replaced by one that starts beside it */
};

/* What a supervisor has in place of a process. */
struct scoreboard_node {
	uint32_t zero;
	uint32_t strategy; /* enum supervisor_strategy; readers bounds-check */
	uint32_t intensity;
	uint32_t because; /* 1 + the slot of the worker whose end it acted on last; 0: none */
	uint64_t period_ns;
	uint64_t decisions; /* restarts that it decided on: position in the slot's ring */
	uint64_t exceeded; /* restarts in its window when it gave up last; 0: it gave up with a worker */
};

struct scoreboard_slot {
	char program[NAME_MAX_LENGTH + 1]; /* or the name of the supervisor */
	char token[TOKEN_LENGTH + 1]; /* of the process's start */
	uint32_t instance;	      /* from 1 */
	uint16_t flags;		      /* enum slot_flag */
	uint16_t above; /* 1 + the number of its supervisor, from 0 in the order of their slots; 0: none */
	uint32_t state;		      /* enum child_state; readers bounds-check */
	uint32_t wanted;	      /* enum child_wanted */
	uint32_t cause;		      /* enum child_cause */
	int32_t status;
	uint64_t restarts;
	uint64_t exits;	 /* unplanned exits so far: position in the slot's ring */
	uint32_t window;      /* how many of the newest still count against the limit */
	uint32_t short_lives; /* in a row, up to the last exit */
	uint64_t changed_ns; /* monotonic: when the state was entered */
	uint64_t started_ns; /* wall clock: start of the process; 0: never */
	uint64_t generation; /* of the claim that `process` belongs to */
	union {
		struct identity process;
		struct scoreboard_node node;
	};
	uint64_t next_ns; /* wall clock: when cron or schedule comes next; 0: never */
	uint64_t skipped; /* times of its schedule at which it still ran */
	char status_text[SCOREBOARD_STATUS_MAX + 1]; /* STATUS= of its process; any bytes */
	uint64_t edition; /* of the program, from which its process was started */
	uint32_t cell;	  /* of counters.<uid>; stays the same while its process lives */
	uint32_t extended_s; /* monotonic: until when its process has asked for time; 0: it has not */
};

/* generation << 32 | pid */
typedef _Atomic uint64_t claim_word;

struct scoreboard;

struct scoreboard_spec {
	const char *command; /* its name */
	const char *title_prefix;
	const char *template_path; /* absolute */
	const char *token;	   /* of the start of the command */
	bool background;
	unsigned slot_count;
	unsigned ring_length; /* times of unplanned exits kept per slot */
	/* NULL, or writes what is to stand in it before it has its name: who takes the place of an
	 * older file is never seen to know less, also if its maker dies at once. */
	void (*fill)(struct scoreboard *scoreboard, void *data);
	void *data;
};

/* Makes a new scoreboard in dirfd with all slots empty, allocated on disk before it is mapped (a
 * sparse map on a full disk is SIGBUS), and renames it into place. Returns 0, or -1 with error
 * filled. */
int scoreboard_create(int dirfd, const struct scoreboard_spec *spec,
	struct scoreboard **ret_scoreboard, struct reeve_error *error);

/* Takes the room on disk for one that is to be made later, by whichever process: that one then has it.
 * Returns 0, or -1 with error filled. */
int scoreboard_reserve(
	int dirfd, unsigned slot_count, unsigned ring_length, struct reeve_error *error);
void scoreboard_unreserve(int dirfd);

/* Maps an existing one after checking everything that its layout depends on (owner, link count,
 * size, magic, version, bounds). Returns 0; -ENOENT if there is none; -EBADMSG if it is corrupt and
 * -EPROTO if its version is another, with error filled; other -errno with error filled. */
int scoreboard_open(
	int dirfd, bool writable, struct scoreboard **ret_scoreboard, struct reeve_error *error);
void scoreboard_free(struct scoreboard *scoreboard); /* unmaps; the file stays */

/* True if it was made since this boot and in this pid namespace: else no pid in it means anything.
 */
bool scoreboard_is_current(const struct scoreboard *scoreboard);

/* The writer's word that a newer file has this one's name: open that instead. Set once the newer
 * one is in place. */
void scoreboard_set_moved(struct scoreboard *scoreboard);
bool scoreboard_is_moved(const struct scoreboard *scoreboard);

/* For a file that scoreboard_open() calls corrupt or of another version: the pids that can still be
 * made out in it, slots' first, then guardian and master; up to max of them are stored. No start
 * while one of them is alive. Returns how many there are, or -errno (-ENOENT: there is no file). */
int scoreboard_salvage(int dirfd, unsigned max, pid_t *ret_pids);
/* Puts such a file out of the way, as "scoreboard.aside" (an older one of that name goes). Returns
 * 0 or -errno. */
int scoreboard_set_aside(int dirfd);

/* What never changes. Text is NUL-terminated for certain. */
const char *scoreboard_command_name(const struct scoreboard *scoreboard);
const char *scoreboard_title_prefix(const struct scoreboard *scoreboard);
const char *scoreboard_template_path(const struct scoreboard *scoreboard);
const char *scoreboard_token(const struct scoreboard *scoreboard);
bool scoreboard_background(const struct scoreboard *scoreboard);
unsigned scoreboard_slot_count(const struct scoreboard *scoreboard);
unsigned scoreboard_ring_length(const struct scoreboard *scoreboard);

/* Consistent copies; text in them is NUL-terminated for certain, numbers are as they were found.
 * False, and all zero, if there is no such slot or its writer never pauses: none of ours does that.
 * Setting does nothing where there is no such slot or the map is not writable. */
bool scoreboard_get_command(
	const struct scoreboard *scoreboard, struct scoreboard_command *ret_command);
void scoreboard_set_command(
	struct scoreboard *scoreboard, const struct scoreboard_command *command);
bool scoreboard_get_slot(
	const struct scoreboard *scoreboard, unsigned slot, struct scoreboard_slot *ret_data);
void scoreboard_set_slot(
	struct scoreboard *scoreboard, unsigned slot, const struct scoreboard_slot *data);

/* The ring of exit times (monotonic clock): entry n is at n modulo ring_length. Written before
 * `exits` is raised. 0 where there is none. */
void scoreboard_set_exit(
	struct scoreboard *scoreboard, unsigned slot, uint64_t n, uint64_t time_ns);
uint64_t scoreboard_get_exit(const struct scoreboard *scoreboard, unsigned slot, uint64_t n);

/* NULL where there is no such slot; of a map for reading only to be loaded from. */
claim_word *scoreboard_claim(const struct scoreboard *scoreboard, unsigned slot);
_Atomic uint64_t *scoreboard_claim_stamp(const struct scoreboard *scoreboard, unsigned slot);
/* When the child claimed, boot-time clock; 0: it has not stamped. */
uint64_t scoreboard_stamp(const struct scoreboard *scoreboard, unsigned slot);
/* Takes an empty slot away from a child that has not claimed it yet: it will find another
 * generation and leave. Returns the claim as it is then: with a pid, if the child was faster. */
uint64_t scoreboard_fence(claim_word *claim);

/* The pids that hold slots of the scoreboard in dirfd, and nobody can come to hold one after this;
 * of a file that cannot be trusted, all that can be made out. Only who holds LOCK_LIFE while there
 * is no master may ask. Returns how many (*ret_pids is the caller's to free), 0 also where there is
 * no file or one of another boot; or -errno. */
int scoreboard_holders(int dirfd, pid_t **ret_pids);

static inline uint64_t claim_make(uint32_t generation, uint32_t pid)
{
	return (uint64_t)generation << 32 | pid;
}
static inline uint32_t claim_generation(uint64_t claim)
{
	return (uint32_t)(claim >> 32);
}
static inline int32_t claim_pid(uint64_t claim)
{
	return (int32_t)(claim & UINT32_MAX);
}

/* In place of a time: the child of this generation is to stamp it, and no other. */
#define STAMP_AWAITED (UINT64_C(1) << 63)
static inline uint64_t stamp_awaited(uint32_t generation)
{
	return STAMP_AWAITED | generation;
}

#endif
