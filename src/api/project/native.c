/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/host.h"
#include "api/project/missing.h"
#include "api/project/next.h"
#include "api/project/skeleton.h"
#include "api/valid.h"
#include "base/text.h"
#include "command/grammar.h"
#include "command/report.h"
#include "config/template.h"
#include "reeve/command.h"

#define FILE_NAME_SIZE (NAME_MAX_LENGTH + sizeof "action-.c")

/* A project for a program that holds its template and its work. */
struct native {
	struct reeve_native given;
	struct template *template;
	struct missing missing;
	char *directory;
	struct skeleton_file *files;
	char (*names)[FILE_NAME_SIZE]; /* of the files */
	size_t file_count;
	struct buffer objects, sources, externs, table, pieces, pattern, canonical;
};

static int no_memory(struct error_list *errors)
{
	error_list_add_at(errors, REEVE_EXIT_FAILED, NULL, 0, 0, "out of memory");
	return -1;
}

/* The plugins that are missing count as there while the template is checked. */
static int load(struct native *native, struct error_list *unset, struct error_list *errors)
{
	struct error_list first = {0}, faults = {0};
	struct template *template =
		template_load_faulty(native->given.template_path, &first, &faults);
	int result = 0;

	if (template && faults.count + faults.dropped == 0)
		result = missing_find(template, &native->missing, errors);
	template_free(template);
	error_list_done(&first);
	error_list_done(&faults);
	if (result < 0)
		return -1;
	plugin_link(native->missing.table, NULL);
	native->template = valid_load(native->given.template_path, unset, errors);
	if (native->template && native->given.is_static)
		missing_check_static(native->template, errors);
	host_link();
	return native->template && error_list_code(errors) == 0 ? 0 : -1;
}

/* By default beside the template, under its name without ".cfg". */
static char *default_directory(const char *path)
{
	size_t length = strlen(path);

	if (length > 4 && strcmp(path + length - 4, ".cfg") == 0 && path[length - 5] != '/')
		length -= 4;
	return strndup(path, length);
}

static void add_file(struct native *native, const char *text, const char *name,
	const struct skeleton_word words[])
{
	struct skeleton_file *file = &native->files[native->file_count];
	char *copy = native->names[native->file_count++];

	snprintf(copy, FILE_NAME_SIZE, "%s", name);
	*file = (struct skeleton_file){.name = copy, .mode = 0644};
	if (strcmp(name, "check.sh") == 0)
		file->mode = 0755;
	if (text)
		skeleton_add(&file->text, text, words);
}

/* What the lists in the texts say of one plugin that is to be written. */
static void list_plugin(struct native *native, const struct missing_plugin *plugin)
{
	const char *kind = plugin_kind_name(plugin->kind);

	buffer_printf(&native->objects, " %s-%s.o", kind, plugin->name);
	buffer_printf(&native->sources, " %s-%s.c", kind, plugin->name);
	buffer_printf(&native->externs, "%sextern const struct reeve_%s %s;",
		native->externs.length ? "\n" : "", kind, plugin->symbol);
	buffer_printf(&native->table, "%s\t&%s.plugin,", native->table.length ? "\n" : "",
		plugin->symbol);
	buffer_printf(&native->pieces, "%s- `%s-%s.c`: the %s '%s', to be written.",
		native->pieces.length ? "\n" : "", kind, plugin->name, kind, plugin->name);
}

static void add_plugin_file(struct native *native, const struct missing_plugin *plugin)
{
	const struct skeleton_word words[] = {{"NAME", native->template->name},
		{"PLUGIN", plugin->name}, {"SYMBOL", plugin->symbol}, {NULL, NULL}};
	const char *kind = plugin_kind_name(plugin->kind);
	char name[FILE_NAME_SIZE], text[32];

	snprintf(name, sizeof name, "%s-%s.c", kind, plugin->name);
	snprintf(text, sizeof text, "native-%s.c", kind);
	add_file(native, text, name, words);
}

/* Names as they stand in a regular expression, and as automake has them. */
static void spell_name(struct native *native)
{
	for (const char *c = native->template->name; *c; c++) {
		if (*c == '.')
			buffer_char(&native->pattern, '\\');
		buffer_char(&native->pattern, *c);
		buffer_char(&native->canonical, isalnum((unsigned char)*c) ? *c : '_');
	}
}

/* Whether start -d, status and stop are all that it takes: then the test can do it. */
static bool can_live(const struct template *template)
{
	static const char *const words[] = {"start", "status", "stop"};
	struct error_list faults = {0};
	struct grammar *grammar = grammar_compile(template->usage, NULL, 0, &faults);
	bool can =
		grammar && !grammar->operand_required && grammar_find_option(grammar, "d", 1) >= 0;

	for (size_t i = 0; can && i < sizeof words / sizeof words[0]; i++)
		can = grammar_find_action(grammar, words[i], strlen(words[i])) >= 0;
	for (size_t i = 0; can && i < grammar->group_count; i++)
		can = !grammar->groups[i].required;
	grammar_free(grammar);
	error_list_done(&faults);
	return can;
}

