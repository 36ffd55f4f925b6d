/* SPDX-License-Identifier: MIT */
/* What status says of a tree of supervisors, whatever its file holds. */
#include "config.h"

#include <check.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "status-fixture.h"
#include "supervisor/supervisor.h"

#define WORKERS 3u

static void set_node(unsigned number, const char *name, uint16_t above)
{
	struct scoreboard_slot data = {.flags = SLOT_NODE,
		.above = above,
		.state = CHILD_RUNNING,
		.wanted = CHILD_WANTED_RUNNING,
		.node = {.strategy = STRATEGY_REST_FOR_ONE,
			.intensity = 3,
			.period_ns = 10 * NS_PER_SECOND}};

	strcpy(data.program, name);
	scoreboard_set_slot(fixture.scoreboard, WORKERS + number, &data);
}

/* queue: db.1; web: api.2, api.3 */
static void start(void)
{
	fixture_start(WORKERS + 2);
	for (unsigned i = 0; i < WORKERS; i++) {
		fixture_set_worker(i, fixture_spawn(), 0);
		FIXTURE_CHANGE(i, (strcpy(slot.program, i ? "api" : "db"), slot.above = i ? 2 : 1));
	}
	set_node(0, "queue", 0);
	set_node(1, "web", 1);
	FIXTURE_CHANGE(WORKERS + 1, slot.node.strategy = STRATEGY_ONE_FOR_ALL);
}

static void expect(const char *text)
{
	ck_assert_msg(strstr(fixture.output, text) != NULL, "%s\n%s", text, fixture.output);
}

static const char *member(size_t supervisor, const char *key)
{
	static char text[256];
	json_t *document = json_loads(fixture.output, 0, NULL);
	const char *value;

	ck_assert_msg(document != NULL, "%s", fixture.output);
	value = json_string_value(json_object_get(
		json_array_get(json_object_get(document, "supervisors"), supervisor), key));
	strcpy(text, value ? value : "null");
	json_decref(document);
	return text;
}

START_TEST(the_tree_is_shown)
{
	start();
	ck_assert_int_eq(fixture_status(0), REEVE_STATUS_RUNNING);
	expect("\nSupervisor\n"
	       "  name     strategy        state      restarts    members    cause\n"
	       "  queue    rest_for_one    running    0           db, web    --\n"
	       "    web    one_for_all     running    0           api (2)    --\n");
	ck_assert_int_eq(fixture_json(0), REEVE_STATUS_RUNNING);
	expect("\"program\":\"db\",\"instance\":1,\"supervisor\":\"queue\"");
	expect("\"program\":\"api\",\"instance\":3,\"supervisor\":\"web\"");
	ck_assert_str_eq(member(0, "supervisor"), "null");
	ck_assert_str_eq(member(1, "supervisor"), "queue");
	ck_assert_str_eq(member(1, "strategy"), "one_for_all");
	ck_assert_str_eq(member(1, "state"), "running");
	ck_assert_str_eq(member(1, "cause"), "null");
}
END_TEST

START_TEST(a_flat_command_has_no_supervisors)
{
	fixture_start(1);
	fixture_set_worker(0, fixture_spawn(), 0);
	fixture_status(0);
	ck_assert_ptr_null(strstr(fixture.output, "Supervisor"));
	fixture_json(0);
	ck_assert_ptr_null(strstr(fixture.output, "supervisor"));
}
END_TEST

START_TEST(causes_name_who_began)
{
	start();
	FIXTURE_CHANGE(1, slot.cause = CHILD_CAUSE_GROUP);
	fixture_status(0);
	expect("ended with its supervisor's others\n");
	/* Its own supervisor was ended by the one above. */
	FIXTURE_CHANGE(WORKERS, slot.node.because = 1);
	fixture_status(0);
	expect("ended with its supervisor's others because of db.1\n");
	FIXTURE_CHANGE(WORKERS + 1, slot.node.because = 3);
	fixture_status(0);
	expect("ended with its supervisor's others because of api.3\n");
	/* Who is behind it does not count. */
	FIXTURE_CHANGE(WORKERS + 1, slot.node.strategy = STRATEGY_REST_FOR_ONE);
	fixture_status(0);
	expect("ended with its supervisor's others\n");
}
END_TEST

