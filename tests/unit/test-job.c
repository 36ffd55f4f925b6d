/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <check.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/template.h"
#include "master/instant.h"
#include "master/job.h"
#include "master/launch.h"
#include "master/master.h"
#include "master/places.h"
#include "master/reason.h"
#include "master/report.h"
#include "master/request.h"
#include "master/roll.h"
#include "master/slot.h"

/* Requests about single programs, around the real core and a master that is made up: it starts
 * whoever is to be started, and who is to end does so when the test says so. */

enum { WORKERS = 3, ASKERS = 3 };

static struct program programs[] = {
	{.name = (char[]){"mailer"}, .workers = 2}, {.name = (char[]){"web"}, .workers = 1}};
static struct launch launches[] = {{.program = &programs[0]}, {.program = &programs[1]}};
static struct template template = {.programs = programs, .program_count = 2};
static struct child_policy policies[2];
static struct slot slots[WORKERS];
static unsigned order[WORKERS] = {0, 1, 2};
static struct master master;
static struct asker askers[ASKERS];
static char answers[ASKERS][1024]; /* "CODE TEXT; NAME CODE TEXT ..." */
static int signalled;

/* What the master's other files do. */

void report_log(const char *format, ...)
{
}

unsigned slot_index(const struct slot *slot)
{
	return (unsigned)(slot - slots);
}

const char *slot_name(const struct slot *slot, char *text, size_t size)
{
	snprintf(text, size, "%s.%u", slot->launch->program->name, (unsigned)slot->instance);
	return text;
}

void reason_tell(const struct slot *slot, char *text, size_t size)
{
	snprintf(text, size, "why\xff");
}

struct slot *places_worker(const struct master *of, unsigned number)
{
	return &slots[of->order[number]];
}

bool roll_is_over(const struct master *of, const struct launch *program, bool *ret_failed,
	char *text, size_t size)
{
	*ret_failed = false;
	return true;
}

int slot_signal_leader(const struct slot *slot, int signal)
{
	signalled = signalled * 100 + signal;
	return 0;
}

void slot_go_on(struct slot *slot)
{
	signalled = signalled * 100 + SIGCONT;
}

void request_answer(struct asker *asker, int code, const char *text)
{
	snprintf(answers[asker - askers], sizeof answers[0], "%d %s", code, text);
	asker->waits = WAITS_FOR_REQUEST;
}

void request_answer_with(struct asker *asker, int code, const char *text, json_t *results)
{
	char *answer = answers[asker - askers];

	request_answer(asker, code, text);
	for (size_t i = 0; i < json_array_size(results); i++) {
		json_t *one = json_array_get(results, i);

		snprintf(answer + strlen(answer), sizeof answers[0] - strlen(answer),
			"; %s %d%s %s", json_string_value(json_object_get(one, "name")),
			(int)json_integer_value(json_object_get(one, "code")),
			json_is_true(json_object_get(one, "already")) ? " already" : "",
			json_string_value(json_object_get(one, "text")));
	}
	json_decref(results);
}

static void tell(enum child_event type, unsigned child, enum child_cause cause, int status)
{
	struct supervisor_event event = {
		.type = type, .child = child, .cause = cause, .status = status};

	supervisor_step(master.supervisor, &event, 0);
	master_settle(&master);
}

void master_settle(struct master *of)
{
	struct supervisor_effect effect;

	if (of->settling)
		return;
	of->settling = true;
	while (supervisor_next(of->supervisor, &effect)) {
		if (effect.type == EFFECT_SPAWN) {
			slots[effect.child].generation++;
			slots[effect.child].pidfd = 100;
			tell(CHILD_EVENT_SPAWNED, effect.child, CHILD_CAUSE_NONE, 0);
		} else if (effect.type == EFFECT_CHANGED) {
			job_look(of, effect.child);
		}
	}
	of->settling = false;
	job_settle(of);
}

static void end(unsigned child, enum child_cause cause, int status)
{
	slots[child].pidfd = -1;
	tell(CHILD_EVENT_GONE, child, cause, status);
}

