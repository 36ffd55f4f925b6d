/* SPDX-License-Identifier: MIT */
/* The master's side of the control socket: the real server and its connections on a real socket,
 * around a master that is made up. Whatever comes, in whatever pieces: each line is answered once
 * and in order by one line of JSON, and the pieces make no difference. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buffer.h"
#include "fuzz.h"
#include "master/job.h"
#include "master/master.h"
#include "master/reload.h"
#include "master/report.h"
#include "master/request.h"
#include "master/server.h"
#include "master/takeover.h"
#include "master/upgrade.h"
#include "process/handover.h"
#include "storage/control.h"

#define INPUT_MAX (70u << 10) /* more than a request can be */
#define LINES_MAX 300

static struct master master;
static enum supervisor_phase phase;
static unsigned stops, wakes;

void master_stop(struct master *of)
{
	stops++;
	of->command.wanted = CHILD_WANTED_STOPPED;
}

void master_wake(struct master *of)
{
	wakes++;
}

enum supervisor_phase supervisor_phase(const struct supervisor *supervisor)
{
	return phase;
}

void job_take(struct asker *asker, enum job_word word, const json_t *request)
{
	HOLD(json_is_object(request));
	request_answer(asker, REEVE_EXIT_USAGE, "there are no programs");
}

void job_forget(struct job *job)
{
	HOLD(!job);
}

void report_log(const char *format, ...)
{
}

void upgrade_ask(struct asker *asker, const char *path)
{
	if (path)
		asker->waits = WAITS_FOR_UPGRADE;
	else
		request_answer(asker, 2, "no path");
}

void takeover_ask(struct master *of)
{
	(void)of;
}

void reload_take(struct asker *asker, const json_t *request)
{
	(void)request;
	request_answer(asker, REEVE_EXIT_FAILED, "");
}

static void remove_socket(void)
{
	fuzz_remove(CONTROL_SOCKET);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	int fd = control_listen(fuzz_scratch());

	HOLD(fd >= 0);
	atexit(remove_socket);
	if (fd != HANDOVER_CONTROL) {
		/* Of the C library or a sanitizer nothing is there. */
		HOLD(dup2(fd, HANDOVER_CONTROL) == HANDOVER_CONTROL);
		close(fd);
	}
	return 0;
}

static void turn(void)
{
	while (uv_run(&master.loop, UV_RUN_NOWAIT) && uv_backend_timeout(&master.loop) == 0)
		;
}

static void read_replies(int fd, struct buffer *replies)
{
	char text[4096];
	ssize_t n;

	while ((n = recv(fd, text, sizeof text, MSG_DONTWAIT)) > 0)
		buffer_add(replies, text, (size_t)n);
}

/* False if the other side has closed. */
static bool send_piece(int fd, const uint8_t *data, size_t size, struct buffer *replies)
{
	while (size) {
		ssize_t n = send(fd, data, size, MSG_DONTWAIT | MSG_NOSIGNAL);

		if (n < 0 && errno != EAGAIN)
			return false;
		data += n > 0 ? n : 0;
		size -= n > 0 ? (size_t)n : 0;
		uv_run(&master.loop, UV_RUN_NOWAIT);
		read_replies(fd, replies);
	}
	return true;
}

/* How long the next piece is: of this seed always the same. */
static size_t draw(uint32_t *seed, size_t left)
{
	size_t length;

	if (*seed == 0)
		return left;
	*seed = *seed * 1664525u + 1013904223u;
	length = 1 + (*seed >> 16) % 40;
	return length < left ? length : left;
}

static void send_all(
	int fd, const uint8_t *data, size_t size, uint32_t seed, struct buffer *replies)
{
	size_t length;

	for (size_t at = 0; at < size; at += length) {
		length = draw(&seed, size - at);
		if (!send_piece(fd, data + at, length, replies))
			break;
	}
	turn();
	read_replies(fd, replies);
}

