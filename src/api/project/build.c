/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "api/valid.h"
#include "command/report.h"
#include "base/buffer.h"
#include "base/fd.h"
#include "base/text.h"
#include "config/template.h"
#include "plugin/watch.h"
#include "reeve/command.h"

#define HEAD_MAX 8192 /* more than the first lines of a built command can have */

/* Where the command goes. */
struct target {
	char *directory;
	const char *name; /* in path */
	char *path;
	int fd; /* of the directory */
};

static int refuse(struct reeve_error *error, const char *path, const char *why)
{
	char shown[512];

	return error_set(error, REEVE_EXIT_FAILED, "cannot write '%s': %s",
		text_show(shown, sizeof shown, path), why);
}

/* By default beside the template, under its name without ".cfg". */
static char *default_output(const char *template_path)
{
	size_t length = strlen(template_path);

	if (length > 4 && strcmp(template_path + length - 4, ".cfg") == 0 &&
		template_path[length - 5] != '/')
		length -= 4;
	return strndup(template_path, length);
}

static int open_target(struct target *target, struct reeve_error *error)
{
	char *slash = strrchr(target->path, '/');

	target->name = slash ? slash + 1 : target->path;
	if (!target->name[0] || strcmp(target->name, ".") == 0 || strcmp(target->name, "..") == 0)
		return refuse(error, target->path, "it is a directory");
	if (!slash)
		target->directory = strdup(".");
	else
		target->directory = strndup(
			target->path, slash == target->path ? 1 : (size_t)(slash - target->path));
	if (!target->directory)
		return refuse(error, target->path, "out of memory");
	target->fd = open(target->directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return target->fd < 0 ? refuse(error, target->path, strerror(errno)) : 0;
}

/* What stands there may only be what was built before. */
static int check_old(
	const struct target *target, const struct template *template, struct reeve_error *error)
{
	struct stat old, source;
	char head[HEAD_MAX + 1];
	ssize_t length;
	int fd;

	if (fstatat(target->fd, target->name, &old, AT_SYMLINK_NOFOLLOW) < 0)
		return errno == ENOENT ? 0 : refuse(error, target->path, strerror(errno));
	if (stat(template->path, &source) == 0 && source.st_dev == old.st_dev &&
		source.st_ino == old.st_ino)
		return refuse(error, target->path, "it is the template itself");
	if (S_ISDIR(old.st_mode))
		return refuse(error, target->path, "it is a directory");
	fd = fd_open_regular(target->fd, target->name);
	length = fd < 0 ? -1 : read(fd, head, HEAD_MAX);
	fd_close(&fd);
	head[length < 0 ? 0 : length] = '\0';
	if (!template_is_script(head))
		return refuse(
			error, target->path, "it exists and is not a command that reeve has built");
	return 0;
}

/* Never writable by others: it would be refused when it runs. */
static mode_t script_mode(void)
{
	mode_t mask = umask(0);

	umask(mask);
	return 0755 & ~mask & ~(mode_t)022;
}

static int write_script(const struct target *target, const struct template *template,
	const char *interpreter, struct reeve_error *error)
{
	const char *slash = strrchr(template->path, '/');
	struct buffer buffer = {0};
	int result = template_script(
		template, interpreter, slash ? slash + 1 : template->path, &buffer, error);

	if (result == 0) {
		result = fd_replace_file(
			target->fd, target->name, script_mode(), buffer.data, buffer.length, false);
		if (result < 0)
			refuse(error, target->path, strerror(-result));
	}
	buffer_done(&buffer);
	return result;
}

static int build(const struct template *template, const char *output, const char *interpreter,
	struct reeve_error *error)
{
	struct target target = {.fd = -1};
	int result = -1;

	target.path = output ? strdup(output) : default_output(template->path);
	if (!target.path)
		error_set(error, REEVE_EXIT_FAILED, "out of memory");
	else if (open_target(&target, error) == 0 && check_old(&target, template, error) == 0)
		result = write_script(&target, template, interpreter, error);
	fd_close(&target.fd);
	free(target.directory);
	free(target.path);
	return result;
}

int reeve_template_build(const char *template_path, const char *output, const char *interpreter)
{
	struct error_list unset = {0}, errors = {0};
	struct template *template;
	struct reeve_error error;
	int code;

	watch_enable("reeve");
	template = valid_load(template_path, &unset, &errors);
	watch_disable();
	if (template && build(template, output, interpreter, &error) < 0)
		error_list_add(&errors, &error);
	template_free(template);
	code = error_list_code(&errors);
	report_errors("reeve", &unset);
	report_errors("reeve", &errors);
	error_list_done(&unset);
	error_list_done(&errors);
	return code;
}