static void set_up(void)
{
	static const unsigned policy_of[] = {0, 0, 1};
	const struct supervisor_spec spec = {
		.count = WORKERS, .policies = policies, .policy_of = policy_of};

	memset(answers, 0, sizeof answers);
	signalled = 0;
	for (unsigned i = 0; i < 2; i++)
		policies[i] = (struct child_policy){.stop_signal = SIGTERM,
			.stop_timeout_ns = UINT64_MAX,
			.restart_delay_ns = 1,
			.max_restarts = UINT32_MAX,
			.ready_timeout_ns = UINT64_MAX};
	master = (struct master){.template = &template,
		.supervisor = supervisor_new(&spec),
		.slots = slots,
		.order = order,
		.slot_count = WORKERS};
	ck_assert_ptr_nonnull(master.supervisor);
	for (unsigned i = 0; i < WORKERS; i++)
		slots[i] = (struct slot){.master = &master,
			.launch = &launches[i == 2],
			.instance = i == 2 ? 1 : i + 1,
			.pidfd = -1};
	for (unsigned i = 0; i < ASKERS; i++)
		askers[i] = (struct asker){.master = &master};
	supervisor_start(master.supervisor, false, 0);
	master_settle(&master);
}

static void tear_down(void)
{
	ck_assert_ptr_null(master.jobs);
	supervisor_free(master.supervisor);
}

/* What is answered at once; "": it waits. */
static const char *ask(unsigned who, enum job_word word, const char *members)
{
	json_t *request = json_loads(members, 0, NULL);

	ck_assert_ptr_nonnull(request);
	ck_assert_int_eq(askers[who].waits, WAITS_FOR_REQUEST);
	answers[who][0] = '\0';
	job_take(&askers[who], word, request);
	json_decref(request);
	ck_assert_int_eq(askers[who].waits == WAITS_FOR_JOB, answers[who][0] == '\0');
	return answers[who];
}

#define MAILER "{\"names\":[\"mailer\"]}"
#define WEB "{\"names\":[\"web\"]}"

START_TEST(stop_is_answered_when_nothing_lives)
{
	ck_assert_str_eq(ask(0, JOB_STOP, MAILER), "");
	ck_assert_str_eq(ask(1, JOB_STOP, "{\"names\":[\"mailer.2\",\"web\"]}"), "");
	end(1, CHILD_CAUSE_SIGNAL, SIGTERM);
	ck_assert_str_eq(answers[0], "");
	end(2, CHILD_CAUSE_SIGNAL, SIGTERM);
	ck_assert_str_eq(answers[1], "0 ; mailer.2 0 ; web 0 ");
	end(0, CHILD_CAUSE_SIGNAL, SIGTERM);
	ck_assert_str_eq(answers[0], "0 ; mailer 0 ");
	ck_assert_str_eq(ask(0, JOB_STOP, "{\"names\":[\"all\"]}"), "0 ; all 0 already ");
}
END_TEST

START_TEST(start_says_why_not)
{
	ck_assert_str_eq(ask(0, JOB_START, WEB), "0 ; web 0 already ");
	policies[0].notifies = true;
	ask(0, JOB_STOP, MAILER);
	end(0, CHILD_CAUSE_EXIT, 0);
	end(1, CHILD_CAUSE_EXIT, 0);
	ck_assert_str_eq(ask(0, JOB_START, "{\"names\":[\"mailer\",\"web\"]}"), "");
	end(1, CHILD_CAUSE_EXIT, 3);
	ck_assert_str_eq(answers[0], "");
	tell(CHILD_EVENT_READY, 0, CHILD_CAUSE_NONE, 0);
	/* What workers have written may be any bytes. */
	ck_assert_str_eq(answers[0], "153 why\\xff; mailer 1 why\\xff; web 0 already ");
}
END_TEST

