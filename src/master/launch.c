/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "master/launch.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/fd.h"
#include "base/name.h"
#include "master/parameters.h"
#include "process/handover.h"
#include "process/search.h"

#define INNER_MAX 6

/* A command in a command finds what it consists of, and its places, where the outer one has them.
 * Returns how many were added. */
static size_t add_inner(char **envp)
{
	static const char *const passed[] = {"REEVE_INTERPRETER", "REEVE_RUN_DIR",
		"REEVE_STATE_DIR", "REEVE_PLUGIN_DIR", HANDOVER_HELPERS};
	static char inner[] = HANDOVER_INNER "=1";
	size_t at = 0;

	for (char **entry = environ; *entry; entry++)
		for (size_t i = 0; i < sizeof passed / sizeof passed[0]; i++) {
			size_t length = strlen(passed[i]);

			if (strncmp(*entry, passed[i], length) == 0 && (*entry)[length] == '=' &&
				at < INNER_MAX - 1)
				envp[at++] = *entry;
		}
	envp[at++] = inner;
	return at;
}

/* Those of whoever started the command are no business of its programs. */
static void drop_variables(char **envp, const char *const *names)
{
	size_t kept = 0;

	for (size_t at = 0; envp[at]; at++) {
		const char *const *name = names;

		while (*name && strncmp(envp[at], *name, strlen(*name)) != 0)
			name++;
		if (!*name)
			envp[kept++] = envp[at];
	}
	envp[kept] = NULL;
}

static size_t count_variables(char **envp)
{
	size_t count = 0;

	while (envp[count])
		count++;
	return count;
}

/* sd_notify(3), sd_watchdog_enabled(3). */
static int add_notify(struct launch *launch, const char *path)
{
	static const char *const names[] = {
		"NOTIFY_SOCKET=", "WATCHDOG_USEC=", "WATCHDOG_PID=", NULL};
	uint64_t watchdog_ns = launch->program->watchdog_ns;
	size_t at;

	if (asprintf(&launch->notify_socket, "NOTIFY_SOCKET=%s", path) < 0)
		launch->notify_socket = NULL;
	if (watchdog_ns && asprintf(&launch->watchdog, "WATCHDOG_USEC=%llu",
				   (unsigned long long)(watchdog_ns / 1000)) < 0)
		launch->watchdog = NULL;
	if (!launch->notify_socket || (watchdog_ns && !launch->watchdog))
		return -ENOMEM;
	drop_variables(launch->envp, names);
	at = count_variables(launch->envp);
	launch->envp[at++] = launch->notify_socket;
	if (launch->watchdog)
		launch->envp[at++] = launch->watchdog;
	launch->envp[at] = NULL;
	return 0;
}

/* sd_listen_fds(3). The pid is the child's to write: nobody else knows it in time. */
static int add_sockets(struct launch *launch)
{
	static const char *const names[] = {"LISTEN_FDS=", "LISTEN_FDNAMES=", "LISTEN_PID=", NULL};
	static const char pid[] = "LISTEN_PID=";
	char **sockets = launch->program->sockets;
	size_t count = 0, at;
	struct buffer list = {0};

	drop_variables(launch->envp, names);
	if (!sockets || !sockets[0])
		return 0;
	for (; sockets[count]; count++)
		buffer_printf(&list, "%s%s", count ? ":" : "LISTEN_FDNAMES=", sockets[count]);
	launch->socket_names = buffer_take(&list);
	if (asprintf(&launch->socket_count, "LISTEN_FDS=%zu", count) < 0)
		launch->socket_count = NULL;
	if (!launch->socket_names || !launch->socket_count)
		return -ENOMEM;
	memcpy(launch->listen_pid, pid, sizeof pid);
	launch->pid_text = launch->listen_pid + sizeof pid - 1;
	at = count_variables(launch->envp);
	launch->envp[at++] = launch->socket_count;
	launch->envp[at++] = launch->socket_names;
	launch->envp[at++] = launch->listen_pid;
	launch->envp[at] = NULL;
	return 0;
}

