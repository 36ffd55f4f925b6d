/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "master/attendant.h"

#include <errno.h>
#include <stdlib.h>

#include "master/master.h"
#include "process/handover.h"

int attendant_spawn(
	const struct master *master, const struct attendant *attendant, struct spawned *ret_spawned)
{
	const char *program = attendant->program ? attendant->program : "/proc/self/exe";
	const char **resume;
	char **envp = handover_environment(attendant->role, &resume);
	char title[256], *argv[] = {title, NULL}, *paths[] = {(char *)program, NULL};
	int result;

	*ret_spawned = (struct spawned){.pidfd = -1};
	if (!envp)
		return -ENOMEM;
	for (size_t i = 0; i < 2 && attendant->resume[i]; i++)
		resume[i] = attendant->resume[i];
	handover_title(title, sizeof title, master->template->title_prefix, attendant->title,
		master->name);
	result = spawn_process(&(struct spawn){.paths = paths,
				       .argv = argv,
				       .envp = envp,
				       .fds = attendant->fds,
				       .fd_count = attendant->fd_count,
				       .cwd = "/",
				       .umask = -1,
				       .parent_death_signal = attendant->parent_death_signal},
		ret_spawned);
	free(envp);
	return result;
}
