/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "api/plugin_list.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "api/describe.h"
#include "api/table.h"
#include "base/error.h"
#include "base/fd.h"
#include "base/signame.h"
#include "command/report.h"
#include "config/template.h"

#define SCHEMA 1
#define LOAD_SECONDS 5	       /* then a plugin that is being loaded is given up */
#define ANSWER_MAX (64 * 1024) /* bytes that one plugin can have to say */

/* Loading a plugin runs what its author wants to be run: each is looked at in a process of its own,
 * which writes what describe.h makes of it, and ends. */
static void answer(const struct plugin_search *search, const char *path, int fd)
{
	struct reeve_error error = {0};
	struct plugin *plugin = NULL;
	json_t *object;
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (null < 0 || dup2(null, STDIN_FILENO) < 0 || dup2(null, STDOUT_FILENO) < 0)
		return;
	alarm(LOAD_SECONDS);
	if (plugin_load(search, path, 0, &plugin, &error) < 0)
		object = describe_refusal(path, &error);
	else
		object = describe_json(plugin);
	if (object)
		json_dumpfd(object, fd, 0);
}

/* Returns 0, or -1 if nothing more came in time, or no memory is left. */
static int read_answer(int fd, struct buffer *text)
{
	struct pollfd wait = {.fd = fd, .events = POLLIN};
	char part[4096];
	ssize_t length;

	for (;;) {
		int ready = poll(&wait, 1, (LOAD_SECONDS + 1) * 1000);

		if (ready < 0 && errno == EINTR)
			continue;
		length = ready > 0 ? read(fd, part, sizeof part) : -1;
		if (length == 0)
			return text->failed ? -1 : 0;
		if (length < 0 || text->length > ANSWER_MAX)
			return -1;
		buffer_add(text, part, (size_t)length);
	}
}

/* Why a process ended that should have answered. */
static json_t *no_answer(const char *path, int status)
{
	const char *name = WIFSIGNALED(status) ? signame_of(WTERMSIG(status)) : NULL;
	struct reeve_error error;

	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM)
		error_set(&error, REEVE_EXIT_PLUGIN, "plugin '%s' is not loaded after %d s", path,
			LOAD_SECONDS);
	else if (WIFSIGNALED(status))
		error_set(&error, REEVE_EXIT_PLUGIN,
			"plugin '%s' crashes while it is loaded: signal %s", path,
			name ? name : "unknown");
	else
		error_set(&error, REEVE_EXIT_PLUGIN,
			"plugin '%s' ends the process that loads it: exit %d", path,
			WEXITSTATUS(status));
	return describe_refusal(path, &error);
}

/* Returns NULL for want of memory or processes. */
static json_t *ask(const struct plugin_search *search, const char *path)
{
	struct buffer text = {0};
	json_t *object = NULL;
	int ends[2], status = 0, read = -1;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return NULL;
	pid = fork();
	if (pid == 0) {
		answer(search, path, ends[1]);
		_exit(0);
	}
	fd_close(&ends[1]);
	if (pid > 0)
		read = read_answer(ends[0], &text);
	fd_close(&ends[0]);
	/* Who does not heed the alarm is not waited for. */
	while (pid > 0 && waitpid(pid, &status, read < 0 ? WNOHANG : 0) < 0 && errno == EINTR)
		continue;
	if (read == 0)
		object = json_loadb(text.data ? text.data : "", text.length, 0, NULL);
	if (pid > 0 && !object)
		object = no_answer(path, read < 0 ? SIGALRM : status);
	buffer_done(&text);
	return object;
}

/* Returns 0, or -1 for want of memory. */
static int add(json_t *plugins, const struct plugin_search *search, const char *path)
{
	for (size_t i = 0; i < json_array_size(plugins); i++) {
		json_t *other = json_object_get(json_array_get(plugins, i), "path");

		if (strcmp(json_string_value(other), path) == 0)
			return 0;
	}
	return json_array_append_new(plugins, ask(search, path));
}

/* What a template calls by its path. */
static int add_bound(json_t *plugins, const struct plugin_search *search,
	const struct binding *bindings, size_t count)
{
	int result = 0;

	for (size_t i = 0; i < count && result == 0; i++)
		if (bindings[i].plugin && strchr(bindings[i].plugin, '/'))
			result = add(plugins, search, bindings[i].plugin);
	return result;
}