/* Who waits for the start, the end or a take-over is told, as often as it asks again behind that. */
static void tell_all(int fd, struct server *server, struct buffer *replies)
{
	size_t before;

	do {
		before = replies->length;
		server_tell_started(server);
		server_tell_finished(server);
		server_tell_taken_over(server, 0, "");
		server_tell_not_upgraded(server, 1, "no");
		turn();
		read_replies(fd, replies);
	} while (replies->length > before);
}

static void talk(const uint8_t *data, size_t size, uint32_t seed, struct buffer *replies)
{
	struct server *server;
	int kept, client;

	HOLD(uv_loop_init(&master.loop) == 0);
	/* The server closes what it listens on. */
	kept = fcntl(HANDOVER_CONTROL, F_DUPFD_CLOEXEC, HANDOVER_STORE);
	HOLD(server_open(&master, &server) == 0);
	master.command.wanted = CHILD_WANTED_RUNNING;
	stops = wakes = 0;
	client = control_connect(fuzz_scratch());
	HOLD(client >= 0);
	turn();
	send_all(client, data, size, seed, replies);
	tell_all(client, server, replies);
	shutdown(client, SHUT_WR);
	turn();
	read_replies(client, replies);
	close(client);
	server_close(server);
	uv_run(&master.loop, UV_RUN_DEFAULT);
	HOLD(uv_loop_close(&master.loop) == 0);
	HOLD(dup2(kept, HANDOVER_CONTROL) == HANDOVER_CONTROL);
	close(kept);
}

static size_t count_lines(const uint8_t *data, size_t size)
{
	size_t lines = 0;

	while (size--)
		lines += *data++ == '\n';
	return lines;
}

static void check_reply(const char *line)
{
	json_t *reply = json_loads(line, JSON_REJECT_DUPLICATES, NULL);
	json_int_t code = json_integer_value(json_object_get(reply, "code"));

	HOLD(json_is_object(reply));
	HOLD(json_integer_value(json_object_get(reply, "version")) == CONTROL_VERSION);
	HOLD(json_object_get(reply, "done"));
	HOLD(json_string_value(json_object_get(reply, "text")));
	HOLD(code >= 0 && code <= 255);
	HOLD((code == 0) == (strlen(json_string_value(json_object_get(reply, "text"))) == 0));
	json_decref(reply);
}

static size_t check_replies(struct buffer *replies)
{
	char *rest = replies->data, *line;
	size_t count = 0;

	HOLD(!replies->failed);
	HOLD(!replies->length || replies->data[replies->length - 1] == '\n');
	while (rest && (line = fuzz_line(&rest))) {
		check_reply(line);
		count++;
	}
	return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buffer whole = {0}, pieces = {0};
	unsigned whole_stops, whole_wakes;
	uint32_t seed;
	size_t lines;

	if (size < 2)
		return 0;
	seed = (uint32_t)data[0] << 8 | data[1] | 1;
	phase = data[0] % 2 ? SUPERVISOR_RUNNING : SUPERVISOR_STARTING;
	data += 2;
	size -= 2;
	if (size > INPUT_MAX)
		size = INPUT_MAX;
	lines = count_lines(data, size);
	/* Who asks more than that and reads nothing is cut off, sooner or later. */
	if (lines > LINES_MAX)
		return 0;
	talk(data, size, 0, &whole);
	whole_stops = stops;
	whole_wakes = wakes;
	talk(data, size, seed, &pieces);
	HOLD(whole.length == pieces.length);
	HOLD(!whole.length || memcmp(whole.data, pieces.data, whole.length) == 0);
	HOLD(stops == whole_stops && wakes == whole_wakes);
	/* One more where the last is too long to have an end. */
	HOLD(check_replies(&whole) <= lines + (size >= CONTROL_REQUEST_MAX));
	buffer_done(&pieces);
	buffer_done(&whole);
	return 0;
}
