/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/project/next.h"
#include "api/project/skeleton.h"
#include "base/error.h"
#include "base/name.h"
#include "base/text.h"
#include "command/report.h"
#include "reeve/command.h"

#define NAME_RULE "a name is a letter or digit, then up to 63 letters, digits, '_', '.' or '-'"
#define WORD_RULE "a word is a letter, then up to 63 letters, digits, '-' or '_'"

#define FILES_MAX 8
#define FILE_NAME_SIZE (NAME_MAX_LENGTH + sizeof ".cfg")

enum part { WORK, ACTION, OPTION, PART_COUNT };

/* How each is called in sentences, and the text it is made from. */
static const struct {
	const char *article, *text;
} parts[PART_COUNT] = {
	{"a work plugin", "work.c"}, {"an action", "action.c"}, {"an option", "option.c"}};

/* Built-in plugins: a file of such a name would hide the plugin from the template. */
static const char *const built_in[] = {"start", "stop", "restart", "status", "wakeup", "plan",
	"reload", "add", "delete", "scale", "upgrade", "signal", "pause", "resume", "reset", "wait", "try",
	"save", "resurrect", "daemon", "workers", "json", "config", "command", "rolling", "timeout",
	"spool", NULL};
/* Words that the template has already or that mean a built-in plugin, and those of every command.
 */
static const char *const words_of_all[] = {
	"c", "d", "n", "j", "help", "version", "completion", "man", NULL};
/* Files and targets of make that every project has. */
static const char *const files_of_all[] = {
	"Makefile", "README.md", "check.sh", "all", "check", "install", "clean", NULL};

/* What is to be made. */
struct plan {
	char *directory;
	const char *name;		 /* of the command: the last component of directory */
	const char *plugins[PART_COUNT]; /* NULL: none */
	struct skeleton_file files[FILES_MAX];
	char file_names[FILES_MAX][FILE_NAME_SIZE];
	size_t file_count;
};

static bool contains(const char *const *list, const char *word)
{
	for (; *list; list++)
		if (strcmp(*list, word) == 0)
			return true;
	return false;
}

static void refuse(struct error_list *errors, const char *name, const char *what, const char *why)
{
	char shown[128];

	error_list_add_at(errors, REEVE_EXIT_USAGE, NULL, 0, 0, "'%s' cannot be %s: %s",
		text_show(shown, sizeof shown, name), what, why);
}

/* The command is a file and a target beside the others. */
static void check_command(const struct plan *plan, struct error_list *errors)
{
	const char *dot = strrchr(plan->name, '.');
	bool same = contains(files_of_all, plan->name);

	for (size_t i = 0; dot && i < PART_COUNT; i++)
		if (plan->plugins[i] && strlen(plan->plugins[i]) == (size_t)(dot - plan->name) &&
			strncmp(plan->plugins[i], plan->name, (size_t)(dot - plan->name)) == 0)
			same = same || strcmp(dot, ".c") == 0 || strcmp(dot, ".so") == 0;
	if (!name_is_valid(plan->name))
		refuse(errors, plan->name, "a command", NAME_RULE);
	else if (same)
		refuse(errors, plan->name, "a command",
			"its project has another file, or a target of make, of that name");
}

static void check_plugin(const struct plan *plan, enum part part, struct error_list *errors)
{
	const char *name = plan->plugins[part];
	char what[32];

	if (!name)
		return;
	if (part != WORK && !name_is_word(name, strlen(name))) {
		refuse(errors, name, parts[part].article, WORD_RULE);
	} else if (!name_is_valid(name)) {
		/* Of the command's name it was said already. */
		if (name != plan->name)
			refuse(errors, name, parts[part].article, NAME_RULE);
	} else if (contains(built_in, name) || (part != WORK && contains(words_of_all, name))) {
		refuse(errors, name, parts[part].article, "reeve itself has one of that name");
	}
	for (size_t i = 0; i < part; i++) {
		if (!plan->plugins[i] || strcmp(plan->plugins[i], name) != 0)
			continue;
		snprintf(what, sizeof what, "%s and %s", parts[i].article, parts[part].article);
		refuse(errors, name, what, "both would be the same file");
	}
}

static const char *or_default(const char *given, const char *otherwise)
{
	return given && !*given ? otherwise : given;
}

/* Returns 0, or -1 with errors added. */
static int make_plan(
	struct plan *plan, const struct reeve_project *project, struct error_list *errors)
{
	size_t length = project->path ? strlen(project->path) : 0;
	const char *slash;

	while (length > 1 && project->path[length - 1] == '/')
		length--;
	plan->directory = strndup(length ? project->path : "", length);
	if (!plan->directory) {
		error_list_add_at(errors, REEVE_EXIT_FAILED, NULL, 0, 0, "out of memory");
		return -1;
	}
	slash = strrchr(plan->directory, '/');
	plan->name = slash ? slash + 1 : plan->directory;
	plan->plugins[WORK] = or_default(project->work, plan->name);
	plan->plugins[ACTION] = or_default(project->action, "alive");
	plan->plugins[OPTION] = or_default(project->option, "one");
	check_command(plan, errors);
	for (enum part part = WORK; part < PART_COUNT; part++)
		check_plugin(plan, part, errors);
	return errors->count ? -1 : 0;
}

