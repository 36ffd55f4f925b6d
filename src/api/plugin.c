/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/error.h"
#include "command/report.h"
#include "plugin/plugin.h"
#include "reeve/command.h"

#define SCHEMA 1

/* What a descriptor can do, as its fields are called. */
struct operation {
	const char *name;
	bool present;
};

#define OPERATIONS_MAX 3

static size_t list_operations(
	const union plugin_descriptor *descriptor, struct operation operations[OPERATIONS_MAX])
{
	switch (descriptor->plugin.kind) {
	case REEVE_KIND_ACTION:
		operations[0] = (struct operation){"run", descriptor->action.run};
		return 1;
	case REEVE_KIND_OPTION:
		operations[0] = (struct operation){"apply", descriptor->option.apply};
		return 1;
	case REEVE_KIND_WORK:
		operations[0] = (struct operation){"init", descriptor->work.init};
		operations[1] = (struct operation){"run", descriptor->work.run};
		operations[2] = (struct operation){"fini", descriptor->work.fini};
		return 3;
	}
	return 0;
}

static void print_operations(const union plugin_descriptor *descriptor)
{
	struct operation operations[OPERATIONS_MAX];
	size_t count = list_operations(descriptor, operations);
	const char *separator = "";

	printf("operations  ");
	for (size_t i = 0; i < count; i++) {
		if (!operations[i].present)
			continue;
		printf("%s%s", separator, operations[i].name);
		separator = ", ";
	}
	printf("\n");
}

static void print_option(const struct reeve_option *option)
{
	const char *const *actions = option->actions;

	printf("value       %s\n", option->metavar ? option->metavar : "none");
	printf("actions     %s", actions && actions[0] ? actions[0] : actions ? "none" : "any");
	for (size_t i = 1; actions && actions[0] && actions[i]; i++)
		printf(", %s", actions[i]);
	printf("\n");
}

static void print_text(const struct plugin *plugin)
{
	const struct reeve_plugin *head = &plugin->descriptor.plugin;

	printf("name        %s\n", head->name);
	printf("path        %s\n", plugin->path);
	printf("kind        %s\n", plugin_kind_name(head->kind));
	printf("ABI         %u.%u\n", head->abi_major, head->abi_minor);
	printf("summary     %s\n", head->summary);
	if (head->kind == REEVE_KIND_OPTION)
		print_option(&plugin->descriptor.option);
	print_operations(&plugin->descriptor);
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
	struct operation operations[OPERATIONS_MAX];
	size_t count = list_operations(descriptor, operations);
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

/* Returns 0, or -1 for want of memory. */
static int print_json(const struct plugin *plugin)
{
	const struct reeve_plugin *head = &plugin->descriptor.plugin;
	json_t *object = json_pack("{si ss ss ss s{si si} ss so}", "schema", SCHEMA, "name",
		head->name, "path", plugin->path, "kind", plugin_kind_name(head->kind), "abi",
		"major", head->abi_major, "minor", head->abi_minor, "summary", head->summary,
		"operations", json_operations(&plugin->descriptor));
	int result = -1;

	if (!object)
		return -1;
	if (head->kind == REEVE_KIND_OPTION &&
		json_set_option(object, &plugin->descriptor.option) < 0)
		goto out;
	result = json_dumpf(object, stdout, JSON_INDENT(2));
	printf("\n");
out:
	json_decref(object);
	return result;
}

/* The dynamic linker's reasons are in it: their names come out of the file. */
static int report(const struct reeve_error *error)
{
	report_sentence("reeve", error->text);
	return error->code;
}

int reeve_plugin_show(const char *name, int json)
{
	const struct plugin_search search = {NULL, (uid_t)-1};
	struct reeve_error error = {0};
	struct plugin *plugin;

	if (plugin_load(&search, name, 0, &plugin, &error) < 0) {
		if (json)
			report_document(error.text, error.code);
		return report(&error);
	}
	if (json && print_json(plugin) < 0)
		error_set(&error, REEVE_EXIT_FAILED, "plugin '%s': cannot write JSON", name);
	else if (!json)
		print_text(plugin);
	if (fflush(stdout) != 0 || ferror(stdout))
		error_set(&error, REEVE_EXIT_FAILED, "cannot write to standard output");
	plugin_free(plugin);
	return error.code ? report(&error) : REEVE_EXIT_OK;
}
