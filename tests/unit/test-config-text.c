/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/stat.h>

#include "config-place.h"
#include "base/buffer.h"
#include "base/text.h"

static void check_same_text(const char *a, const char *b)
{
	ck_assert_int_eq(!a, !b);
	if (a)
		ck_assert_str_eq(a, b);
}

static void check_same_list(char **a, char **b)
{
	ck_assert_int_eq(!a, !b);
	for (; a && (*a || *b); a++, b++)
		check_same_text(*a, *b);
}

static void check_same_bindings(const struct binding *a, const struct binding *b, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		check_same_text(a[i].word, b[i].word);
		check_same_text(a[i].plugin, b[i].plugin);
		check_same_list(a[i].actions, b[i].actions);
	}
}

static void check_same_world(const struct world *a, const struct world *b)
{
	check_same_text(a->user, b->user);
	ck_assert_int_eq(a->has_ids, b->has_ids);
	ck_assert_uint_eq(a->uid, b->uid);
	ck_assert_uint_eq(a->gid, b->gid);
	ck_assert_uint_eq(a->group_count, b->group_count);
	for (size_t i = 0; i < a->group_count; i++)
		ck_assert_uint_eq(a->groups[i], b->groups[i]);
	ck_assert_uint_eq(a->limited, b->limited);
	ck_assert_mem_eq(a->limits, b->limits, sizeof a->limits);
	ck_assert_int_eq(a->has_nice, b->has_nice);
	ck_assert_int_eq(a->nice, b->nice);
	ck_assert_int_eq(a->has_oom_score_adj, b->has_oom_score_adj);
	ck_assert_int_eq(a->oom_score_adj, b->oom_score_adj);
	ck_assert_uint_eq(a->no_new_privs, b->no_new_privs);
	ck_assert_int_eq(a->has_capabilities, b->has_capabilities);
	ck_assert_uint_eq(a->capabilities, b->capabilities);
}

static void check_same_program(const struct program *a, const struct program *b)
{
	check_same_text(a->name, b->name);
	ck_assert_int_eq(a->kind, b->kind);
	check_same_list(a->argv, b->argv);
	check_same_text(a->work, b->work);
	check_same_text(a->config, b->config);
	check_same_text(a->host, b->host);
	check_same_text(a->host_init, b->host_init);
	check_same_text(a->host_run, b->host_run);
	check_same_text(a->host_fini, b->host_fini);
	ck_assert_uint_eq(a->workers, b->workers);
	ck_assert_int_eq(a->restart, b->restart);
	ck_assert_uint_eq(a->restart_delay_ns, b->restart_delay_ns);
	ck_assert_mem_eq(&a->success, &b->success, sizeof a->success);
	ck_assert_mem_eq(&a->final, &b->final, sizeof a->final);
	ck_assert_uint_eq(a->backoff_factor, b->backoff_factor);
	ck_assert_uint_eq(a->backoff_max_ns, b->backoff_max_ns);
	ck_assert_uint_eq(a->restart_jitter_ns, b->restart_jitter_ns);
	ck_assert_uint_eq(a->min_uptime_ns, b->min_uptime_ns);
	ck_assert_uint_eq(a->retry_after_ns, b->retry_after_ns);
	ck_assert_uint_eq(a->exit_on_fatal, b->exit_on_fatal);
	ck_assert_uint_eq(a->stop_on_master_death, b->stop_on_master_death);
	ck_assert_uint_eq(a->max_restarts, b->max_restarts);
	ck_assert_uint_eq(a->restart_window_ns, b->restart_window_ns);
	ck_assert_int_eq(a->stop_signal, b->stop_signal);
	ck_assert_uint_eq(a->kill_scope, b->kill_scope);
	check_same_list(a->stop_sequence, b->stop_sequence);
	ck_assert_uint_eq(a->stop_timeout_ns, b->stop_timeout_ns);
	ck_assert_uint_eq(a->start_grace_ns, b->start_grace_ns);
	ck_assert_uint_eq(a->ready, b->ready);
	ck_assert_uint_eq(a->ready_fd, b->ready_fd);
	ck_assert_uint_eq(a->ready_port, b->ready_port);
	check_same_text(a->ready_host, b->ready_host);
	check_same_text(a->ready_path, b->ready_path);
	ck_assert_uint_eq(a->need_count, b->need_count);
	for (size_t i = 0; i < a->need_count; i++) {
		check_same_text(a->needs[i].program, b->needs[i].program);
		ck_assert_uint_eq(a->needs[i].until, b->needs[i].until);
	}
	ck_assert_uint_eq(a->ready_timeout_ns, b->ready_timeout_ns);
	ck_assert_uint_eq(a->watchdog_ns, b->watchdog_ns);
	ck_assert_uint_eq(a->execute_times, b->execute_times);
	ck_assert_uint_eq(a->execute_usleep, b->execute_usleep);
	ck_assert_uint_eq(a->limit_ns, b->limit_ns);
	ck_assert_uint_eq(a->limit_jitter_ns, b->limit_jitter_ns);
	ck_assert_uint_eq(a->check_interval_ns, b->check_interval_ns);
	check_same_text(a->cwd, b->cwd);
	ck_assert_uint_eq(a->umask, b->umask);
	check_same_list(a->env, b->env);
	check_same_world(&a->world, &b->world);
}

