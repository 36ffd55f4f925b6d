/* SPDX-License-Identifier: MIT */
#include "tree-model.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define POLICY(model, node) (&(model)->otp->nodes[node])

static bool is_node(unsigned member)
{
	return member >= OTP_CHILDREN;
}

static struct tree_member *state_of(struct tree_model *model, unsigned member)
{
	return is_node(member) ? &model->nodes[member - OTP_CHILDREN] : &model->children[member];
}

static enum restart_type restart_of(const struct tree_model *model, unsigned member)
{
	return is_node(member) ? model->otp->nodes[member - OTP_CHILDREN].restart
			       : model->otp->policies[member].restart;
}

static bool is_significant(const struct tree_model *model, unsigned member)
{
	return is_node(member) ? model->otp->nodes[member - OTP_CHILDREN].significant
			       : model->otp->policies[member].significant;
}

static unsigned node_above(const struct tree_model *model, unsigned member)
{
	return is_node(member) ? model->otp->parent_of[member - OTP_CHILDREN]
			       : model->otp->node_of[member];
}

static bool is_group(const struct tree_model *model, unsigned node)
{
	return POLICY(model, node)->strategy == STRATEGY_ONE_FOR_ALL ||
	       POLICY(model, node)->strategy == STRATEGY_REST_FOR_ONE;
}

/* Notes a restart. False: it is one too many. */
static bool note(struct tree_model *model, unsigned node)
{
	const struct node_policy *policy = POLICY(model, node);
	unsigned within = 0, *count = &model->restart_count[node];

	ck_assert_uint_lt(*count, 64);
	model->restarts[node][(*count)++] = model->now;
	for (unsigned i = 0; i < *count; i++)
		within += model->now - model->restarts[node][i] <= policy->period_ns;
	return within <= policy->intensity;
}

/* Ends the members from one on, the last one first. again: they are started again then. */
static void take_down(struct tree_model *model, unsigned node, unsigned from, bool again)
{
	for (unsigned i = model->member_count[node]; i-- > from;) {
		unsigned member = model->members[node][i];
		struct tree_member *state = state_of(model, member);
		bool never = restart_of(model, member) == RESTART_TEMPORARY;

		if (state->up && is_node(member))
			take_down(model, member - OTP_CHILDREN, 0, false);
		if (state->up && again && never)
			state->over = true;
		if (again && !never && !state->failed)
			state->over = false;
		state->up = false;
	}
}

static bool climb(struct tree_model *model, unsigned node, unsigned from);

/* All below begins anew, but for what an operator has stopped. False: it could not be started. */
static bool begin(struct tree_model *model, unsigned node)
{
	struct tree_member *state = &model->nodes[node];

	state->up = true;
	state->life = ++model->lives;
	model->restart_count[node] = 0;
	for (unsigned i = 0; i < model->member_count[node]; i++) {
		state_of(model, model->members[node][i])->over = false;
		state_of(model, model->members[node][i])->failed = false;
	}
	return climb(model, node, 0);
}

/* Whether the end of a member that is not started again ends its supervisor. */
static bool shuts_down(struct tree_model *model, unsigned member)
{
	unsigned node = node_above(model, member);
	enum auto_shutdown mode = POLICY(model, node)->auto_shutdown;

	if (!is_significant(model, member) || mode == AUTO_SHUTDOWN_NEVER)
		return false;
	for (unsigned i = 0; mode == AUTO_SHUTDOWN_ALL_SIGNIFICANT && i < model->member_count[node];
		i++) {
		unsigned other = model->members[node][i];
		const struct tree_member *state = state_of(model, other);

		if (is_significant(model, other) && !state->over && !state->stopped)
			return false;
	}
	return true;
}

/* False: it calls for a restart. */
static bool start_member(struct tree_model *model, unsigned member)
{
	struct tree_member *state = state_of(model, member);

	if (is_node(member)) {
		if (begin(model, member - OTP_CHILDREN))
			return true;
		state->over = restart_of(model, member) != RESTART_PERMANENT;
		return state->over;
	}
	if (state->failures > 0) {
		state->failures--;
		return false;
	}
	state->up = true;
	state->life = ++model->lives;
	return true;
}

static void end(struct tree_model *model, unsigned node)
{
	take_down(model, node, 0, false);
	model->nodes[node].up = false;
}

/* Starts the members from one on. False: the supervisor has ended over it. */
static bool climb(struct tree_model *model, unsigned node, unsigned from)
{
	for (unsigned i = from; i < model->member_count[node];) {
		unsigned member = model->members[node][i];
		struct tree_member *state = state_of(model, member);

		if (state->up || state->over || state->stopped) {
			i++;
			continue;
		}
		if (!start_member(model, member)) {
			if (!note(model, node)) {
				end(model, node);
				return false;
			}
			if (POLICY(model, node)->strategy == STRATEGY_ONE_FOR_ALL)
				i = 0;
			if (is_group(model, node))
				take_down(model, node, i, true);
			continue;
		}
		if (state->over && shuts_down(model, member)) {
			end(model, node);
			return false;
		}
		i++;
	}
	return true;
}