static int add_template(
	json_t *plugins, const struct plugin_search *search, const struct template *template)
{
	int result = add_bound(plugins, search, template->actions, template->action_count);

	if (result == 0)
		result = add_bound(plugins, search, template->options, template->option_count);
	for (size_t i = 0; i < template->program_count && result == 0; i++)
		if (template->programs[i].work && strchr(template->programs[i].work, '/'))
			result = add(plugins, search, template->programs[i].work);
	for (size_t i = 0; i < template->command_count && result == 0; i++)
		result = add_template(plugins, search, template->commands[i]);
	return result;
}

/* Returns a new array, or NULL for want of memory. */
static json_t *gather(const struct plugin_search *search, const struct template *template,
	struct error_list *errors)
{
	char **paths = plugin_list(search, errors);
	json_t *plugins = json_array();
	int result = paths && plugins ? 0 : -1;

	for (char **path = paths; result == 0 && *path; path++)
		result = add(plugins, search, *path);
	if (result == 0 && template)
		result = add_template(plugins, search, template);
	plugin_list_free(paths);
	if (result == 0)
		return plugins;
	json_decref(plugins);
	return NULL;
}

static const char *text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

/* The sentence of a refusal names plugin and path first: in a row of the table both are said. */
static const char *reason_of(const json_t *plugin)
{
	const char *text = text_of(json_object_get(plugin, "error"), "text");
	char lead[2][sizeof((struct reeve_error *)NULL)->text];

	snprintf(lead[0], sizeof lead[0], "plugin '%s' (%s) ", text_of(plugin, "name"),
		text_of(plugin, "path"));
	snprintf(lead[1], sizeof lead[1], "plugin '%s'", text_of(plugin, "path"));
	for (size_t i = 0; i < 2; i++)
		if (strncmp(text, lead[i], strlen(lead[i])) == 0)
			text += strlen(lead[i]);
	return text + strspn(text, ": ");
}

static void add_row(struct table *table, const json_t *plugin)
{
	const json_t *abi = json_object_get(plugin, "abi");
	struct buffer text = {0};

	table_text(table, text_of(plugin, "name"));
	if (abi) {
		table_text(table, text_of(plugin, "kind"));
		buffer_printf(&text, "%lld.%lld",
			(long long)json_integer_value(json_object_get(abi, "major")),
			(long long)json_integer_value(json_object_get(abi, "minor")));
		table_text(table, text.failed ? "" : text.data);
	} else {
		table_none(table);
		table_none(table);
	}
	table_text(table, text_of(plugin, "path"));
	buffer_clear(&text);
	buffer_printf(&text, "%s%s",
		abi ? "" : "refused: ", abi ? text_of(plugin, "summary") : reason_of(plugin));
	table_text(table, text.failed ? "" : text.data);
	buffer_done(&text);
}

/* Returns 0, or -1 for want of memory or of room. */
static int print_table(const json_t *plugins)
{
	static const struct table_column columns[] = {
		{"name"}, {"kind"}, {"ABI"}, {"path"}, {"summary"}};
	struct table table;
	struct buffer text = {0};
	int result = -1;

	table_init(&table, "Plugin", columns, sizeof columns / sizeof columns[0]);
	for (size_t i = 0; i < json_array_size(plugins); i++)
		add_row(&table, json_array_get(plugins, i));
	table_plain(&table, &text);
	if (!text.failed && !table.text.failed && text.data)
		result = fputs(text.data, stdout) < 0 ? -1 : 0;
	buffer_done(&text);
	table_done(&table);
	return result;
}

static int print_json(json_t *plugins)
{
	json_t *document = json_pack("{si sO}", "schema", SCHEMA, "plugins", plugins);
	int result = document ? json_dumpf(document, stdout, JSON_INDENT(2)) : -1;

	if (result == 0)
		printf("\n");
	json_decref(document);
	return result;
}

int plugin_list_show(const struct plugin_search *search, const struct template *template, int json)
{
	struct error_list errors = {0};
	json_t *plugins;
	int code;

	fflush(stdout); /* not again by who ends a process of ours */
	plugins = gather(search, template, &errors);
	if (!plugins || (json ? print_json(plugins) : print_table(plugins)) < 0 ||
		fflush(stdout) != 0)
		error_list_add_at(&errors, REEVE_EXIT_FAILED, NULL, 0, 0,
			"cannot list the plugins: %s", plugins ? "writing fails" : "out of memory");
	json_decref(plugins);
	code = error_list_code(&errors);
	report_errors("reeve", &errors);
	error_list_done(&errors);
	return code;
}