static void check_same(const struct template *a, const struct template *b)
{
	check_same_text(a->path, b->path);
	check_same_text(a->base, b->base);
	ck_assert_uint_eq(a->owner, b->owner);
	check_same_text(a->name, b->name);
	check_same_text(a->title_prefix, b->title_prefix);
	check_same_text(a->summary, b->summary);
	check_same_text(a->usage, b->usage);
	ck_assert_uint_eq(a->action_count, b->action_count);
	check_same_bindings(a->actions, b->actions, a->action_count);
	ck_assert_uint_eq(a->option_count, b->option_count);
	check_same_bindings(a->options, b->options, a->option_count);
	check_same_list(a->plugin_path, b->plugin_path);
	check_same_text(a->run_dir, b->run_dir);
	check_same_text(a->state_dir, b->state_dir);
	check_same_text(a->pid_root, b->pid_root);
	check_same_text(a->status_root, b->status_root);
	check_same_text(a->pid_file, b->pid_file);
	check_same_text(a->cgroup, b->cgroup);
	ck_assert_int_eq(a->keep_on_start_failure, b->keep_on_start_failure);
	check_same_text(a->exit_code_from, b->exit_code_from);
	ck_assert_uint_eq(a->program_count, b->program_count);
	for (size_t i = 0; i < a->program_count; i++)
		check_same_program(&a->programs[i], &b->programs[i]);
}

/* What is resolved comes back the same, and says the same again, whatever the environment is then.
 */
static void check_round_trip(void)
{
	char *text = template_resolve(template), *again;
	struct template *back;

	ck_assert_ptr_nonnull(text);
	setenv("LC_LATER", "x", 1); /* of those that are inherited by default */
	back = template_load_resolved(text, strlen(text), &errors);
	unsetenv("LC_LATER");
	ck_assert_msg(back != NULL, "%s\n%s", error_text(), text);
	check_same(template, back);
	again = template_resolve(back);
	ck_assert_str_eq(text, again);
	template_free(back);
	free(again);
	free(text);
}

static uint64_t random_state;

static uint64_t next_random(uint64_t below)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return random_state % below;
}

/* Any bytes but NUL, often the ones that mean something to somebody. */
static const char *any_text(bool utf8)
{
	static const char *const pieces[] = {"\"", "\\", "\n", "\t", "${", "$${", "}", "#", "//",
		"/*", ";", "@include \"x\"", "\\x41", "\x01", "\x7f", "\xd0\xb4", "=", "\r\n", " ",
		"a"};
	static char text[512];
	struct buffer buffer = {0};

	for (uint64_t i = next_random(8) + 1; i; i--)
		if (utf8 || next_random(2))
			buffer_text(&buffer, pieces[next_random(COUNT(pieces))]);
		else
			buffer_char(&buffer, (char)(1 + next_random(255)));
	snprintf(text, sizeof text, "%s", buffer.data ? buffer.data : "x");
	buffer_done(&buffer);
	return text;
}

/* As a setting; what would be expanded is written so that it is not. */
static void put_any(struct buffer *out, const char *key, bool utf8)
{
	const char *from = any_text(utf8), *brace;
	struct buffer plain = {0};

	buffer_text(&plain, strcmp(key, "env") == 0 ? "V=" : "v");
	for (; (brace = strstr(from, "${")); from = brace + 2) {
		buffer_add(&plain, from, (size_t)(brace - from));
		buffer_text(&plain, "$${");
	}
	buffer_text(&plain, from);
	buffer_printf(out, "%s = ", key);
	template_quote(out, plain.data);
	buffer_text(out, ";\n");
	buffer_done(&plain);
}

static void put_duration(struct buffer *out, const char *key, uint64_t below)
{
	char text[32];

	text_from_duration(next_random(below), text, sizeof text);
	buffer_printf(out, "%s = \"%s\";\n", key, text);
}

