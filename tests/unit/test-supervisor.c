/* SPDX-License-Identifier: MIT */

/* Every cell of the state x event table, in every situation that a state can hide, and the page
 * that shows the table. */

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "supervisor-rig.h"
#include "supervisor/table.h"

#ifndef TOP_SRCDIR
#define TOP_SRCDIR "."
#endif

/* Each brings child 0 of a running command of two into its situation. */
static void go_stopped(struct rig *rig)
{
	rig_tell(rig, CHILD_EVENT_STOP, 0);
	rig_tell(rig, CHILD_EVENT_GONE, 0);
}

static void go_asked(struct rig *rig)
{
	go_stopped(rig);
	rig_tell(rig, CHILD_EVENT_START, 0);
}

static void go_starting(struct rig *rig)
{
	go_asked(rig);
	rig_tell(rig, CHILD_EVENT_SPAWNED, 0);
}

static void go_running(struct rig *rig)
{
}

/* The grace of a second process is over, its short predecessor is not forgotten. */
static void go_unsettled(struct rig *rig)
{
	rig_end(rig, CHILD_EVENT_GONE, 0, CHILD_CAUSE_EXIT, 1);
	rig_pass(rig, SECOND);
	rig_run(rig, 1);
}

static void go_paused(struct rig *rig)
{
	go_unsettled(rig);
	rig_tell(rig, CHILD_EVENT_PAUSE, 0);
}

static void go_paused_start(struct rig *rig)
{
	go_starting(rig);
	rig_tell(rig, CHILD_EVENT_PAUSE, 0);
}

static void go_stopping(struct rig *rig)
{
	rig_tell(rig, CHILD_EVENT_STOP, 0);
}

static void go_restarting(struct rig *rig)
{
	rig_tell(rig, CHILD_EVENT_RESTART, 0);
}

static void go_lost(struct rig *rig)
{
	rig_end(rig, CHILD_EVENT_EXITED, 0, CHILD_CAUSE_EXIT, 1);
}

static void go_called_off(struct rig *rig)
{
	go_asked(rig);
	rig_tell(rig, CHILD_EVENT_STOP, 0);
}

static void go_backoff(struct rig *rig)
{
	rig_end(rig, CHILD_EVENT_GONE, 0, CHILD_CAUSE_EXIT, 1);
}

static void go_exited(struct rig *rig)
{
	rig_end(rig, CHILD_EVENT_GONE, 0, CHILD_CAUSE_EXIT, 0);
}

static void go_fatal(struct rig *rig)
{
	for (int i = 0; i < 2; i++) {
		go_backoff(rig);
		rig_pass(rig, SECOND);
		rig_run(rig, 1);
	}
	go_backoff(rig);
}

static void go_unproven(struct rig *rig)
{
	rig_tell(rig, CHILD_EVENT_UNPROVEN, 0);
}

#define NO "-"
#define SPAWN "starting: changed 0, spawn 0"
#define END "stopping: changed 0, signal 0 15"
#define UNPROVEN "fatal: changed 0"
#define ROLL "running: changed 0, changed 2, spawn 2"

enum variant { PLAIN, NOTIFIES, TRANSIENT, WORK, STABLE };

