/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "client/guard.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/fd.h"
#include "base/name.h"
#include "base/token.h"
#include "client/listen.h"
#include "process/cgroup.h"
#include "process/handover.h"
#include "process/spawn.h"
#include "storage/control.h"
#include "storage/socket.h"

/* What the guardian will find at its numbers: index is the number, value our descriptor (moved out
 * of the way of those numbers) or -1. */
struct cargo {
	int *fds;
	size_t count; /* HANDOVER_STORE + stored */
	int log;      /* standard output and error of the guardian in the background */
	struct buffer names;
	int verdict; /* our end */
};

static void cargo_done(struct cargo *cargo)
{
	for (size_t i = 0; cargo->fds && i < cargo->count; i++)
		fd_close(&cargo->fds[i]);
	free(cargo->fds);
	fd_close(&cargo->log);
	fd_close(&cargo->verdict);
	buffer_done(&cargo->names);
}

/* Takes fd: moves it above every number that will be given out. */
static int put(struct cargo *cargo, size_t number, int fd)
{
	int moved;

	if (fd < 0)
		return fd;
	moved = fcntl(fd, F_DUPFD_CLOEXEC, (int)cargo->count + 16);
	if (moved < 0)
		moved = errno == EINVAL ? -EMFILE : -errno; /* beyond the limit */
	close(fd);
	if (moved < 0)
		return moved;
	cargo->fds[number] = moved;
	return 0;
}

static int copy(int fd)
{
	int copied = fcntl(fd, F_DUPFD_CLOEXEC, 0);

	return copied < 0 ? -errno : copied;
}

