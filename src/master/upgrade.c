/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "master/upgrade.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fd.h"
#include "base/text.h"
#include "base/trust.h"
#include "master/attendant.h"
#include "master/master.h"
#include "master/candidate.h"
#include "master/report.h"
#include "master/request.h"
#include "master/server.h"
#include "process/handover.h"
#include "process/signal.h"

#define PATIENCE_MS 5000

struct upgrade {
	struct master *master;
	enum { UPGRADE_NONE, UPGRADE_CANDIDATE, UPGRADE_GUARDIAN, UPGRADE_MASTER } stage;
	int program_fd;
	char program[32]; /* the path of that */
	char shown[160];  /* its path, for sentences */
	uv_timer_t timer;
	uv_poll_t ended; /* of the candidate */
	int pidfd, out;
	bool late;
	int code, status; /* how it ended: si_code and si_status */
	char said[512];
};

bool upgrade_is_open(const struct master *master)
{
	const struct upgrade *upgrade = master->upgrade;

	return upgrade &&
	       (upgrade->stage == UPGRADE_CANDIDATE || upgrade->stage == UPGRADE_GUARDIAN);
}

void upgrade_failed(struct master *master, int code, const char *text)
{
	struct upgrade *upgrade = master->upgrade;

	if (!upgrade || upgrade->stage == UPGRADE_NONE)
		return;
	upgrade->stage = UPGRADE_NONE;
	uv_timer_stop(&upgrade->timer);
	fd_close(&upgrade->program_fd);
	master->takeover.program = NULL;
	report_log("no upgrade: %s", text);
	server_tell_not_upgraded(master->server, code, text);
}

