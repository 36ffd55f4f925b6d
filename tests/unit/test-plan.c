/* SPDX-License-Identifier: MIT */
#include "config.h"

/* What another template would change: key by key, how it takes effect, and which programs
 * are of another edition then. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "config-place.h"
#include "config/caller.h"
#include "config/plan.h"

#define HEAD "name = \"c\"; inherit = \"none\";\n"
#define EXEC(keys) HEAD "programs = ({ name = \"a\"; exec = [\"a\"]; " keys " });"
#define WORK(keys) HEAD "programs = ({ name = \"a\"; work = \"w\"; " keys " });"

/* "a.workers 1->2 live\n..."; entries that stay as they are: "a none\n". */
static char *describe(const struct plan *plan)
{
	struct buffer text = {0};

	buffer_text(&text, "");
	for (size_t i = 0; i < plan->entry_count; i++) {
		const struct plan_entry *entry = &plan->entries[i];

		for (size_t k = 0; k < entry->change_count; k++) {
			const struct plan_change *change = &entry->changes[k];

			buffer_printf(&text, "%s.%s %s->%s %s\n", entry->name, change->key,
				change->before ? change->before : "",
				change->after ? change->after : "",
				option_impact_name(change->impact));
		}
		if (entry->is_added || entry->is_removed)
			buffer_printf(&text, "%s %s %u->%u\n", entry->name,
				entry->is_added ? "added" : "removed", entry->workers_before,
				entry->workers_after);
		else if (!entry->change_count && entry->subject == PLAN_PROGRAM)
			buffer_printf(&text, "%s none\n", entry->name);
	}
	return buffer_take(&text);
}

static struct template *load_one(const char *text)
{
	struct template *loaded;

	put("t.cfg", text);
	ck_assert_msg(load("t.cfg"), "%s", errors.count ? errors.items[0].text : "?");
	loaded = template;
	template = NULL;
	return loaded;
}

/* As in a run directory: what is in force was resolved and read again. */
static struct template *in_force(const char *text)
{
	struct template *loaded = load_one(text), *read;
	char *resolved = template_resolve(loaded);

	ck_assert_ptr_nonnull(resolved);
	read = template_load_resolved(resolved, strlen(resolved), &errors);
	ck_assert_msg(read != NULL, "%s", errors.count ? errors.items[0].text : "?");
	free(resolved);
	template_free(loaded);
	return read;
}

static void check_plan(const char *before, const char *after, const char *wanted)
{
	struct template *from = in_force(before), *to = load_one(after);
	struct plan *plan = plan_new(from, to);
	char *text = describe(plan);

	ck_assert_str_eq(text, wanted);
	free(text);
	plan_free(plan);
	template_free(from);
	template_free(to);
}

START_TEST(what_is_the_same_is_not_touched)
{
	check_plan(EXEC(""), EXEC(""), "a none\n");
	check_plan(EXEC("stop_timeout = 10;"), EXEC("stop_timeout = \"10s\";"), "a none\n");
	/* What its default is need not be said. */
	check_plan(EXEC("restart_delay = \"100ms\"; umask = \"022\"; nice = 3;"), EXEC("nice = 3;"),
		"a none\n");
	check_plan(WORK("config = { a = 1; b = 2; };"), WORK("config = { a = 1; b = 2; };"),
		"a none\n");
	check_plan(
		"restart = \"transient\";" EXEC(""), EXEC("restart = \"transient\";"), "a none\n");
}
END_TEST

START_TEST(each_key_has_its_effect)
{
	check_plan(EXEC("restart_delay = 1;"), EXEC("restart_delay = \"1500ms\"; workers = 3;"),
		"a.workers 1->3 live\na.restart_delay 1s->1.5s live\n");
	check_plan(EXEC("max_restarts = 3;"),
		EXEC("max_restarts = \"unlimited\"; cron = \"@daily\";"),
		"a.max_restarts 3->unlimited live\na.cron ->(\"@daily\") live\n");
	check_plan(EXEC("cwd = \"/\";"), EXEC("cwd = \"/tmp\"; nice = -1;"),
		"a.cwd /->/tmp restart\na.nice ->-1 restart\n");
	check_plan(WORK("execute_times = 1; config = { a = 1; };"),
		WORK("execute_times = \"unlimited\"; config = { a = 2; };"),
		"a.config {\"a\":1}->{\"a\":2} restart\n"
		"a.execute_times 1->unlimited restart\n");
	check_plan(EXEC(""), HEAD "programs = ({ name = \"a\"; exec = [\"a\", \"-v\"]; });",
		"a.exec (\"a\")->(\"a\", \"-v\") restart\n");
}
END_TEST