START_TEST(the_later_word_is_obeyed)
{
	ck_assert_str_eq(ask(0, JOB_STOP, WEB), "");
	ck_assert_str_eq(ask(1, JOB_START, WEB), "");
	ck_assert_str_eq(answers[0], "1 web.1: was to stop, and was started again meanwhile; "
				     "web 1 web.1: was to stop, and was started again meanwhile");
	ck_assert_str_eq(ask(0, JOB_STOP, WEB), "");
	ck_assert_str_eq(answers[1],
		"1 web.1: was stopped while it started; web 1 web.1: was stopped while it started");
	/* Who wants the same waits for the same. */
	ck_assert_str_eq(ask(1, JOB_STOP, WEB), "");
	end(2, CHILD_CAUSE_SIGNAL, SIGTERM);
	ck_assert_str_eq(answers[0], "0 ; web 0 ");
	ck_assert_str_eq(answers[1], "0 ; web 0 ");
}
END_TEST

START_TEST(restart_is_another_process)
{
	uint32_t generation = slots[2].generation;

	ck_assert_str_eq(ask(0, JOB_RESTART, WEB), "");
	ck_assert_str_eq(ask(1, JOB_RESTART, WEB), "");
	end(2, CHILD_CAUSE_SIGNAL, SIGTERM);
	ck_assert_str_eq(answers[0], "0 ; web 0 ");
	ck_assert_str_eq(answers[1], "0 ; web 0 ");
	ck_assert_uint_eq(slots[2].generation, generation + 1);
	/* Who asks again for what has begun gets no second one. */
	slots[2].process.pid = 1;
	slots[2].process.spawned_ns = 1000;
	ck_assert_str_eq(ask(0, JOB_RESTART, "{\"names\":[\"web\"],\"since\":999}"), "0 ; web 0 ");
	ck_assert_uint_eq(slots[2].generation, generation + 1);
	ck_assert_str_eq(ask(0, JOB_RESTART, "{\"names\":[\"web\"],\"since\":1000}"), "");
	end(2, CHILD_CAUSE_SIGNAL, SIGTERM);
	ck_assert_str_eq(answers[0], "0 ; web 0 ");
}
END_TEST

START_TEST(words_that_are_done_at_once)
{
	ck_assert_str_eq(
		ask(0, JOB_SIGNAL, "{\"names\":[\"web\"],\"signal\":\"HUP\"}"), "0 ; web 0 ");
	ck_assert_str_eq(
		ask(0, JOB_SIGNAL, "{\"names\":[\"mailer\"],\"signal\":12}"), "0 ; mailer 0 ");
	ck_assert_int_eq(signalled, 11212);
	ck_assert_str_eq(ask(0, JOB_PAUSE, WEB), "0 ; web 0 ");
	ck_assert(supervisor_child(master.supervisor, 2)->paused);
	ck_assert_str_eq(ask(0, JOB_PAUSE, WEB), "0 ; web 0 already ");
	ck_assert_str_eq(ask(0, JOB_RESUME, WEB), "0 ; web 0 ");
	ck_assert(!supervisor_child(master.supervisor, 2)->paused);
	ask(0, JOB_STOP, WEB);
	end(2, CHILD_CAUSE_SIGNAL, SIGTERM);
	ck_assert_str_eq(ask(0, JOB_PAUSE, "{\"names\":[\"web\",\"mailer.1\"]}"),
		"153 'web' is not running; web 7 'web' is not running; mailer.1 0 ");
	ck_assert_str_eq(ask(0, JOB_SIGNAL, "{\"names\":[\"web\"],\"signal\":1}"),
		"7 'web' is not running; web 7 'web' is not running");
	ck_assert_str_eq(ask(0, JOB_RESET, WEB), "0 ; web 0 ");
}
END_TEST

START_TEST(waits_end_with_what_they_wait_for)
{
	ck_assert_str_eq(ask(0, JOB_AWAIT_UP, "{\"names\":[\"web\"],\"for\":\"stopped\"}"), "");
	ck_assert_str_eq(ask(1, JOB_AWAIT_UP, "{\"names\":[\"web\"],\"for\":\"running\"}"),
		"0 ; web 0 already ");
	ask(1, JOB_STOP, WEB);
	end(2, CHILD_CAUSE_SIGNAL, SIGTERM);
	ck_assert_str_eq(answers[0], "0 ; web 0 ");
	ck_assert_str_eq(ask(0, JOB_AWAIT_UP, "{\"names\":[\"web\"],\"for\":\"running\"}"), "");
	ck_assert_str_eq(ask(1, JOB_AWAIT_UP, "{\"names\":[\"web\"],\"for\":\"running\"}"), "");
	/* One leaves, the command ends for the other. */
	job_forget(askers[1].job);
	job_finish(&master);
	job_settle(&master);
	ck_assert_str_eq(answers[0],
		"1 the command was stopped meanwhile; web 1 the command was stopped meanwhile");
}
END_TEST

