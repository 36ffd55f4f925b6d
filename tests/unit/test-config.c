/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <libconfig.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config-place.h"
#include "base/buffer.h"
#include "base/signame.h"
#include "config/ends.h"
#include "config/option.h"
#include "config/value.h"

START_TEST(table_is_sound)
{
	for (size_t i = 0; i < option_count; i++) {
		const struct option *option = &options[i];
		uint64_t value;

		ck_assert_ptr_eq(option_find(option->key), option);
		ck_assert(option->scope && option->sentence && option->sentence[0]);
		ck_assert(!option->choices == (option->type != OPTION_CHOICE));
		if (option->standard)
			ck_assert_msg(value_parse(option, option->standard, &value) == 0, "%s",
				option->key);
		if (option->standard_work)
			ck_assert_int_eq(value_parse(option, option->standard_work, &value), 0);
	}
	ck_assert_ptr_null(option_find("nothing"));
	ck_assert_str_eq(option_nearest("worker", SCOPE_PROGRAM), "workers");
	ck_assert_ptr_null(option_nearest("usages", SCOPE_PROGRAM));
}
END_TEST

/* Every key of the table stands in the man page as ".It Ic KEY", and no other does. */
START_TEST(man_page_knows_every_key)
{
	const char *source = getenv("srcdir");
	char path[PATH_MAX], line[1024], word[64];
	bool *seen = calloc(option_count, sizeof *seen);
	FILE *page;

	snprintf(path, sizeof path, "%s/man/reeve-template.5", source ? source : ".");
	page = fopen(path, "r");
	ck_assert_msg(page != NULL, "cannot open %s", path);
	ck_assert_ptr_nonnull(seen);
	while (fgets(line, sizeof line, page)) {
		const struct option *option;

		if (sscanf(line, ".It Ic %63s", word) != 1)
			continue;
		option = option_find(word);
		ck_assert_msg(option && option->scope != SCOPE_RESOLVED, "'%s' is no key", word);
		seen[option - options] = true;
	}
	fclose(page);
	for (size_t i = 0; i < option_count; i++)
		ck_assert_msg(seen[i] || options[i].scope == SCOPE_RESOLVED, "no word of '%s'",
			options[i].key);
	free(seen);
}
END_TEST

START_TEST(defaults_are_the_original_ones)
{
	const struct program *exec, *work;

	check_loads("programs = ({ name = \"e\"; exec = [\"sleep\", \"9\"]; },\n"
		    "{ name = \"w\"; work = \"spool\"; });\n");
	ck_assert_str_eq(template->name, "t");
	ck_assert_str_eq(template->usage, "<start|stop|restart|status> -[d]");
	ck_assert_str_eq(template->title_prefix, "process_m");
	ck_assert_str_eq(template->base, root);
	ck_assert_str_eq(template->path, in_root("t.cfg"));
	ck_assert_uint_eq(template->owner, geteuid());
	ck_assert(!template->keep_on_start_failure && !template->run_dir && !template->summary);
	exec = template_program(template, "e");
	work = template_program(template, "w");
	ck_assert_ptr_null(template_program(template, "x"));
	ck_assert_int_eq(exec->kind, PROGRAM_EXEC);
	ck_assert_str_eq(exec->argv[1], "9");
	ck_assert_ptr_null(exec->argv[2]);
	ck_assert_uint_eq(exec->workers, 1);
	ck_assert_int_eq(exec->line, 1);
	ck_assert_int_eq(exec->restart, PROGRAM_PERMANENT);
	ck_assert_uint_eq(exec->restart_delay_ns, SECOND / 10);
	ck_assert(ends_has_code(&exec->success, 0) && !ends_has_code(&exec->success, 1));
	ck_assert(ends_has_code(&exec->final, 78) && !ends_has_code(&exec->final, 0));
	ck_assert_uint_eq(exec->success.signals | exec->final.signals, 0);
	ck_assert_uint_eq(exec->backoff_factor, 1000);
	ck_assert_uint_eq(exec->backoff_max_ns, 15 * SECOND);
	ck_assert_uint_eq(exec->restart_jitter_ns, 0);
	ck_assert_uint_eq(exec->min_uptime_ns, 0);
	ck_assert_uint_eq(exec->retry_after_ns, 0);
	ck_assert_uint_eq(exec->exit_on_fatal, 0);
	ck_assert_uint_eq(exec->stop_on_master_death, 0);
	ck_assert_uint_eq(exec->max_restarts, 10);
	ck_assert_uint_eq(exec->restart_window_ns, 60 * SECOND);
	ck_assert_int_eq(exec->stop_signal, SIGTERM);
	ck_assert_uint_eq(exec->stop_timeout_ns, 10 * SECOND);
	ck_assert_uint_eq(exec->start_grace_ns, SECOND / 5);
	ck_assert_str_eq(exec->cwd, "/");
	ck_assert_uint_eq(exec->umask, 022);
	ck_assert_int_eq(work->kind, PROGRAM_WORK);
	ck_assert_str_eq(work->work, "spool");
	ck_assert_str_eq(work->config, "{}");
	ck_assert_int_eq(work->line, 2);
	ck_assert_uint_eq(work->workers, 4);
	ck_assert_uint_eq(work->ready_timeout_ns, 30 * SECOND);
	ck_assert_uint_eq(work->execute_times, 1);
	ck_assert_uint_eq(work->execute_usleep, 200000);
	ck_assert_uint_eq(work->limit_ns, 0);
	ck_assert_uint_eq(work->limit_jitter_ns, 0);
	ck_assert_uint_eq(work->check_interval_ns, 300 * SECOND);
}
END_TEST

