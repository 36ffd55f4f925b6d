/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "otp-rig.h"
#include "tree-model.h"

/* What OTP's suite has no case of: an operator's words while a supervisor is in the middle of
 * something (OTP does not listen then), and trees and events at random, against a model of OTP's
 * algorithm. */

#define SEEDS 200 /* of one test */
#define STEPS 60

/* Its turn has not come: it is down, and would be started. */
START_TEST(a_stop_of_one_that_waits_for_its_turn)
{
	struct otp otp;

	otp_open(&otp, "one_for_all 5/3600: a b c");
	otp_start(&otp);
	otp_slow(&otp, "a");
	otp_exit(&otp, "b", OTP_ABNORMAL);
	otp_see(&otp, "[3,1,0,3] a new, b none, c none");
	otp_says(otp_terminate_child(&otp, "c"), "ok");
	otp_ready(&otp, "a");
	otp_see(&otp, "[3,2,0,3] a old, b new, c none");
	otp_exit(&otp, "b", OTP_ABNORMAL);
	otp_ready(&otp, "a");
	otp_see(&otp, "[3,2,0,3] a new, b new, c none");
	otp_close(&otp);
}
END_TEST

START_TEST(a_stop_below_a_supervisor_that_is_down)
{
	struct otp otp;

	otp_open(&otp, "one_for_one 5/3600: (s one_for_one 1/1: a b)");
	otp_start(&otp);
	otp_says(otp_terminate_child(&otp, "s"), "ok");
	otp_says(otp_terminate_child(&otp, "a"), "ok");
	otp_says(otp_restart_child(&otp, "s"), "ok");
	otp_see(&otp, "[1,1,1,0] s new [2,1,0,2](a none, b new)");
	otp_says(otp_terminate_child(&otp, "s"), "ok");
	otp_says(otp_restart_child(&otp, "a"), "later");
	otp_see(&otp, "[1,0,1,0] s none [2,0,0,2](a none, b none)");
	otp_says(otp_restart_child(&otp, "s"), "ok");
	otp_see(&otp, "[1,1,1,0] s new [2,2,0,2](a new, b new)");
	otp_close(&otp);
}
END_TEST

struct draft {
	uint64_t random;
	char text[1024];
	size_t length;
	unsigned names;
	unsigned nodes;
	char history[4096];
	size_t told;
};

static unsigned below(struct draft *draft, unsigned limit)
{
	draft->random ^= draft->random << 13;
	draft->random ^= draft->random >> 7;
	draft->random ^= draft->random << 17;
	return (unsigned)((draft->random >> 11) % limit);
}

