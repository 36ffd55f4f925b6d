/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "plugin/plugin.h"
#include "reeve/reeve.h"

/* The built-in plugins as they are built, between a host that is played by this program: what it
 * exports comes before what libreeve does. */

struct reeve_context {
	size_t operands;
	bool no_memory;
	bool config;	/* the parameter that status reads */
	char done[512]; /* what the plugin did, in order */
	int code;	/* of reeve_fail() */
	char reason[256];
};

struct reeve_status {
	int code;
};

static struct reeve_context context;
static struct reeve_status status;
static int client_code, status_code;

static void did(struct reeve_context *host, const char *what, const char *detail)
{
	size_t length = strlen(host->done);

	snprintf(host->done + length, sizeof host->done - length, "%s%s%s", length ? " " : "", what,
		detail);
}

size_t reeve_context_operand_count(const struct reeve_context *host)
{
	return host->operands;
}

const char *const *reeve_context_operands(const struct reeve_context *host)
{
	static const char *const operands[] = {"mailer", NULL};

	return &operands[host->operands ? 0 : 1];
}

int reeve_param_set_bool(struct reeve_context *host, const char *key, bool value)
{
	did(host, key, value ? "=true" : "=false");
	return host->no_memory ? -1 : 0;
}

int reeve_param_set_text(struct reeve_context *host, const char *key, const char *value)
{
	did(host, key, "=");
	did(host, value, "");
	return host->no_memory ? -1 : 0;
}

int reeve_context_choose(struct reeve_context *host, const char *names)
{
	did(host, "choose", " ");
	did(host, names, "");
	return host->no_memory ? reeve_fail(host, REEVE_EXIT_FAILED, "out of memory") : 0;
}

bool reeve_param_bool(const struct reeve_context *host, const char *key, bool otherwise)
{
	return strcmp(key, "config") == 0 ? host->config : otherwise;
}

int reeve_fail(struct reeve_context *host, int code, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(host->reason, sizeof host->reason, format, arguments);
	va_end(arguments);
	host->code = code;
	return code;
}

int reeve_client_start(struct reeve_context *host)
{
	did(host, "client_start", "");
	return client_code;
}

int reeve_client_stop(struct reeve_context *host)
{
	did(host, "client_stop", "");
	return client_code;
}

int reeve_client_restart(struct reeve_context *host)
{
	did(host, "client_restart", "");
	return client_code;
}

int reeve_client_wakeup(struct reeve_context *host)
{
	did(host, "client_wakeup", "");
	return client_code;
}

int reeve_client_save(struct reeve_context *host)
{
	did(host, "client_save", "");
	return client_code;
}

int reeve_client_resurrect(struct reeve_context *host)
{
	did(host, "client_resurrect", "");
	return client_code;
}

int reeve_client_start_programs(struct reeve_context *host, const char *const *names)
{
	did(host, "start_programs ", names[0]);
	return client_code;
}

int reeve_client_stop_programs(struct reeve_context *host, const char *const *names)
{
	did(host, "stop_programs ", names[0]);
	return client_code;
}

int reeve_client_restart_programs(struct reeve_context *host, const char *const *names)
{
	did(host, "restart_programs ", names[0]);
	return client_code;
}

int reeve_client_upgrade(struct reeve_context *host, const char *program)
{
	did(host, program ? "upgrade " : "client_upgrade", program ? program : "");
	return client_code;
}

int reeve_client_pause_programs(struct reeve_context *host, const char *const *names)
{
	did(host, "pause_programs ", names[0] ? names[0] : "(none)");
	return client_code;
}

int reeve_client_resume_programs(struct reeve_context *host, const char *const *names)
{
	did(host, "resume_programs ", names[0] ? names[0] : "(none)");
	return client_code;
}

int reeve_client_reset_programs(struct reeve_context *host, const char *const *names)
{
	did(host, "reset_programs ", names[0] ? names[0] : "(none)");
	return client_code;
}

int reeve_client_wait_programs(
	struct reeve_context *host, const char *state, const char *const *names)
{
	did(host, "wait_programs ", state);
	did(host, names[0] ? names[0] : "(none)", "");
	return client_code;
}

int reeve_client_reload_programs(struct reeve_context *host, const char *const *names)
{
	did(host, "reload_programs ", names[0]);
	return client_code;
}

int reeve_client_plan_programs(struct reeve_context *host, const char *const *names)
{
	did(host, "plan_programs ", names[0]);
	return client_code;
}

int reeve_client_add_programs(struct reeve_context *host, const char *const *names)
{
	did(host, "add_programs ", names[0] ? names[0] : "(none)");
	return client_code;
}

int reeve_client_delete_programs(struct reeve_context *host, const char *const *names)
{
	did(host, "delete_programs ", names[0] ? names[0] : "(none)");
	return client_code;
}

