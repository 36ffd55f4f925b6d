/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <errno.h>
#include <signal.h>
#include <unistd.h>

#include "master/cgroups.h"
#include "master/launch.h"
#include "master/master.h"
#include "master/orphans.h"
#include "master/slot.h"
#include "process/descent.h"
#include "process/signal.h"
#include "process/strays.h"

static int signal_group(const struct slot *slot, int signal)
{
	return signal_set(&(struct signal_set){.pidfd = slot->pidfd,
				  .leader = slot->process.pid,
				  .unreaped = slot->own && !slot->ended_ticks,
				  .ended_ticks = slot->ended_ticks,
				  .token = slot->token},
		signal);
}

static bool leader_lives(const struct slot *slot)
{
	return slot->pidfd >= 0 && !slot->ended_ticks;
}

/* A command of its own sees to what is below it. */
static enum program_kill_scope scope_of(const struct slot *slot)
{
	const struct program *program = slot->launch->program;

	return program->command ? SCOPE_OF_GROUP : (enum program_kill_scope)program->kill_scope;
}

static int signal_strays(const struct slot *slot, int signal)
{
	struct master *master = slot->master;
	bool killed = signal == SIGKILL;
	int known = killed ? -ESRCH : cgroups_signal(slot, signal);

	/* Who has left it on purpose is told nothing but to end at last. */
	if (known == 0 || (cgroups_have(slot) && signal && !killed))
		return known;
	/* Only of what is seen now can it be said that there is nothing. */
	orphans_look(master, signal == 0);
	known = strays_signal(&(struct strays){.leader = slot->process.pid,
				      .leader_lives = leader_lives(slot),
				      .reaper = getppid(),
				      .token = slot->token,
				      .orphans = master->orphans.pids,
				      .orphan_count = master->orphans.count},
		signal);
	/* The leader last, by whom the others are found. */
	return killed && cgroups_signal(slot, SIGKILL) == 0 ? 0 : known;
}

/* With kill_scope = "mixed": also what the leader is to end stands still and goes on with it. */
static bool is_for_all(const struct slot *slot, int signal)
{
	return signal == 0 || signal == SIGKILL || signal == SIGSTOP ||
	       (signal == SIGCONT && slot->paused);
}

/* Returns 0, or -ESRCH if nothing of it lives. *strays: whether to look for what has left the
 * group; then whether there was any. */
static int signal_all(const struct slot *slot, int signal, bool *strays)
{
	enum program_kill_scope scope = scope_of(slot);
	bool alone =
		scope == SCOPE_OF_PROCESS || (scope == SCOPE_MIXED && !is_for_all(slot, signal));
	bool look = *strays && scope != SCOPE_OF_GROUP;
	int result;

	*strays = false;
	if (alone && leader_lives(slot))
		return signal_process(slot->pidfd, signal);
	if (scope == SCOPE_OF_PROCESS)
		return -ESRCH;
	/* Before the group, by whose leader they are found; where it is only asked, one answer will
	 * do. */
	result = signal == 0 ? signal_group(slot, 0) : -ESRCH;
	if (result != -ESRCH)
		return result;
	*strays = look && signal_strays(slot, signal) == 0;
	if (signal)
		result = signal_group(slot, signal);
	return *strays ? 0 : result;
}

bool slot_set_is_empty(const struct slot *slot)
{
	bool strays = true;

	return signal_all(slot, 0, &strays) == -ESRCH;
}

void slot_signal(struct slot *slot, int signal)
{
	bool strays = true;
	int result;

	if (slot->pidfd < 0 && !slot->lingers)
		return;
	/* Its guardian leaves nobody behind. */
	if (signal == SIGKILL && slot->launch->program->command && slot->pidfd >= 0 &&
		!slot->ended_ticks)
		descent_kill(slot->process.pid, slot->pidfd);
	if (signal == SIGKILL)
		cgroups_spoil(slot);
	result = signal_all(slot, signal, &strays);
	/* A process that was stopped acts on nothing but KILL until it is continued. */
	if (result == 0 && signal != SIGKILL) {
		strays = strays || slot->paused;
		signal_all(slot, SIGCONT, &strays);
	}
	slot->paused = false;
}

int slot_signal_leader(const struct slot *slot, int signal)
{
	return leader_lives(slot) ? signal_process(slot->pidfd, signal) : -ESRCH;
}

void slot_go_on(struct slot *slot)
{
	bool strays = true;

	slot->paused = true; /* all of it, in any case */
	signal_all(slot, SIGCONT, &strays);
	slot->paused = false;
}

void slot_follow_pause(struct slot *slot)
{
	const struct child_record *record =
		supervisor_child(slot->master->supervisor, slot_index(slot));
	bool strays = true;

	if (slot->pidfd < 0 || slot->paused == record->paused)
		return;
	if (record->paused)
		signal_all(slot, SIGSTOP, &strays);
	else if (record->state != CHILD_STOPPING) /* it goes on once it has its stop signal */
		slot_go_on(slot);
	slot->paused = record->paused || record->state == CHILD_STOPPING;
}