static void add_file(
	struct plan *plan, const char *text, const char *name, const struct skeleton_word words[])
{
	struct skeleton_file *file = &plan->files[plan->file_count];
	char *copy = plan->file_names[plan->file_count++];

	snprintf(copy, FILE_NAME_SIZE, "%s", name);
	*file = (struct skeleton_file){.name = copy, .mode = 0644};
	if (strcmp(name, "check.sh") == 0)
		file->mode = 0755;
	skeleton_add(&file->text, text, words);
}

/* As it stands in a regular expression. */
static void add_pattern(struct buffer *pattern, const char *name)
{
	for (; *name; name++) {
		if (*name == '.')
			buffer_char(pattern, '\\');
		buffer_char(pattern, *name);
	}
}

static void add_files(struct plan *plan, const struct skeleton_word words[])
{
	char file[FILE_NAME_SIZE];

	snprintf(file, sizeof file, "%s.cfg", plan->name);
	add_file(plan, "template.cfg", file, words);
	for (size_t i = 0; i < PART_COUNT; i++) {
		if (!plan->plugins[i])
			continue;
		snprintf(file, sizeof file, "%s.c", plan->plugins[i]);
		add_file(plan, parts[i].text, file, words);
	}
	add_file(plan, "Makefile", "Makefile", words);
	add_file(plan, "check.sh", "check.sh", words);
	add_file(plan, "README.md", "README.md", words);
	add_file(plan, "gitignore", ".gitignore", words);
}

/* Returns 0, or -1 for want of memory. */
static int fill(struct plan *plan)
{
	const char *const *names = plan->plugins;
	struct buffer plugins = {0}, pattern = {0}, action = {0}, option = {0};
	int result;

	for (size_t i = 0; i < PART_COUNT; i++)
		if (names[i])
			buffer_printf(&plugins, " %s.so", names[i]);
	add_pattern(&pattern, plan->name);
	if (names[ACTION])
		buffer_printf(&action, "|%s", names[ACTION]);
	if (names[OPTION])
		buffer_printf(&option, " -[%s]", names[OPTION]);
	result = plugins.failed || pattern.failed || action.failed || option.failed ? -1 : 0;
	if (result == 0)
		add_files(plan, (const struct skeleton_word[]){
					{"NAME", plan->name},
					{"NAME_PATTERN", pattern.data},
					{"WORK", names[WORK]},
					{"ACTION", names[ACTION]},
					{"OPTION", names[OPTION]},
					{"MORE_ACTIONS", action.data},
					{"MORE_OPTIONS", option.data},
					{"PLUGINS", plugins.data},
					{NULL, NULL},
				});
	buffer_done(&plugins);
	buffer_done(&pattern);
	buffer_done(&action);
	buffer_done(&option);
	return result;
}

/* Returns 0, or -1 with errors added. */
static int write_plan(struct plan *plan, struct error_list *errors)
{
	if (fill(plan) < 0) {
		error_list_add_at(errors, REEVE_EXIT_FAILED, NULL, 0, 0, "out of memory");
		return -1;
	}
	return skeleton_write(plan->directory, plan->files, plan->file_count, errors);
}

static void print_next(const struct plan *plan, const char *interpreter)
{
	char comment[FILE_NAME_SIZE + 64];

	if (plan->plugins[WORK])
		snprintf(comment, sizeof comment, "then edit %s.c: 'run' is one piece of work",
			plan->plugins[WORK]);
	else
		snprintf(comment, sizeof comment,
			"then edit %s.cfg: 'exec' is what to keep running", plan->name);
	next_made(plan->directory, plan->files, plan->file_count);
	next_enter(plan->directory, comment);
	next_find_package(interpreter);
	printf("    make\n"
	       "    ./%s start -d\n"
	       "    ./%s status\n"
	       "    ./%s stop\n",
		plan->name, plan->name, plan->name);
}

int reeve_project_new(const struct reeve_project *given)
{
	struct reeve_project project = {0};
	struct error_list errors = {0};
	struct plan plan = {0};
	int code;

	memcpy(&project, given, given->size < sizeof project ? given->size : sizeof project);
	if (make_plan(&plan, &project, &errors) == 0 && write_plan(&plan, &errors) == 0)
		print_next(&plan, project.interpreter);
	code = error_list_code(&errors);
	report_errors("reeve new", &errors);
	error_list_done(&errors);
	for (size_t i = 0; i < plan.file_count; i++)
		buffer_done(&plan.files[i].text);
	free(plan.directory);
	return code;
}
