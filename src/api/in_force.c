/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "api/in_force.h"

#include "base/buffer.h"
#include "base/error.h"
#include "base/fd.h"
#include "config/template.h"

#define TEMPLATE_FILE "template" /* below the run directory: the resolved text in force */
#define TEMPLATE_MAX (16u << 20)

struct places in_force_places(const struct template *template)
{
	return (struct places){
		.run_dir = template->run_dir,
		.state_dir = template->state_dir,
		.pid_root = template->pid_root,
		.status_root = template->status_root,
		.pid_file = template->pid_file,
	};
}

int in_force_open_rundir(
	const struct template *template, struct rundir *ret_rundir, struct reeve_error *error)
{
	struct places places = in_force_places(template);

	return rundir_open(&places, template->name, false, ret_rundir, error);
}

struct template *in_force_load(const struct template *template)
{
	struct rundir rundir = RUNDIR_NONE;
	struct error_list errors = {0};
	struct template *found = NULL;
	struct buffer text = {0};
	struct reeve_error error;
	int fd = -1;

	if (in_force_open_rundir(template, &rundir, &error) == 0 && rundir.fd >= 0)
		fd = fd_open_regular(rundir.fd, TEMPLATE_FILE);
	if (fd >= 0 && fd_read_all(fd, TEMPLATE_MAX, &text) == 0 && text.length)
		found = template_load_resolved(text.data, text.length, &errors);
	fd_close(&fd);
	rundir_close(&rundir);
	buffer_done(&text);
	error_list_done(&errors);
	return found;
}
