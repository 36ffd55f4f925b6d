/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "worker/work.h"

#include <string.h>

#include "base/text.h"
#include "plugin/plugin.h"

static int load(
	const struct parameters *parameters, struct work *ret_work, struct reeve_error *error)
{
	struct plugin_search search = {.directories = (const char *const *)parameters->plugin_path,
		.owner = parameters->owner};

	if (plugin_load(&search, parameters->plugin, REEVE_KIND_WORK, &ret_work->plugin, error) <
		0) {
		if (parameters->place)
			error_lead(error, "%s", parameters->place);
		return error->code;
	}
	ret_work->operations = ret_work->plugin->descriptor.work;
	return 0;
}

/* name NULL: nothing is wanted. Returns 0, or an exit code with error filled. */
static int look_up(const struct parameters *parameters, const struct reeve_function *functions,
	const char *name, void (**ret_function)(void), struct reeve_error *error)
{
	char host[256];

	*ret_function = NULL;
	if (!name)
		return 0;
	for (; functions && functions->name; functions++)
		if (functions->function && strcmp(functions->name, name) == 0) {
			*ret_function = functions->function;
			return 0;
		}
	error_set(error, REEVE_EXIT_FAILED, "the program '%s' has no work function '%s'",
		text_show(host, sizeof host, parameters->host ? parameters->host : "reeve-worker"),
		name);
	return error->code;
}

int work_find(const struct parameters *parameters, const struct reeve_function *functions,
	struct work *ret_work, struct reeve_error *error)
{
	struct reeve_work *operations = &ret_work->operations;
	void (*init)(void), (*run)(void), (*fini)(void);

	*ret_work = (struct work){0};
	if (!parameters->run)
		return load(parameters, ret_work, error);
	if (look_up(parameters, functions, parameters->init, &init, error) ||
		look_up(parameters, functions, parameters->run, &run, error) ||
		look_up(parameters, functions, parameters->fini, &fini, error))
		return error->code;
	operations->init = (int (*)(struct reeve_worker *, void **))init;
	operations->run = (int (*)(struct reeve_worker *, void *))run;
	operations->fini = (void (*)(struct reeve_worker *, void *))fini;
	return 0;
}

void work_done(struct work *work)
{
	plugin_free(work->plugin);
	work->plugin = NULL;
}