int reeve_client_scale(struct reeve_context *host, const char *const *scales)
{
	did(host, "scale ", scales[0]);
	return client_code;
}

int reeve_client_reload(struct reeve_context *host)
{
	did(host, "client_reload", "");
	return client_code;
}

int reeve_client_plan(struct reeve_context *host)
{
	did(host, "client_plan", "");
	return client_code;
}

int reeve_status_read(struct reeve_context *host, struct reeve_status **ret_status)
{
	did(host, "read", "");
	if (client_code)
		return client_code;
	status.code = status_code;
	*ret_status = &status;
	return 0;
}

int reeve_client_try(struct reeve_context *host, const char *program)
{
	did(host, "client_try ", program);
	return client_code;
}

int reeve_status_choose(
	struct reeve_context *host, struct reeve_status *chosen, const char *const *names)
{
	ck_assert_ptr_eq(chosen, &status);
	did(host, "choose ", names[0]);
	return 0;
}

int reeve_status_print(struct reeve_context *host, const struct reeve_status *shown, unsigned flags)
{
	ck_assert_ptr_eq(shown, &status);
	did(host, "print", flags == REEVE_STATUS_CONFIG ? "+config" : "");
	return 0;
}

int reeve_status_exit(const struct reeve_status *read)
{
	return read->code;
}

void reeve_status_free(struct reeve_status *read)
{
	ck_assert_ptr_eq(read, &status);
	read->code = -1;
	did(&context, "free", "");
}

static struct plugin *load(const char *name, enum reeve_kind kind)
{
	const char *directory = getenv("REEVE_TEST_COMMANDS");
	const char *const directories[] = {directory ? directory : REEVE_TEST_COMMANDS, NULL};
	struct plugin_search search = {directories, (uid_t)-1};
	struct reeve_error error = {0};
	struct plugin *plugin;
	struct stat owner;

	/* Whoever owns the build tree may have built it for us. */
	if (stat(directories[0], &owner) == 0)
		search.owner = owner.st_uid;
	context = (struct reeve_context){0};
	client_code = status_code = 0;
	ck_assert_msg(plugin_load(&search, name, kind, &plugin, &error) == 0, "%s", error.text);
	return plugin;
}

static const struct {
	const char *name, *summary, *does;
	const char *does_with; /* with the operand "mailer"; NULL: refuses it */
} actions[] = {
	{"start", "start process", "client_start", "start_programs mailer"},
	{"stop", "stop process", "client_stop", "stop_programs mailer"},
	{"restart", "restart process", "client_restart", "restart_programs mailer"},
	{"pause", "stop the processes of programs for a while", "pause_programs (none)",
		"pause_programs mailer"},
	{"resume", "let paused programs go on", "resume_programs (none)", "resume_programs mailer"},
	{"reset", "forget what is counted, try again what was given up", "reset_programs (none)",
		"reset_programs mailer"},
	{"wait", "wait until programs are running, or stopped", "wait_programs running (none)",
		"wait_programs running mailer"},
	{"wakeup", "wake up process", "client_wakeup", NULL},
	{"save", "write down what was decided by hand", "client_save", NULL},
	{"resurrect", "start as it was saved", "client_resurrect", NULL},
	{"upgrade", "guardian and master become the program as it is now", "client_upgrade",
		"upgrade mailer"},
	{"plan", "what a reload would change", "client_plan", "plan_programs mailer"},
	{"reload", "put the template in force as it reads now", "client_reload", "reload_programs mailer"},
	{"add", "take programs of the template into what runs", "add_programs (none)", "add_programs mailer"},
	{"delete", "stop programs and take them out of what runs", "delete_programs (none)",
		"delete_programs mailer"},
	{"status", "process status", "read print free", "read choose mailer print free"},
};

START_TEST(action_does_its_word)
{
	struct plugin *plugin = load(actions[_i].name, REEVE_KIND_ACTION);

	ck_assert_str_eq(plugin->descriptor.plugin.summary, actions[_i].summary);
	ck_assert_int_eq(plugin->descriptor.action.run(&context), 0);
	ck_assert_str_eq(context.done, actions[_i].does);
	client_code = 150;
	ck_assert_int_eq(plugin->descriptor.action.run(&context), 150);
	plugin_free(plugin);
}
END_TEST

/* `stop mailer` must not stop everything. */
START_TEST(action_takes_operands_or_refuses_them)
{
	struct plugin *plugin = load(actions[_i].name, REEVE_KIND_ACTION);
	const char *does = actions[_i].does_with;
	char reason[64];

	snprintf(reason, sizeof reason, "%s takes no operands", actions[_i].name);
	context.operands = 1;
	ck_assert_int_eq(plugin->descriptor.action.run(&context), does ? 0 : REEVE_EXIT_USAGE);
	ck_assert_str_eq(context.reason, does ? "" : reason);
	ck_assert_str_eq(context.done, does ? does : "");
	plugin_free(plugin);
}
END_TEST

