/* SPDX-License-Identifier: MIT */
#include "config.h"

/* A whole command line from argv to exit code, with a template and plugins made up here: what is
 * defined below stands in for the layers underneath. */

#include <check.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "command/command.h"
#include "config/template.h"
#include "plugin/plugin.h"
#include "reeve/context.h"

static struct template template;
static bool template_fails;
static struct buffer loaded, applied; /* names, in order */
static FILE *out, *err;
static int saved_out, saved_err;

struct template *template_load_reachable(const char *path, struct error_list *errors)
{
	if (!template_fails)
		return &template;
	error_list_add_at(errors, REEVE_EXIT_TEMPLATE, "q.cfg", 3, 0, "unknown key 'worker'");
	error_list_add_at(errors, REEVE_EXIT_TEMPLATE, "q.cfg", 9, 0, "no programs");
	return NULL;
}

void template_free(struct template *unused)
{
}

bool template_is_known(const struct template *unused, const char *text)
{
	return true;
}

static int run_start(struct reeve_context *context)
{
	reeve_print(
		context, "%s %s:", reeve_context_command(context), reeve_context_action(context));
	for (size_t i = 0; i < reeve_context_operand_count(context); i++)
		reeve_print(context, " %s", reeve_context_operand(context, i));
	reeve_print(context, "\n");
	return 0;
}

static int run_stop(struct reeve_context *context)
{
	return reeve_fail(context, REEVE_EXIT_TIMEOUT, "still there\nit goes on");
}

static int run_odd(struct reeve_context *context)
{
	return -1;
}

static int apply(struct reeve_context *context, const char *value)
{
	buffer_printf(&applied, "%s;", value ? value : "-");
	if (value && strcmp(value, "bad") == 0)
		return reeve_fail(context, REEVE_EXIT_USAGE, "'bad' is no number");
	return 0;
}

static int apply_json(struct reeve_context *context, const char *value)
{
	return reeve_param_set_bool(context, "json", true);
}

static const char *const start_only[] = {"start", NULL};

static const struct {
	const char *name;
	enum reeve_kind kind;
	const char *summary;
	int (*function)(struct reeve_context *context);
	int (*apply)(struct reeve_context *context, const char *value);
	const char *metavar;
	const char *const *actions;
} plugins[] = {
	{"start", REEVE_KIND_ACTION, "start process", run_start},
	{"stop", REEVE_KIND_ACTION, "stop process", run_stop},
	{"odd", REEVE_KIND_ACTION, "", run_odd},
	{"daemon", REEVE_KIND_OPTION, "background", NULL, apply, NULL, start_only},
	{"workers", REEVE_KIND_OPTION, "instances", NULL, apply, "N"},
	{"json", REEVE_KIND_OPTION, "as JSON", NULL, apply_json},
	{"spool", REEVE_KIND_WORK, "work"},
};

int plugin_load(const struct plugin_search *search, const char *name, enum reeve_kind kind,
	struct plugin **ret_plugin, struct reeve_error *error)
{
	struct plugin *plugin;

	buffer_printf(&loaded, "%s;", name);
	for (size_t i = 0; i < sizeof plugins / sizeof *plugins; i++) {
		if (strcmp(name, plugins[i].name) != 0 || kind != plugins[i].kind)
			continue;
		plugin = calloc(1, sizeof *plugin);
		ck_assert_ptr_nonnull(plugin);
		plugin->descriptor.plugin.name = plugins[i].name;
		plugin->descriptor.plugin.summary = plugins[i].summary;
		if (kind == REEVE_KIND_ACTION) {
			plugin->descriptor.action.run = plugins[i].function;
		} else if (kind == REEVE_KIND_OPTION) {
			plugin->descriptor.option.apply = plugins[i].apply;
			plugin->descriptor.option.metavar = plugins[i].metavar;
			plugin->descriptor.option.actions = plugins[i].actions;
		}
		*ret_plugin = plugin;
		return 0;
	}
	return error_set(error, REEVE_EXIT_PLUGIN, "plugin '%s' is not installed", name);
}

void plugin_free(struct plugin *plugin)
{
	free(plugin);
}

static char *own(const char *text)
{
	char *copy = strdup(text);

	ck_assert_ptr_nonnull(copy);
	return copy;
}

static void begin(void)
{
	template = (struct template){
		.path = own("/etc/q.cfg"),
		.usage_file = own("/etc/q.cfg"),
		.name = own("mail"),
		.usage = own("<start|stop|odd|gone> -[d] -[n] -[j] [program...]"),
		.usage_line = 4,
		.owner = (uid_t)-1,
	};
	template_fails = false;
	fflush(stdout);
	out = tmpfile();
	err = tmpfile();
	saved_out = dup(STDOUT_FILENO);
	saved_err = dup(STDERR_FILENO);
	dup2(fileno(out), STDOUT_FILENO);
	dup2(fileno(err), STDERR_FILENO);
}