/* Such as could happen: the others are refused. */
static void put_supervision(struct buffer *out)
{
	bool limited = next_random(4);

	put_duration(out, "restart_window", 864000 * SECOND);
	put_duration(out, "restart_jitter", 86400 * SECOND);
	put_duration(out, "min_uptime", 864000 * SECOND);
	if (next_random(3) == 0) {
		buffer_text(out, "stop_sequence = [\"TERM 10s\", \"INT infinity\"];\n");
	} else {
		put_duration(out, "stop_timeout", next_random(2) ? 2 : SECOND);
		buffer_printf(out, "stop_signal = %d;\n", (int)next_random(64) + 1);
	}
	buffer_printf(out, "on_fatal = \"%s\";\n", limited ? "keep" : "exit");
	buffer_printf(out, "success_exit_codes = \"%d-255 %d TERM\"; no_restart_exit_codes = %s;\n",
		(int)next_random(256), (int)next_random(256),
		next_random(2) ? "\"none\"" : "[1, 3]");
	if (limited) {
		buffer_printf(
			out, "max_restarts = %d; restart_delay = 0;\n", (int)next_random(1001));
		put_duration(out, "retry_after", 864000 * SECOND);
		return;
	}
	put_duration(out, "restart_delay", SECOND);
	buffer_printf(out,
		"max_restarts = \"unlimited\"; backoff_factor = \"%d.%03d\"; backoff_max "
		"= %d;\n",
		(int)next_random(99) + 1, (int)next_random(1000), (int)next_random(86400) + 1);
}

/* Only root can say as whom. */
static void put_world(struct buffer *out)
{
	static const char *const ids[] = {"user = \"0\"; ", "user = \"4321\"; group = \"7\"; ",
		"group = \"1234\"; groups = [\"5\", \"6\"]; ", "groups = []; ",
		"capabilities = []; ", "capabilities = [\"kill\", \"CAP_BPF\"]; "};

	if (geteuid() == 0 && next_random(2))
		buffer_text(out, ids[next_random(COUNT(ids))]);
	if (next_random(2))
		buffer_printf(out, "limits = { nofile = %d; core = \"%d:unlimited\"; }; ",
			(int)next_random(INT32_MAX), (int)next_random(INT32_MAX));
	if (next_random(2))
		buffer_printf(out, "nice = %d; ", (int)next_random(40) - 20);
	if (next_random(2))
		buffer_printf(out, "oom_score_adj = %d; ", (int)next_random(2001) - 1000);
	if (next_random(2))
		buffer_printf(out, "no_new_privs = %s;\n", next_random(2) ? "true" : "false");
}

static void put_program(struct buffer *out, int number)
{
	static const char *const restarts[] = {"permanent", "transient", "temporary"};
	static const char *const ready[] = {"notify", "fd", "delay:1.5s", "port:80",
		"port:127.0.0.1:8080", "port:[::1]:1", "port:localhost:65535", "path:x y",
		"path:/\\\"\\xc3\\xbc"};
	bool work = next_random(2);

	buffer_printf(out, "{ name = \"p%d\"; workers = %d; restart = \"%s\"; umask = \"%03o\";\n",
		number, (int)next_random(20) + 1, restarts[next_random(3)], (int)next_random(512));
	put_any(out, "cwd", false);
	put_any(out, "env", false);
	if (number > 0 && next_random(2))
		buffer_printf(out, "needs = [\"p%d:%s\", \"p0\"]; after = [\"p0\"];\n",
			number - 1, next_random(2) ? "started" : "ready");
	put_supervision(out);
	put_world(out);
	if (work) {
		buffer_text(out, "work = \"w\"; config = {\n");
		put_any(out, "s", true);
		buffer_printf(out, "n = %lldL; f = %d.%d; };\n", (long long)next_random(INT64_MAX),
			(int)next_random(1000), (int)next_random(1000000));
		put_duration(out, "ready_timeout", next_random(2) ? 1 : SECOND);
		if (next_random(2))
			buffer_printf(
				out, "watchdog = \"%dms\";\n", (int)next_random(100000) + 100);
		buffer_printf(out, "execute_times = %lluL; execute_usleep = %d;\n",
			(unsigned long long)next_random(INT64_MAX), (int)next_random(INT32_MAX));
		put_duration(out, "limit_seconds", 864000 * SECOND);
		put_duration(out, "limit_jitter", 864000 * SECOND);
		buffer_printf(out, "check_interval = %d;\n", (int)next_random(200) - 100);
	} else {
		put_any(out, "exec", false);
		put_duration(out, "start_grace", SECOND);
		if (next_random(2))
			buffer_printf(out, "ready = \"%s\";\n", ready[next_random(COUNT(ready))]);
	}
	buffer_text(out, "}");
}