/* A process is told these once, where it has to know them itself. */
START_TEST(what_a_process_was_told_it_is_told_anew)
{
	check_plan(EXEC("stop_signal = \"TERM\";"), EXEC("stop_signal = \"INT\";"),
		"a.stop_signal 15->2 live\n");
	check_plan(EXEC("on_master_death = \"stop\";"),
		EXEC("on_master_death = \"stop\"; stop_signal = \"INT\";"),
		"a.stop_signal 15->2 restart\n");
	check_plan(EXEC("ready = \"notify\"; watchdog = 1;"),
		EXEC("ready = \"notify\"; watchdog = 2;"), "a.watchdog 1s->2s restart\n");
	check_plan(WORK("watchdog = 1;"), WORK("watchdog = 2;"), "a.watchdog 1s->2s live\n");
}
END_TEST

START_TEST(environments_are_told_by_name)
{
	check_plan(EXEC("env = [\"A=1\", \"B=2\", \"C=3\"];"),
		EXEC("env = [\"A=1\", \"B=secret\", \"AB=4\"];"),
		"a.env.B set->set to another restart\na.env.C set-> restart\n"
		"a.env.AB ->set restart\n");
}
END_TEST

START_TEST(programs_come_and_go)
{
	check_plan(HEAD
		"programs = ({ name = \"a\"; exec = \"a\"; }, { name = \"b\"; exec = \"b\"; "
		"workers = 2; });",
		HEAD
		"programs = ({ name = \"c\"; exec = \"c\"; workers = 3; }, { name = \"a\"; exec "
		"= \"a\"; });",
		"a none\nb removed 2->0\nc added 0->3\n");
}
END_TEST

START_TEST(supervisors_are_live)
{
	check_plan(HEAD
		"supervisor = { intensity = 1; programs = ({ name = \"a\"; exec = \"a\"; }); "
		"supervisors = ({ name = \"s\"; programs = ({ name = \"b\"; exec = \"b\"; }); "
		"}); };",
		HEAD "supervisor = { intensity = 2; supervisors = ({ name = \"t\"; programs = ({ "
		     "name = \"a\"; exec = \"a\"; }, { name = \"b\"; exec = \"b\"; }); }); };",
		"c.intensity 1->2 live\ns removed 0->0\nt added 0->0\na.supervisor c->t live\n"
		"b.supervisor s->t live\n");
}
END_TEST

START_TEST(some_keys_are_fixed)
{
	check_plan(EXEC(""),
		"title_prefix = \"p\"; usage = \"<start|stop>\"; state_dir = \"/s\";" EXEC(""),
		"c.title_prefix process_m->p fixed\n"
		"c.usage <start|stop|restart|status> -[d]-><start|stop> none\n"
		"c.state_dir ->/s fixed\na none\n");
	/* Of the command's keys these are the workers' business. */
	check_plan(
		WORK(""), "plugin_path = \"/p\";" WORK(""), "a.plugin_path ->(\"/p\") restart\n");
	check_plan(EXEC(""), "plugin_path = \"/p\";" EXEC(""), "a none\n");
	/* The guardian opens them, which workers get them is told to those. */
	check_plan("sockets = ({ name = \"s\"; listen = \"@a\"; });" EXEC("sockets = [\"s\"];"),
		"sockets = ({ name = \"s\"; listen = \"@b\"; });" EXEC("sockets = [\"s\"];"),
		"c.sockets ({ name = \"s\"; listen = \"@a\"; type = \"stream\"; backlog = 4096; "
		"})->"
		"({ name = \"s\"; listen = \"@b\"; type = \"stream\"; backlog = 4096; }) fixed\n"
		"a none\n");
}
END_TEST

