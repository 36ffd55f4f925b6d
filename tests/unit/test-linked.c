/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/fd.h"
#include "plugin/plugin.h"
#include "worker/parameters.h"
#include "worker/work.h"

static const struct plugin_search nowhere = {NULL, (uid_t)-1};
static struct reeve_error error;

static int act(struct reeve_context *context)
{
	(void)context;
	return 7;
}

static int prepare(struct reeve_worker *worker, void **ret_state)
{
	(void)worker;
	*ret_state = &error;
	return 0;
}

static int consume(struct reeve_worker *worker, void *state)
{
	(void)worker;
	return state == &error ? 3 : 4;
}

REEVE_LINKED_ACTION(good, "good", "does it", .run = act);
REEVE_LINKED_ACTION(idle, "idle", "has no run", .run = NULL);
REEVE_LINKED_WORK(work, "work", "works", .run = consume);

static void set_up(void)
{
	setenv("REEVE_PLUGIN_DIR", "/nonexistent/plugins", 1);
	error = (struct reeve_error){0};
}

static void link_one(const struct reeve_plugin *plugin)
{
	static const struct reeve_plugin *table[2];

	table[0] = plugin;
	plugin_link(table, NULL);
}

static void refused(const char *name, enum reeve_kind kind, const char *why)
{
	struct plugin *plugin;

	ck_assert_int_eq(plugin_load(&nowhere, name, kind, &plugin, &error), -1);
	ck_assert_ptr_null(plugin);
	ck_assert_int_eq(error.code, REEVE_EXIT_PLUGIN);
	ck_assert_str_eq(error.text, why);
}

START_TEST(linked_plugins_are_found_by_name)
{
	struct reeve_action hidden = good;
	const struct reeve_plugin *const own[] = {&good.plugin, NULL};
	const struct reeve_plugin *const builtin[] = {&work.plugin, &hidden.plugin, NULL};
	struct plugin *plugin;

	hidden.run = NULL;
	plugin_link(own, builtin);
	ck_assert_int_eq(plugin_load(&nowhere, "good", REEVE_KIND_ACTION, &plugin, &error), 0);
	ck_assert_int_eq(plugin->descriptor.action.run(NULL), 7);
	ck_assert_str_eq(plugin->path, "good");
	plugin_free(plugin);
	ck_assert(plugin_is_linked("work"));
	ck_assert(!plugin_is_linked("./work.so"));
	ck_assert(!plugin_is_linked("worm"));
	refused("worm", 0,
		"plugin 'worm' not found (searched /nonexistent/plugins), did you mean 'work'?");
}
END_TEST

START_TEST(linked_descriptors_are_checked)
{
	struct reeve_action action = good;
	char small[128];

	link_one(&action.plugin);
	refused("good", REEVE_KIND_WORK,
		"plugin 'good' (linked in) is an action, a work is wanted here");
	action.plugin.magic++;
	refused("good", 0,
		"plugin 'good' (linked in) exports a 'reeve_plugin' that is no descriptor (wrong "
		"magic)");
	action = good;
	action.plugin.abi_major = 9;
	refused("good", 0, "plugin 'good' (linked in) was built for ABI 9.0, this reeve has 1.0");
	action = good;
	action.plugin.size = 8;
	snprintf(small, sizeof small,
		"plugin 'good' (linked in) has a descriptor of 8 bytes, too small for an action "
		"(%zu)",
		sizeof action);
	refused("good", 0, small);
	link_one(&idle.plugin);
	refused("idle", 0, "plugin 'idle' (linked in) has no 'run'");
}
END_TEST

START_TEST(a_plugin_without_a_name_is_never_found)
{
	struct reeve_action action = good;
	struct plugin *plugin;

	action.plugin.name = NULL;
	link_one(&action.plugin);
	ck_assert_int_eq(plugin_load(&nowhere, "good", 0, &plugin, &error), -1);
	action.plugin.name = "a b";
	ck_assert_int_eq(plugin_load(&nowhere, "a b", 0, &plugin, &error), -1);
	ck_assert_ptr_nonnull(strstr(error.text, "has an invalid name"));
	plugin_link(NULL, NULL);
	ck_assert_int_eq(plugin_load(&nowhere, "good", 0, &plugin, &error), -1);
}
END_TEST

static struct parameters read_parameters(const char *json)
{
	struct parameters parameters;
	int fd = memfd_create("parameters", MFD_CLOEXEC);

	ck_assert_int_eq(fd_write_all(fd, json, strlen(json)), 0);
	ck_assert_int_eq(parameters_read(fd, &parameters, &error), 0);
	close(fd);
	return parameters;
}

START_TEST(functions_are_found_by_name)
{
	static const struct reeve_function functions[] = {
		REEVE_FUNCTION(prepare), REEVE_FUNCTION(consume), {"nothing", NULL}, {0}};
	struct parameters parameters =
		read_parameters("{\"program\":\"p\",\"plugin\":\"worker\",\"host\":\"/x/queue\","
				"\"init\":\"prepare\",\"run\":\"consume\"}");
	struct work found;
	void *state = NULL;

	ck_assert_int_eq(work_find(&parameters, functions, &found, &error), 0);
	ck_assert_int_eq(found.operations.init(NULL, &state), 0);
	ck_assert_int_eq(found.operations.run(NULL, state), 3);
	ck_assert_ptr_null(found.operations.fini);
	work_done(&found);
	parameters_done(&parameters);
}
END_TEST

START_TEST(a_missing_function_is_named)
{
	static const struct reeve_function functions[] = {
		REEVE_FUNCTION(prepare), {"nothing", NULL}, {0}};
	static const char *const bad[][2] = {
		{"\"run\":\"consume\"", "'consume'"},
		{"\"run\":\"nothing\"", "'nothing'"},
		{"\"run\":\"prepare\",\"init\":\"begin\"", "'begin'"},
		{"\"run\":\"prepare\",\"fini\":\"end\"", "'end'"},
	};
	char json[256];

	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		struct parameters parameters;
		struct work found;

		snprintf(json, sizeof json,
			"{\"program\":\"p\",\"plugin\":\"worker\",\"host\":\"/x/queue\",%s}",
			bad[i][0]);
		parameters = read_parameters(json);
		ck_assert_int_eq(
			work_find(&parameters, functions, &found, &error), REEVE_EXIT_FAILED);
		ck_assert_ptr_nonnull(
			strstr(error.text, "the program '/x/queue' has no work function '"));
		ck_assert_ptr_nonnull(strstr(error.text, bad[i][1]));
		ck_assert_int_eq(work_find(&parameters, NULL, &found, &error), REEVE_EXIT_FAILED);
		work_done(&found);
		parameters_done(&parameters);
	}
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {linked_plugins_are_found_by_name,
		linked_descriptors_are_checked, a_plugin_without_a_name_is_never_found,
		functions_are_found_by_name, a_missing_function_is_named};
	Suite *suite = suite_create("linked");
	TCase *tcase = tcase_create("linked");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tcase, set_up, NULL);
	for (size_t i = 0; i < sizeof tests / sizeof tests[0]; i++)
		tcase_add_test(tcase, tests[i]);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