static int fail(struct upgrade *upgrade, int code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static int fail(struct upgrade *upgrade, int code, const char *format, ...)
{
	char text[1024];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	upgrade_failed(upgrade->master, code, text);
	return -1;
}

/* The guardian goes first: a master of the program that it was can go on with it, and become it. */
static int send_program(int fd)
{
	union {
		struct cmsghdr header;
		char room[CMSG_SPACE(sizeof(int))];
	} control = {.room = {0}};
	char type = MESSAGE_PROGRAM;
	struct iovec vector = {&type, 1};
	struct msghdr head = {.msg_iov = &vector,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof control};

	control.header.cmsg_level = SOL_SOCKET;
	control.header.cmsg_type = SCM_RIGHTS;
	control.header.cmsg_len = CMSG_LEN(sizeof fd);
	memcpy(CMSG_DATA(&control.header), &fd, sizeof fd);
	return sendmsg(HANDOVER_LINK, &head, MSG_DONTWAIT | MSG_NOSIGNAL) < 0 ? -errno : 0;
}

static void on_late(uv_timer_t *timer)
{
	struct upgrade *upgrade = timer->data;

	if (upgrade->stage == UPGRADE_CANDIDATE) {
		upgrade->late = true;
		signal_process(upgrade->pidfd, SIGKILL);
	} else if (upgrade->stage == UPGRADE_GUARDIAN) {
		fail(upgrade, REEVE_EXIT_TIMEOUT,
			"the guardian has not answered within %d seconds: ask again",
			PATIENCE_MS / 1000);
	}
}

/* Returns 0 if it is what it should be. */
static int judge(struct upgrade *upgrade)
{
	const char *shown = upgrade->shown;
	char said[sizeof upgrade->said];
	bool named = strncmp(upgrade->said, CANDIDATE_NAME, strlen(CANDIDATE_NAME)) == 0;

	upgrade->said[strcspn(upgrade->said, "\n")] = '\0';
	text_show(said, sizeof said, upgrade->said);
	if (upgrade->late)
		return fail(upgrade, REEVE_EXIT_FAILED,
			"'%s' has not said within %d seconds what it is", shown,
			PATIENCE_MS / 1000);
	if (upgrade->code != CLD_EXITED)
		return fail(upgrade, REEVE_EXIT_FAILED,
			"'%s' was killed by signal %d when it was asked what it is", shown,
			upgrade->status);
	if (!named)
		return fail(upgrade, REEVE_EXIT_FAILED,
			"'%s' is no reeve-master: asked what it is it ended with exit code %d",
			shown, upgrade->status);
	if (upgrade->status != 0)
		return fail(upgrade, REEVE_EXIT_FAILED, "'%s' cannot go on with what runs: %s",
			shown, said);
	report_log("upgrade to '%s', %s", shown, said);
	return 0;
}

static void on_closed(uv_handle_t *handle)
{
	struct upgrade *upgrade = handle->data;
	int result;

	fd_close(&upgrade->pidfd);
	fd_close(&upgrade->out);
	if (upgrade->stage != UPGRADE_CANDIDATE || judge(upgrade) < 0)
		return;
	upgrade->stage = UPGRADE_GUARDIAN;
	result = send_program(upgrade->program_fd);
	if (result < 0)
		fail(upgrade, REEVE_EXIT_FAILED, "cannot tell the guardian: %s", strerror(-result));
}

/* The candidate's end; what it has said lies in the pipe. */
static void on_ended(uv_poll_t *poll, int status, int events)
{
	struct upgrade *upgrade = poll->data;
	siginfo_t info = {0};
	ssize_t n;

	(void)status;
	(void)events;
	if (waitid(P_PIDFD, (id_t)upgrade->pidfd, &info, WEXITED | WNOHANG) == 0 && !info.si_pid)
		return;
	upgrade->code = info.si_code;
	upgrade->status = info.si_status;
	n = read(upgrade->out, upgrade->said, sizeof upgrade->said - 1);
	upgrade->said[n > 0 ? n : 0] = '\0';
	uv_close((uv_handle_t *)poll, on_closed);
}

static int spawn_candidate(struct upgrade *upgrade, int out)
{
	struct master *master = upgrade->master;
	const struct spawn_fd fds[] = {{master->null_fd, 0}, {out, 1}, {master->null_fd, 2},
		{HANDOVER_RUN, HANDOVER_RUN}, {HANDOVER_STATUS, HANDOVER_STATUS}};
	struct spawned spawned;
	int result = attendant_spawn(master,
		&(struct attendant){.role = HANDOVER_AS_CANDIDATE,
			.title = "Candidate",
			.program = upgrade->program,
			.fds = fds,
			.fd_count = sizeof fds / sizeof fds[0],
			.resume = {HANDOVER_TO_RESUME, HANDOVER_SPOKEN "=" HANDOVER_VERSION},
			.parent_death_signal = SIGKILL},
		&spawned);

	upgrade->pidfd = spawned.pidfd;
	return result;
}

static int start_candidate(struct upgrade *upgrade)
{
	int ends[2] = {-1, -1};
	int result = pipe2(ends, O_CLOEXEC | O_NONBLOCK) < 0 ? -errno : 0;

	if (result == 0)
		result = spawn_candidate(upgrade, ends[1]);
	fd_close(&ends[1]);
	upgrade->out = ends[0];
	if (result < 0) {
		fd_close(&upgrade->out);
		return result;
	}
	upgrade->late = false;
	upgrade->ended.data = upgrade;
	uv_poll_init(&upgrade->master->loop, &upgrade->ended, upgrade->pidfd);
	uv_poll_start(&upgrade->ended, UV_READABLE, on_ended);
	uv_timer_start(&upgrade->timer, on_late, PATIENCE_MS, PATIENCE_MS);
	return 0;
}

/* Whom the file belongs to decides whether it is executed; what it is, the candidate tells. */
static int open_program(struct upgrade *upgrade, const char *path, struct reeve_error *error)
{
	char magic[2] = "";

	upgrade->program_fd = trust_open(
		AT_FDCWD, path, upgrade->master->template->owner, REEVE_EXIT_FAILED, error);
	if (upgrade->program_fd < 0)
		return -1;
	if (pread(upgrade->program_fd, magic, sizeof magic, 0) == sizeof magic &&
		memcmp(magic, "#!", sizeof magic) == 0)
		return error_set(error, REEVE_EXIT_FAILED,
			"'%s' is a script: guardian and master can only become the program itself",
			upgrade->shown);
	snprintf(
		upgrade->program, sizeof upgrade->program, "/proc/self/fd/%d", upgrade->program_fd);
	return 0;
}

static struct upgrade *get_upgrade(struct master *master)
{
	struct upgrade *upgrade = master->upgrade;

	if (upgrade)
		return upgrade;
	upgrade = calloc(1, sizeof *upgrade);
	if (!upgrade)
		return NULL;
	upgrade->master = master;
	upgrade->program_fd = upgrade->pidfd = upgrade->out = -1;
	upgrade->timer.data = upgrade;
	uv_timer_init(&master->loop, &upgrade->timer);
	return master->upgrade = upgrade;
}

static int begin(struct upgrade *upgrade, const char *path, struct reeve_error *error)
{
	int result = open_program(upgrade, path, error);

	if (result == 0) {
		result = start_candidate(upgrade);
		if (result < 0)
			error_set(error, REEVE_EXIT_FAILED, "cannot execute '%s': %s",
				upgrade->shown, strerror(-result));
	}
	if (result < 0)
		fd_close(&upgrade->program_fd);
	return result;
}

static void try(struct asker *asker, struct upgrade *upgrade, const char *path)
{
	struct reeve_error error;

	text_show(upgrade->shown, sizeof upgrade->shown, path);
	report_log("upgrade to '%s' asked for by pid %d, uid %u", upgrade->shown, (int)asker->pid,
		(unsigned)asker->uid);
	if (begin(upgrade, path, &error) < 0) {
		report_log("no upgrade: %s", error.text);
		request_answer(asker, error.code, error.text);
		return;
	}
	upgrade->stage = UPGRADE_CANDIDATE;
	asker->waits = WAITS_FOR_UPGRADE;
}

void upgrade_ask(struct asker *asker, const char *path)
{
	struct master *master = asker->master;
	struct upgrade *upgrade = get_upgrade(master);

	if (!upgrade)
		request_answer(asker, REEVE_EXIT_FAILED, "the master is out of memory");
	else if (!path || path[0] != '/')
		request_answer(
			asker, REEVE_EXIT_USAGE, "'path' is missing, of the program to become");
	else if (master->command.wanted == CHILD_WANTED_STOPPED)
		request_answer(asker, REEVE_EXIT_NOT_RUNNING, "it is being stopped");
	else if (upgrade->stage != UPGRADE_NONE)
		request_answer(asker, REEVE_EXIT_FAILED, "another upgrade is under way");
	else
		try(asker, upgrade, path);
}

void upgrade_hear(struct master *master, const char *message, size_t length)
{
	struct upgrade *upgrade = master->upgrade;

	if (!upgrade || upgrade->stage != UPGRADE_GUARDIAN)
		return;
	if (message[0] == MESSAGE_REFUSED) {
		fail(upgrade, REEVE_EXIT_FAILED, "the guardian cannot execute '%s': %.*s",
			upgrade->shown, (int)length - 1, message + 1);
	} else if (message[0] == MESSAGE_PROGRAM) {
		uv_timer_stop(&upgrade->timer);
		upgrade->stage = UPGRADE_MASTER;
		master->takeover.program = upgrade->program;
		takeover_ask(master);
	}
}

void upgrade_close(struct upgrade *upgrade)
{
	siginfo_t info;

	if (!upgrade)
		return;
	if (upgrade->pidfd >= 0) {
		signal_process(upgrade->pidfd, SIGKILL);
		waitid(P_PIDFD, (id_t)upgrade->pidfd, &info, WEXITED);
	}
	fd_close(&upgrade->pidfd);
	fd_close(&upgrade->out);
	fd_close(&upgrade->program_fd);
	free(upgrade);
}