static const struct situation {
	const char *name;
	enum child_state state;
	enum variant variant;
	void (*go)(struct rig *rig);
	const char *expected[CHILD_EVENT_COUNT];
} situations[] = {
	/* In the order of the events: start, stop, restart, spawned, spawn-failed, ready, exited,
	 * gone, deadline, wake, unproven, recycle (its files changed), watchdog, extend
	 * (by nothing), roll, pause, resume, reset. "-": ignored. */
	{"stopped", CHILD_STOPPED, PLAIN, go_stopped,
		{SPAWN, NO, SPAWN, NO, NO, NO, NO, NO, NO, NO, UNPROVEN, NO, NO, NO, NO, NO, NO,
			"stopped: changed 0"}},
	{"starting, asked", CHILD_STARTING, PLAIN, go_asked,
		{NO, "stopping: changed 0", "stopping: changed 0",
			"starting: ", "backoff: changed 0", "running: changed 0", END,
			"backoff: changed 0", NO, NO, UNPROVEN, "stopping: changed 0", NO, NO,
			"stopping: changed 0", NO, NO, "starting: changed 0"}},
	{"starting, alive", CHILD_STARTING, PLAIN, go_starting,
		{NO, END, END, NO, NO, "running: changed 0", END, "backoff: changed 0",
			"running: changed 0", NO, UNPROVEN, END, END, NO, END,
			"starting: changed 0", NO, "starting: changed 0"}},
	{"starting, notifies", CHILD_STARTING, NOTIFIES, go_starting,
		{NO, END, END, NO, NO, "running: changed 0", END, "backoff: changed 0", END, NO,
			UNPROVEN, END, END, "starting: ", END, "starting: changed 0", NO,
			"starting: changed 0"}},
	{"starting, paused", CHILD_STARTING, PLAIN, go_paused_start,
		{NO, END, END, NO, NO, "running: changed 0", END, "backoff: changed 0", NO, NO,
			UNPROVEN, NO, NO, NO, END, NO, "starting: changed 0",
			"starting: changed 0"}},
	{"running", CHILD_RUNNING, PLAIN, go_running,
		{NO, END, END, NO, NO, NO, END, "backoff: changed 0", NO, NO, UNPROVEN, END, END,
			NO, ROLL, "running: changed 0", NO, "running: changed 0"}},
	{"running, unsettled", CHILD_RUNNING, STABLE, go_unsettled,
		{NO, END, END, NO, NO, NO, END, "backoff: changed 0", "running: changed 0", NO,
			UNPROVEN, END, END, NO, ROLL, "running: changed 0", NO,
			"running: changed 0"}},
	{"running, paused", CHILD_RUNNING, STABLE, go_paused,
		{NO, END, END, NO, NO, NO, END, "backoff: changed 0", NO, NO, UNPROVEN, NO, NO, NO,
			ROLL, NO, "running: changed 0", "running: changed 0"}},
	{"stopping, asked for", CHILD_STOPPING, PLAIN, go_stopping,
		{"stopping: changed 0", NO, "stopping: changed 0", NO, NO, NO,
			"stopping: changed 0", "stopped: changed 0", "stopping: kill 0", NO,
			UNPROVEN, NO, NO, "stopping: ", NO, NO, NO, "stopping: changed 0"}},
	{"stopping, for a fresh one", CHILD_STOPPING, PLAIN, go_restarting,
		{NO, "stopping: changed 0", NO, NO, NO, NO, "stopping: changed 0", SPAWN,
			"stopping: kill 0", NO, UNPROVEN, NO, NO, "stopping: ", NO, NO, NO,
			"stopping: changed 0"}},
	{"stopping, leader lost", CHILD_STOPPING, PLAIN, go_lost,
		{"stopping: ", "stopping: changed 0", "stopping: ", NO, NO, NO,
			"stopping: ", "backoff: changed 0", "stopping: kill 0", NO, UNPROVEN, NO,
			NO, "stopping: ", NO, NO, NO, "stopping: changed 0"}},
	{"stopping, spawn not answered", CHILD_STOPPING, PLAIN, go_called_off,
		{"stopping: changed 0", NO, "stopping: changed 0", "stopping: signal 0 15",
			"stopped: changed 0", NO, "stopping: changed 0, signal 0 15",
			"stopped: changed 0", NO, NO, UNPROVEN, NO, NO, NO, NO, NO, NO,
			"stopping: changed 0"}},
	{"backoff", CHILD_BACKOFF, PLAIN, go_backoff,
		{SPAWN, "stopped: changed 0", SPAWN, NO, NO, NO, NO, NO, SPAWN, SPAWN, UNPROVEN,
			SPAWN, NO, NO, SPAWN, NO, NO, SPAWN}},
	{"exited", CHILD_EXITED, TRANSIENT, go_exited,
		{SPAWN, "exited: changed 0", SPAWN, NO, NO, NO, NO, NO, NO, NO, UNPROVEN, SPAWN, NO,
			NO, NO, NO, NO, "exited: changed 0"}},
	{"fatal", CHILD_FATAL, PLAIN, go_fatal,
		{SPAWN, "stopped: changed 0", SPAWN, NO, NO, NO, NO, NO, NO, SPAWN, UNPROVEN, SPAWN,
			NO, NO, SPAWN, NO, NO, SPAWN}},
	{"fatal, work", CHILD_FATAL, WORK, go_fatal,
		{SPAWN, "stopped: changed 0", SPAWN, NO, NO, NO, NO, NO, SPAWN, SPAWN, UNPROVEN,
			SPAWN, NO, NO, SPAWN, NO, NO, SPAWN}},
	{"fatal, unproven", CHILD_FATAL, WORK, go_unproven,
		{NO, "fatal: changed 0", NO, NO, NO, NO, NO, "fatal: changed 0", NO, NO, NO, NO, NO,
			NO, NO, NO, NO, NO}},
};
#define SITUATIONS (sizeof situations / sizeof situations[0])

