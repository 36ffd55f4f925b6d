/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "api/describe.h"
#include "api/plugin_list.h"
#include "base/error.h"
#include "command/report.h"
#include "config/template.h"
#include "plugin/plugin.h"
#include "plugin/watch.h"
#include "reeve/command.h"

#define SCHEMA 1

static void print_operations(const union plugin_descriptor *descriptor)
{
	struct describe_operation operations[DESCRIBE_OPERATIONS_MAX];
	size_t count = describe_operations(descriptor, operations);
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

/* Returns 0, or -1 for want of memory or of room. */
static int print_json(const struct plugin *plugin)
{
	json_t *object = json_pack("{si}", "schema", SCHEMA);
	json_t *description = describe_json(plugin);
	int result = -1;

	if (object && description && json_object_update(object, description) == 0) {
		result = json_dumpf(object, stdout, JSON_INDENT(2));
		printf("\n");
	}
	json_decref(description);
	json_decref(object);
	return result;
}

/* The dynamic linker's reasons are in it: their names come out of the file. */
static int report(const struct reeve_error *error)
{
	report_sentence("reeve", error->text);
	return error->code;
}

static int show(const struct plugin_search *search, const char *name, int json)
{
	struct reeve_error error = {0};
	struct plugin *plugin;

	if (plugin_load(search, name, 0, &plugin, &error) < 0) {
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

int reeve_plugin_show(const char *name, const char *template_path, int json)
{
	struct plugin_search search = {NULL, (uid_t)-1};
	struct error_list errors = {0};
	struct template *template = template_path ? template_load(template_path, &errors) : NULL;
	int code = error_list_code(&errors);

	if (template)
		search = (struct plugin_search){
			(const char *const *)template->plugin_path, template->owner};
	if (template_path && !template) {
		if (json)
			report_errors_document(&errors);
		report_errors("reeve", &errors);
	} else if (name) {
		watch_enable("reeve");
		code = show(&search, name, json);
		watch_disable();
	} else {
		code = plugin_list_show(&search, template, json);
	}
	error_list_done(&errors);
	template_free(template);
	return code;
}