START_TEST(resolved_templates_come_back_equal)
{
	random_state = UINT64_C(0x1234567890abcdef);
	for (int i = 0; i < 300; i++) {
		struct buffer text = {0};

		put_any(&text, "usage", false);
		put_any(&text, "run_dir", false);
		put_any(&text, "state_dir", false);
		put_any(&text, "plugin_path", false);
		if (next_random(2))
			buffer_text(&text, "actions = { a = \"b\"; c-d_e = \"./x y\"; };\n"
					   "on_start_failure = \"keep\"; summary = \"s\\\"\";\n");
		if (next_random(2))
			buffer_text(&text,
				"options = { a = { plugin = \"b\"; actions = []; }; };\n"
				"start_grace = 3; execute_times = 9; pid_file = \"p\"; "
				"cgroup = \"/c\";\n");
		buffer_text(&text, "programs = (\n");
		for (int k = 0; k <= i % 4; k++) {
			buffer_text(&text, k ? ",\n" : "");
			put_program(&text, k);
		}
		buffer_text(&text, ");\n");
		check_loads(text.data);
		check_round_trip();
		buffer_done(&text);
	}
}
END_TEST

/* The program that holds the work is known to the master, and to nobody who writes templates. */
START_TEST(hosts_are_resolved_only)
{
	struct program *program;

	check_loads(
		"programs = ({ name = \"a\"; work = \"w\"; }, { name = \"b\"; work = \"x\"; });");
	program = &template->programs[0];
	program->host = strdup("/a \"b\"/queue");
	program->host_init = strdup("prepare");
	program->host_run = strdup("consume");
	check_round_trip();
	forget();
	check_errors("programs = ({ name = \"a\"; work = \"w\"; host = \"/x\"; });",
		"t.cfg:1: program 'a': unknown key 'host'\n");
}
END_TEST

START_TEST(resolved_text_stands_alone)
{
	char *text;
	static const char other[] = "a = 1;";

	put("reeve.conf", "workers = 3;");
	setenv("TZ", "then", 1);
	setenv("ODD NAME", "x", 1);
	check_loads("inherit = \"all\"; env = [\"V=${TZ}\"];\n" ONE);
	check_round_trip();
	text = template_resolve(template);
	setenv("TZ", "now", 1);
	put("reeve.conf", "workers = 5;");
	forget();
	template = template_load_resolved(text, strlen(text), &errors);
	ck_assert_ptr_nonnull(template);
	ck_assert_uint_eq(template->programs[0].workers, 3);
	ck_assert_str_eq(variable(&template->programs[0], "TZ"), "then");
	ck_assert_str_eq(variable(&template->programs[0], "V"), "then");
	free(text);
	forget();
	ck_assert_ptr_null(template_load_resolved(other, strlen(other), &errors));
	ck_assert_ptr_nonnull(strstr(error_text(), "this is not a resolved template"));
	forget();
	ck_assert_ptr_null(template_load_resolved("a\0b", 3, &errors));
	ck_assert_uint_ge(errors.count, 1);
	forget();
	ck_assert_ptr_null(template_load_resolved("@include \"/etc/passwd\"\n", 23, &errors));
	ck_assert_ptr_nonnull(strstr(error_text(), "nested too deep"));
}
END_TEST

START_TEST(workers_can_be_set)
{
	struct reeve_error error;
	static const char *const faults[][2] = {
		{"0", "'0' is not a number of workers: N or PROGRAM=N, N from 1 to 10000"},
		{"10001", "'10001' is not a number of workers: N or PROGRAM=N, N from 1 to 10000"},
		{"", "'' is not a number of workers: N or PROGRAM=N, N from 1 to 10000"},
		{"mailer=",
			"'mailer=' is not a number of workers: N or PROGRAM=N, N from 1 to 10000"},
		{"mailer=x", "'mailer=x' is not a number of workers: N or PROGRAM=N, N from 1 to "
			     "10000"},
		{"mailr=3", "there is no program 'mailr', did you mean 'mailer'?"},
		{"zzz=3", "there is no program 'zzz'"},
		{"=3", "there is no program ''"},
		{"\x1b=3", "there is no program '\\x1b'"},
	};

	check_loads("programs = ({ name = \"mailer\"; exec = \"a\"; }, { name = \"b\"; work = "
		    "\"b\"; });");
	for (size_t i = 0; i < COUNT(faults); i++) {
		ck_assert_int_eq(template_set_workers(&template, 1, faults[i][0], &error), -1);
		ck_assert_str_eq(error.text, faults[i][1]);
		ck_assert_int_eq(error.code, REEVE_EXIT_USAGE);
	}
	ck_assert_int_eq(template_set_workers(&template, 1, "mailer=9", &error), 0);
	ck_assert_uint_eq(template->programs[0].workers, 9);
	ck_assert_uint_eq(template->programs[1].workers, 4);
	ck_assert_int_eq(template_set_workers(&template, 1, "2", &error), 0);
	ck_assert_uint_eq(template->programs[0].workers, 2);
	ck_assert_uint_eq(template->programs[1].workers, 2);
	check_round_trip();
}
END_TEST

