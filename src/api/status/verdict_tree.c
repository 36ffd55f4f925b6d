/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "api/status/verdict_tree.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "supervisor/supervisor.h"

const struct status_node *verdict_above(
	const struct status *status, const struct scoreboard_slot *slot)
{
	size_t number = slot->above;

	if (number == 0 || number > status->node_count)
		return NULL;
	/* It comes before what is in it: no way up is a circle. */
	if ((slot->flags & SLOT_NODE) && &status->nodes[number - 1].slot >= slot)
		return NULL;
	return &status->nodes[number - 1];
}

unsigned verdict_depth(const struct status *status, const struct status_node *node)
{
	unsigned depth = 0;

	while ((node = verdict_above(status, &node->slot)))
		depth++;
	return depth;
}

const char *verdict_strategy(const struct status_node *node)
{
	static const char *const names[] = {
#define X(name, text) text,
		SUPERVISOR_STRATEGIES(X)
#undef X
	};
	uint32_t strategy = node->slot.node.strategy;

	return strategy < STRATEGY_COUNT ? names[strategy] : "unknown";
}

const char *verdict_node(const struct status *status, const struct status_node *node)
{
	if (!status->master.pid)
		return "dead";
	if (node->slot.state >= CHILD_STATE_COUNT)
		return "unknown";
	return child_state_name((enum child_state)node->slot.state);
}

/* The worker in this slot; NULL: there is none. */
static const struct scoreboard_slot *worker_in(const struct status *status, uint64_t number)
{
	for (size_t i = 0; i < status->worker_count; i++)
		if (status->workers[i].number == number)
			return &status->workers[i].slot;
	return NULL;
}

static bool put_culprit(
	const struct status *status, const struct scoreboard_node *node, char *text, size_t size)
{
	const struct scoreboard_slot *slot =
		node->because ? worker_in(status, (uint64_t)node->because - 1) : NULL;

	text[0] = '\0';
	if (slot)
		snprintf(text, size, "%s.%u", slot->program, (unsigned)slot->instance);
	return slot != NULL;
}

/* Why one was ended with others; number: of its slot. */
static void put_group(const struct status *status, const struct status_node *above, uint64_t number,
	char *text, size_t size)
{
	char culprit[96];

	snprintf(text, size, "ended with its supervisor's others");
	while (above && above->slot.node.because == 0)
		above = verdict_above(status, &above->slot);
	if (!above || !put_culprit(status, &above->slot.node, culprit, sizeof culprit))
		return;
	/* Who is behind it was of no consequence: its own end was an earlier one. */
	if (above->slot.node.strategy == STRATEGY_REST_FOR_ONE &&
		above->slot.node.because - 1 > number)
		return;
	snprintf(text, size, "ended with its supervisor's others because of %s", culprit);
}

/* "needs db:ready"; why that will not be by itself, too. */
void verdict_need(
	const struct status *status, const struct scoreboard_slot *slot, char *text, size_t size)
{
	uint32_t value = (uint32_t)slot->status, until = value % NEED_COUNT;
	const struct scoreboard_slot *whom = worker_in(status, value / NEED_COUNT);
	const char *why = "";

	if (!whom) {
		snprintf(text, size, "%s", child_cause_name(CHILD_CAUSE_NEED));
		return;
	}
	if (whom->state == CHILD_FATAL)
		why = ", which is fatal";
	else if (whom->state == CHILD_EXITED)
		why = ", which has exited";
	else if (whom->wanted == CHILD_WANTED_STOPPED)
		why = ", which is stopped";
	if (until == NEED_SETTLED)
		snprintf(text, size, "after %s", whom->program);
	else
		snprintf(text, size, "needs %s:%s%s", whom->program,
			need_until_name((enum need_until)until), why);
}

void verdict_group(
	const struct status *status, const struct status_worker *worker, char *text, size_t size)
{
	put_group(status, verdict_above(status, &worker->slot), worker->number, text, size);
}

void verdict_node_cause(
	const struct status *status, const struct status_node *node, char *text, size_t size)
{
	const struct scoreboard_slot *slot = &node->slot;
	char culprit[96], because[128] = "", period[32];

	text[0] = '\0';
	if (put_culprit(status, &slot->node, culprit, sizeof culprit))
		snprintf(because, sizeof because, " because of %s", culprit);
	text_from_duration(slot->node.period_ns, period, sizeof period);
	switch (slot->cause) {
	case CHILD_CAUSE_GROUP:
		if (because[0])
			snprintf(text, size, "%s its members again%s",
				slot->state == CHILD_RUNNING ? "started" : "starts", because);
		else
			put_group(status, verdict_above(status, slot), UINT64_MAX, text, size);
		break;
	case CHILD_CAUSE_INTENSITY:
		if (slot->node.exceeded)
			snprintf(text, size, "gave up: %llu restart%s within %s%s",
				(unsigned long long)slot->node.exceeded,
				slot->node.exceeded == 1 ? "" : "s", period, because);
		else
			snprintf(text, size, "gave up%s", because);
		break;
	case CHILD_CAUSE_AUTO_SHUTDOWN:
		snprintf(text, size, "ended by auto_shutdown%s", because);
		break;
	case CHILD_CAUSE_STOPPED:
		snprintf(text, size, "stopped");
		break;
	default:
		break;
	}
}

bool verdict_is_over(const struct status *status, const struct scoreboard_slot *slot)
{
	const struct status_node *node = slot->flags & SLOT_NODE ? (const struct status_node *)slot
								 : verdict_above(status, slot);

	for (; node; node = verdict_above(status, &node->slot))
		if (node->slot.state == CHILD_EXITED &&
			node->slot.cause == CHILD_CAUSE_AUTO_SHUTDOWN)
			return true;
	return false;
}

bool verdict_tree_is_whole(const struct status *status)
{
	for (size_t i = 0; i < status->node_count; i++) {
		const struct scoreboard_slot *slot = &status->nodes[i].slot;

		if (slot->wanted == CHILD_WANTED_RUNNING && slot->state != CHILD_RUNNING &&
			slot->state != CHILD_STARTING && !verdict_is_over(status, slot))
			return false;
	}
	return true;
}