static int make_environment(struct launch *launch, const struct launch_common *common)
{
	static char alone[] = HANDOVER_SPARED "=process"; /* for the guardian */
	const char *directory = secure_getenv("REEVE_PLUGIN_DIR");
	char *const *own = launch->program->env;
	size_t count = 0, at = 0;

	while (own && own[count])
		count++;
	if (asprintf(&launch->program_name, "REEVE_PROGRAM=%s", launch->program->name) < 0)
		launch->program_name = NULL;
	if (asprintf(&launch->command_name, "REEVE_COMMAND=%s", common->command) < 0)
		launch->command_name = NULL;
	if (directory && asprintf(&launch->plugin_directory, "REEVE_PLUGIN_DIR=%s", directory) < 0)
		launch->plugin_directory = NULL;
	if (asprintf(&launch->status_directory, "REEVE_STATUS_DIR=%s", common->status_directory) <
		0)
		launch->status_directory = NULL;
	launch->envp = calloc(count + 16 + INNER_MAX, sizeof *launch->envp);
	if (!launch->envp || !launch->program_name || !launch->command_name ||
		!launch->status_directory)
		return -ENOMEM;
	for (; at < count; at++)
		launch->envp[at] = own[at];
	snprintf(launch->parent, sizeof launch->parent, "REEVE_PARENT_TOKEN=%s", common->life);
	launch->envp[at++] = launch->command_name;
	launch->envp[at++] = launch->program_name;
	launch->envp[at++] = launch->token;
	launch->envp[at++] = launch->parent;
	launch->envp[at++] = launch->instance;
	if (launch->program->kill_scope == SCOPE_OF_PROCESS)
		launch->envp[at++] = alone;
	launch->envp[at++] = launch->status_directory;
	if (launch->program->command)
		at += add_inner(&launch->envp[at]);
	if (launch->program->kind == PROGRAM_WORK) {
		if (launch->plugin_directory)
			launch->envp[at++] = launch->plugin_directory;
		launch->envp[at++] = launch->slot;
		launch->envp[at++] = launch->generation;
	}
	launch->envp[at] = NULL;
	if (add_sockets(launch) < 0)
		return -ENOMEM;
	return launch->program->ready == READY_NOTIFY ? add_notify(launch, common->notify_socket)
						      : 0;
}

static int stored(const char *names, const char *owner, const char *suffix)
{
	char name[NAME_MAX_LENGTH + 8];

	snprintf(name, sizeof name, "%s%s", owner, suffix);
	return handover_store_find(names, name);
}

static int make_sockets(struct launch *launch, const struct launch_common *common)
{
	char **sockets = launch->program->sockets;

	for (int i = 0; sockets && sockets[i] && i < WORKER_SOCKETS_MAX; i++) {
		int fd = stored(common->stored, sockets[i], HANDOVER_SOCKET);

		/* Nothing is stored for who only ends what dead masters left. */
		if (fd < 0 && common->stored && common->stored[0])
			return -EBADF;
		launch->fds[launch->fd_count++] =
			(struct spawn_fd){fd < 0 ? common->null_fd : fd, WORKER_SOCKETS + i};
	}
	return 0;
}

/* Sockets stay below every number that is yet to be copied: HANDOVER_STORE and above. */
_Static_assert((int)WORKER_PARAMETERS < (int)HANDOVER_STORE &&
		       WORKER_SOCKETS_MAX == LISTENERS_OF_PROGRAM_MAX,
	"no copy takes the place of what is copied later");