static void end(void)
{
	dup2(saved_out, STDOUT_FILENO);
	dup2(saved_err, STDERR_FILENO);
	close(saved_out);
	close(saved_err);
	fclose(out);
	fclose(err);
	free(template.path);
	free(template.name);
	free(template.usage);
	free(template.usage_file);
	buffer_done(&loaded);
	buffer_done(&applied);
}

static void set_usage(const char *usage)
{
	free(template.usage);
	template.usage = own(usage);
}

/* Runs "/usr/bin/queue.cfg" with the words of line. */
static int run(const char *line)
{
	char copy[256], name[] = "/usr/bin/queue.cfg", *rest = copy;
	char *argv[16] = {name};
	int argc = 1;

	snprintf(copy, sizeof copy, "%s", line);
	while (*line && rest && argc < 15)
		argv[argc++] = strsep(&rest, " ");
	buffer_clear(&loaded);
	buffer_clear(&applied);
	ck_assert_int_eq(ftruncate(fileno(out), 0), 0);
	ck_assert_int_eq(ftruncate(fileno(err), 0), 0);
	lseek(fileno(out), 0, SEEK_SET);
	lseek(fileno(err), 0, SEEK_SET);
	return command_main("/etc/q.cfg", argc, argv, NULL);
}

static const char *read_all(FILE *file)
{
	static char texts[2][8192];
	static unsigned turn;
	char *text = texts[turn++ % 2];
	ssize_t length = pread(fileno(file), text, sizeof texts[0] - 1, 0);

	ck_assert_int_ge(length, 0);
	text[length] = '\0';
	return text;
}

#define USAGE "Usage: queue <start|stop|odd|gone> -[d] -[n] -[j] [program...]\n"

START_TEST(runs_what_is_named_and_loads_no_more)
{
	ck_assert_int_eq(run("start web"), 0);
	ck_assert_str_eq(read_all(out), "mail start: web\n");
	ck_assert_str_eq(read_all(err), "");
	ck_assert_str_eq(loaded.data, "start;");
	ck_assert_int_eq(run("start -n=1 -d -n=2"), 0);
	ck_assert_str_eq(applied.data, "-;2;");
	ck_assert_ptr_null(strstr(loaded.data, "stop"));
	ck_assert_ptr_null(strstr(loaded.data, "json"));
}
END_TEST

START_TEST(usage_errors)
{
	ck_assert_int_eq(run(""), 2);
	ck_assert_str_eq(read_all(err), "queue: no action was given\n" USAGE);
	ck_assert_int_eq(run("stop -d -q"), 2);
	ck_assert_str_eq(read_all(err), "queue: unknown option '-q'\n"
					"queue: option '-d' means nothing to 'stop'\n" USAGE);
	ck_assert_int_eq(run("start -d=1"), 2);
	ck_assert_str_eq(read_all(err), "queue: option '-d' takes no value\n" USAGE);
	ck_assert_str_eq(read_all(out), "");
	ck_assert_ptr_null(applied.data);
}
END_TEST

START_TEST(option_refuses_its_value)
{
	ck_assert_int_eq(run("start -n=bad -d"), 2);
	ck_assert_str_eq(read_all(err), "queue: 'bad' is no number\n" USAGE);
	ck_assert_str_eq(read_all(out), "");
	ck_assert_str_eq(applied.data, "bad;-;");
}
END_TEST

START_TEST(failing_actions)
{
	ck_assert_int_eq(run("stop"), REEVE_EXIT_TIMEOUT);
	ck_assert_str_eq(read_all(err), "queue: still there\nqueue: it goes on\n");
	ck_assert_int_eq(run("stop -j"), REEVE_EXIT_TIMEOUT);
	ck_assert_str_eq(read_all(err), "queue: still there\nqueue: it goes on\n");
	ck_assert_str_eq(read_all(out), "{\"schema\":1,\"error\":{\"code\":150,"
					"\"text\":\"still there\\nit goes on\"}}\n");
	ck_assert_int_eq(run("odd"), REEVE_EXIT_FAILED);
	ck_assert_str_eq(read_all(err), "queue: action 'odd' returned -1, which is no exit code\n");
}
END_TEST

START_TEST(missing_plugin)
{
	ck_assert_int_eq(run("gone"), REEVE_EXIT_PLUGIN);
	ck_assert_str_eq(
		read_all(err), "/etc/q.cfg:4: action 'gone': plugin 'gone' is not installed\n");
}
END_TEST

