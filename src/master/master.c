/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "master/master.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/text.h"
#include "master/adopt.h"
#include "master/death.h"
#include "master/launch.h"
#include "master/reason.h"
#include "master/report.h"
#include "master/server.h"
#include "master/setup.h"
#include "master/slot.h"
#include "process/handover.h"
#include "process/identity.h"

#define EXIT_TRY_AGAIN 75 /* EX_TEMPFAIL; to the guardian: not on purpose */

void master_write(struct master *master)
{
	master->command.phase = supervisor_phase(master->supervisor);
	scoreboard_set_command(master->scoreboard, &master->command);
}

/* A former master's guardian is gone, and this process is the one that holds the lock: it becomes
 * the guardian. Same pid, same descriptors, same children; a new master will adopt them. */
static void become_guardian(struct master *master)
{
	char title[256];
	char *argv[] = {title, NULL};

	report_flush();
	handover_title(
		title, sizeof title, master->template->title_prefix, "Guardian", master->name);
	setenv(HANDOVER_ROLE, "guardian", 1);
	setenv(HANDOVER_RESUME, "1", 1);
	handover_keep(handover_store_count(getenv(HANDOVER_STORED)));
	execve("/proc/self/exe", argv, environ);
	/* Leaving would leave workers without anybody; staying keeps them supervised. */
	uv_poll_stop(&master->link);
}

static void on_link(uv_poll_t *poll, int status, int events)
{
	char byte;
	ssize_t n = recv(HANDOVER_LINK, &byte, 1, MSG_DONTWAIT);

	(void)status;
	(void)events;
	if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
		become_guardian(poll->data);
}

static void arm_timer(struct master *master);

/* After the descriptors of this round: what had arrived before the deadline counts. */
static void on_drained(uv_check_t *check)
{
	struct master *master = check->data;

	uv_check_stop(&master->drain_check);
	uv_idle_stop(&master->drain_idle);
	supervisor_expire(master->supervisor, clock_monotonic_ns());
	master_settle(master);
}

static void do_not_sleep(uv_idle_t *idle)
{
	(void)idle;
}

static void on_deadline(uv_timer_t *timer)
{
	struct master *master = timer->data;

	uv_idle_start(&master->drain_idle, do_not_sleep);
	uv_check_start(&master->drain_check, on_drained);
}

static void arm_timer(struct master *master)
{
	uint64_t deadline = supervisor_deadline(master->supervisor), now = clock_monotonic_ns();

	if (deadline == UINT64_MAX) {
		uv_timer_stop(&master->timer);
		return;
	}
	uv_update_time(&master->loop);
	uv_timer_start(&master->timer, on_deadline,
		deadline <= now ? 0 : (deadline - now + NS_PER_MS - 1) / NS_PER_MS, 0);
}

static void say_finished(struct master *master)
{
	if (master->verdict_code > 0) {
		master->exit_code = master->verdict_code == REEVE_EXIT_PARTLY ? 0 : 1;
		server_tell_started(master->server);
	} else if (master->verdict_code < 0) {
		report_verdict(REEVE_EXIT_FAILED, "", "it was stopped while it started");
	}
	server_tell_finished(master->server);
	uv_stop(&master->loop);
}

static void say_started(struct master *master)
{
	if (master->verdict_code < 0)
		master->verdict_code = REEVE_EXIT_OK;
	master_write(master);
	report_verdict(master->verdict_code, master->verdict_program, master->verdict_text);
	handover_plug(HANDOVER_VERDICT);
	server_tell_started(master->server);
}

static void start_failed(struct master *master, struct slot *slot)
{
	master->verdict_code =
		master->template->keep_on_start_failure ? REEVE_EXIT_PARTLY : REEVE_EXIT_FAILED;
	snprintf(master->verdict_program, sizeof master->verdict_program, "%s",
		slot->launch->program->name);
	reason_tell(slot, master->verdict_text, sizeof master->verdict_text);
	if (master->template->keep_on_start_failure) {
		say_started(master);
		return;
	}
	/* Written before it is acted on, as every stop; told at once: whoever dies while the rest
	 * is being stopped, the reason is known. */
	master->command.wanted = CHILD_WANTED_STOPPED;
	master_write(master);
	report_verdict(master->verdict_code, master->verdict_program, master->verdict_text);
}

