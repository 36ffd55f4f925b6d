/* SPDX-License-Identifier: MIT */
#include "supervisor-rig.h"

#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

const struct child_policy rig_policy = {
	.restart = RESTART_PERMANENT,
	.success = {.codes = {1}},
	.restart_delay_ns = SECOND,
	.max_restarts = 2,
	.restart_window_ns = 10 * SECOND,
	.stop_signal = SIGTERM,
	.stop_timeout_ns = 5 * SECOND,
	.start_grace_ns = SECOND / 5,
	.ready_timeout_ns = 30 * SECOND,
};

const struct child_policy rig_work = {
	.restart = RESTART_TRANSIENT,
	.success = {.codes = {1}},
	.restart_delay_ns = 0,
	.max_restarts = 2,
	.restart_window_ns = 10 * SECOND,
	.stop_signal = SIGTERM,
	.stop_timeout_ns = 5 * SECOND,
	.start_grace_ns = 0,
	.work = true,
	.check_interval_ns = 300 * SECOND,
};

static void open(struct rig *rig, const struct child_policy *policies, struct supervisor_spec *spec)
{
	static const unsigned each[RIG_POLICIES] = {0, 1, 2, 3, 4, 5, 6, 7};

	ck_assert_uint_le(spec->count, RIG_POLICIES);
	if (!spec->policy_of)
		spec->policy_of = each;
	for (unsigned i = 0; i < spec->count; i++)
		rig->policies[spec->policy_of[i]] = policies[spec->policy_of[i]];
	spec->policies = rig->policies;
	rig->supervisor = supervisor_new(spec);
	ck_assert_ptr_nonnull(rig->supervisor);
}

void rig_open(struct rig *rig, const struct child_policy *policies, size_t count, bool keep)
{
	struct supervisor_spec spec = {.count = count, .keep_on_start_failure = keep};

	*rig = (struct rig){.now = 1000 * SECOND};
	open(rig, policies, &spec);
}

void rig_open_tree(struct rig *rig, const struct child_policy *policies, size_t count,
	const struct rig_tree *tree)
{
	struct supervisor_spec spec = {.count = count,
		.node_count = tree->node_count,
		.nodes = rig->tree.nodes,
		.parent_of = rig->tree.parent_of,
		.node_of = rig->tree.node_of};

	*rig = (struct rig){.now = 1000 * SECOND, .tree = *tree};
	open(rig, policies, &spec);
}

void rig_open_rolling(struct rig *rig, const struct child_policy *policies,
	const unsigned *policy_of, size_t count)
{
	static const unsigned first = 0;
	struct supervisor_spec spec = {.count = count,
		.policy_of = policy_of,
		.spare_count = 1,
		.spare_policy_of = &first};

	*rig = (struct rig){.now = 1000 * SECOND};
	open(rig, policies, &spec);
}

void rig_open_needs(struct rig *rig, const struct child_policy *policies, size_t count,
	const struct supervisor_need *needs, size_t need_count)
{
	struct supervisor_spec spec = {.count = count, .needs = needs, .need_count = need_count};

	*rig = (struct rig){.now = 1000 * SECOND, .needs = needs, .need_count = need_count};
	open(rig, policies, &spec);
}

void rig_close(struct rig *rig)
{
	supervisor_free(rig->supervisor);
	rig->supervisor = NULL;
}

static void write_effect(struct rig *rig, const struct supervisor_effect *effect)
{
	static const char *const names[] = {
#define X(name, text) text,
		SUPERVISOR_EFFECTS(X)
#undef X
	};
	char *end = rig->text + rig->text_length;
	size_t room = sizeof rig->text - rig->text_length;
	const char *separator = rig->text_length ? ", " : "";
	int length;

	if (effect->type == EFFECT_SIGNAL)
		length = snprintf(
			end, room, "%ssignal %u %d", separator, effect->child, effect->value);
	else if (effect->type == EFFECT_SWAPPED)
		length = snprintf(
			end, room, "%sswapped %u %d", separator, effect->child, effect->value);
	else if (effect->type == EFFECT_STARTED || effect->type == EFFECT_FINISHED)
		length = snprintf(end, room, "%s%s", separator, names[effect->type]);
	else
		length = snprintf(
			end, room, "%s%s %u", separator, names[effect->type], effect->child);
	ck_assert_int_lt(length, (int)room);
	rig->text_length += (size_t)length;
}