START_TEST(help_and_version)
{
	ck_assert_int_eq(run("--help"), 0);
	ck_assert_str_eq(read_all(out),
		USAGE "action:\n"
		      "  start         start process\n"
		      "  stop          stop process\n"
		      "  odd\n"
		      "  gone          (not available: plugin 'gone' is not installed)\n"
		      "options:\n"
		      "  -d            background\n"
		      "  -n=N          instances\n"
		      "  -j            as JSON\n"
		      "other:\n"
		      "  --help        show this help\n"
		      "  --version     show the version\n"
		      "  --completion  print a completion script: =bash, =zsh or =fish\n"
		      "  --man         print a manual page\n");
	ck_assert_str_eq(read_all(err), "");
	ck_assert_int_eq(run("stop -x --help"), 0);
	ck_assert_str_eq(read_all(out), "Usage: queue stop -[n] -[j] [program...]\n"
					"action:\n"
					"  stop          stop process\n"
					"options:\n"
					"  -n=N          instances\n"
					"  -j            as JSON\n"
					"other:\n"
					"  --help        show this help\n"
					"  --version     show the version\n"
					"  --completion  print a completion script: =bash, =zsh or =fish\n"
					"  --man         print a manual page\n");
	ck_assert_int_eq(run("--version"), 0);
	ck_assert_int_eq(strncmp(read_all(out), "queue (reeve ", 13), 0);
	ck_assert_uint_eq(loaded.length, 0);
}
END_TEST

START_TEST(man_page)
{
	ck_assert_int_eq(run("start --man"), 0);
	ck_assert_ptr_nonnull(strstr(read_all(out), ".Nm\n.Cm stop\n.Op Fl n Ns = Ns Ar \\&N\n"));
	ck_assert_ptr_nonnull(strstr(read_all(out), ".It Fl d\nBackground.\nWith\n.Cm start"));
	ck_assert_str_eq(read_all(err), "");
	ck_assert_int_eq(run("--man=1"), 2);
}
END_TEST

START_TEST(completion)
{
	ck_assert_int_eq(run("--completion=bash"), 0);
	ck_assert_ptr_nonnull(strstr(read_all(out), "-- 'queue.cfg' "));
	ck_assert_int_eq(run("--completion"), 2);
	ck_assert_str_eq(read_all(err),
		"queue: option '--completion' needs a value (bash, zsh or fish)\n" USAGE);
	ck_assert_int_eq(run("--completion=tcsh"), 2);
	ck_assert_str_eq(read_all(err),
		"queue: option '--completion': 'tcsh' is not bash, zsh or fish\n" USAGE);
	ck_assert_str_eq(read_all(out), "");
	ck_assert_int_eq(run("--complete=fish 1 stop -"), 0);
	ck_assert_str_eq(
		read_all(out), "-n=\tinstances\n-j\tas JSON\n--help\tshow this help\n");
	ck_assert_int_eq(run("--complete=zsh 0 s"), 0);
	ck_assert_str_eq(read_all(out), "start\tstart process\nstop\tstop process\n");
	ck_assert_str_eq(loaded.data, "start;stop;");
	ck_assert_int_eq(run("--complete=bash queue s"), 0);
	ck_assert_str_eq(read_all(out), "start\nstop\nodd\ngone\n");
	ck_assert_uint_eq(loaded.length, 0);
	ck_assert_int_eq(run("--complete=fish 9 s"), 1);
	ck_assert_str_eq(read_all(out), "");
	ck_assert_str_eq(read_all(err), "");
}
END_TEST

/* An operand is a program unless its name says something else. */
START_TEST(completion_of_values)
{
	char web[] = "web", mail[] = "mail";
	struct program programs[] = {{.name = web, .workers = 2}, {.name = mail, .workers = 40}};

	set_usage("<start> -[n=N] -[x=DIRECTORY] [worker...]");
	template.programs = programs;
	template.program_count = 2;
	ck_assert_int_eq(run("--complete=fish 1 start w"), 0);
	ck_assert_str_eq(read_all(out), "web\t2 workers\n");
	ck_assert_int_eq(run("--complete=fish 1 start web."), 0);
	ck_assert_str_eq(read_all(out), "web.1\nweb.2\n");
	ck_assert_int_eq(run("--complete=fish 1 start mail.4"), 0);
	ck_assert_str_eq(read_all(out), "mail.4\nmail.40\n");
	ck_assert_int_eq(run("--complete=fish 1 start -n=w"), 0);
	ck_assert_str_eq(read_all(out), "-n=web=\t2 workers\n");
	ck_assert_int_eq(run("--complete=fish 1 start -x="), 0);
	ck_assert_str_eq(read_all(out), "\tdirectories\n");
	set_usage("<start> -[x=PROGRAM] [file...]");
	ck_assert_int_eq(run("--complete=fish 1 start -x=m"), 0);
	ck_assert_str_eq(read_all(out), "-x=mail\t40 workers\n");
	ck_assert_int_eq(run("--complete=fish 1 start m"), 0);
	ck_assert_str_eq(read_all(out), "\tfiles\n");
	template.program_count = 0;
}
END_TEST

