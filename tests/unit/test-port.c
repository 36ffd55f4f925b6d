/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <check.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "config-place.h"
#include "port/ini.h"
#include "port/literal.h"
#include "port/port.h"
#include "port/words.h"

static struct draft draft;
static struct reeve_error error;

static int read_format(int format, const char *text)
{
	draft_done(&draft);
	draft = (struct draft){.file = "f"};
	error = (struct reeve_error){0};
	return format == 0   ? pm2_read(&draft, text, &error)
	       : format == 1 ? supervisord_read(&draft, text, "/here", &error)
			     : procfile_read(&draft, text, "/here", &error);
}

/* What was read, as `reeve check` sees it. */
static void check_valid(const char *from)
{
	struct buffer text = {0};

	ck_assert_int_eq(draft_write(&draft, "f", root, &text), 0);
	put("t.cfg", text.data);
	ck_assert_msg(
		load("t.cfg"), "%s\nfrom:\n%s\nthis came:\n%s", error_text(), from, text.data);
	buffer_done(&text);
}

static void carries(int format, const char *text)
{
	ck_assert_msg(read_format(format, text) == 0, "%s: %s", error.text, text);
	check_valid(text);
}

static bool is_noted(const char *what, int line)
{
	for (size_t i = 0; i < draft.notes.count; i++)
		if (strstr(draft.notes.items[i].text, what) && draft.notes.items[i].line == line)
			return true;
	return false;
}

static void check_argv(size_t program, const char *expected)
{
	struct buffer words = {0};

	buffer_text(&words, "");
	for (char **word = template->programs[program].argv; *word; word++)
		buffer_printf(&words, "%s<%s>", words.length ? " " : "", *word);
	ck_assert_str_eq(words.data, expected);
	buffer_done(&words);
}

START_TEST(an_ecosystem_file_is_data)
{
	const struct program *p;

	carries(0, "// comment\n'use strict';\nconst port = require('x')({a: [1, ';']});\n"
		   "module.exports = { apps: [ {\n"
		   "name: 'api', script: \"./s.js\", args: ['-x', 1, true], instances: 2,\n"
		   "restart_delay: 4000, min_uptime: '10s', max_memory_restart: '400M',\n"
		   "kill_timeout: '1600', autorestart: false, node_args: '--a \"b c\"',\n"
		   "env: { A: 'x', B: process.env.B || `y${1}`, C: null, D: '$' + '{E}', F: '${G}' "
		   "},\n"
		   "watch: true, run() { return {}; }, ...others, [key]: 1, shorthand,\n"
		   "}, { script: 'npm', args: 'run it', }, ], deploy: {} };\n");
	p = template->programs;
	ck_assert_uint_eq(template->program_count, 2);
	ck_assert_str_eq(p[0].name, "api");
	check_argv(0, "<node> <--a> <b c> <./s.js> <-x> <1> <true>");
	check_argv(1, "<npm> <run> <it>");
	ck_assert_uint_eq(p[0].workers, 2);
	ck_assert_int_eq(p[0].restart, PROGRAM_TEMPORARY);
	ck_assert_uint_eq(p[0].restart_delay_ns, 4 * SECOND);
	ck_assert_uint_eq(p[0].min_uptime_ns, 10 * SECOND);
	ck_assert_uint_eq(p[0].stop_timeout_ns, SECOND * 16 / 10);
	ck_assert_uint_eq(p[0].restart_window_ns, 0);
	ck_assert_uint_eq(p[1].max_restarts, 16);
	ck_assert_str_eq(variable(&p[0], "A"), "x");
	ck_assert_str_eq(variable(&p[0], "F"), "${G}");
	ck_assert_ptr_null(variable(&p[0], "B"));
	ck_assert(is_noted("'B' is not carried over: it is code", 8));
	ck_assert(is_noted("'D' is not carried over: it is code", 8));
	ck_assert(is_noted("'run' is not", 9) && is_noted("'shorthand' is not", 9));
	ck_assert(is_noted("'deploy' is not", 10));
}
END_TEST