static const struct {
	enum job_word word;
	const char *request, *answer;
} refused[] = {
	{JOB_STOP, "{}", "2 'names' is to be a list of one to a thousand names"},
	{JOB_STOP, "{\"names\":[]}", "2 'names' is to be a list of one to a thousand names"},
	{JOB_STOP, "{\"names\":[\"web\",1]}",
		"2 'names' is to be a list of one to a thousand names"},
	{JOB_STOP, "{\"names\":[\"wbe\",\"web\"]}",
		"2 there is no program 'wbe', did you mean 'web'?; "
		"wbe 2 there is no program 'wbe', did you mean 'web'?"},
	{JOB_STOP, "{\"names\":[\"mailer.3\"]}",
		"2 there is no worker 'mailer.3': program 'mailer' has 2; "
		"mailer.3 2 there is no worker 'mailer.3': program 'mailer' has 2"},
	{JOB_STOP, "{\"names\":[\"\"]}", "2 there is no program ''; 2 there is no program ''"},
	{JOB_SIGNAL, WEB, "2 'signal' is to be the name or number of a signal"},
	{JOB_SIGNAL, "{\"names\":[\"web\"],\"signal\":65}",
		"2 'signal' is to be the name or number of a signal"},
	{JOB_SIGNAL, "{\"names\":[\"web\"],\"signal\":-1}",
		"2 'signal' is to be the name or number of a signal"},
	{JOB_SIGNAL, "{\"names\":[\"web\"],\"signal\":\"HAP\"}",
		"2 'signal' is to be the name or number of a signal"},
	{JOB_AWAIT_UP, WEB, "2 'for' is to be \"running\" or \"stopped\""},
	{JOB_AWAIT_UP, "{\"names\":[\"web\"],\"for\":[]}",
		"2 'for' is to be \"running\" or \"stopped\""},
};

START_TEST(what_is_not_right_does_nothing)
{
	uint64_t ignored = supervisor_ignored(master.supervisor);
	const char *answer = ask(0, refused[_i].word, refused[_i].request);
	char plain[1024] = "";

	/* Of an empty name two blanks are one. */
	for (size_t i = 0; answer[i]; i++)
		if (answer[i] != ' ' || answer[i + 1] != ' ')
			plain[strlen(plain)] = answer[i];
	ck_assert_str_eq(plain, refused[_i].answer);
	ck_assert_uint_eq(supervisor_ignored(master.supervisor), ignored);
	for (unsigned i = 0; i < WORKERS; i++)
		ck_assert_int_eq(supervisor_child(master.supervisor, i)->state, CHILD_RUNNING);
}
END_TEST

START_TEST(what_is_being_stopped_is_not_started)
{
	ck_assert_str_eq(ask(0, JOB_STOP, WEB), "");
	supervisor_stop(master.supervisor, 0);
	master_settle(&master);
	ck_assert_str_eq(ask(1, JOB_START, WEB), "7 it is being stopped");
	ck_assert_str_eq(ask(1, JOB_PAUSE, WEB), "7 it is being stopped");
	end(2, CHILD_CAUSE_SIGNAL, SIGTERM);
	ck_assert_str_eq(answers[0], "0 ; web 0 ");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("job");
	TCase *tests = tcase_create("job");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, stop_is_answered_when_nothing_lives);
	tcase_add_test(tests, start_says_why_not);
	tcase_add_test(tests, the_later_word_is_obeyed);
	tcase_add_test(tests, restart_is_another_process);
	tcase_add_test(tests, words_that_are_done_at_once);
	tcase_add_test(tests, waits_end_with_what_they_wait_for);
	tcase_add_loop_test(tests, what_is_not_right_does_nothing, 0,
		(int)(sizeof refused / sizeof refused[0]));
	tcase_add_test(tests, what_is_being_stopped_is_not_started);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