START_TEST(status_returns_its_verdict)
{
	struct plugin *plugin = load("status", REEVE_KIND_ACTION);

	status_code = REEVE_STATUS_STOPPED;
	context.config = true;
	ck_assert_int_eq(plugin->descriptor.action.run(&context), REEVE_STATUS_STOPPED);
	ck_assert_str_eq(context.done, "read print+config free");
	plugin_free(plugin);
}
END_TEST

static const struct {
	const char *name, *summary, *metavar, *actions, *does;
} options[] = {
	{"daemon", "background running process", NULL, "start restart resurrect", "background=true"},
	{"workers", "number of workers", "N", "start restart", "workers= 3"},
	{"json", "print JSON", NULL, NULL, "json=true"},
	{"config", "show the configuration tables", NULL, "status", "config=true"},
	{"command", "only the command of this name", "NAME", NULL, "choose  3"},
};

START_TEST(option_sets_its_parameter)
{
	struct plugin *plugin = load(options[_i].name, REEVE_KIND_OPTION);
	const struct reeve_option *option = &plugin->descriptor.option;
	const char *value = options[_i].metavar ? "3" : NULL;
	char list[64] = "";

	ck_assert_str_eq(option->plugin.summary, options[_i].summary);
	ck_assert_pstr_eq(option->metavar, options[_i].metavar);
	for (size_t i = 0; option->actions && option->actions[i]; i++)
		snprintf(list + strlen(list), sizeof list - strlen(list), "%s%s", i ? " " : "",
			option->actions[i]);
	ck_assert_pstr_eq(option->actions ? list : NULL, options[_i].actions);

	ck_assert_int_eq(option->apply(&context, value), 0);
	ck_assert_str_eq(context.done, options[_i].does);
	ck_assert_str_eq(context.reason, "");
	context.no_memory = true;
	ck_assert_int_eq(option->apply(&context, value), REEVE_EXIT_FAILED);
	ck_assert_ptr_nonnull(strstr(context.reason, "out of memory"));
	plugin_free(plugin);
}
END_TEST

START_TEST(flag_refuses_a_value)
{
	static const char *const flags[] = {"daemon", "json", "config"};

	for (size_t i = 0; i < 3; i++) {
		struct plugin *plugin = load(flags[i], REEVE_KIND_OPTION);
		char reason[64];

		snprintf(reason, sizeof reason, "option '%s' takes no value", flags[i]);
		ck_assert_int_eq(plugin->descriptor.option.apply(&context, ""), REEVE_EXIT_USAGE);
		ck_assert_str_eq(context.reason, reason);
		ck_assert_str_eq(context.done, "");
		plugin_free(plugin);
	}
}
END_TEST

START_TEST(workers_checks_the_form)
{
	static const char *const good[] = {"1", "10000", "mailer=4", "a.b-c_9=10000", "7=7"};
	static const char *const bad[] = {"", "0", "10001", "99999999999999999999999", "-1", "+1",
		" 1", "1 ", "1x", "x", "=1", "mailer=", "mailer=0", "mailer=10001", "a=b=1", "-a=1",
		".a=1", "a b=1", "a\n=1",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa=1"};
	struct plugin *plugin = load("workers", REEVE_KIND_OPTION);
	int (*apply)(struct reeve_context *, const char *) = plugin->descriptor.option.apply;
	char expected[256];

	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
		context = (struct reeve_context){0};
		snprintf(expected, sizeof expected, "workers= %s", good[i]);
		ck_assert_int_eq(apply(&context, good[i]), 0);
		ck_assert_str_eq(context.done, expected);
	}
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		context = (struct reeve_context){0};
		snprintf(expected, sizeof expected,
			"option 'workers': '%s' is neither N nor PROGRAM=N, N from 1 to 10000",
			bad[i]);
		ck_assert_int_eq(apply(&context, bad[i]), REEVE_EXIT_USAGE);
		ck_assert_str_eq(context.reason, expected);
		ck_assert_str_eq(context.done, "");
	}
	ck_assert_int_eq(apply(&context, NULL), REEVE_EXIT_USAGE);
	ck_assert_str_eq(context.reason, "option 'workers' needs a value: N or PROGRAM=N");
	plugin_free(plugin);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("commands");
	TCase *tcase = tcase_create("commands");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(
		tcase, action_does_its_word, 0, (int)(sizeof actions / sizeof actions[0]));
	tcase_add_loop_test(tcase, action_takes_operands_or_refuses_them, 0,
		(int)(sizeof actions / sizeof actions[0]));
	tcase_add_test(tcase, status_returns_its_verdict);
	tcase_add_loop_test(
		tcase, option_sets_its_parameter, 0, (int)(sizeof options / sizeof options[0]));
	tcase_add_test(tcase, flag_refuses_a_value);
	tcase_add_test(tcase, workers_checks_the_form);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