static void drain(struct rig *rig)
{
	struct supervisor_effect effect;

	while (supervisor_next(rig->supervisor, &effect))
		write_effect(rig, &effect);
}

const char *rig_effects(struct rig *rig)
{
	drain(rig);
	rig->text[rig->text_length] = '\0';
	rig->text_length = 0;
	return rig->text;
}

void rig_start(struct rig *rig, bool resumed)
{
	supervisor_start(rig->supervisor, resumed, rig->now);
	drain(rig);
}

void rig_change_master(struct rig *rig, unsigned count, unsigned alive)
{
	struct supervisor_spec spec = {.count = count,
		.policies = rig->policies,
		.policy_of = (const unsigned[]){0, 1, 2, 3, 4, 5, 6, 7},
		.node_count = rig->tree.node_count,
		.nodes = rig->tree.nodes,
		.parent_of = rig->tree.parent_of,
		.node_of = rig->tree.node_of,
		.needs = rig->needs,
		.need_count = rig->need_count};
	struct supervisor *heir = supervisor_new(&spec);
	uint64_t times[8];
	size_t room;

	for (unsigned i = 0; i < rig->tree.node_count; i++) {
		room = supervisor_node_window(rig->supervisor, i, times, 8);
		supervisor_restore_node(heir, i, supervisor_node(rig->supervisor, i), times, room);
	}
	for (unsigned i = 0; i < count; i++)
		supervisor_restore(
			heir, i, supervisor_child(rig->supervisor, i), alive >> i & 1, NULL, 0);
	supervisor_free(rig->supervisor);
	rig->supervisor = heir;
	rig_effects(rig);
	rig_start(rig, true);
}

void rig_tell(struct rig *rig, enum child_event type, unsigned child)
{
	rig_end(rig, type, child, CHILD_CAUSE_NONE, 0);
}

void rig_end(
	struct rig *rig, enum child_event type, unsigned child, enum child_cause cause, int status)
{
	struct supervisor_event event = {
		.type = type, .child = child, .cause = cause, .status = status};

	supervisor_step(rig->supervisor, &event, rig->now);
	drain(rig);
}

void rig_pass(struct rig *rig, uint64_t ns)
{
	uint64_t until = rig->now + ns;

	while (supervisor_deadline(rig->supervisor) <= until) {
		if (supervisor_deadline(rig->supervisor) > rig->now)
			rig->now = supervisor_deadline(rig->supervisor);
		supervisor_expire(rig->supervisor, rig->now);
		drain(rig);
	}
	rig->now = until;
}

void rig_run(struct rig *rig, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		rig_tell(rig, CHILD_EVENT_SPAWNED, i);
	rig_pass(rig, SECOND / 5);
}

const char *rig_acts(struct rig *rig)
{
	char *from, *to = rig->text, *next;

	rig_effects(rig);
	for (from = rig->text; *from; from = next) {
		size_t length = strcspn(from, ",");

		next = from + length;
		next += strspn(next, ", ");
		if (strncmp(from, "changed", 7) == 0 || strncmp(from, "node-changed", 12) == 0)
			continue;
		if (to > rig->text) {
			*to++ = ',';
			*to++ = ' ';
		}
		memmove(to, from, length);
		to += length;
	}
	*to = '\0';
	return rig->text;
}

static const char *write_record(struct rig *rig, const struct child_record *record)
{
	snprintf(rig->record, sizeof rig->record, "%s %s %s %d", child_state_name(record->state),
		record->wanted == CHILD_WANTED_RUNNING ? "running" : "stopped",
		child_cause_name(record->cause), record->status);
	return rig->record;
}

const char *rig_node(struct rig *rig, unsigned node)
{
	return write_record(rig, supervisor_node(rig->supervisor, node));
}

const char *rig_child(struct rig *rig, unsigned child)
{
	return write_record(rig, supervisor_child(rig->supervisor, child));
}

enum child_state rig_state(const struct rig *rig, unsigned child)
{
	return supervisor_child(rig->supervisor, child)->state;
}
