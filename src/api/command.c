/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "api/host.h"
#include "base/error.h"
#include "client/names.h"
#include "command/command.h"
#include "command/report.h"
#include "config/template.h"
#include "reeve/command.h"

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

int reeve_command_main(const char *template_path, int argc, char **argv)
{
	static const struct command_host host = {.list_workers = list_workers};
	struct reeve_error error;

	if (!template_path && host_embed(&template_path, &error) < 0) {
		report_sentence("reeve", error.text);
		return error.code;
	}
	return command_main(template_path, argc, argv, &host);
}