static void carry_out(struct master *master, const struct supervisor_effect *effect)
{
	struct slot *slot = &master->slots[effect->child];

	switch (effect->type) {
	case EFFECT_SPAWN:
		slot_spawn(slot);
		break;
	case EFFECT_SIGNAL:
		slot_signal(slot, effect->value);
		death_recheck(slot);
		break;
	case EFFECT_KILL:
		slot_signal(slot, SIGKILL);
		death_recheck(slot);
		break;
	case EFFECT_CHANGED:
		if (slot_changed(slot))
			reason_log(slot);
		break;
	case EFFECT_STARTED:
		say_started(master);
		break;
	case EFFECT_START_FAILED:
		start_failed(master, slot);
		break;
	case EFFECT_FINISHED:
		say_finished(master);
		break;
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
	while (supervisor_next(master->supervisor, &effect))
		carry_out(master, &effect);
	master->settling = false;
	if (supervisor_phase(master->supervisor) != master->command.phase)
		master_write(master);
	arm_timer(master);
	report_flush();
}

void master_step(struct master *master, const struct supervisor_event *event)
{
	supervisor_step(master->supervisor, event, clock_monotonic_ns());
	master_settle(master);
}

void master_stop(struct master *master)
{
	/* Written first: a master that comes after us goes on with the stop. */
	master->command.wanted = CHILD_WANTED_STOPPED;
	master_write(master);
	supervisor_stop(master->supervisor, clock_monotonic_ns());
	master_settle(master);
}

void master_wake(struct master *master)
{
	supervisor_wake(master->supervisor, clock_monotonic_ns());
	master_settle(master);
}

static void on_failed(uv_idle_t *idle)
{
	struct master *master = idle->data;

	uv_idle_stop(idle);
	for (unsigned i = 0; i < master->slot_count; i++)
		slot_tell_failed(&master->slots[i]);
}

void master_tell_failed(struct master *master)
{
	uv_idle_start(&master->failed_idle, on_failed);
}

static void recheck_all(struct master *master)
{
	for (unsigned i = 0; i < master->slot_count && (master->lingering || master->awaiting); i++)
		death_recheck(&master->slots[i]);
	if (!master->lingering)
		uv_timer_stop(&master->recheck);
}

void master_recheck(uv_timer_t *timer)
{
	recheck_all(timer->data);
}

/* The guardian has reaped something. */
static void on_deaths(uv_poll_t *poll, int status, int events)
{
	struct master *master = poll->data;
	uint64_t count;

	(void)status;
	(void)events;
	if (read(HANDOVER_DEATHS, &count, sizeof count) < 0)
		return;
	recheck_all(master);
	master->command.deaths_cursor = deaths_count(master->deaths);
}

/* Some worker says that it is ready: its cell tells which. */
static void on_ready(uv_poll_t *poll, int status, int events)
{
	struct master *master = poll->data;
	uint64_t count;

	(void)status;
	(void)events;
	if (read(HANDOVER_READY, &count, sizeof count) < 0)
		return;
	for (unsigned i = 0; i < master->slot_count; i++)
		slot_look_ready(&master->slots[i]);
}

static void on_pidfds(uv_poll_t *poll, int status, int events)
{
	struct master *master = poll->data;
	struct epoll_event ended[256];
	int count;

	(void)status;
	(void)events;
	do {
		count = epoll_wait(master->epoll_fd, ended, 256, 0);
		for (int i = 0; i < count; i++)
			death_notice(ended[i].data.ptr);
	} while (count == 256);
}

static void on_signal(uv_signal_t *handle, int signal)
{
	struct master *master = handle->data;

	switch (signal) {
	case SIGINT:
		/* The second Ctrl-C. */
		if (master->command.wanted == CHILD_WANTED_STOPPED) {
			supervisor_kill(master->supervisor, clock_monotonic_ns());
			master_settle(master);
			break;
		}
		/* fallthrough */
	case SIGTERM:
	case SIGQUIT:
		master_stop(master);
		break;
	case SIGALRM:
		master_wake(master);
		break;
	case SIGUSR2:
		for (unsigned i = 0; i < master->slot_count; i++)
			slot_write(&master->slots[i]);
		break;
	default: /* HUP and USR1: nothing to read again or to reopen yet */
		break;
	}
}

static int watch(struct master *master, uv_poll_t *poll, int fd, uv_poll_cb callback)
{
	int result = uv_poll_init(&master->loop, poll, fd);

	poll->data = master;
	return result < 0 ? result : uv_poll_start(poll, UV_READABLE, callback);
}

static int open_signals(struct master *master)
{
	static const int wanted[] = {SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGUSR2, SIGALRM, SIGQUIT};
	sigset_t none;
	int result = 0;

	signal(SIGPIPE, SIG_IGN);
	for (size_t i = 0; i < sizeof wanted / sizeof wanted[0] && result == 0; i++) {
		uv_signal_init(&master->loop, &master->signals[i]);
		master->signals[i].data = master;
		result = uv_signal_start(&master->signals[i], on_signal, wanted[i]);
	}
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	return result;
}

static int open_loop(struct master *master)
{
	int result = uv_loop_init(&master->loop);

	if (result < 0)
		return result;
	master->loop.data = master;
	uv_timer_init(&master->loop, &master->timer);
	uv_timer_init(&master->loop, &master->recheck);
	uv_idle_init(&master->loop, &master->drain_idle);
	uv_check_init(&master->loop, &master->drain_check);
	uv_idle_init(&master->loop, &master->failed_idle);
	master->failed_idle.data = master->timer.data = master->recheck.data =
		master->drain_check.data = master;
	master->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	if (master->epoll_fd < 0)
		return -errno;
	result = open_signals(master);
	if (result == 0)
		result = watch(master, &master->link, HANDOVER_LINK, on_link);
	if (result == 0)
		result = watch(master, &master->deaths_event, HANDOVER_DEATHS, on_deaths);
	if (result == 0)
		result = watch(master, &master->ready_event, HANDOVER_READY, on_ready);
	if (result == 0)
		result = watch(master, &master->pidfds, master->epoll_fd, on_pidfds);
	if (result == 0)
		result = server_open(master, &master->server);
	return result;
}

static void note_self(struct master *master)
{
	struct scoreboard_command *command = &master->command;

	identity_of(getpid(), &command->master);
	identity_of(getppid(), &command->guardian);
	command->master_started_ns = clock_realtime_ns();
	if (!command->guardian_started_ns || !master->resumed)
		command->guardian_started_ns = command->master_started_ns;
	/* Generation 0: the one that made the scoreboard died before it could say what it wanted.
	 */
	if (!master->resumed || !command->generation)
		command->wanted = CHILD_WANTED_RUNNING;
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
	master->settling = true; /* nothing is carried out before the whole past is told */
	supervisor_start(master->supervisor, started, clock_monotonic_ns());
	adopt_tell(master);
	if (master->command.wanted == CHILD_WANTED_STOPPED)
		supervisor_stop(master->supervisor, clock_monotonic_ns());
	master->settling = false;
	master_write(master);
	master_settle(master);
}

static void close_handle(uv_handle_t *handle, void *data)
{
	(void)data;
	if (!uv_is_closing(handle))
		uv_close(handle, NULL);
}

static void close_loop(struct master *master)
{
	if (!master->loop.data)
		return;
	/* What was answered last is written before its connection is closed. */
	uv_run(&master->loop, UV_RUN_NOWAIT);
	if (master->server)
		server_close(master->server);
	uv_walk(&master->loop, close_handle, NULL);
	uv_run(&master->loop, UV_RUN_DEFAULT);
	uv_loop_close(&master->loop);
}

/* A predecessor's workers may live: then the guardian is to try again, not to leave. */
static int give_up(const struct master *master, const struct reeve_error *error)
{
	if (master->resumed && !setup_is_ending()) {
		report_log("%s", error->text);
		report_flush();
		return EXIT_TRY_AGAIN;
	}
	report_verdict(error->code, "", error->text);
	return error->code == REEVE_EXIT_TEMPLATE ? REEVE_EXIT_TEMPLATE : REEVE_EXIT_FAILED;
}

int master_main(void)
{
	struct master master = {
		.epoll_fd = -1, .counters_fd = -1, .null_fd = -1, .verdict_code = -1};
	struct reeve_error error = {.code = REEVE_EXIT_FAILED};
	int result = setup_master(&master, &error);

	if (result == 0) {
		result = open_loop(&master);
		if (result < 0)
			error_set(&error, REEVE_EXIT_FAILED, "cannot set up the master: %s",
				strerror(-result));
	}
	if (result == 0)
		result = adopt_scoreboard(&master, &error);
	if (result == 0) {
		begin(&master);
		uv_run(&master.loop, UV_RUN_DEFAULT);
	} else {
		master.exit_code = give_up(&master, &error);
	}
	close_loop(&master);
	setup_undo(&master);
	return master.exit_code;
}
