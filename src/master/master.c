/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "master/master.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "master/adopt.h"
#include "master/calendar.h"
#include "master/death.h"
#include "master/decided.h"
#include "master/finish.h"
#include "master/job.h"
#include "master/launch.h"
#include "master/minding.h"
#include "master/outlook.h"
#include "master/loop.h"
#include "master/node.h"
#include "master/reason.h"
#include "master/reload.h"
#include "master/report.h"
#include "master/roll.h"
#include "master/server.h"
#include "master/setup.h"
#include "master/slot.h"
#include "master/turnover.h"
#include "process/handover.h"
#include "process/identity.h"

/* The command's record in the scoreboard. */
static void write_command(struct master *master)
{
	master->command.phase = supervisor_phase(master->supervisor);
	scoreboard_set_command(master->scoreboard, &master->command);
}

static void say_finished(struct master *master)
{
	if (master->verdict_code > 0) {
		master->exit_code = master->verdict_code == REEVE_EXIT_PARTLY ? 0 : 1;
		server_tell_started(master->server);
	} else if (master->verdict_code < 0) {
		report_verdict(REEVE_EXIT_FAILED, "", "it was stopped while it started");
	}
	if (master->command.gave_up)
		master->exit_code = REEVE_EXIT_FAILED;
	finish_tell(master);
	job_finish(master);
	server_tell_finished(master->server);
	uv_stop(&master->loop);
}

static void say_started(struct master *master)
{
	if (master->verdict_code < 0)
		master->verdict_code = REEVE_EXIT_OK;
	write_command(master);
	report_verdict(master->verdict_code, master->verdict_program, master->verdict_text);
	handover_plug(HANDOVER_VERDICT);
	server_tell_started(master->server);
}

/* Which programs were not started since they need others. What the core knows by now is that they are
 * to be stopped. */
static void add_kept_back(const struct master *master, char *text, size_t size)
{
	const struct launch *last = NULL;
	const char *lead = "; not started because of that: ";

	for (unsigned i = 0; i < master->slot_count; i++) {
		const struct slot *slot = &master->slots[i];
		struct scoreboard_slot data;
		size_t length = strlen(text);

		if (slot->launch == last || length + 1 >= size ||
			!scoreboard_get_slot(master->scoreboard, i, &data) ||
			data.cause != CHILD_CAUSE_NEED || data.state != CHILD_STOPPED)
			continue;
		snprintf(text + length, size - length, "%s%s", lead, slot->launch->program->name);
		lead = ", ";
		last = slot->launch;
	}
}

static void start_failed(struct master *master, struct slot *slot)
{
	master->verdict_code =
		master->template->keep_on_start_failure ? REEVE_EXIT_PARTLY : REEVE_EXIT_FAILED;
	snprintf(master->verdict_program, sizeof master->verdict_program, "%s",
		slot->launch->program->name);
	reason_tell(slot, master->verdict_text, sizeof master->verdict_text);
	add_kept_back(master, master->verdict_text, sizeof master->verdict_text);
	if (master->template->keep_on_start_failure) {
		say_started(master);
		return;
	}
	/* Written before it is acted on, as every stop; told at once: whoever dies while the rest
	 * is being stopped, the reason is known. */
	master->command.wanted = CHILD_WANTED_STOPPED;
	write_command(master);
	report_verdict(master->verdict_code, master->verdict_program, master->verdict_text);
}

/* Written before it is acted on: a master that comes after us stops the rest and fails as well. */
static void gave_up(struct master *master, const struct slot *slot)
{
	char name[96];

	snprintf(master->verdict_program, sizeof master->verdict_program, "%s",
		slot->launch->program->name);
	if (node_gives_up_with(slot))
		report_log("the command gives up, because of %s: all is being stopped",
			slot_name(slot, name, sizeof name));
	else
		report_log("%s is given up, and the command with it: all is being stopped",
			slot_name(slot, name, sizeof name));
	master->command.gave_up = 1;
	master->command.wanted = CHILD_WANTED_STOPPED;
	write_command(master);
}

static void carry_out(struct master *master, const struct supervisor_effect *effect)
{
	struct slot *slot;

	if (effect->type == EFFECT_NODE_CHANGED) {
		node_changed(master, effect->child);
		job_look_at_node(master, effect->child);
		return;
	}
	slot = &master->slots[effect->child];
	switch (effect->type) {
	case EFFECT_SPAWN:
		slot_spawn(slot);
		break;
	case EFFECT_SIGNAL:
		reason_log_urged(slot, effect->value);
		slot_signal(slot, effect->value);
		death_recheck(slot);
		break;
	case EFFECT_KILL:
		reason_log_overdue(slot);
		slot_signal(slot, SIGKILL);
		death_recheck(slot);
		break;
	case EFFECT_CHANGED:
		if (slot_changed(slot))
			reason_log(slot);
		decided_look(slot);
		job_look(master, slot->number);
		break;
	case EFFECT_STARTED:
		say_started(master);
		break;
	case EFFECT_START_FAILED:
		start_failed(master, slot);
		break;
	case EFFECT_GAVE_UP:
		gave_up(master, slot);
		break;
	case EFFECT_FINISHED:
		say_finished(master);
		break;
	case EFFECT_SWAPPED:
		roll_swapped(slot, &master->slots[effect->value]);
		break;
	case EFFECT_ROLLED:
		roll_told(slot);
		break;
	case EFFECT_NODE_CHANGED:
	case EFFECT_COUNT:
		break;
	}
}

