/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "api/in_force.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/fd.h"
#include "client/note.h"
#include "config/outline.h"
#include "config/template.h"

#define TEMPLATE_FILE "template"       /* below the run directory: the resolved text in force */
#define ENVIRONMENT_FILE "environment" /* "NAME=value", each ended by a NUL */
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

static int read_file(const struct template *template, const char *name, struct buffer *text)
{
	struct rundir rundir = RUNDIR_NONE;
	struct reeve_error error;
	int fd = -ENOENT, result;

	if (in_force_open_rundir(template, &rundir, &error) == 0 && rundir.fd >= 0)
		fd = fd_open_regular(rundir.fd, name);
	result = fd < 0 ? fd : fd_read_all(fd, TEMPLATE_MAX, text);
	fd_close(&fd);
	rundir_close(&rundir);
	return result;
}

int in_force_environment(
	const struct template *template, struct buffer *ret_text, char ***ret_environment)
{
	int result = read_file(template, ENVIRONMENT_FILE, ret_text);
	size_t count = 0;

	if (result < 0)
		return result;
	/* One that was cut short ends all the same. */
	buffer_char(ret_text, '\0');
	if (ret_text->failed)
		return -ENOMEM;
	for (char *at = ret_text->data; *at; at += strlen(at) + 1)
		count++;
	*ret_environment = calloc(count + 1, sizeof **ret_environment);
	if (!*ret_environment)
		return -ENOMEM;
	count = 0;
	for (char *at = ret_text->data; *at; at += strlen(at) + 1)
		(*ret_environment)[count++] = at;
	return 0;
}

unsigned in_force_notify_mode(const struct template *template)
{
	struct rundir rundir = RUNDIR_NONE;
	struct reeve_error error;
	unsigned mode = 0;

	if (in_force_open_rundir(template, &rundir, &error) == 0 && rundir.fd >= 0)
		mode = client_notify_mode(&rundir);
	rundir_close(&rundir);
	return mode;
}

struct template *in_force_load(const struct template *template)
{
	struct error_list errors = {0};
	struct template *found = NULL;
	struct buffer text = {0};

	if (read_file(template, TEMPLATE_FILE, &text) == 0 && text.length)
		found = template_load_resolved(text.data, text.length, &errors);
	buffer_done(&text);
	error_list_done(&errors);
	return found;
}

void in_force_note(const struct template *template)
{
	struct buffer text = {0};

	/* What a program has composed is found by that program alone. */
	if (!template->path[0])
		return;
	outline_write(template, &text);
	note_write(template->path, &text);
	buffer_done(&text);
}

/* The path as the template had it when its file could be read: of one that is gone, its directory
 * tells. */
static int find_path(const char *given, char path[PATH_MAX])
{
	const char *name = strrchr(given, '/');
	char directory[PATH_MAX], real[PATH_MAX];
	int length;

	if (realpath(given, path))
		return 0;
	length = snprintf(directory, sizeof directory, "%.*s", name ? (int)(name - given) + 1 : 1,
		name ? given : ".");
	name = name ? name + 1 : given;
	if (length < 0 || (size_t)length >= sizeof directory || !realpath(directory, real))
		return -errno;
	length = snprintf(path, PATH_MAX, "%s/%s", strcmp(real, "/") == 0 ? "" : real, name);
	return length < 0 || length >= PATH_MAX ? -ENAMETOOLONG : 0;
}

/* The command's own text takes the place of its outline, where there is one: what runs was started
 * from that file, or is all that a crash has left of it. */
static bool take_running(struct template **command)
{
	struct template *running = in_force_load(*command);

	if (!running || strcmp(running->path, (*command)->path) != 0) {
		template_free(running);
		return false;
	}
	template_free(*command);
	*command = running;
	return true;
}

struct template *in_force_find(const char *given)
{
	struct template *template = NULL;
	struct buffer text = {0};
	char path[PATH_MAX];
	bool runs = false;

	if (find_path(given, path) == 0 && note_read(path, &text) == 0)
		template = outline_read(&text);
	buffer_done(&text);
	if (template && strcmp(template->path, path) == 0) {
		for (size_t i = 0; i < template->command_count; i++)
			runs |= take_running(&template->commands[i]);
		if (template->command_count == 0)
			runs = take_running(&template);
	}
	if (runs)
		return template;
	template_free(template);
	return NULL;
}