static uint64_t edition_at(const char *before, const char *after, uint64_t now_ns)
{
	struct template *from = in_force(before), *to, *again;
	struct plan *plan;
	char *resolved;
	uint64_t number;

	from->programs[0].edition = 7;
	to = load_one(after);
	plan = plan_new(from, to);
	plan_number(plan, from, to, now_ns);
	resolved = template_resolve(to);
	again = template_load_resolved(resolved, strlen(resolved), &errors);
	number = again->programs[0].edition;
	free(resolved);
	plan_free(plan);
	template_free(from);
	template_free(to);
	template_free(again);
	return number;
}

static uint64_t edition(const char *before, const char *after)
{
	return edition_at(before, after, 1);
}

/* By its edition a worker is known that is to be replaced. */
START_TEST(what_takes_a_restart_is_the_next_edition)
{
	ck_assert_uint_eq(edition(EXEC(""), EXEC("")), 7);
	ck_assert_uint_eq(
		edition(EXEC(""), EXEC("workers = 3; restart_delay = 3; stop_signal = 2;")), 7);
	ck_assert_uint_eq(edition(EXEC(""), EXEC("env = [\"A=1\"];")), 8);
	ck_assert_uint_eq(edition(WORK(""), WORK("execute_times = 3;")), 8);
	ck_assert_uint_eq(
		edition(EXEC(""), HEAD "programs = ({ name = \"b\"; exec = \"a\"; });"), 1);
}
END_TEST

/* 8 may be that of a text which was taken back, whose workers are still there. */
START_TEST(no_edition_is_given_twice)
{
	const uint64_t now = UINT64_C(1790000000000000000);

	ck_assert_uint_eq(edition_at(EXEC(""), EXEC("env = [\"A=1\"];"), now), now);
	ck_assert_uint_eq(
		edition_at(EXEC(""), HEAD "programs = ({ name = \"b\"; exec = \"a\"; });", now),
		now);
	ck_assert_uint_eq(edition_at(EXEC(""), EXEC("workers = 3;"), now), 7);
}
END_TEST

START_TEST(a_changed_file_takes_a_restart)
{
	struct template *from = in_force(EXEC("")), *to = load_one(EXEC(""));
	struct plan *plan;
	char *text;

	to->programs[0].binary = strdup("8:1:2:3");
	plan = plan_new(from, to);
	ck_assert_int_eq(plan->impact, IMPACT_NONE); /* it was not known then */
	plan_free(plan);
	from->programs[0].binary = strdup("8:1:2:4");
	plan = plan_new(from, to);
	text = describe(plan);
	ck_assert_str_eq(text, "a.binary as it was->changed restart\n");
	free(text);
	plan_free(plan);
	template_free(from);
	template_free(to);
}
END_TEST

START_TEST(every_key_says_what_its_change_does)
{
	for (size_t i = 0; i < option_count; i++)
		ck_assert_msg(options[i].impact != IMPACT_UNSAID, "%s", options[i].key);
}
END_TEST

/* What runs is read anew with the environment of its start. */
START_TEST(an_environment_is_borrowed)
{
	char one[] = "PLAN_TEST=kept", other[] = "PLAN_OTHER=x";
	char *const kept[] = {one, other, NULL};

	setenv("PLAN_TEST", "caller", 1);
	put("t.cfg", "name = \"c\"; inherit = [\"PLAN_*\"];"
		     "programs = ({ name = \"a\"; exec = \"${PLAN_TEST}\"; });");
	caller_borrow(kept);
	ck_assert(load("t.cfg"));
	ck_assert_str_eq(template->programs[0].argv[0], "kept");
	ck_assert_str_eq(template->programs[0].env[1], "PLAN_OTHER=x");
	ck_assert_str_eq(template->programs[0].env[2], "PLAN_TEST=kept");
	ck_assert_ptr_null(caller_get("PLAN"));
	forget();
	caller_borrow(NULL);
	ck_assert(load("t.cfg"));
	ck_assert_str_eq(template->programs[0].argv[0], "caller");
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {what_is_the_same_is_not_touched, each_key_has_its_effect,
		what_a_process_was_told_it_is_told_anew, environments_are_told_by_name,
		programs_come_and_go, supervisors_are_live, some_keys_are_fixed,
		what_takes_a_restart_is_the_next_edition, no_edition_is_given_twice,
		a_changed_file_takes_a_restart, every_key_says_what_its_change_does,
		an_environment_is_borrowed};
	Suite *suite = suite_create("plan");

	add_tests(suite, "plan", tests, COUNT(tests));
	return run_suite(suite);
}
