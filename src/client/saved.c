/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "client/saved.h"

#include <errno.h>

#include "base/fd.h"

int saved_write(const struct client_target *target, const struct decisions *decisions,
	struct reeve_error *error)
{
	struct rundir rundir = RUNDIR_NONE;
	int fd = -1, result = rundir_open(&target->places, target->name, false, &rundir, error);

	if (result == 0)
		fd = rundir_open_state(&rundir, NULL, error);
	result = fd < 0 ? -1 : decisions_write(fd, target->name, decisions, error);
	fd_close(&fd);
	rundir_close(&rundir);
	return result;
}

int saved_read(const struct client_target *target, struct decisions *ret_decisions,
	struct reeve_error *error)
{
	struct rundir rundir = RUNDIR_NONE;
	int fd = -1, result = rundir_open(&target->places, target->name, false, &rundir, error);

	*ret_decisions = (struct decisions){0};
	if (result == 0)
		result = rundir_find_state(&rundir, &fd, error);
	if (result == 0)
		result = fd < 0 ? -ENOENT : decisions_read(fd, target->name, ret_decisions, error);
	fd_close(&fd);
	rundir_close(&rundir);
	return result;
}