START_TEST(values_have_units)
{
	const struct program *p;

	check_loads("programs = ({ name = \"w\"; work = \"./w.so\"; workers = \"3\"; restart = "
		    "\"transient\";\n"
		    "restart_delay = 2; restart_window = \"1h30m\"; stop_signal = \"SIGUSR1\"; "
		    "stop_timeout = 0x10;\n"
		    "ready_timeout = 0; execute_times = 4294967297; execute_usleep = 1500;\n"
		    "limit_seconds = 90; limit_jitter = \"1.5s\"; check_interval = -1; umask = "
		    "\"0077\";\n"
		    "cwd = \"data\"; config = { s = \"\\\"x\"; n = 3000000000; f = 0.5; b = true; "
		    "l = (1, [2], {}); }; });\n");
	p = &template->programs[0];
	ck_assert_str_eq(p->work, in_root("w.so"));
	ck_assert_uint_eq(p->workers, 3);
	ck_assert_int_eq(p->restart, PROGRAM_TRANSIENT);
	ck_assert_uint_eq(p->restart_delay_ns, 2 * SECOND);
	ck_assert_uint_eq(p->restart_window_ns, 5400 * SECOND);
	ck_assert_int_eq(p->stop_signal, SIGUSR1);
	ck_assert_uint_eq(p->stop_timeout_ns, 16 * SECOND);
	ck_assert_uint_eq(p->ready_timeout_ns, UINT64_MAX);
	ck_assert_uint_eq(p->execute_times, UINT64_C(4294967297));
	ck_assert_uint_eq(p->execute_usleep, 1500);
	ck_assert_uint_eq(p->limit_ns, 90 * SECOND);
	ck_assert_uint_eq(p->limit_jitter_ns, 3 * SECOND / 2);
	ck_assert_uint_eq(p->check_interval_ns, 0);
	ck_assert_uint_eq(p->umask, 077);
	ck_assert_str_eq(p->cwd, in_root("data"));
	ck_assert_str_eq(p->config,
		"{\"s\":\"\\\"x\",\"n\":3000000000,\"f\":0.5,\"b\":true,\"l\":[1,[2],{}]}");
}
END_TEST

static void check_ends(const struct ends *ends, const char *expected)
{
	struct buffer text = {0};

	ends_print(ends, &text);
	ck_assert_str_eq(text.data, expected);
	buffer_done(&text);
}

