/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "master/loop.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "master/calendar.h"
#include "master/death.h"
#include "master/hangup.h"
#include "master/master.h"
#include "master/memory.h"
#include "master/notify.h"
#include "master/minding.h"
#include "master/outlook.h"
#include "master/probe.h"
#include "master/report.h"
#include "master/server.h"
#include "master/slot.h"
#include "master/takeover.h"
#include "master/upgrade.h"
#include "master/watchdog.h"
#include "process/handover.h"
#include "process/spawn.h"

#define RECHECK_MS 100
#define STOPPED_MAX 256
#define TURN_NS NS_PER_MS /* for ends, and the starts that follow from them */

/* A former master's guardian is gone, and this process is the one that holds the lock: it becomes
 * the guardian. Same pid, same descriptors, same children; a new master will adopt them. */
static void become_guardian(struct master *master)
{
	char title[256], *argv[] = {title, NULL};

	report_flush();
	handover_title(
		title, sizeof title, master->template->title_prefix, "Guardian", master->name);
	handover_keep(handover_store_count(getenv(HANDOVER_STORED)));
	execve("/proc/self/exe", argv, master->guardian_envp);
	/* Leaving would leave workers without anybody; staying keeps them supervised. */
	handover_unkeep(handover_store_count(getenv(HANDOVER_STORED)));
	uv_poll_stop(&master->link);
}

static void on_link(uv_poll_t *poll, int status, int events)
{
	char message[256];
	ssize_t n = recv(HANDOVER_LINK, message, sizeof message, MSG_DONTWAIT);

	(void)status;
	(void)events;
	if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
		become_guardian(poll->data);
	else if (n > 0)
		upgrade_hear(poll->data, message, (size_t)n);
}

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

void loop_arm(struct master *master)
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

static void on_failed(uv_idle_t *idle)
{
	struct master *master = idle->data;

	uv_idle_stop(idle);
	for (unsigned i = 0; i < master->slot_count; i++)
		slot_tell_failed(&master->slots[i]);
}

void loop_tell_failed(struct master *master)
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

static void on_recheck(uv_timer_t *timer)
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

static bool is_stopping(const struct slot *slot)
{
	return supervisor_child(slot->master->supervisor, slot_index(slot))->state ==
	       CHILD_STOPPING;
}

/* Somebody waits for those that are being stopped: they come before the others, however many. */
static void notice_stopped(struct master *master)
{
	struct epoll_event ended[STOPPED_MAX];
	int count = epoll_wait(master->epoll_fd, ended, STOPPED_MAX, 0);

	for (int i = 0; i < count; i++)
		if (is_stopping(ended[i].data.ptr))
			death_notice(ended[i].data.ptr);
}

static void on_pidfds(uv_poll_t *poll, int status, int events)
{
	struct master *master = poll->data;
	uint64_t begun = clock_monotonic_ns();
	struct epoll_event ended[4];
	int count;

	(void)status;
	(void)events;
	if (supervisor_in_state(master->supervisor, CHILD_STOPPING))
		notice_stopped(master);
	/* What is left is still there in the next turn of the loop: in a storm of ends, too, who
	 * asks for something is to be answered. */
	do {
		count = epoll_wait(master->epoll_fd, ended, 4, 0);
		for (int i = 0; i < count; i++)
			death_notice(ended[i].data.ptr);
	} while (count == 4 && clock_monotonic_ns() - begun < TURN_NS);
}

/* Before the loop sleeps: the lines of a whole turn wake the guardian once. */
static void on_prepare(uv_prepare_t *prepare)
{
	report_flush();
	takeover_turn(prepare->data);
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
	case SIGHUP:
		hangup(master);
		break;
	default: /* USR1: nothing to reopen yet */
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
	master->standard_signals = spawn_standard_signals();
	return result;
}

int loop_open(struct master *master)
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
	uv_prepare_init(&master->loop, &master->flush_prepare);
	uv_prepare_start(&master->flush_prepare, on_prepare);
	master->failed_idle.data = master->timer.data = master->recheck.data =
		master->drain_check.data = master->flush_prepare.data = master;
	takeover_open(master);
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
		watchdog_open(master);
	if (result == 0)
		result = server_open(master, &master->server);
	if (result == 0)
		result = notify_open(master, &master->notify);
	if (result == 0)
		result = probe_open(master, &master->probe);
	if (result == 0)
		result = memory_open(master, &master->memory);
	if (result == 0)
		result = calendar_open(master, &master->calendar);
	if (result == 0)
		result = outlook_open(master, &master->outlook);
	if (result == 0)
		result = minding_open(master, &master->minding);
	return result;
}

static void close_handle(uv_handle_t *handle, void *data)
{
	(void)data;
	if (!uv_is_closing(handle))
		uv_close(handle, NULL);
}

void loop_close(struct master *master)
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
	notify_close(master->notify);
	probe_close(master->probe);
	memory_close(master->memory);
	calendar_close(master->calendar);
	outlook_close(master->outlook);
	minding_close(master->minding);
	upgrade_close(master->upgrade);
}

void loop_watch_lingering(struct master *master)
{
	if (!uv_is_active((uv_handle_t *)&master->recheck))
		uv_timer_start(&master->recheck, on_recheck, RECHECK_MS, RECHECK_MS);
}
