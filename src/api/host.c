/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "api/host.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <unistd.h>

#include "api/whole.h"
#include "base/text.h"
#include "config/template.h"
#include "plugin/plugin.h"
#include "worker/worker.h"

#define DELETED " (deleted)" /* the kernel's mark */

/* As it was given to reeve_main(), what it did not have is zero. */
static struct reeve_host host;
static bool is_called;

void host_link(void)
{
	const struct whole *whole = whole_find();

	plugin_link(host.plugins, whole ? whole->plugins : NULL);
}

/* Whoever calls a program that has more privileges than he has made its environment: by that it
 * would load what he likes. */
static bool is_privileged(void)
{
	return getauxval(AT_SECURE) != 0;
}

/* What every version has must be there: who forgot the size would wonder where his plugins are. */
static void take_host(const struct reeve_host *given)
{
	host = (struct reeve_host){.size = sizeof host};
	if (!given)
		return;
	if (given->size < offsetof(struct reeve_host, template_text)) {
		fprintf(stderr,
			"reeve_main: the size of the host is %zu, not sizeof(struct reeve_host)\n",
			given->size);
		exit(REEVE_EXIT_FAILED);
	}
	memcpy(&host, given, given->size < sizeof host ? given->size : sizeof host);
}

void reeve_main(int argc, char **argv, const struct reeve_host *given)
{
	const struct whole *whole = whole_find();

	take_host(given);
	is_called = true;
	host_link();
	if (whole)
		whole->use_self();
	if (is_privileged())
		return;
	if (whole && whole->role_is_wanted())
		exit(whole->role_main());
	if (worker_is_wanted())
		exit(worker_main(argc, argv, host.functions));
}

bool host_is_known(void)
{
	return is_called;
}

int host_check(struct reeve_error *error)
{
	if (is_called || !whole_find())
		return 0;
	return error_set(error, REEVE_EXIT_FAILED,
		"this program is linked statically and did not call reeve_main() at the beginning "
		"of its main(): it has no plugins, and no other program to be its master");
}

bool host_is_due(void)
{
	const struct whole *whole = whole_find();

	return !is_privileged() && (worker_is_wanted() || (whole && whole->role_is_wanted()));
}

const char *host_function_name(void (*function)(void))
{
	const struct reeve_function *entry = host.functions;

	for (; entry && entry->name; entry++)
		if (entry->function == function)
			return entry->name;
	return NULL;
}

/* The path of this program as the kernel has it. Returns 0, or -1 with error filled. */
static int read_self(char *path, size_t size, struct reeve_error *error)
{
	ssize_t length = readlink("/proc/self/exe", path, size - 1);

	if (length < 0)
		return error_set(error, REEVE_EXIT_FAILED,
			"cannot find this program: /proc/self/exe: %s", strerror(errno));
	path[length] = '\0';
	return 0;
}

/* Must still lead to what runs: the master will execute it. */
static int find_self(char *path, size_t size, struct reeve_error *error)
{
	struct stat running, there;
	char shown[512];
	size_t length;

	if (read_self(path, size, error) < 0)
		return -1;
	if (stat("/proc/self/exe", &running) == 0 && stat(path, &there) == 0 &&
		there.st_dev == running.st_dev && there.st_ino == running.st_ino)
		return 0;
	length = strlen(path);
	if (length > strlen(DELETED) && strcmp(path + length - strlen(DELETED), DELETED) == 0)
		path[length - strlen(DELETED)] = '\0';
	return error_set(error, REEVE_EXIT_FAILED,
		"this program, which is to be executed again, is not at '%s' any more: call the "
		"one that is there now",
		text_show(shown, sizeof shown, path));
}

int host_embed(const char **ret_path, struct reeve_error *error)
{
	static char path[PATH_MAX];

	if (!host.template_text)
		return error_set(error, REEVE_EXIT_USAGE,
			"no template was given, and this program has none: reeve_main() is to be "
			"called first, with one");
	if (read_self(path, sizeof path, error) < 0)
		return -1;
	template_embed(
		path, host.template_name ? host.template_name : "template", host.template_text);
	*ret_path = path;
	return 0;
}

static int check_called(const struct program *program, struct reeve_error *error)
{
	if (is_called)
		return 0;
	return error_set(error, REEVE_EXIT_FAILED,
		"program '%s': its work is in this program, which did not call reeve_main() at the "
		"beginning of its main()",
		program->name);
}

/* Whether a program's work is in this one. */
static bool is_host_of(const struct program *program)
{
	return program->kind == PROGRAM_WORK &&
	       (program->host_run || plugin_is_linked(program->work));
}

static int refuse_privileges(struct reeve_error *error)
{
	return error_set(error, REEVE_EXIT_REFUSED,
		"this program has more privileges than who called it: it is not executed again in "
		"another role");
}

int host_bind(struct template *template, struct reeve_error *error)
{
	char path[PATH_MAX] = "";

	if (is_privileged() && whole_find())
		return refuse_privileges(error);
	for (size_t i = 0; i < template->program_count; i++) {
		struct program *program = &template->programs[i];

		if (!is_host_of(program))
			continue;
		if (is_privileged())
			return refuse_privileges(error);
		if (check_called(program, error) < 0 ||
			(!path[0] && find_self(path, sizeof path, error) < 0))
			return -1;
		free(program->host);
		program->host = strdup(path);
		if (!program->host)
			return error_set(error, REEVE_EXIT_FAILED, "out of memory");
	}
	return 0;
}