void master_settle(struct master *master)
{
	struct supervisor_effect effect;

	/* Carrying out may tell new events: what follows from them is taken by the loop below. */
	if (master->settling)
		return;
	master->settling = true;
	orphans_forget(master);
	while (supervisor_next(master->supervisor, &effect))
		carry_out(master, &effect);
	master->settling = false;
	if (supervisor_phase(master->supervisor) != master->command.phase)
		write_command(master);
	finish_look(master);
	turnover_look(master);
	reload_look(master);
	loop_arm(master);
	job_settle(master);
}

void master_step(struct master *master, const struct supervisor_event *event)
{
	if (event->type == CHILD_EVENT_EXITED || event->type == CHILD_EVENT_GONE ||
		event->type == CHILD_EVENT_SPAWN_FAILED)
		master->ended = 1 + event->child;
	supervisor_step(master->supervisor, event, clock_monotonic_ns());
	master_settle(master);
}

void master_stop(struct master *master)
{
	/* Written first: a master that comes after us goes on with the stop. */
	master->command.wanted = CHILD_WANTED_STOPPED;
	write_command(master);
	supervisor_stop(master->supervisor, clock_monotonic_ns());
	master_settle(master);
}

void master_wake(struct master *master)
{
	supervisor_wake(master->supervisor, clock_monotonic_ns());
	master_settle(master);
}

static void note_self(struct master *master)
{
	struct scoreboard_command *command = &master->command;

	/* One that has taken over from itself is the master that it was. */
	bool is_another = command->master.pid != getpid() || !master->resumed;

	if (is_another)
		command->master_started_ns = clock_realtime_ns();
	identity_of(getpid(), &command->master);
	identity_of(getppid(), &command->guardian);
	if (!command->guardian_started_ns || !master->resumed)
		command->guardian_started_ns = command->master_started_ns;
	/* Generation 0: the one that made the scoreboard died before it could say what it wanted.
	 */
	if (!master->resumed || !command->generation) {
		command->wanted = CHILD_WANTED_RUNNING;
		command->gave_up = 0;
	}
	if (is_another || !command->generation)
		command->generation++;
	snprintf(command->guardian_token, sizeof command->guardian_token, "%s",
		getenv(HANDOVER_LIFE));
}

/* A `start` waits for the verdict: the guardian plugs the pipe once it has delivered one. */
static bool is_waited_for(void)
{
	struct stat status;

	return fstat(HANDOVER_VERDICT, &status) == 0 && S_ISFIFO(status.st_mode);
}

/* What a former master knew of the start and may have had no time to tell. */
static void resume_verdict(struct master *master)
{
	if (master->command.wanted == CHILD_WANTED_STOPPED) {
		master->verdict_code = is_waited_for() ? -1 : REEVE_EXIT_OK;
		return;
	}
	master->verdict_code = REEVE_EXIT_OK;
	if (is_waited_for())
		report_verdict(REEVE_EXIT_OK, "", "");
	handover_plug(HANDOVER_VERDICT);
}

static void begin(struct master *master)
{
	bool started = master->resumed && master->command.phase >= SUPERVISOR_RUNNING;

	note_self(master);
	if (setup_is_ending())
		master->command.wanted = CHILD_WANTED_STOPPED;
	started = started || master->command.wanted == CHILD_WANTED_STOPPED;
	if (started)
		resume_verdict(master);
	adopt_restore(master);
	calendar_begin(master->calendar);
	outlook_begin(master->outlook);
	master->settling = true; /* nothing is carried out before the whole past is told */
	supervisor_start(master->supervisor, started, clock_monotonic_ns());
	if (!started)
		decided_begin(master);
	adopt_tell(master);
	if (master->command.wanted == CHILD_WANTED_STOPPED)
		supervisor_stop(master->supervisor, clock_monotonic_ns());
	master->settling = false;
	write_command(master);
	/* It goes by what stands there; nobody is started before. */
	minding_begin(master->minding);
	master_settle(master);
	reload_begin(master);
}

/* A predecessor's workers may live: then the guardian is to try again, not to leave. */
static int give_up(const struct master *master, const struct reeve_error *error)
{
	if (master->resumed && !setup_is_ending()) {
		report_log("%s", error->text);
		report_flush();
		return MASTER_TRY_AGAIN;
	}
	report_verdict(error->code, "", error->text);
	return error->code == REEVE_EXIT_TEMPLATE ? REEVE_EXIT_TEMPLATE : REEVE_EXIT_FAILED;
}

int master_main(void)
{
	struct master master = {.epoll_fd = -1,
		.null_fd = -1,
		.cgroup_fd = -1,
		.notify_fd = -1,
		.verdict_code = -1};
	struct reeve_error error = {.code = REEVE_EXIT_FAILED};
	int result = setup_master(&master, &error);

	if (result == 0) {
		result = loop_open(&master);
		if (result < 0)
			error_set(&error, REEVE_EXIT_FAILED, "cannot set up the master: %s",
				strerror(-result));
	}
	if (result == 0)
		result = adopt_scoreboard(&master, &error);
	if (result == 0) {
		begin(&master);
		server_tell_taken_over(master.server, REEVE_EXIT_OK, "");
		uv_run(&master.loop, UV_RUN_DEFAULT);
	} else {
		master.exit_code = give_up(&master, &error);
	}
	loop_close(&master);
	setup_undo(&master);
	return master.exit_code;
}
