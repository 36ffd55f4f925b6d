/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "watcher/watcher.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "base/fd.h"
#include "base/text.h"
#include "config/template.h"
#include "watcher/pace.h"
#include "watcher/sight.h"

#define TEMPLATE_MAX (16 * 1024 * 1024)

/* A program that has `watch`. */
struct watched {
	uint32_t number;
	struct sight_spec spec;
	struct sight *sight;
	struct pace pace;
	char changed[sizeof((struct watcher_message *)0)->text];
};

struct watcher {
	struct template *template;
	char run_path[PATH_MAX]; /* what we write ourselves */
	struct watched *watched;
	size_t count;
	struct pollfd *polled; /* of each, and of the pipe */
};

/* Blocks while the master is stopped; nobody reads: we are not needed any more. */
static void tell(const struct watched *watched, enum watcher_kind kind, const char *text)
{
	struct watcher_message message = {.kind = kind, .program = watched->number};

	snprintf(message.text, sizeof message.text, "%s", text);
	if (write(WATCHER_OUT, &message, sizeof message) != (ssize_t)sizeof message)
		_exit(0);
}

static void complain(void *data, const char *text)
{
	tell(data, WATCHER_SAYS, text);
}

static int read_template(struct watcher *watcher)
{
	struct error_list errors = {0};
	struct buffer text = {0};
	int fd = fd_open_regular(WATCHER_RUN, "template");
	int result = fd < 0 ? fd : fd_read_all(fd, TEMPLATE_MAX, &text);
	ssize_t length =
		readlink("/proc/self/fd/3", watcher->run_path, sizeof watcher->run_path - 1);

	watcher->run_path[length > 0 ? length : 0] = '\0';
	fd_close(&fd);
	if (result == 0)
		watcher->template =
			template_load_resolved(text.data ? text.data : "", text.length, &errors);
	buffer_done(&text);
	error_list_done(&errors);
	return watcher->template ? 0 : -1;
}

static int make_watched(struct watcher *watcher)
{
	static char *const nothing[] = {NULL};
	const struct template *template = watcher->template;

	watcher->watched = calloc(template->program_count, sizeof *watcher->watched);
	watcher->polled = calloc(template->program_count + 1, sizeof *watcher->polled);
	if (!watcher->watched || !watcher->polled)
		return -1;
	for (size_t i = 0; i < template->program_count; i++) {
		const struct program *program = &template->programs[i];
		struct watched *watched = &watcher->watched[watcher->count];

		if (!program->watch)
			continue;
		watched->number = (uint32_t)i;
		watched->pace.delay_ns = program->watch_delay_ns;
		watched->spec = (struct sight_spec){.paths = program->watch,
			.ignored = program->watch_ignore ? program->watch_ignore : nothing,
			.never = watcher->run_path[0] ? watcher->run_path : NULL,
			.complain = complain,
			.data = watched};
		watched->sight = sight_new(&watched->spec);
		if (!watched->sight)
			return -1;
		watcher->count++;
	}
	return 0;
}

static void scan(struct watched *watched)
{
	const char *path = sight_scan(watched->sight);

	if (!path)
		return;
	snprintf(watched->changed, sizeof watched->changed, "%s", path);
	pace_touch(&watched->pace, clock_monotonic_ns());
}

static void look(struct watched *watched)
{
	char changed[sizeof watched->changed];

	if (sight_read(watched->sight, changed, sizeof changed)) {
		if (!watched->pace.pending)
			memcpy(watched->changed, changed, sizeof changed);
		pace_touch(&watched->pace, clock_monotonic_ns());
	}
	/* Where something is to be told it is scanned before that: once for all changes. */
	if (sight_is_stale(watched->sight) && !watched->pace.pending)
		scan(watched);
}

static void tell_change(struct watched *watched)
{
	char pause[32], text[160];

	/* Watched before anybody acts on it: no change is between the two. */
	if (sight_is_stale(watched->sight))
		sight_scan(watched->sight);
	tell(watched, WATCHER_CHANGED, watched->changed);
	if (!pace_tell(&watched->pace, clock_monotonic_ns()))
		return;
	text_from_duration(watched->pace.pause_ns, pause, sizeof pause);
	snprintf(text, sizeof text,
		"changes itself what it is watched by, %u times in a row: not watched for %s",
		watched->pace.row, pause);
	tell(watched, WATCHER_SAYS, text);
}

/* Milliseconds until the next one is due, rounded up; -1: none is. */
static int wait_ms(const struct watcher *watcher)
{
	uint64_t due = UINT64_MAX, now = clock_monotonic_ns();

	for (size_t i = 0; i < watcher->count; i++)
		if (pace_due(&watcher->watched[i].pace) < due)
			due = pace_due(&watcher->watched[i].pace);
	if (due == UINT64_MAX)
		return -1;
	if (due <= now)
		return 0;
	due = (due - now + NS_PER_MS - 1) / NS_PER_MS;
	return due < INT_MAX ? (int)due : INT_MAX;
}

static void run(struct watcher *watcher)
{
	for (;;) {
		for (size_t i = 0; i < watcher->count; i++)
			watcher->polled[i] = (struct pollfd){
				.fd = sight_fd(watcher->watched[i].sight), .events = POLLIN};
		watcher->polled[watcher->count] = (struct pollfd){.fd = WATCHER_OUT};
		if (poll(watcher->polled, watcher->count + 1, wait_ms(watcher)) < 0 &&
			errno != EINTR)
			return;
		if (watcher->polled[watcher->count].revents)
			return;
		for (size_t i = 0; i < watcher->count; i++) {
			if (watcher->polled[i].revents)
				look(&watcher->watched[i]);
			if (pace_due(&watcher->watched[i].pace) <= clock_monotonic_ns())
				tell_change(&watcher->watched[i]);
		}
	}
}

int watcher_main(void)
{
	struct watcher watcher = {0};
	int result;

	signal(SIGPIPE, SIG_IGN);
	/* A stop is the master's to act on. */
	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	result = read_template(&watcher);
	if (result == 0)
		result = make_watched(&watcher);
	if (result == 0) {
		for (size_t i = 0; i < watcher.count; i++)
			sight_scan(watcher.watched[i].sight);
		run(&watcher);
	}
	for (size_t i = 0; i < watcher.count; i++)
		sight_free(watcher.watched[i].sight);
	free(watcher.watched);
	free(watcher.polled);
	template_free(watcher.template);
	return result < 0;
}