static void restart(struct tree_model *model, unsigned member);

static void is_over(struct tree_model *model, unsigned member);

/* A supervisor has ended by itself. */
static void ended(struct tree_model *model, unsigned node)
{
	if (node == 0)
		model->finished = true;
	else if (POLICY(model, node)->restart == RESTART_PERMANENT)
		restart(model, OTP_CHILDREN + node);
	else
		is_over(model, OTP_CHILDREN + node);
}

static void is_over(struct tree_model *model, unsigned member)
{
	unsigned node = node_above(model, member);

	state_of(model, member)->over = true;
	if (!shuts_down(model, member))
		return;
	end(model, node);
	ended(model, node);
}

static void restart(struct tree_model *model, unsigned member)
{
	unsigned node = node_above(model, member), from = 0;

	if (!note(model, node)) {
		end(model, node);
		ended(model, node);
		return;
	}
	if (POLICY(model, node)->strategy != STRATEGY_ONE_FOR_ALL)
		while (model->members[node][from] != member)
			from++;
	if (is_group(model, node))
		take_down(model, node, from, true);
	if (!climb(model, node, from))
		ended(model, node);
}

void tree_exit(struct tree_model *model, unsigned child, enum otp_reason reason)
{
	enum restart_type type = restart_of(model, child);
	bool planned = reason == OTP_NORMAL || reason == OTP_SHUTDOWN;

	model->children[child].up = false;
	if (type == RESTART_TEMPORARY || (type == RESTART_TRANSIENT && planned))
		is_over(model, child);
	else
		restart(model, child);
}

void tree_stop_child(struct tree_model *model, unsigned child)
{
	model->children[child].stopped = true;
	model->children[child].up = false;
}

void tree_start_child(struct tree_model *model, unsigned child)
{
	struct tree_member *state = &model->children[child];

	if (state->up)
		return;
	state->stopped = state->over = state->failed = false;
	if (model->nodes[model->otp->node_of[child]].up && !start_member(model, child))
		state->over = state->failed = true;
}

void tree_stop_node(struct tree_model *model, unsigned node)
{
	model->nodes[node].stopped = true;
	if (model->nodes[node].up)
		end(model, node);
}

void tree_start_node(struct tree_model *model, unsigned node)
{
	struct tree_member *state = &model->nodes[node];

	state->stopped = false;
	if (state->up)
		return;
	state->over = false;
	if (model->nodes[model->otp->parent_of[node]].up && !begin(model, node))
		ended(model, node);
}

void tree_open(struct tree_model *model, const struct otp *otp)
{
	*model = (struct tree_model){.otp = otp, .now = otp->now};
	for (unsigned i = 0; i < otp->count; i++) {
		unsigned node = otp->node_of[i];

		model->members[node][model->member_count[node]++] = i;
	}
	for (unsigned i = 1; i < otp->node_count; i++) {
		unsigned node = otp->parent_of[i];

		model->members[node][model->member_count[node]++] = OTP_CHILDREN + i;
	}
	begin(model, 0);
}

static size_t put(struct tree_model *model, size_t at, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static size_t put(struct tree_model *model, size_t at, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	at += (size_t)vsnprintf(model->text + at, sizeof model->text - at, format, arguments);
	va_end(arguments);
	return at;
}

static size_t put_counts(struct tree_model *model, unsigned node, size_t at)
{
	unsigned active = 0, of[2] = {0, 0};
	bool pool = POLICY(model, node)->strategy == STRATEGY_SIMPLE_ONE_FOR_ONE;

	for (unsigned i = 0; i < model->member_count[node]; i++) {
		unsigned member = model->members[node][i];
		bool up = state_of(model, member)->up;

		active += up;
		of[is_node(member)] +=
			up || (!pool && restart_of(model, member) != RESTART_TEMPORARY);
	}
	return put(model, at, "[%u,%u,%u,%u]", pool ? 1 : of[0] + of[1], active, of[1], of[0]);
}

static size_t put_members(struct tree_model *model, unsigned node, size_t at)
{
	const char *before = node == 0 ? " " : "(";

	at = put_counts(model, node, at);
	for (unsigned i = 0; i < model->member_count[node]; i++) {
		unsigned member = model->members[node][i];
		struct tree_member *state = state_of(model, member);
		const char *name = is_node(member) ? model->otp->names[member - OTP_CHILDREN].name
						   : model->otp->children[member].name;
		unsigned life = state->up ? state->life : 0;

		at = put(model, at, "%s%s %s", before, name,
			life == 0	      ? "none"
			: life == state->seen ? "old"
					      : "new");
		state->seen = life;
		if (is_node(member))
			at = put_members(model, member - OTP_CHILDREN, put(model, at, " "));
		before = ", ";
	}
	return node != 0 && *before == ',' ? put(model, at, ")") : at;
}

const char *tree_look(struct tree_model *model)
{
	put_members(model, 0, model->finished ? put(model, 0, "finished ") : 0);
	return model->text;
}