START_TEST(json_is_an_ecosystem_file_too)
{
	carries(0, "{\"apps\":[{\"name\":\"\\u0434a\\ud83d\\ude00\",\"script\":\"a.py\",\"exec_"
		   "mode\":\"fork\"}]}");
	ck_assert_str_eq(template->programs[0].name, "a");
	check_argv(0, "<python3> <a.py>");
	carries(0, "[{\"script\":\"/x/a\"},{\"script\":\"/y/a\"}]");
	ck_assert_str_eq(template->programs[1].name, "a-2");
	carries(0, "{script: 'x'}");
	carries(0, "export default { apps: { script: 'x', user: undefined } }");
}
END_TEST

START_TEST(what_is_no_ecosystem_file)
{
	static const struct {
		const char *text;
		int line;
	} faults[] = {{"", 1}, {"x", 1}, {"module.exports = f();", 1}, {"{", 1}, {"{a", 1},
		{"{a:", 1}, {"{a:\n[1,\n", 3}, {"{a: 'x", 1}, {"{a: '\\u0000'}", 1},
		{"{a: 1 : 2", 1}, {"[1 2]", 0}, {"{apps: []}", 0}, {"{apps: 1}", 0},
		{"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", 1}, {"{a: 1)", 1}, {"{)}", 1}};

	for (size_t i = 0; i < COUNT(faults); i++) {
		ck_assert_msg(read_format(0, faults[i].text) < 0, "%s", faults[i].text);
		ck_assert_msg(error.text[0] && error.line == faults[i].line, "%s: %d: %s",
			faults[i].text, error.line, error.text);
	}
}
END_TEST

START_TEST(supervisord_divides_and_expands)
{
	const struct program *p;

	carries(1,
		"; comment\n[supervisord]\nnodaemon=true ; comment\n[program:a b]\n"
		"command=/bin/x 'a b' %(ENV_HOME)s/%(program_name)s %(here)s 5%% $HOME *\n"
		"environment = A=\"1,2\",\n  B='x y', C=3\nnumprocs=2\nstartsecs=3\nexitcodes=0,2\n"
		"autorestart=unexpected\nstopsignal=QUIT\nredirect_stderr=true\nstdout_logfile=/x\n"
		"priority=5\n[include]\nfiles = *.ini\n");
	p = template->programs;
	ck_assert_str_eq(p->name, "a-b");
	setenv("HOME", "/h", 1);
	carries(1, "[program:c]\ncommand=/bin/x 'a b' %(ENV_HOME)s/%(program_name)s %(here)s 5%% "
		   "$HOME * ${A}\n"
		   "environment = A=\"1,2\",\n  B='x y', "
		   "C=3\nnumprocs=2\nstartsecs=3\nexitcodes=0,2\n");
	p = template->programs;
	check_argv(0, "</bin/x> <a b> </h/c> </here> <5%> <$HOME> <*> <${A}>");
	ck_assert_str_eq(variable(p, "A"), "1,2");
	ck_assert_str_eq(variable(p, "B"), "x y");
	ck_assert_str_eq(variable(p, "C"), "3");
	ck_assert_uint_eq(p->workers, 2);
	ck_assert_int_eq(p->restart, PROGRAM_TRANSIENT);
	ck_assert_uint_eq(p->min_uptime_ns, 3 * SECOND);
	ck_assert_uint_eq(p->max_restarts, 3);
	ck_assert_int_lt(read_format(1, "[program:a]\ncommand\n"), 0);
	ck_assert_int_eq(error.line, 2);
	ck_assert_int_lt(read_format(1, "a=b\n"), 0);
	ck_assert_int_lt(read_format(1, " a=b\n"), 0);
	ck_assert_int_lt(read_format(1, "[supervisord]\n"), 0);
}
END_TEST

START_TEST(procfiles_take_a_shell_where_it_takes_one)
{
	carries(2, "web: rails s -p $PORT\r\n# x\n\nw-1: node 'a b' \\$x\nbad line\nq: a \"b\nx: "
		   "A=1 b\n");
	check_argv(0, "</bin/sh> <-c> <rails s -p $PORT>");
	check_argv(1, "<node> <a b> <$x>");
	check_argv(2, "</bin/sh> <-c> <a \"b>");
	check_argv(3, "</bin/sh> <-c> <A=1 b>");
	ck_assert(is_noted("this line is not carried over", 5));
	ck_assert_int_lt(read_format(2, "# nothing\n"), 0);
}
END_TEST