static int make_descriptors(struct launch *launch, const struct launch_common *common)
{
	int out = stored(common->stored, launch->program->name, ".out");
	int err = stored(common->stored, launch->program->name, ".err");
	int result;

	launch->fds[launch->fd_count++] = (struct spawn_fd){common->null_fd, STDIN_FILENO};
	/* A program that came after the start has no files of its own: it writes where we do, to
	 * reeve.log or, in the foreground, where everybody does. */
	launch->fds[launch->fd_count++] =
		(struct spawn_fd){out < 0 ? STDOUT_FILENO : out, STDOUT_FILENO};
	launch->fds[launch->fd_count++] =
		(struct spawn_fd){err < 0 ? STDERR_FILENO : err, STDERR_FILENO};
	/* Before the sockets, which may take its place. */
	if (launch->program->kind == PROGRAM_WORK)
		launch->fds[launch->fd_count++] = (struct spawn_fd){common->ready_fd, WORKER_READY};
	result = make_sockets(launch, common);
	if (result < 0)
		return result;
	if (launch->program->ready == READY_FD && common->notify_fd >= 0)
		launch->fds[launch->fd_count++] =
			(struct spawn_fd){common->notify_fd, (int)launch->program->ready_fd};
	if (launch->program->kind != PROGRAM_WORK)
		return 0;
	launch->fds[launch->fd_count++] =
		(struct spawn_fd){launch->parameters_fd, WORKER_PARAMETERS};
	launch->fds[launch->fd_count++] = (struct spawn_fd){common->counters_fd, WORKER_COUNTERS};
	launch->fds[launch->fd_count++] = (struct spawn_fd){common->kept_fd, WORKER_KEPT};
	return 0;
}

const char *launch_interpreter(void)
{
	const char *interpreter = secure_getenv("REEVE_INTERPRETER");

	return interpreter && interpreter[0] == '/' ? interpreter : BIN_DIR "/reeve";
}

/* What is executed: the exec program, or who runs the work. The text is in program or in buffer. */
static int find_executable(
	const struct program *program, char *buffer, size_t size, const char **ret_executable)
{
	int result = 0;

	if (program->command) {
		*ret_executable = launch_interpreter();
	} else if (program->kind != PROGRAM_WORK) {
		*ret_executable = program->argv[0];
	} else if (program->host) {
		*ret_executable = program->host;
	} else {
		result = handover_helper("reeve-worker", buffer, size);
		*ret_executable = buffer;
	}
	return result;
}

uid_t launch_uid(const struct program *program)
{
	return program->world.has_ids ? program->world.uid : geteuid();
}

int launch_init(struct launch *launch, const struct template *template,
	const struct program *program, const struct launch_common *common)
{
	const char *executable;
	char helper[4096];
	int result;

	*launch = (struct launch){.program = program,
		.parameters_fd = -1,
		.uid = launch_uid(program),
		.counters_fd = common->counters_fd};
	result = make_environment(launch, common);
	if (result < 0)
		return result;
	if (program->kind == PROGRAM_WORK) {
		launch->parameters_fd = parameters_make(template, program);
		if (launch->parameters_fd < 0)
			return launch->parameters_fd;
		launch->argv_title[0] = launch->title;
		launch->argv = launch->argv_title;
	} else {
		launch->argv = program->argv;
	}
	result = find_executable(program, helper, sizeof helper, &executable);
	if (result < 0)
		return result;
	launch->paths = search_paths(executable, launch->envp);
	if (!launch->paths)
		return -ENOMEM;
	return make_descriptors(launch, common);
}

void launch_done(struct launch *launch)
{
	fd_close(&launch->parameters_fd);
	free(launch->paths);
	free(launch->envp);
	free(launch->program_name);
	free(launch->command_name);
	free(launch->status_directory);
	free(launch->plugin_directory);
	free(launch->notify_socket);
	free(launch->watchdog);
	free(launch->socket_count);
	free(launch->socket_names);
}

void launch_name(struct launch *launch, const char *token, unsigned instance, unsigned slot,
	uint32_t generation)
{
	snprintf(launch->title, sizeof launch->title, "%s.%u", launch->title_base, instance);
	snprintf(launch->token, sizeof launch->token, "REEVE_TOKEN=%s", token);
	snprintf(launch->instance, sizeof launch->instance, "REEVE_INSTANCE=%u", instance);
	snprintf(launch->slot, sizeof launch->slot, WORKER_SLOT "=%u", slot);
	snprintf(launch->generation, sizeof launch->generation, WORKER_GENERATION "=%lu",
		(unsigned long)generation);
}
