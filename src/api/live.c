/* SPDX-License-Identifier: MIT */
#include "api/live.h"

#include "api/in_force.h"
#include "base/error.h"
#include "client/names.h"
#include "config/template.h"

/* For completion: who is not there is not named, and that is all. */
static void list_workers(const struct template *template, command_add_worker *add, void *data)
{
	const struct places places = {
		.run_dir = template->run_dir,
		.state_dir = template->state_dir,
		.pid_root = template->pid_root,
		.status_root = template->status_root,
		.pid_file = template->pid_file,
	};
	struct rundir rundir = RUNDIR_NONE;
	struct reeve_error error;

	if (rundir_open(&places, template->name, false, &rundir, &error) == 0)
		names_read(&rundir, add, data);
	rundir_close(&rundir);
}

const struct command_host live_host = {
	.list_workers = list_workers, .find_in_force = in_force_find};