START_TEST(words_of_supervision)
{
	const struct program *p;

	check_loads(
		"success_exit_codes = (0, \"64-66\", 65, \"SIGTERM\", \"RTMIN+2\"); max_restarts = "
		"\"unlimited\"; backoff_factor = 1.5;\n"
		"programs = ({ name = \"a\"; exec = \"a\"; no_restart_exit_codes = [1, 2, 255]; "
		"min_uptime = 10; on_fatal = \"keep\"; },\n"
		"{ name = \"b\"; exec = \"b\"; success_exit_codes = \"none\"; "
		"no_restart_exit_codes = \"3 HUP, KILL\"; max_restarts = \"none\"; "
		"backoff_factor = \"2.25\"; min_uptime = \"none\"; "
		"on_fatal = \"exit\"; on_master_death = \"stop\"; restart_jitter = \"250ms\"; "
		"backoff_max = \"1m\"; },\n"
		"{ name = \"c\"; exec = \"c\"; success_exit_codes = 7; backoff_factor = 3; "
		"max_restarts = 4; min_uptime = \"1m\"; restart_window = \"none\"; retry_after = "
		"\"5m\"; });\n");
	p = template->programs;
	check_ends(&p[0].success, "0 64-66 TERM RTMIN+2");
	check_ends(&p[0].final, "1-2 255");
	ck_assert_uint_eq(p[0].max_restarts, UINT_MAX);
	ck_assert_uint_eq(p[0].backoff_factor, 1500);
	ck_assert_uint_eq(p[0].min_uptime_ns, 10 * SECOND);
	ck_assert_uint_eq(p[0].exit_on_fatal, 0);
	check_ends(&p[1].success, "none");
	check_ends(&p[1].final, "3 HUP KILL");
	ck_assert_uint_eq(p[1].max_restarts, 0);
	ck_assert_uint_eq(p[1].backoff_factor, 2250);
	ck_assert_uint_eq(p[1].min_uptime_ns | p[1].retry_after_ns, 0);
	ck_assert_uint_eq(p[1].restart_jitter_ns, SECOND / 4);
	ck_assert_uint_eq(p[1].backoff_max_ns, 60 * SECOND);
	ck_assert_uint_eq(p[1].exit_on_fatal, 1);
	ck_assert_uint_eq(p[1].stop_on_master_death, 1);
	check_ends(&p[2].success, "7");
	ck_assert_uint_eq(p[2].backoff_factor, 3000);
	ck_assert_uint_eq(p[2].restart_window_ns, 0);
	ck_assert_uint_eq(p[2].retry_after_ns, 300 * SECOND);
}
END_TEST

/* As whom and with what, root or not. */
START_TEST(words_of_a_world)
{
	const struct world *world;

	check_loads(
		"limits = { nofile = 4096; };\n"
		"programs = ({ name = \"a\"; exec = \"a\"; nice = -20; oom_score_adj = \"-1000\"; "
		"no_new_privs = true; },\n"
		"{ name = \"b\"; exec = \"b\"; limits = { NOFILE = \"64:unlimited\"; core = "
		"\"unlimited\"; stack = \"8M\"; cpu = \"1h\"; }; nice = \"19\"; });\n");
	world = &template->programs[0].world;
	ck_assert(!world->has_ids && !world->has_capabilities);
	ck_assert_uint_eq(world->limited, 1 << RLIMIT_NOFILE);
	ck_assert_uint_eq(world->limits[RLIMIT_NOFILE].rlim_cur, 4096);
	ck_assert_uint_eq(world->limits[RLIMIT_NOFILE].rlim_max, 4096);
	ck_assert(world->has_nice && world->nice == -20);
	ck_assert(world->has_oom_score_adj && world->oom_score_adj == -1000);
	ck_assert_uint_eq(world->no_new_privs, 1);
	world = &template->programs[1].world;
	ck_assert_uint_eq(world->limited,
		1 << RLIMIT_NOFILE | 1 << RLIMIT_CORE | 1 << RLIMIT_STACK | 1 << RLIMIT_CPU);
	ck_assert_uint_eq(world->limits[RLIMIT_NOFILE].rlim_cur, 64);
	ck_assert(world->limits[RLIMIT_NOFILE].rlim_max == RLIM_INFINITY);
	ck_assert(world->limits[RLIMIT_CORE].rlim_cur == RLIM_INFINITY);
	ck_assert_uint_eq(world->limits[RLIMIT_STACK].rlim_cur, 8 << 20);
	ck_assert_uint_eq(world->limits[RLIMIT_CPU].rlim_cur, 3600);
	ck_assert(world->has_nice && world->nice == 19 && !world->has_oom_score_adj);
	ck_assert_uint_eq(world->no_new_privs, 0);
}
END_TEST