static void open_situation(struct rig *rig, const struct situation *situation)
{
	struct child_policy policies[2] = {rig_policy, rig_policy};

	if (situation->variant == TRANSIENT)
		policies[0].restart = RESTART_TRANSIENT;
	if (situation->variant == STABLE)
		policies[0].stable_ns = 5 * SECOND;
	if (situation->variant == WORK) {
		policies[0].work = true;
		policies[0].check_interval_ns = 300 * SECOND;
	}
	rig_open_rolling(rig, policies, (const unsigned[]){0, 1}, 2);
	rig_start(rig, false);
	rig_run(rig, 2);
	ck_assert_int_eq(supervisor_phase(rig->supervisor), SUPERVISOR_RUNNING);
	rig->policies[0].notifies = situation->variant == NOTIFIES;
	situation->go(rig);
	rig_effects(rig);
	ck_assert_msg(rig_state(rig, 0) == situation->state, "%s: is %s", situation->name,
		child_state_name(rig_state(rig, 0)));
}

static void tell(struct rig *rig, enum child_event event)
{
	switch (event) {
	case CHILD_EVENT_EXITED:
	case CHILD_EVENT_GONE:
		rig_end(rig, event, 0, CHILD_CAUSE_EXIT, 1);
		break;
	case CHILD_EVENT_SPAWN_FAILED:
		rig_end(rig, event, 0, CHILD_CAUSE_SPAWN, ENOENT);
		break;
	case CHILD_EVENT_DEADLINE:
		if (supervisor_deadline(rig->supervisor) == UINT64_MAX)
			rig_tell(rig, event, 0); /* none is due: to be ignored */
		else
			rig_pass(rig, supervisor_deadline(rig->supervisor) - rig->now);
		break;
	case CHILD_EVENT_RECYCLE:
		rig_end(rig, event, 0, CHILD_CAUSE_WATCH, 0);
		break;
	default:
		rig_tell(rig, event, 0);
		break;
	}
}

START_TEST(every_cell)
{
	const struct situation *situation = &situations[_i / CHILD_EVENT_COUNT];
	enum child_event event = (enum child_event)(_i % CHILD_EVENT_COUNT);
	const char *expected = situation->expected[event];
	struct child_record before;
	struct rig rig;
	char got[256];

	open_situation(&rig, situation);
	before = *supervisor_child(rig.supervisor, 0);
	tell(&rig, event);
	if (supervisor_ignored(rig.supervisor)) {
		ck_assert_str_eq(rig_effects(&rig), "");
		ck_assert_mem_eq(&before, supervisor_child(rig.supervisor, 0), sizeof before);
		snprintf(got, sizeof got, "-");
	} else {
		snprintf(got, sizeof got, "%s: %s", child_state_name(rig_state(&rig, 0)),
			rig_effects(&rig));
	}
	ck_assert_msg(!strcmp(got, expected), "%s x %s: expected '%s', got '%s'", situation->name,
		child_event_name(event), expected, got);
	ck_assert_int_eq(rig_state(&rig, 1), CHILD_RUNNING);
	rig_close(&rig);
}
END_TEST

/* A cell without an action is ignored in every situation; one with an action acts in at least one.
 * What is stopped and yet wanted waits for its turn in a tree: tests/sim/tree.c. */
START_TEST(cells_cover_the_table)
{
	for (int state = 0; state < CHILD_STATE_COUNT; state++)
		for (int event = 0; event < CHILD_EVENT_COUNT; event++) {
			bool acts = state == CHILD_STOPPED && event == CHILD_EVENT_STOP;

			for (size_t i = 0; i < SITUATIONS; i++)
				if ((int)situations[i].state == state)
					acts = acts || strcmp(situations[i].expected[event], NO);
			ck_assert_msg(acts == (table_action(state, event) != ACTION_NOTHING),
				"%s x %s", child_state_name(state), child_event_name(event));
		}
}
END_TEST

