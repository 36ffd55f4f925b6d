/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "master/hangup.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/fd.h"
#include "master/launch.h"
#include "master/master.h"
#include "master/report.h"
#include "process/handover.h"
#include "process/spawn.h"

#define ENVIRONMENT_MAX (16 * 1024 * 1024)

/* Of the build tree and of the command's start. */
static bool is_ours(const char *entry)
{
	return strncmp(entry, "REEVE_INTERPRETER=", 18) == 0 ||
	       strncmp(entry, HANDOVER_HELPERS "=", sizeof HANDOVER_HELPERS) == 0;
}

/* That of the start, whose texts lie in ret_text; where reeve is, we know. NULL: no memory. */
static char **make_environment(struct buffer *ret_text)
{
	int fd = fd_open_regular(HANDOVER_RUN, "environment");
	size_t count = 2, at = 0;
	char **envp;

	if (fd < 0 || fd_read_all(fd, ENVIRONMENT_MAX, ret_text) < 0)
		buffer_clear(ret_text);
	fd_close(&fd);
	/* One that was cut short ends all the same. */
	buffer_add(ret_text, "", 1);
	if (ret_text->failed)
		return NULL;
	for (char *entry = ret_text->data; *entry; entry += strlen(entry) + 1)
		count++;
	envp = calloc(count + 1, sizeof *envp);
	for (char **entry = environ; envp && *entry && at < 2; entry++)
		if (is_ours(*entry))
			envp[at++] = *entry;
	for (char *entry = ret_text->data; envp && *entry; entry += strlen(entry) + 1)
		if (!is_ours(entry))
			envp[at++] = entry;
	return envp;
}

static int start(const struct master *master)
{
	char *argv[] = {(char *)"reeve", (char *)"reload", master->template->path,
		(char *)master->name, NULL};
	char *paths[] = {(char *)launch_interpreter(), NULL}, **envp;
	const struct spawn_fd fds[] = {{master->null_fd, STDIN_FILENO},
		{STDOUT_FILENO, STDOUT_FILENO}, {STDERR_FILENO, STDERR_FILENO}};
	struct buffer text = {0};
	struct spawned spawned;
	int result = -ENOMEM;

	envp = make_environment(&text);
	if (envp)
		result = spawn_process(&(struct spawn){.paths = paths,
					       .argv = argv,
					       .envp = envp,
					       .fds = fds,
					       .fd_count = sizeof fds / sizeof fds[0],
					       .cwd = "/",
					       .umask = 077,
					       .descriptors = &master->worker_files,
					       .detached = true},
			&spawned);
	free(envp);
	buffer_done(&text);
	return result;
}

void hangup(struct master *master)
{
	int result;

	if (!master->template->path[0]) {
		report_log("HUP: the program that manages this command has no template to be read");
		return;
	}
	report_log("HUP: '%s' is read anew", master->template->path);
	result = start(master);
	if (result < 0)
		report_log("HUP: cannot execute '%s': %s", launch_interpreter(), strerror(-result));
}