START_TEST(too_much_is_refused)
{
	struct buffer text = {0};

	for (int i = 0; i < 1001; i++)
		buffer_printf(&text, "p: true\n");
	ck_assert_int_lt(read_format(2, text.data), 0);
	ck_assert_ptr_nonnull(strstr(error.text, "more than 1000 programs"));
	buffer_clear(&text);
	buffer_text(&text, "a: true");
	for (int i = 0; i < 4001; i++)
		buffer_text(&text, " x");
	ck_assert_int_lt(read_format(2, text.data), 0);
	ck_assert_ptr_nonnull(strstr(error.text, "more than 4000 items"));
	buffer_clear(&text);
	buffer_text(&text, "[");
	for (int i = 0; i < 20; i++)
		buffer_text(&text, "{script: 'x', instances: 10000},");
	buffer_text(&text, "]");
	carries(0, text.data);
	buffer_clear(&text);
	buffer_text(&text, "[program:a]\ncommand=x\n");
	for (int i = 0; i < 20000; i++)
		buffer_text(&text, " x\n");
	ck_assert_int_lt(read_format(1, text.data), 0);
	buffer_done(&text);
}
END_TEST

static uint64_t random_state;

static uint64_t next_random(uint64_t below)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return random_state % below;
}

/* Whatever a file says: what is made of it is valid, or it is refused with a reason. */
START_TEST(what_comes_out_is_valid_whatever_went_in)
{
	static const char *const seeds[] = {
		"module.exports = { apps: [ { name: 'api', script: './s.js', args: ['-x', 1], "
		"instances: 2, "
		"restart_delay: 4000, exp_backoff_restart_delay: 100, min_uptime: '10s', "
		"max_restarts: 5, "
		"max_memory_restart: '400M', kill_timeout: 1600, stop_exit_codes: [0, 2], cwd: "
		"'x', "
		"cron_restart: '0 3 * * *', watch: ['a', 'b'], "
		"env: { A: 'x', B: y() } /* c */ }, ] };\n",
		"[program:a]\ncommand=/bin/x 'a b' %(ENV_HOME)s %(here)s ; "
		"c\nenvironment=A=\"1\",B=2\n"
		"numprocs=2\nstartsecs=3\nstartretries=2\nexitcodes=0,2\nstopsignal=QUIT\numask="
		"022\n"
		"stopwaitsecs=7\n  5\n[group:b]\n",
		"web: rails s -p $PORT\nworker: node 'a b'\n",
	};
	static const char *const pieces[] = {"'", "\"", "`", "{", "}", "[", "]", ",", ":", ";",
		"\\", "${", "//", "/*", "0", "99999999999", "-1", "none", "unlimited", "\n", "\n ",
		"%(", ")s", "=", "A=", "\xff", "\xc3", "\\u0041", "true", "null", "max", "1.5",
		"max_restarts: 0,", "min_uptime: 0,", "restart_delay: '1d',", "startretries=0\n",
		"startsecs=0\n", "exitcodes=\n", "x: y\n"};
	int valid = 0;

	setenv("HOME", "/h", 1);
	random_state = UINT64_C(0x9e3779b97f4a7c15);
	for (int i = 0; i < 4000; i++) {
		struct buffer text = {0};
		int format = (int)next_random(COUNT(seeds));
		const char *seed = seeds[format];
		size_t at = 0, length = strlen(seed);

		for (uint64_t cuts = next_random(6); cuts; cuts--) {
			size_t next = at + next_random(length - at + 1);

			buffer_add(&text, seed + at, next - at);
			buffer_text(&text, pieces[next_random(COUNT(pieces))]);
			at = next + next_random(4);
			at = at > length ? length : at;
		}
		buffer_text(&text, seed + at);
		if (read_format(format, text.data) == 0) {
			/* An ${NAME} that is not set is no fault of the template. */
			if (!strstr(text.data, "%(ENV_") || strstr(text.data, "%(ENV_HOME)"))
				check_valid(text.data);
			valid++;
		} else {
			ck_assert(error.text[0]);
		}
		buffer_done(&text);
	}
	ck_assert_int_gt(valid, 500);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {an_ecosystem_file_is_data, json_is_an_ecosystem_file_too,
		what_is_no_ecosystem_file, supervisord_divides_and_expands,
		procfiles_take_a_shell_where_it_takes_one, too_much_is_refused,
		what_comes_out_is_valid_whatever_went_in};
	Suite *suite = suite_create("port");

	add_tests(suite, "port", tests, COUNT(tests));
	return run_suite(suite);
}