static void add(struct draft *draft, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void add(struct draft *draft, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	draft->length += (size_t)vsnprintf(
		draft->text + draft->length, sizeof draft->text - draft->length, format, arguments);
	va_end(arguments);
	ck_assert_uint_lt(draft->length, sizeof draft->text);
}

static void add_kind(struct draft *draft, bool may_be_significant)
{
	static const char *const types[] = {"", ",transient", ",temporary"};
	unsigned type = below(draft, 3);

	add(draft, "%s%s", types[type],
		type > 0 && may_be_significant && below(draft, 2) ? ",significant" : "");
}

static void add_node(struct draft *draft, unsigned depth)
{
	static const char *const strategies[] = {
		"one_for_one", "one_for_all", "rest_for_one", "simple_one_for_one"};
	static const char *const modes[] = {"never", "any_significant", "all_significant"};
	unsigned strategy = below(draft, depth > 0 ? 4 : 3),
		 mode = strategy < 3 ? below(draft, 3) : 0;

	draft->nodes++;
	add(draft, "%s %u/%u %s:", strategies[strategy], below(draft, 5), 1 + below(draft, 3),
		modes[mode]);
	for (unsigned i = below(draft, 4); i > 0; i--) {
		add(draft, " c%u", draft->names++);
		add_kind(draft, mode > 0);
	}
	for (unsigned i = strategy < 3 && depth < 3 ? below(draft, 3) : 0;
		i > 0 && draft->nodes < OTP_NODES; i--) {
		add(draft, " (s%u", draft->nodes);
		add_kind(draft, mode > 0);
		add(draft, " ");
		add_node(draft, depth + 1);
		add(draft, ")");
	}
}

static void tell(struct draft *draft, const char *what, const char *of, unsigned number)
{
	size_t room = sizeof draft->history - draft->told;

	draft->told += (size_t)snprintf(
		draft->history + draft->told, room, "\n%s %s %u", what, of, number);
	ck_assert_uint_lt(draft->told, sizeof draft->history);
}

/* A word about a supervisor, to both. */
static void speak_of_node(struct draft *draft, struct otp *otp, struct tree_model *model)
{
	unsigned node = 1 + below(draft, otp->node_count - 1);
	const char *name = otp->names[node].name;

	if (below(draft, 2)) {
		tell(draft, "stop", name, 0);
		otp_terminate_child(otp, name);
		tree_stop_node(model, node);
	} else {
		tell(draft, "start", name, 0);
		otp_restart_child(otp, name);
		tree_start_node(model, node);
	}
}

static void speak_of_child(struct draft *draft, struct otp *otp, struct tree_model *model)
{
	unsigned child = below(draft, otp->count);
	const char *name = otp->children[child].name;

	switch (below(draft, 3)) {
	case 0:
		tell(draft, "stop", name, 0);
		otp_terminate_child(otp, name);
		tree_stop_child(model, child);
		break;
	case 1:
		tell(draft, "start", name, 0);
		otp_restart_child(otp, name);
		tree_start_child(model, child);
		break;
	default:
		/* In a pool the others start meanwhile; of a temporary one see otp-start.c. */
		if (otp->policies[child].restart == RESTART_TEMPORARY ||
			otp->nodes[otp->node_of[child]].parallel)
			break;
		model->children[child].failures = 1 + below(draft, 4);
		tell(draft, "fails", name, model->children[child].failures);
		otp_fails(otp, name, model->children[child].failures);
		break;
	}
}

static void live(struct draft *draft, struct otp *otp, struct tree_model *model)
{
	unsigned dice = below(draft, 20), child = otp->count ? below(draft, otp->count) : 0;
	uint64_t time = below(draft, 3) * OTP_SECOND / 2;

	otp_pass(otp, time);
	model->now += time;
	if (dice == 0) {
		tell(draft, "master", "", 0);
		otp_upgrade(otp, "%s", draft->text);
	} else if (dice < 3 && otp->node_count > 1) {
		speak_of_node(draft, otp, model);
	} else if (dice < 8 && otp->count > 0) {
		speak_of_child(draft, otp, model);
	} else if (otp->count > 0 && otp->children[child].pid != 0) {
		unsigned reason = below(draft, 4);

		tell(draft, "exit", otp->children[child].name, reason);
		otp_exit(otp, otp->children[child].name, (enum otp_reason)reason);
		tree_exit(model, child, (enum otp_reason)reason);
	}
}

static void play(unsigned seed)
{
	struct draft draft = {.random = seed * UINT64_C(0x9e3779b97f4a7c15) + 1};
	struct tree_model model;
	struct otp otp;

	for (int i = 0; i < 10; i++)
		below(&draft, 2);
	add_node(&draft, 0);
	otp_open(&otp, "%s", draft.text);
	otp_start(&otp);
	tree_open(&model, &otp);
	for (int step = 0; step < STEPS; step++) {
		const char *is = otp_look(&otp), *ought = tree_look(&model);

		if (strcmp(is, ought) != 0)
			ck_abort_msg("seed %u: %s%s\nis    %s\nought %s", seed, draft.text,
				draft.history, is, ought);
		if (otp.finished)
			break;
		otp_news(&otp);
		live(&draft, &otp, &model);
	}
	otp_close(&otp);
}

START_TEST(as_the_model)
{
	for (unsigned i = 0; i < SEEDS; i++)
		play((unsigned)_i * SEEDS + i);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("tree");
	TCase *cases = tcase_create("words in the middle");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, cases);
	tcase_add_test(cases, a_stop_of_one_that_waits_for_its_turn);
	tcase_add_test(cases, a_stop_below_a_supervisor_that_is_down);
	cases = tcase_create("model");
	suite_add_tcase(suite, cases);
	tcase_add_loop_test(cases, as_the_model, 0, 10);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