START_TEST(template_errors)
{
	template_fails = true;
	ck_assert_int_eq(run("--help"), REEVE_EXIT_TEMPLATE);
	ck_assert_str_eq(read_all(err), "q.cfg:3: unknown key 'worker'\nq.cfg:9: no programs\n");
	template_fails = false;
	set_usage("<start|start>");
	ck_assert_int_eq(run("start"), REEVE_EXIT_TEMPLATE);
	ck_assert_str_eq(read_all(err), "/etc/q.cfg:4: usage: action 'start' is there already\n"
					"    <start|start>\n"
					"           ^\n");
}
END_TEST

START_TEST(bindings)
{
	char kick[] = "kick", plugin[] = "stop", d[] = "d", daemon[] = "workers", kick2[] = "kick";
	char star[] = "star", *only[] = {kick2, NULL}, *unknown[] = {star, NULL};
	struct binding actions[] = {{.word = kick, .plugin = plugin, .line = 5},
		{.word = star, .plugin = plugin, .line = 6}};
	struct binding options[] = {{.word = d, .plugin = daemon, .actions = only, .line = 7},
		{.word = star, .plugin = plugin, .line = 8}};

	set_usage("<start|kick> -[d]");
	template.actions = actions;
	template.action_count = 1;
	template.options = options;
	template.option_count = 1;
	ck_assert_int_eq(run("kick -d=7"), REEVE_EXIT_TIMEOUT);
	ck_assert_str_eq(loaded.data, "workers;stop;");
	ck_assert_str_eq(applied.data, "7;");
	ck_assert_int_eq(run("start -d"), REEVE_EXIT_USAGE);
	template.action_count = template.option_count = 2;
	options[0].actions = unknown;
	ck_assert_int_eq(run("start"), REEVE_EXIT_TEMPLATE);
	ck_assert_str_eq(read_all(err),
		"/etc/q.cfg:6: action 'star' is not in usage, did you mean 'start'?\n"
		"/etc/q.cfg:7: action 'star' is not in usage, did you mean 'start'?\n"
		"/etc/q.cfg:8: option 'star' is not in usage\n");
}
END_TEST

START_TEST(check_reports_all)
{
	char work[] = "spool", missing[] = "none", a[] = "a", b[] = "b", f[] = "f",
	     start[] = "start";
	struct program programs[] = {{.name = a, .line = 11, .kind = PROGRAM_WORK, .work = work},
		{.name = b, .line = 12, .kind = PROGRAM_WORK, .work = missing},
		{.name = f, .line = 13, .kind = PROGRAM_EXEC}};
	struct binding options[] = {{.word = b, .plugin = start, .line = 6}};
	struct error_list errors = {0};

	template.programs = programs;
	template.program_count = 3;
	template.options = options;
	template.option_count = 1;
	set_usage("<start|gone> -[b]");
	ck_assert_int_eq(command_check(&template, &errors), REEVE_EXIT_PLUGIN);
	ck_assert_uint_eq(errors.count, 3);
	ck_assert_str_eq(errors.items[0].text, "action 'gone': plugin 'gone' is not installed");
	ck_assert_int_eq(errors.items[0].line, 4);
	ck_assert_str_eq(errors.items[1].text, "option '-b': plugin 'start' is not installed");
	ck_assert_int_eq(errors.items[1].line, 6);
	ck_assert_str_eq(errors.items[2].text, "program 'b': plugin 'none' is not installed");
	ck_assert_int_eq(errors.items[2].line, 12);
	error_list_done(&errors);

	template.option_count = 0;
	template.program_count = 1;
	set_usage("<start|stop> -[d|j]");
	ck_assert_int_eq(command_check(&template, &errors), 0);
	ck_assert_uint_eq(errors.count, 0);
	error_list_done(&errors);
}
END_TEST

START_TEST(no_arguments_at_all)
{
	char *argv[] = {NULL};

	ck_assert_int_eq(command_main("/etc/q.cfg", 0, argv, NULL), REEVE_EXIT_USAGE);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("dispatch");
	TCase *all = tcase_create("all");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(all, begin, end);
	tcase_add_test(all, runs_what_is_named_and_loads_no_more);
	tcase_add_test(all, usage_errors);
	tcase_add_test(all, option_refuses_its_value);
	tcase_add_test(all, failing_actions);
	tcase_add_test(all, missing_plugin);
	tcase_add_test(all, help_and_version);
	tcase_add_test(all, man_page);
	tcase_add_test(all, completion);
	tcase_add_test(all, completion_of_values);
	tcase_add_test(all, template_errors);
	tcase_add_test(all, bindings);
	tcase_add_test(all, check_reports_all);
	tcase_add_test(all, no_arguments_at_all);
	suite_add_tcase(suite, all);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
