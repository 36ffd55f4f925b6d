/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config-place.h"
#include "config/compose.h"
#include "config/option.h"

static struct compose compose;

static void set(const char *key, const char *value)
{
	struct reeve_error error;

	ck_assert_msg(compose_set(&compose, key, value, &error) == 0, "%s", error.text);
}

static void refused(const char *key, const char *value, const char *sentence)
{
	struct reeve_error error;

	ck_assert_msg(compose_set(&compose, key, value, &error) < 0, "%s is taken", key);
	ck_assert_int_eq(error.code, REEVE_EXIT_TEMPLATE);
	ck_assert_str_eq(error.text, sentence);
}

/* The program of what was set, with a work. */
static const struct program *compose_program(void)
{
	const struct compose_pair pairs[] = {{"work", "w"}, {"host_run", NULL}, {NULL, NULL}};

	forget();
	template = compose_load(&compose, "queue", pairs, &errors);
	ck_assert_msg(template != NULL, "%s", error_text());
	ck_assert_uint_eq(template->program_count, 1);
	return &template->programs[0];
}

START_TEST(the_defaults_are_the_originals)
{
	const struct program *program = compose_program();
	char here[4096];

	ck_assert_str_eq(template->name, "queue");
	ck_assert_str_eq(template->path, "");
	ck_assert_str_eq(template->title_prefix, "process_m");
	ck_assert_uint_eq(template->owner, geteuid());
	ck_assert_str_eq(template->base, getcwd(here, sizeof here));
	ck_assert_str_eq(program->name, COMPOSE_PROGRAM);
	ck_assert_int_eq(program->kind, PROGRAM_WORK);
	ck_assert_uint_eq(program->workers, 4);
	ck_assert_uint_eq(program->execute_times, 1);
	ck_assert_uint_eq(program->execute_usleep, 200000);
	ck_assert_uint_eq(program->limit_ns, 0);
	ck_assert_uint_eq(program->check_interval_ns, 300 * SECOND);
	ck_assert_str_eq(program->config, "{}");
}
END_TEST

START_TEST(a_setting_is_replaced_and_a_list_grows)
{
	const struct program *program;

	set("workers", "7");
	set("workers", "010");
	set("execute_usleep", "10000000");
	set("limit_seconds", "3h");
	set("check_interval", "-1");
	set("stop_signal", "SIGUSR1");
	set("restart", "transient");
	set("success_exit_codes", "0 64-78 TERM");
	set("backoff_factor", "1.5");
	set("umask", "027");
	set("title_prefix", "my");
	set("env", "A=1");
	set("env", "B=\"two\"; \\");
	set("inherit", "none");
	set("config", "{\"dir\": \"in\", \"n\": 3}");
	program = compose_program();
	ck_assert_uint_eq(program->workers, 10);
	ck_assert_uint_eq(program->execute_usleep, 10000000);
	ck_assert_uint_eq(program->limit_ns, 10800 * SECOND);
	ck_assert_uint_eq(program->check_interval_ns, 0);
	ck_assert_int_eq(program->restart, PROGRAM_TRANSIENT);
	ck_assert_uint_eq(program->backoff_factor, 1500);
	ck_assert_uint_eq(program->umask, 027);
	ck_assert_str_eq(template->title_prefix, "my");
	ck_assert_str_eq(variable(program, "A"), "1");
	ck_assert_str_eq(variable(program, "B"), "\"two\"; \\");
	ck_assert_ptr_null(variable(program, "HOME"));
	ck_assert_str_eq(program->config, "{\"dir\": \"in\", \"n\": 3}");
	set("workers", NULL);
	set("env", NULL);
	set("env", "C=3");
	set("inherit", NULL);
	set("inherit", "HOME");
	program = compose_program();
	ck_assert_uint_eq(program->workers, 4);
	ck_assert_ptr_null(variable(program, "A"));
	ck_assert_str_eq(variable(program, "C"), "3");
	ck_assert_str_eq(variable(program, "HOME"), "/home/x");
	compose_done(&compose);
}
END_TEST