/* What cannot be meant, each said in its own line. */
START_TEST(words_that_are_none)
{
	static const char *const values[] = {"success_exit_codes = 256", "success_exit_codes = -1",
		"success_exit_codes = \"\"", "success_exit_codes = \"9-3\"",
		"success_exit_codes = \"1-\"", "success_exit_codes = (0, \"none\")",
		"success_exit_codes = \"TERM 0 x\"", "success_exit_codes = (0, 1.5)",
		"success_exit_codes = true", "backoff_factor = 0.5", "backoff_factor = 101",
		"backoff_factor = \"1.\"", "backoff_factor = \"1,5\"", "backoff_factor = \"-1\"",
		"backoff_factor = -2", "backoff_factor = 1e30", "backoff_factor = 99999999999999L",
		"min_uptime = \"unlimited\"", "max_restarts = \"never\"", "max_restarts = 1001",
		"nice = 20", "nice = \"--1\"", "nice = \"-\"", "nice = 99999999999L",
		"oom_score_adj = \"18446744073709551615\"", "no_new_privs = 1", "limits = []",
		"workers = \"none\"", "stop_timeout = \"none\""};
	char text[256];

	for (size_t i = 0; i < COUNT(values); i++) {
		snprintf(text, sizeof text, "%s;\n" ONE, values[i]);
		put("t.cfg", text);
		ck_assert_msg(!load("t.cfg"), "%s", values[i]);
		ck_assert_msg(
			strstr(error_text(), "t.cfg:1: '") && strstr(error_text(), " must be "),
			"%s: %s", values[i], error_text());
	}
	put("t.cfg", "max_restarts = \"never\";\n" ONE);
	load("t.cfg");
	ck_assert_str_eq(error_text(),
		"t.cfg:1: 'max_restarts' must be a whole number from 0 to 1000, "
		"or \"none\", or \"unlimited\", not \"never\"\n");
}
END_TEST

/* What is short is not none: without a pause the work would spin. */
START_TEST(a_pause_below_a_microsecond_is_one)
{
	check_loads("execute_usleep = \"1ns\";\nprograms = ({ name = \"w\"; work = \"w\"; });");
	ck_assert_uint_eq(template->programs[0].execute_usleep, 1);
	check_loads("execute_usleep = \"0s\";\nprograms = ({ name = \"w\"; work = \"w\"; });");
	ck_assert_uint_eq(template->programs[0].execute_usleep, 0);
}
END_TEST

START_TEST(bindings_and_places)
{
	check_loads(
		"#!/usr/bin/env reeve\n"
		"name = \"queue\"; summary = \"keeps a queue\"; usage =\n\"<start> -[d]\";\n"
		"actions = { kick = \"./plugins/kick.so\"; start = \"start2\"; };\n"
		"options = { v = \"verbose\"; d = { plugin = \"/x/d.so\"; actions = (\"start\"); "
		"}; };\n"
		"plugin_path = (\"plugins\", \"/opt/plugins\"); run_dir = \"run\"; pid_file = "
		"\"/p\"; on_start_failure = \"keep\";\n"
		"programs = ({ name = \"a\"; exec = (\"./bin/a\", \"./b\"); });\n");
	ck_assert_str_eq(template->name, "queue");
	ck_assert_str_eq(template->summary, "keeps a queue");
	ck_assert_int_eq(template->usage_line, 2);
	ck_assert_str_eq(template->usage_file, in_root("t.cfg"));
	ck_assert_uint_eq(template->action_count, 2);
	ck_assert_str_eq(template->actions[0].word, "kick");
	ck_assert_str_eq(template->actions[0].plugin, in_root("plugins/kick.so"));
	ck_assert_int_eq(template->actions[0].line, 4);
	ck_assert_str_eq(template->actions[1].plugin, "start2");
	ck_assert_ptr_null(template->options[0].actions);
	ck_assert_str_eq(template->options[1].plugin, "/x/d.so");
	ck_assert_str_eq(template->options[1].actions[0], "start");
	ck_assert_ptr_null(template->options[1].actions[1]);
	ck_assert_str_eq(template->plugin_path[0], in_root("plugins"));
	ck_assert_str_eq(template->plugin_path[1], "/opt/plugins");
	ck_assert_str_eq(template->run_dir, in_root("run"));
	ck_assert_str_eq(template->pid_file, "/p");
	ck_assert_str_eq(template->cgroup, "auto");
	ck_assert(template->keep_on_start_failure);
	ck_assert_str_eq(template->programs[0].argv[0], in_root("bin/a"));
	ck_assert_str_eq(template->programs[0].argv[1], "./b");
	check_loads("base = \"/srv/app\"; run_dir = \"run\";\n" ONE);
	ck_assert_str_eq(template->run_dir, "/srv/app/run");
}
END_TEST