static void check_head(const char *interpreter, const char *head)
{
	struct buffer text = {0};
	struct reeve_error error;

	ck_assert_int_eq(template_script(template, interpreter, "t.cfg", &text, &error), 0);
	ck_assert_msg(strncmp(text.data, head, strlen(head)) == 0, "%s", text.data);
	ck_assert(template_is_script(text.data));
	buffer_done(&text);
}

START_TEST(scripts_name_their_interpreter)
{
	char interpreter[300], head[400];
	struct buffer text = {0};
	struct reeve_error error;

	check_loads("#!/usr/bin/env reeve\nbase = \"/b\";" ONE);
	check_head(
		"/usr/bin/reeve", "#!/usr/bin/reeve\n# built by reeve from t.cfg\nbase = \"/b\";");
	check_head("/a b/reeve",
		"#!/bin/sh\n//usr/bin/env \"/a b/reeve\" \"$0\" \"$@\"; exit $?\n# built");
	check_head("/a $\"`\\/reeve", "#!/bin/sh\n//usr/bin/env \"/a \\$\\\"\\`\\\\/reeve\" \"$0\" "
				      "\"$@\"; exit $?\n# built");
	memset(interpreter, 'x', sizeof interpreter);
	interpreter[0] = '/';
	interpreter[250] = '\0';
	snprintf(head, sizeof head, "#!%s\n", interpreter);
	check_head(interpreter, head);
	interpreter[250] = 'x';
	interpreter[251] = '\0';
	check_head(interpreter, "#!/bin/sh\n//usr/bin/env \"/xxx");
	ck_assert_int_eq(template_script(template, "reeve", "t", &text, &error), -1);
	ck_assert_int_eq(template_script(template, "/a\nb", "t", &text, &error), -1);
	ck_assert_int_eq(template_script(template, "/a b=c", "t", &text, &error), -1);
	buffer_done(&text);
	ck_assert(!template_is_script("#!/bin/sh\necho"));
	ck_assert(!template_is_script("# built by reeve from x\n"));
}
END_TEST

/* A built command means the same as its template wherever it lies; also when it is built again. */
START_TEST(scripts_mean_the_same_elsewhere)
{
	struct buffer text = {0};
	struct reeve_error error;
	struct template *first;

	ck_assert_int_eq(mkdir(in_root("a ${b} \"c\\"), 0755), 0);
	ck_assert_int_eq(mkdir(in_root("bin"), 0755), 0);
	put("a ${b} \"c\\/inc.cfg", "run_dir = \"run\"; // last");
	put("a ${b} \"c\\/t.cfg",
		"#!/bin/sh\n//usr/bin/env x \"$0\"; exit $?\n@include \"inc.cfg\"\n"
		"name = \"t\"; programs = ({ name = \"p\"; work = \"./p.so\"; "
		"cwd = \"data\"; config = { n = 3000000000; }; });\n");
	ck_assert_msg(load("a ${b} \"c\\/t.cfg"), "%s", error_text());
	ck_assert_str_eq(template->run_dir, in_root("a ${b} \"c\\/run"));
	first = template;
	template = NULL;
	for (int i = 0; i < 2; i++) {
		buffer_clear(&text);
		ck_assert_int_eq(template_script(template ? template : first, "/usr/bin/reeve",
					 "t.cfg", &text, &error),
			0);
		ck_assert_ptr_null(strstr(text.data, "@include"));
		ck_assert_ptr_null(strstr(text.data, "//usr"));
		put("bin/t", text.data);
		ck_assert_msg(load("bin/t"), "%s", error_text());
		free(template->path);
		template->path = strdup(first->path);
		check_same(first, template);
	}
	template_free(first);
	buffer_done(&text);
}
END_TEST

int main(void)
{
	const TTest *const text[] = {resolved_templates_come_back_equal, hosts_are_resolved_only,
		resolved_text_stands_alone, workers_can_be_set, scripts_name_their_interpreter,
		scripts_mean_the_same_elsewhere};
	Suite *suite = suite_create("config-text");

	add_tests(suite, "text", text, COUNT(text));
	return run_suite(suite);
}