/* Whatever kind of value the table comes to have. */
START_TEST(each_default_can_be_said)
{
	size_t said = 0;

	for (size_t i = 0; i < option_count; i++) {
		const struct option *option = &options[i];
		const char *value =
			option->standard_work ? option->standard_work : option->standard;

		if (!value || option->kind == KIND_EXEC || option->type == OPTION_LIST ||
			strcmp(option->key, "usage") == 0)
			continue;
		/* There is one program, no tree and no socket. */
		if (!(option->scope & SCOPE_TEMPLATE) &&
			(option->scope & (SCOPE_SUPERVISOR | SCOPE_SOCKET)))
			continue;
		set(option->key, value);
		said++;
	}
	compose_program();
	ck_assert_uint_ge(said, 15);
	compose_done(&compose);
}
END_TEST

START_TEST(nothing_is_expanded_and_relative_paths_start_from_base)
{
	const struct program *program;

	set("base", "/srv/queue");
	set("cwd", "in");
	set("run_dir", "/run/${HOME}");
	set("env", "A=${HOME}");
	program = compose_program();
	ck_assert_str_eq(program->cwd, "/srv/queue/in");
	ck_assert_str_eq(template->run_dir, "/run/${HOME}");
	ck_assert_str_eq(variable(program, "A"), "${HOME}");
	compose_done(&compose);
}
END_TEST

START_TEST(site_files_give_defaults)
{
	const struct program *program;

	put("system.conf", "workers = 9; stop_timeout = \"3s\"; title_prefix = \"site\";");
	set("stop_timeout", "5");
	program = compose_program();
	ck_assert_uint_eq(program->workers, 9);
	ck_assert_uint_eq(program->stop_timeout_ns, 5 * SECOND);
	ck_assert_str_eq(template->title_prefix, "site");
	compose_done(&compose);
}
END_TEST

START_TEST(what_cannot_be_set_is_refused_at_once)
{
	static char large[64 * 1024 + 2];

	refused("worker", "1", "unknown key 'worker', did you mean 'workers'?");
	refused("quux\n", "1", "unknown key 'quux\\x0a'");
	refused("host_run", "f", "unknown key 'host_run'");
	refused("usage", "<start>",
		"key 'usage' cannot be set here: it means something in template files only");
	refused("name", "x",
		"key 'name' cannot be set here: it means something in template files only");
	refused("workers", "0", "'workers' must be a whole number from 1 to 10000, not \"0\"");
	refused("workers", "-4", "'workers' must be a whole number from 1 to 10000, not \"-4\"");
	refused("execute_usleep", "soon",
		"'execute_usleep' must be a duration from 0s to 52w such as \"200ms\", not "
		"\"soon\"");
	refused("restart", "always",
		"'restart' must be one of \"permanent\", \"transient\", \"temporary\", not "
		"\"always\"");
	refused("config", "[1]", "'config' must be one JSON object: { ... }");
	refused("config", "{\"a\": \"\\u0000\"}", "'config' cannot hold \\u0000");
	refused("config", "{\"\\u0000\": 1}", "'config' cannot hold \\u0000");
	memset(large, ' ', sizeof large);
	memcpy(large, "{}", 2);
	large[sizeof large - 1] = '\0';
	refused("config", large, "'config' is larger than 64 KiB");
	ck_assert_uint_eq(compose.count, 0);
}
END_TEST

/* What only shows when all of it is read has no place: nobody has seen those lines. */
START_TEST(faults_of_the_whole_are_sentences_without_a_place)
{
	const struct compose_pair pairs[] = {{"work", "w"}, {NULL, NULL}};

	set("umask", "888");
	set("exec", "true");
	set("env", "REEVE_TOKEN=x");
	ck_assert_ptr_null(compose_load(&compose, "queue", pairs, &errors));
	ck_assert_str_eq(error_text(),
		"program 'worker': has both exec and work: it can have only one of them\n"
		"program 'worker': 'umask' must be an octal number from 000 to 777, in quotes\n"
		"program 'worker': 'env' has \"REEVE_TOKEN\", which cannot be set: names that "
		"begin with REEVE_ are "
		"reeve's own\n");
	compose_done(&compose);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		the_defaults_are_the_originals,
		a_setting_is_replaced_and_a_list_grows,
		each_default_can_be_said,
		nothing_is_expanded_and_relative_paths_start_from_base,
		site_files_give_defaults,
		what_cannot_be_set_is_refused_at_once,
		faults_of_the_whole_are_sentences_without_a_place,
	};
	Suite *suite = suite_create("compose");

	add_tests(suite, "compose", tests, COUNT(tests));
	return run_suite(suite);
}