static int open_null(void)
{
	int fd = open("/dev/null", O_RDWR | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

static int open_event(void)
{
	int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);

	return fd < 0 ? -errno : fd;
}

static int open_log(int directory, const char *name, const char *suffix)
{
	char file[NAME_MAX_LENGTH + 8];
	struct stat status;
	int fd;

	snprintf(file, sizeof file, "%s.%s", name, suffix);
	fd = openat(directory, file,
		O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC,
		0600);
	if (fd < 0)
		return -errno;
	/* Only the open was not to block. */
	fcntl(fd, F_SETFL, O_APPEND);
	/* What a umask has taken of our own bits; the others are whose log it is to give. */
	if (fstat(fd, &status) == 0 && (status.st_mode & 0600) != 0600)
		fchmod(fd, (status.st_mode & 07777) | 0600);
	return fd;
}

/* In the background the output goes to <state>/<command>/log, in the foreground where ours goes. */
static int load_outputs(struct session *session, const struct guard *guard, struct cargo *cargo)
{
	struct reeve_error error;
	int directory = -1, result = 0;

	if (guard->background) {
		directory = rundir_open_state(&session->run, "log", &error);
		if (directory < 0)
			return session_fail(session, error.code, "%s", error.text);
		cargo->log = open_log(directory, "reeve", "log");
		result = cargo->log < 0 ? cargo->log : 0;
	}
	for (size_t i = 0; i < guard->program_count && result == 0; i++) {
		const char *name = guard->programs[i];
		size_t number = HANDOVER_STORE + 2 * i;

		buffer_printf(&cargo->names, "%s%s.out:.err", i ? ":" : "", name);
		result = put(cargo, number,
			guard->background ? open_log(directory, name, "out") : copy(STDOUT_FILENO));
		if (result == 0)
			result = put(cargo, number + 1,
				guard->background ? open_log(directory, name, "err")
						  : copy(STDERR_FILENO));
	}
	fd_close(&directory);
	if (guard->notify_mode)
		buffer_text(&cargo->names, ":" NOTIFY_SOCKET);
	if (result < 0 || cargo->names.failed)
		return session_fail(session, REEVE_EXIT_FAILED,
			"cannot open the output files in '%s/log': %s", session->run.state_path,
			strerror(result < 0 ? -result : ENOMEM));
	return 0;
}

/* Behind all others, so that theirs are where they always were. */
static int load_sockets(struct session *session, const struct guard *guard, struct cargo *cargo)
{
	size_t first = cargo->count - guard->listener_count;
	int fds[LISTENERS_MAX];
	int result, moved = 0;

	for (size_t i = 0; i < guard->listener_count; i++)
		fds[i] = -1;
	result = listen_all(session, guard->listeners, guard->listener_count, fds);
	for (size_t i = 0; i < guard->listener_count; i++) {
		buffer_printf(&cargo->names, ":%s" HANDOVER_SOCKET, guard->listeners[i].name);
		if (fds[i] >= 0 && result == 0 && moved == 0)
			moved = put(cargo, first + i, fds[i]);
		else
			fd_close(&fds[i]);
	}
	if (result == 0 && (moved < 0 || cargo->names.failed))
		return session_fail(session, REEVE_EXIT_FAILED, "cannot keep the sockets: %s",
			strerror(moved < 0 ? -moved : ENOMEM));
	return result;
}

static int load_fixed(struct session *session, const struct guard *guard, struct cargo *cargo)
{
	int pipe[2] = {-1, -1}, result;

	if (guard->background && !guard->ending && pipe2(pipe, O_CLOEXEC) < 0)
		return -errno;
	cargo->verdict = pipe[0];
	result = put(cargo, HANDOVER_VERDICT, pipe[1] >= 0 ? pipe[1] : open_null());
	if (result == 0)
		result = put(cargo, HANDOVER_RUN, copy(session->run.fd));
	if (result == 0)
		result = put(cargo, HANDOVER_PID, copy(session->run.pid_fd));
	if (result == 0)
		result = put(cargo, HANDOVER_STATUS, copy(session->run.status_fd));
	if (result == 0)
		result = put(cargo, HANDOVER_LOCK, copy(session->lock));
	if (result == 0)
		result = put(cargo, HANDOVER_DEATHS, open_event());
	if (result == 0)
		result = put(cargo, HANDOVER_READY, open_event());
	if (result == 0)
		result = put(cargo, HANDOVER_LINK, open_null());
	return result;
}

static int load(struct session *session, const struct guard *guard, struct cargo *cargo)
{
	int result;

	*cargo = (struct cargo){
		.count = HANDOVER_STORE + 2 * guard->program_count + (guard->notify_mode != 0) +
			 guard->listener_count,
		.log = -1,
		.verdict = -1};
	cargo->fds = malloc(cargo->count * sizeof *cargo->fds);
	if (!cargo->fds)
		return session_fail(session, REEVE_EXIT_FAILED, "out of memory");
	for (size_t i = 0; i < cargo->count; i++)
		cargo->fds[i] = -1;
	result = load_outputs(session, guard, cargo);
	if (result)
		return result;
	result = put(cargo, HANDOVER_CONTROL, control_listen(session->run.fd));
	if (result < 0)
		return session_fail(session, REEVE_EXIT_FAILED, "cannot make '%s/%s': %s",
			session->run.path, CONTROL_SOCKET, strerror(-result));
	if (guard->notify_mode)
		result = put(cargo, HANDOVER_STORE + 2 * guard->program_count,
			socket_make_notify(session->run.fd, guard->notify_mode));
	if (result < 0)
		return session_fail(session, REEVE_EXIT_FAILED, "cannot make '%s/%s': %s",
			session->run.path, NOTIFY_SOCKET, strerror(-result));
	result = load_fixed(session, guard, cargo);
	if (result < 0)
		return session_fail(session, REEVE_EXIT_FAILED, "cannot set up '%s': %s",
			session->run.path, strerror(-result));
	return load_sockets(session, guard, cargo);
}

/* Nothing of the caller's environment goes along but what names the place and time. */
static int make_environment(
	const struct session *session, const struct guard *guard, const char *stored, char **envp)
{
	static const char *const passed[] = {"TZ", "LANG", "LC_ALL", HANDOVER_HELPERS,
		"REEVE_PLUGIN_DIR", "REEVE_INTERPRETER", "REEVE_RUN_DIR", "REEVE_STATE_DIR",
		"ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"};
	struct token life;
	struct rlimit files;
	size_t at = 0;

	if (token_make(&life) < 0 || getrlimit(RLIMIT_NOFILE, &files) < 0)
		return -errno;
#define ADD(...)                                            \
	do {                                                \
		if (asprintf(&envp[at], __VA_ARGS__) < 0) { \
			envp[at] = NULL;                    \
			return -ENOMEM;                     \
		}                                           \
		at++;                                       \
	} while (0)
	ADD(HANDOVER_ROLE "=guardian");
	ADD(HANDOVER_NAME "=%s", session->target->name);
	ADD(HANDOVER_PREFIX "=%s", guard->title_prefix);
	ADD(HANDOVER_PIDFILE "=%s", session->run.pid_name);
	ADD(HANDOVER_LIFE "=%s", life.text);
	ADD(HANDOVER_STORED "=%s", stored);
	ADD(HANDOVER_BACKGROUND "=%d", guard->background);
	ADD(HANDOVER_NOFILE "=%llu:%llu", (unsigned long long)files.rlim_cur,
		(unsigned long long)files.rlim_max);
	if (guard->ending)
		ADD(HANDOVER_RESUME "=stop");
	for (size_t i = 0; i < sizeof passed / sizeof passed[0]; i++)
		if (secure_getenv(passed[i]))
			ADD("%s=%s", passed[i], secure_getenv(passed[i]));
#undef ADD
	return 0;
}

static int become(const struct cargo *cargo, const char *program, char **argv, char **envp)
{
	for (int number = HANDOVER_RUN; number < (int)cargo->count; number++)
		if (dup2(cargo->fds[number], number) < 0)
			return -errno;
	execve(program, argv, envp);
	return -errno;
}

static int start_behind(
	const struct cargo *cargo, char *program, char **argv, char **envp, pid_t *ret_pid)
{
	struct spawn_fd *fds = calloc(cargo->count, sizeof *fds);
	char *paths[] = {program, NULL};
	struct spawned spawned;
	int null = open_null(), cgroup = cgroup_open_outside(), result = -ENOMEM;

	/* Neither null nor the log is 0 to 2, also where the caller has closed those: the session's
	 * own descriptors were there first. */
	if (fds && null >= 0) {
		fds[0] = (struct spawn_fd){null, STDIN_FILENO};
		fds[1] = (struct spawn_fd){cargo->log, STDOUT_FILENO};
		fds[2] = (struct spawn_fd){cargo->log, STDERR_FILENO};
		for (int number = HANDOVER_RUN; number < (int)cargo->count; number++)
			fds[number] = (struct spawn_fd){cargo->fds[number], number};
		result = spawn_process(&(struct spawn){.paths = paths,
					       .argv = argv,
					       .envp = envp,
					       .fds = fds,
					       .fd_count = cargo->count,
					       .cwd = "/",
					       .umask = 077,
					       .cgroup = cgroup < 0 ? 0 : cgroup,
					       .detached = true},
			&spawned);
	}
	if (result == 0)
		*ret_pid = spawned.pid;
	free(fds);
	fd_close(&null);
	fd_close(&cgroup);
	return result;
}

int guard_start(
	struct session *session, const struct guard *guard, pid_t *ret_pid, int *ret_verdict_fd)
{
	char program[4096], title[256], *argv[] = {title, NULL}, *envp[24] = {NULL};
	struct cargo cargo;
	int result = load(session, guard, &cargo);

	if (result) {
		cargo_done(&cargo);
		return result;
	}
	/* Not before the control socket is there: who comes next finds somebody to ask. */
	if (!guard->ending)
		session_give_turn(session);
	handover_title(title, sizeof title, guard->title_prefix, "Guardian", session->target->name);
	result = handover_helper("reeve-master", program, sizeof program);
	if (result == 0)
		result = make_environment(
			session, guard, cargo.names.data ? cargo.names.data : "", envp);
	if (result == 0 && guard->background)
		result = start_behind(&cargo, program, argv, envp, ret_pid);
	else if (result == 0)
		result = become(&cargo, program, argv, envp);
	if (result == -E2BIG)
		result = session_fail(session, REEVE_EXIT_FAILED,
			"the names of its %zu programs are too long for one command: give them "
			"shorter ones, or divide them among several commands",
			guard->program_count);
	else if (result < 0)
		result = session_fail(session, REEVE_EXIT_FAILED, "cannot start reeve-master: %s",
			strerror(-result));
	else if (ret_verdict_fd) {
		*ret_verdict_fd = cargo.verdict;
		cargo.verdict = -1;
	}
	for (size_t i = 0; i < sizeof envp / sizeof envp[0]; i++)
		free(envp[i]);
	cargo_done(&cargo);
	return result;
}