START_TEST(numbers_without_a_name)
{
	ck_assert_str_eq(child_state_name(CHILD_STATE_COUNT), "?");
	ck_assert_str_eq(child_event_name((enum child_event) - 1), "?");
	ck_assert_str_eq(child_cause_name(CHILD_CAUSE_COUNT), "?");
	ck_assert_int_eq(table_action(CHILD_STATE_COUNT, 0), ACTION_NOTHING);
	ck_assert_int_eq(table_action(0, CHILD_EVENT_COUNT), ACTION_NOTHING);
}
END_TEST

static FILE *open_page(void)
{
	const char *srcdir = getenv("srcdir");
	char path[4096];
	FILE *page;

	snprintf(path, sizeof path, "%s/doc/states.md", srcdir ? srcdir : TOP_SRCDIR);
	page = fopen(path, "r");
	ck_assert_msg(page, "%s: %s", path, strerror(errno));
	return page;
}

/* Splits "| `a` | b | c |" into "a", "b", "c". Returns how many; 0: not a row. */
static size_t split(char *line, char **cells, size_t room)
{
	size_t count = 0;

	if (line[0] != '|')
		return 0;
	for (char *cell = strtok(line, "|\n"); cell && count < room; cell = strtok(NULL, "|\n")) {
		cell += strspn(cell, " `");
		for (char *end = cell + strlen(cell); end > cell && strchr(" `", end[-1]); end--)
			end[-1] = '\0';
		cells[count++] = cell;
	}
	return count;
}

static int find_state(const char *name)
{
	for (int state = 0; state < CHILD_STATE_COUNT; state++)
		if (!strcmp(child_state_name(state), name))
			return state;
	return -1;
}

START_TEST(page_shows_the_table)
{
	FILE *page = open_page();
	int rows = 0;
	bool within = false;
	char line[1024], *cells[CHILD_EVENT_COUNT + 2];

	while (fgets(line, sizeof line, page)) {
		size_t count = split(line, cells, CHILD_EVENT_COUNT + 2);
		int state;

		if (count == CHILD_EVENT_COUNT + 1 && !strcmp(cells[0], "state")) {
			for (int event = 0; event < CHILD_EVENT_COUNT; event++)
				ck_assert_str_eq(cells[event + 1], child_event_name(event));
			within = true;
			continue;
		}
		within = within && count > 0;
		if (!within || (state = find_state(cells[0])) < 0)
			continue;
		ck_assert_uint_eq(count, CHILD_EVENT_COUNT + 1);
		ck_assert_int_eq(state, rows++);
		for (int event = 0; event < CHILD_EVENT_COUNT; event++)
			ck_assert_str_eq(
				cells[event + 1], table_action_name(table_action(state, event)));
	}
	fclose(page);
	ck_assert_int_eq(rows, CHILD_STATE_COUNT);
}
END_TEST

/* Each name has a row of its own that says what it is: "| `begin` | ... |". */
static void page_explains(const char *name)
{
	FILE *page = open_page();
	char line[2048], *cells[3];
	bool found = false;

	while (!found && fgets(line, sizeof line, page))
		found = split(line, cells, 3) == 2 && !strcmp(cells[0], name) &&
			strlen(cells[1]) >= 8;
	fclose(page);
	ck_assert_msg(found, "doc/states.md does not explain '%s'", name);
}

START_TEST(page_explains_each_word)
{
	for (int state = 0; state < CHILD_STATE_COUNT; state++)
		page_explains(child_state_name(state));
	for (int event = 0; event < CHILD_EVENT_COUNT; event++)
		page_explains(child_event_name(event));
	for (int action = ACTION_NOTHING + 1; action < ACTION_COUNT; action++)
		page_explains(table_action_name(action));
	for (int cause = CHILD_CAUSE_NONE + 1; cause < CHILD_CAUSE_COUNT; cause++)
		page_explains(child_cause_name(cause));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("supervisor");
	TCase *table = tcase_create("table");
	TCase *page = tcase_create("page");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, table);
	tcase_add_loop_test(table, every_cell, 0, (int)SITUATIONS * CHILD_EVENT_COUNT);
	tcase_add_test(table, cells_cover_the_table);
	tcase_add_test(table, numbers_without_a_name);
	suite_add_tcase(suite, page);
	tcase_add_test(page, page_shows_the_table);
	tcase_add_test(page, page_explains_each_word);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