START_TEST(giving_up_is_told)
{
	start();
	FIXTURE_CHANGE(WORKERS + 1, (slot.state = CHILD_FATAL, slot.cause = CHILD_CAUSE_INTENSITY,
					    slot.node.exceeded = 4, slot.node.because = 2));
	ck_assert_int_eq(fixture_status(0), REEVE_STATUS_PARTLY);
	expect("    web    one_for_all     fatal");
	expect("gave up: 4 restarts within 10s because of api.2\n");
	/* Because of the worker's own limits. */
	FIXTURE_CHANGE(WORKERS + 1, slot.node.exceeded = 0);
	fixture_status(0);
	expect("gave up because of api.2\n");
	FIXTURE_CHANGE(WORKERS + 1, (slot.node.exceeded = 1, slot.state = CHILD_EXITED));
	ck_assert_int_eq(fixture_status(0), REEVE_STATUS_PARTLY);
	expect("gave up: 1 restart within 10s because of api.2\n");
}
END_TEST

/* What has ended by auto_shutdown is down in order. */
START_TEST(auto_shutdown_is_as_wanted)
{
	start();
	FIXTURE_CHANGE(WORKERS + 1, (slot.state = CHILD_EXITED, slot.node.because = 2,
					    slot.cause = CHILD_CAUSE_AUTO_SHUTDOWN));
	for (unsigned i = 1; i < WORKERS; i++) {
		fixture_set_worker(i, 0, 0);
		FIXTURE_CHANGE(i, (strcpy(slot.program, "api"), slot.state = CHILD_STOPPED,
					  slot.above = 2));
	}
	ck_assert_int_eq(fixture_status(0), REEVE_STATUS_RUNNING);
	expect("ended by auto_shutdown because of api.2\n");
	FIXTURE_CHANGE(WORKERS + 1, slot.cause = CHILD_CAUSE_NONE);
	ck_assert_int_eq(fixture_status(0), REEVE_STATUS_PARTLY);
}
END_TEST

/* Numbers come from a file: any of them is looked at, and none believed. */
START_TEST(any_numbers_are_shown)
{
	start();
	srandom(1);
	for (int i = 0; i < 300; i++) {
		for (unsigned k = 0; k < 2; k++)
			FIXTURE_CHANGE(WORKERS + k,
				(slot.above = (uint16_t)(random() % 4 ? random() % 4 : random()),
					slot.state = (uint32_t)random() % 9,
					slot.cause = (uint32_t)random() % 20,
					slot.node.exceeded = (uint64_t)random(),
					slot.node.strategy = (uint32_t)random() % 6,
					slot.node.because = (uint32_t)(random() % 3 ? random() % 6
										    : random()),
					slot.node.period_ns = (uint64_t)random() << 33));
		FIXTURE_CHANGE(1, (slot.above = (uint16_t)(random() % 5),
					  slot.cause = CHILD_CAUSE_GROUP));
		fixture_status(0);
		expect("Supervisor\n");
		fixture_json(0);
		member(0, "cause");
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("status-tree");
	TCase *tcase = tcase_create("tree");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tcase, fixture_setup, fixture_teardown);
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, the_tree_is_shown);
	tcase_add_test(tcase, a_flat_command_has_no_supervisors);
	tcase_add_test(tcase, causes_name_who_began);
	tcase_add_test(tcase, giving_up_is_told);
	tcase_add_test(tcase, auto_shutdown_is_as_wanted);
	tcase_add_test(tcase, any_numbers_are_shown);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
