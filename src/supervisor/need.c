/* SPDX-License-Identifier: MIT */
#include "supervisor/need.h"

#include "supervisor/action.h"
#include "supervisor/graph.h"
#include "supervisor/life.h"
#include "supervisor/policy.h"

static struct group *group_of(const struct supervisor *s, const struct child *child)
{
	return s->needs && !child->added ? &s->needs->groups[child->policy - s->needs->policies]
					 : NULL;
}

static bool is_up(enum child_state state)
{
	return state == CHILD_STARTING || state == CHILD_RUNNING || state == CHILD_STOPPING;
}

/* Its first need that is not met. */
static const struct supervisor_need *find_missing(
	const struct needs *needs, const struct group *group)
{
	for (uint32_t i = 0; i < group->need_count; i++) {
		const struct supervisor_need *need = &needs->by_who[group->first_need + i];
		const struct group *whom = &needs->groups[need->whom];

		if (whom->reached[need->until] < whom->count)
			return need;
	}
	return NULL;
}

static void note_met(struct needs *needs, const struct group *group, enum need_until until)
{
	for (uint32_t i = 0; i < group->user_count; i++) {
		const struct supervisor_need *need = &needs->by_whom[group->first_user + i];

		if (need->until != until)
			continue;
		needs->groups[need->who].missing--;
		graph_touch(needs, need->who);
	}
}

static void reach(struct supervisor *s, struct child *child, enum need_until until)
{
	struct group *group = group_of(s, child);

	if (child->spare || child->reached >> until & 1)
		return;
	child->reached |= (unsigned char)(1 << until);
	if (++group->reached[until] == group->count)
		note_met(s->needs, group, until);
}

/* What it would have reached by being ready it has by its end as it should be, too. */
static void reach_all(struct supervisor *s, struct child *child, bool planned)
{
	const struct child_record *record = &child->record;
	bool done = record->state == CHILD_EXITED && planned;
	bool ready = done || record->state == CHILD_RUNNING;

	if (ready || (record->state == CHILD_STARTING && child->process == PROCESS_ALIVE))
		reach(s, child, NEED_STARTED);
	if (ready)
		reach(s, child, NEED_READY);
	if (done)
		reach(s, child, NEED_COMPLETED);
	if (ready || record->state == CHILD_EXITED || record->state == CHILD_FATAL ||
		record->wanted == CHILD_WANTED_STOPPED)
		reach(s, child, NEED_SETTLED);
}

/* Its end is over: who was needed by nobody else can go. */
static void leave(struct needs *needs, struct group *group)
{
	if (group->left || group->up > 0 || group->users > 0)
		return;
	group->left = true;
	for (uint32_t i = 0; i < group->need_count; i++) {
		uint32_t whom = needs->by_who[group->first_need + i].whom;

		if (--needs->groups[whom].users == 0)
			graph_touch(needs, whom);
	}
}

void need_note(struct supervisor *s, struct child *child, enum child_state was)
{
	struct group *group = group_of(s, child);

	if (!group)
		return;
	reach_all(s, child, child->planned);
	if (!s->needs->ending || !is_up(was) || is_up(child->record.state))
		return;
	group->up--;
	leave(s->needs, group);
}

bool need_awaits_end(const struct supervisor *s, const struct child *child)
{
	const struct group *group = group_of(s, child);

	return group && group->completes;
}

void need_regain(struct supervisor *s)
{
	for (size_t i = 0; s->needs && i < s->count; i++) {
		struct child *child = &s->children[i];
		const struct child_record *record = &child->record;

		if (!child->restored || child->added)
			continue;
		reach_all(s, child,
			policy_is_planned(child->policy, record->cause, record->status, true));
	}
}

void need_regain_alive(struct supervisor *s)
{
	for (size_t i = 0; s->needs && i < s->count; i++)
		need_note(s, &s->children[i], s->children[i].record.state);
}

static void set_waiting(struct supervisor *s, struct child *child, bool waits)
{
	if (child->waits == waits)
		return;
	child->waits = waits;
	s->waiting += child->awaited ? (waits ? 1 : (size_t)-1) : 0;
}

void need_gate(struct supervisor *s, struct child *child)
{
	const struct group *group = group_of(s, child);

	child->gated = group && group->need_count > 0;
}

void need_excuse(struct supervisor *s, struct child *child)
{
	child->gated = false;
	set_waiting(s, child, false);
	if (child->record.cause != CHILD_CAUSE_NEED)
		return;
	child->record.cause = CHILD_CAUSE_NONE;
	child->record.status = 0;
	effects_change(&s->effects, child, child_index(s, child));
}

bool need_holds(struct supervisor *s, struct child *child, uint64_t now)
{
	struct group *group = child->gated ? group_of(s, child) : NULL;
	const struct supervisor_need *need;

	if (!group || group->missing == 0) {
		need_excuse(s, child);
		return false;
	}
	need = find_missing(s->needs, group);
	child->record.cause = CHILD_CAUSE_NEED;
	child->record.status =
		(int)(s->needs->members[s->needs->groups[need->whom].first] * NEED_COUNT +
			need->until);
	effects_change(&s->effects, child, child_index(s, child));
	if (child->record.state != CHILD_STOPPED)
		child_enter(s, child, CHILD_STOPPED, DEADLINE_NONE, now);
	set_waiting(s, child, true);
	return true;
}

static void tell_stop(struct supervisor *s, uint32_t index, uint64_t now)
{
	struct supervisor_event event = {.type = CHILD_EVENT_STOP, .child = index};
	struct child *child = &s->children[index];

	/* What the command gives up for stays as it is. */
	if (index == s->hopeless)
		return;
	action_run(s, child, &event, now);
	if (s->needs->killing && child->record.state == CHILD_STOPPING && !child->killing)
		life_kill(s, child, now);
}

static void end_group(struct supervisor *s, struct group *group, uint64_t now)
{
	if (group->users > 0)
		return;
	for (uint32_t i = group->member_count; i-- > 0;)
		tell_stop(s, s->needs->members[group->first + i], now);
	leave(s->needs, group);
}

static void begin_group(struct supervisor *s, const struct group *group, uint64_t now)
{
	for (uint32_t i = 0; i < group->member_count; i++) {
		struct child *child = &s->children[s->needs->members[group->first + i]];

		if (child->waits)
			child_spawn(s, child, now);
	}
}

void need_advance(struct supervisor *s, uint64_t now)
{
	struct group *group;

	while (s->needs && (group = graph_next_touched(s->needs)))
		if (s->needs->ending)
			end_group(s, group, now);
		else
			begin_group(s, group, now);
}

/* First who is not up at all; then, from the last to the first, who is needed by nobody. Who is
 * down still stands between those who need him and those whom he needs. */
void need_stop(struct supervisor *s, uint64_t now)
{
	struct needs *needs = s->needs;

	for (size_t i = s->count; i-- > 0;)
		if (s->children[i].process == PROCESS_NONE || !group_of(s, &s->children[i]))
			tell_stop(s, (uint32_t)i, now);
	for (size_t i = 0; i < s->count; i++)
		if (group_of(s, &s->children[i]) && is_up(s->children[i].record.state))
			group_of(s, &s->children[i])->up++;
	needs->ending = true;
	for (size_t i = needs->group_count; i-- > 0;) {
		needs->groups[i].users = needs->groups[i].user_count;
		if (needs->groups[i].user_count == 0)
			graph_touch(needs, (uint32_t)i);
	}
}

void need_kill(struct supervisor *s)
{
	if (s->needs)
		s->needs->killing = true;
}