START_TEST(names_come_from_files)
{
	put("queue", ONE);
	ck_assert(load("queue"));
	ck_assert_str_eq(template->name, "queue");
	put("a b.cfg", ONE);
	ck_assert(!load("a b.cfg"));
	ck_assert_str_eq(error_text(), "a b.cfg: the file's name 'a b' cannot be the name of the "
				       "command: set name\n");
	put("a b.cfg", "name = \"ab\";" ONE);
	ck_assert(load("a b.cfg"));
	/* A link is only another way to the same command. */
	ck_assert_int_eq(symlink("queue", in_root("other")), 0);
	ck_assert(load("other"));
	ck_assert_str_eq(template->name, "queue");
	ck_assert_str_eq(template->path, in_root("queue"));
}
END_TEST

/* Types that no key has yet. */
START_TEST(values_of_all_types)
{
	static const struct option size = {
		.key = "size", .type = OPTION_SIZE, .minimum = "1K", .maximum = "1G"};
	static const struct option flag = {.key = "flag", .type = OPTION_BOOL};
	struct buffer why = {0};
	config_t config;
	uint64_t value;
	int number;

	config_init(&config);
	ck_assert(
		config_read_string(&config, "a = \"400M\"; b = 2048; c = 12; d = true; e = 1; f = "
					    "\"false\"; g = 5000000000L;"));
	ck_assert_int_eq(value_read(&size, config_lookup(&config, "a"), &value, NULL), 0);
	ck_assert_uint_eq(value, UINT64_C(400) << 20);
	ck_assert_int_eq(value_read(&size, config_lookup(&config, "b"), &value, NULL), 0);
	ck_assert_uint_eq(value, 2048);
	ck_assert_int_lt(value_read(&size, config_lookup(&config, "c"), &value, &why), 0);
	ck_assert_str_eq(why.data, "must be a size from 1K to 1G such as \"400M\", not 12");
	buffer_clear(&why);
	ck_assert_int_lt(value_read(&size, config_lookup(&config, "g"), &value, &why), 0);
	ck_assert_str_eq(why.data,
		"is too large as a bare number: write it as text with a unit, \"5000000000\"");
	ck_assert_int_eq(value_read(&flag, config_lookup(&config, "d"), &value, NULL), 0);
	ck_assert_uint_eq(value, 1);
	ck_assert_int_lt(value_read(&flag, config_lookup(&config, "e"), &value, NULL), 0);
	ck_assert_int_eq(value_read(&flag, config_lookup(&config, "f"), &value, NULL), 0);
	ck_assert_uint_eq(value, 0);
	config_destroy(&config);
	buffer_done(&why);
	ck_assert_int_eq(signame_parse("SIGKILL", &number), 0);
	ck_assert_int_eq(number, SIGKILL);
	ck_assert_int_eq(signame_parse("RTMIN+1", &number), 0);
	ck_assert_int_eq(number, SIGRTMIN + 1);
	ck_assert_int_lt(signame_parse("0", &number), 0);
	ck_assert_int_lt(signame_parse("RTMIN+99", &number), 0);
	ck_assert_int_lt(signame_parse("term", &number), 0);
}
END_TEST

int main(void)
{
	const TTest *const reading[] = {table_is_sound, man_page_knows_every_key,
		defaults_are_the_original_ones, values_have_units, bindings_and_places,
		words_of_supervision, words_of_a_world, words_that_are_none, names_come_from_files,
		values_of_all_types, a_pause_below_a_microsecond_is_one};
	Suite *suite = suite_create("config");

	add_tests(suite, "reading", reading, COUNT(reading));
	return run_suite(suite);
}
