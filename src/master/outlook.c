/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "master/outlook.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fd.h"
#include "base/text.h"
#include "master/launch.h"
#include "master/attendant.h"
#include "master/master.h"
#include "master/reason.h"
#include "master/report.h"
#include "master/slot.h"
#include "process/handover.h"
#include "process/signal.h"
#include "watcher/watcher.h"

#define AGAIN_NS NS_PER_SECOND
#define AGAIN_MAX_NS (60 * NS_PER_SECOND)
#define END_MS 1000

struct outlook {
	struct master *master;
	uv_poll_t poll;
	uv_timer_t again;
	int fd;	   /* what it writes; -1: none runs */
	int pidfd; /* of our own child; it is not reaped before this is closed */
	uint64_t started_ns;
	uint64_t delay_ns; /* before the next start */
};

static void start(struct outlook *outlook);

static bool has_changed(struct slot *slot, const char *path)
{
	const struct child_record *record =
		supervisor_child(slot->master->supervisor, slot_index(slot));
	bool lives = record->state == CHILD_STARTING || record->state == CHILD_RUNNING;
	char shown[160];

	if (record->wanted != CHILD_WANTED_RUNNING ||
		slot->master->command.wanted != CHILD_WANTED_RUNNING)
		return false;
	if (lives)
		reason_log_recycled(slot, "'%s' has changed", text_show(shown, sizeof shown, path));
	slot_tell(slot, CHILD_EVENT_RECYCLE, CHILD_CAUSE_WATCH, 0);
	return lives;
}

static void take(struct outlook *outlook, struct watcher_message *message)
{
	struct master *master = outlook->master;

	if (message->program >= master->template->program_count)
		return;
	message->text[sizeof message->text - 1] = '\0';
	if (message->kind == WATCHER_SAYS)
		report_log("program '%s': watch: %s",
			master->template->programs[message->program].name, message->text);
	else
		for (unsigned i = 0; i < master->slot_count; i++)
			if (master->slots[i].launch == &master->launches[message->program])
				has_changed(&master->slots[i], message->text);
	report_flush();
}

/* It is killed, and gone but for a disk that holds it: then it goes when that lets it. */
static void reap(struct outlook *outlook)
{
	siginfo_t info;
	struct pollfd ended = {.fd = outlook->pidfd, .events = POLLIN};

	if (outlook->pidfd < 0)
		return;
	signal_process(outlook->pidfd, SIGKILL);
	poll(&ended, 1, END_MS);
	waitid(P_PIDFD, (id_t)outlook->pidfd, &info, WEXITED | WNOHANG);
	fd_close(&outlook->pidfd);
}

static void on_again(uv_timer_t *timer)
{
	start(timer->data);
}

static void start_again(struct outlook *outlook)
{
	char time[32];

	uv_timer_start(&outlook->again, on_again, outlook->delay_ns / NS_PER_MS, 0);
	text_from_duration(outlook->delay_ns, time, sizeof time);
	report_log("nothing is watched: another watcher is started in %s", time);
	outlook->delay_ns *= 2;
	if (outlook->delay_ns > AGAIN_MAX_NS)
		outlook->delay_ns = AGAIN_MAX_NS;
	report_flush();
}

static void on_closed(uv_handle_t *handle)
{
	struct outlook *outlook = handle->data;

	fd_close(&outlook->fd);
	reap(outlook);
	if (clock_monotonic_ns() - outlook->started_ns > AGAIN_MAX_NS)
		outlook->delay_ns = AGAIN_NS;
	if (outlook->master->command.wanted == CHILD_WANTED_RUNNING)
		start_again(outlook);
}

static void on_message(uv_poll_t *poll, int status, int events)
{
	struct outlook *outlook = poll->data;
	struct watcher_message message;
	ssize_t n = 0;

	(void)events;
	while (status == 0 && (n = read(outlook->fd, &message, sizeof message)) == sizeof message)
		take(outlook, &message);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (!uv_is_closing((uv_handle_t *)poll))
		uv_close((uv_handle_t *)poll, on_closed);
}

static int spawn(struct outlook *outlook, int out)
{
	struct master *master = outlook->master;
	const struct spawn_fd fds[] = {{master->null_fd, 0}, {master->null_fd, 1}, {2, 2},
		{HANDOVER_RUN, WATCHER_RUN}, {out, WATCHER_OUT}};
	struct spawned spawned;
	int result = attendant_spawn(master,
		&(struct attendant){.role = HANDOVER_AS_WATCHER,
			.title = "Watcher",
			.fds = fds,
			.fd_count = sizeof fds / sizeof fds[0],
			.parent_death_signal = SIGKILL},
		&spawned);

	outlook->pidfd = spawned.pidfd;
	return result;
}

static void start(struct outlook *outlook)
{
	int ends[2] = {-1, -1};
	int result = pipe2(ends, O_CLOEXEC) < 0 ? -errno : spawn(outlook, ends[1]);

	fd_close(&ends[1]);
	if (result == 0)
		result = fcntl(ends[0], F_SETFL, O_NONBLOCK) < 0 ? -errno : 0;
	if (result == 0)
		result = uv_poll_init(&outlook->master->loop, &outlook->poll, ends[0]);
	if (result < 0) {
		report_log("cannot start a watcher: %s", strerror(-result));
		fd_close(&ends[0]);
		reap(outlook);
		start_again(outlook);
		return;
	}
	outlook->fd = ends[0];
	outlook->poll.data = outlook;
	outlook->started_ns = clock_monotonic_ns();
	uv_poll_start(&outlook->poll, UV_READABLE, on_message);
}

void outlook_begin(struct outlook *outlook)
{
	if (outlook && outlook->master->command.wanted == CHILD_WANTED_RUNNING)
		start(outlook);
}

void outlook_end(struct outlook *outlook)
{
	if (!outlook || outlook->fd < 0 || uv_is_closing((uv_handle_t *)&outlook->poll))
		return;
	reap(outlook);
	on_message(&outlook->poll, 0, UV_READABLE);
}

int outlook_open(struct master *master, struct outlook **ret_outlook)
{
	bool any = false;

	*ret_outlook = NULL;
	for (size_t i = 0; i < master->template->program_count; i++)
		any = any || master->template->programs[i].watch;
	if (!any)
		return 0;
	*ret_outlook = calloc(1, sizeof **ret_outlook);
	if (!*ret_outlook)
		return -ENOMEM;
	(*ret_outlook)->master = master;
	(*ret_outlook)->fd = (*ret_outlook)->pidfd = -1;
	(*ret_outlook)->delay_ns = AGAIN_NS;
	(*ret_outlook)->again.data = *ret_outlook;
	return uv_timer_init(&master->loop, &(*ret_outlook)->again);
}

void outlook_close(struct outlook *outlook)
{
	if (!outlook)
		return;
	fd_close(&outlook->fd);
	reap(outlook);
	free(outlook);
}
