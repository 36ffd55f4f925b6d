/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "api/describe.h"

#include <string.h>

#include "base/error.h"

size_t describe_operations(const union plugin_descriptor *descriptor,
	struct describe_operation operations[DESCRIBE_OPERATIONS_MAX])
{
	switch (descriptor->plugin.kind) {
	case REEVE_KIND_ACTION:
		operations[0] = (struct describe_operation){"run", descriptor->action.run};
		return 1;
	case REEVE_KIND_OPTION:
		operations[0] = (struct describe_operation){"apply", descriptor->option.apply};
		return 1;
	case REEVE_KIND_WORK:
		operations[0] = (struct describe_operation){"init", descriptor->work.init};
		operations[1] = (struct describe_operation){"run", descriptor->work.run};
		operations[2] = (struct describe_operation){"fini", descriptor->work.fini};
		return 3;
	}
	return 0;
}

/* Takes the array. Returns it, or NULL for want of memory. */
static json_t *json_add(json_t *array, const char *text)
{
	if (json_array_append_new(array, json_string(text)) == 0)
		return array;
	json_decref(array);
	return NULL;
}

static json_t *json_names(const char *const *names)
{
	json_t *array = json_array();

	for (size_t i = 0; array && names[i]; i++)
		array = json_add(array, names[i]);
	return array;
}

static json_t *json_operations(const union plugin_descriptor *descriptor)
{
	struct describe_operation operations[DESCRIBE_OPERATIONS_MAX];
	size_t count = describe_operations(descriptor, operations);
	json_t *array = json_array();

	for (size_t i = 0; array && i < count; i++)
		if (operations[i].present)
			array = json_add(array, operations[i].name);
	return array;
}

static int json_set_option(json_t *object, const struct reeve_option *option)
{
	json_t *metavar = option->metavar ? json_string(option->metavar) : json_null();
	json_t *actions = option->actions ? json_names(option->actions) : json_null();
	int first = json_object_set_new(object, "metavar", metavar);
	int second = json_object_set_new(object, "actions", actions);

	return first < 0 || second < 0 ? -1 : 0;
}

json_t *describe_json(const struct plugin *plugin)
{
	const struct reeve_plugin *head = &plugin->descriptor.plugin;
	json_t *object = json_pack("{ss ss ss s{si si} ss so}", "name", head->name, "path",
		plugin->path, "kind", plugin_kind_name(head->kind), "abi", "major", head->abi_major,
		"minor", head->abi_minor, "summary", head->summary, "operations",
		json_operations(&plugin->descriptor));

	if (object && head->kind == REEVE_KIND_OPTION &&
		json_set_option(object, &plugin->descriptor.option) < 0) {
		json_decref(object);
		return NULL;
	}
	return object;
}

json_t *describe_refusal(const char *path, const struct reeve_error *error)
{
	const char *slash = strrchr(path, '/');
	const char *file = slash ? slash + 1 : path;
	const char *dot = strrchr(file, '.');

	return json_pack("{ss% ss s{si ss}}", "name", file,
		dot ? (size_t)(dot - file) : strlen(file), "path", path, "error", "code",
		error->code, "text", error->text);
}