static void add_files(struct native *native, const struct skeleton_word words[])
{
	char name[FILE_NAME_SIZE];

	add_file(native, "native-main.c", "main.c", words);
	for (size_t i = 0; i < native->missing.count; i++)
		add_plugin_file(native, &native->missing.plugins[i]);
	snprintf(name, sizeof name, "%s.cfg", native->template->name);
	add_file(native, NULL, name, NULL);
	template_copy(native->template, &native->files[native->file_count - 1].text);
	if (native->given.automake)
		add_file(native, "native.am", "Makefile.am", words);
	else
		add_file(native, "native.mk", "Makefile", words);
	add_file(native, "native.sh", "check.sh", words);
	add_file(native, "native.md", "README.md", words);
	add_file(native, "native.gitignore", ".gitignore", words);
}

/* Returns 0, or -1 for want of memory. */
static int fill(struct native *native)
{
	const struct missing *missing = &native->missing;
	size_t room = missing->count + 6;

	native->files = calloc(room, sizeof *native->files);
	native->names = calloc(room, sizeof *native->names);
	for (size_t i = 0; i < missing->count; i++)
		list_plugin(native, &missing->plugins[i]);
	spell_name(native);
	buffer_text(&native->objects, "");
	buffer_text(&native->sources, "");
	if (!native->files || !native->names || native->objects.failed || native->sources.failed ||
		native->externs.failed || native->table.failed || native->pieces.failed ||
		native->pattern.failed || native->canonical.failed)
		return -1;
	add_files(native, (const struct skeleton_word[]){
				  {"NAME", native->template->name},
				  {"NAME_PATTERN", native->pattern.data},
				  {"CANONICAL", native->canonical.data},
				  {"OBJECTS", native->objects.data},
				  {"SOURCES", native->sources.data},
				  {"EXTERNS", native->externs.data},
				  {"TABLE", native->table.data},
				  {"PIECES", native->pieces.data},
				  {"STATIC", native->given.is_static ? "yes" : NULL},
				  {"LIFE", can_live(native->template) ? "" : NULL},
				  {NULL, NULL},
			  });
	return 0;
}

/* The program is a file and a target beside the others. */
static int check_name(const struct native *native, struct error_list *errors)
{
	static const char *const targets[] = {"all", "check", "install", "clean", "main.o"};
	const char *name = native->template->name;
	bool taken = false;

	for (size_t i = 0; i < sizeof targets / sizeof targets[0]; i++)
		taken = taken || strcmp(name, targets[i]) == 0;
	for (size_t i = 0; i < native->file_count; i++)
		taken = taken || strcmp(name, native->files[i].name) == 0;
	if (taken)
		error_list_add_at(errors, REEVE_EXIT_USAGE, NULL, 0, 0,
			"a command called '%s' cannot be made so: its project has another file, or "
			"a target of make, of that name",
			name);
	else if (!template_is_known(native->template, name))
		error_list_add_at(errors, REEVE_EXIT_TEMPLATE, NULL, 0, 0,
			"the command's name is not known before it runs: set name to a plain text");
	else
		return 0;
	return -1;
}

static int make(struct native *native, struct error_list *unset, struct error_list *errors)
{
	const struct reeve_native *given = &native->given;

	if (load(native, unset, errors) < 0)
		return -1;
	native->directory = given->directory ? strdup(given->directory)
					     : default_directory(given->template_path);
	if (!native->directory || fill(native) < 0)
		return no_memory(errors);
	if (check_name(native, errors) < 0)
		return -1;
	return skeleton_write(native->directory, native->files, native->file_count, errors);
}

static void print_next(const struct native *native)
{
	next_made(native->directory, native->files, native->file_count);
	for (size_t i = 0; i < native->missing.count; i++) {
		const struct missing_plugin *plugin = &native->missing.plugins[i];

		printf("to be written: the %s '%s'%s%s\n", plugin_kind_name(plugin->kind),
			plugin->name, plugin->hint[0] ? ", or " : "", plugin->hint);
	}
	if (native->given.automake)
		return;
	next_enter(native->directory, NULL);
	next_find_package(native->given.interpreter);
	printf("    make\n"
	       "    ./%s --help\n",
		native->template->name);
}

static void done(struct native *native)
{
	struct buffer *buffers[] = {&native->objects, &native->sources, &native->externs,
		&native->table, &native->pieces, &native->pattern, &native->canonical};

	for (size_t i = 0; i < native->file_count; i++)
		buffer_done(&native->files[i].text);
	for (size_t i = 0; i < sizeof buffers / sizeof buffers[0]; i++)
		buffer_done(buffers[i]);
	free(native->files);
	free(native->names);
	free(native->directory);
	missing_done(&native->missing);
	template_free(native->template);
}

int reeve_template_native(const struct reeve_native *given)
{
	struct error_list unset = {0}, errors = {0};
	struct native native = {0};
	int code;

	memcpy(&native.given, given,
		given->size < sizeof native.given ? given->size : sizeof native.given);
	if (make(&native, &unset, &errors) == 0)
		print_next(&native);
	code = error_list_code(&errors);
	report_errors("reeve", &unset);
	report_errors("reeve", &errors);
	error_list_done(&unset);
	error_list_done(&errors);
	done(&native);
	return code;
}
