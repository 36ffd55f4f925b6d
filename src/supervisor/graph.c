/* SPDX-License-Identifier: MIT */
#include "supervisor/graph.h"

#include <errno.h>
#include <stdlib.h>

#include "supervisor/core.h"

#define NO_GROUP UINT32_MAX

void graph_touch(struct needs *needs, uint32_t index)
{
	struct group *group = &needs->groups[index];

	if (group->touched)
		return;
	group->touched = true;
	group->next_touched = NO_GROUP;
	if (needs->first_touched == NO_GROUP)
		needs->first_touched = index;
	else
		needs->groups[needs->last_touched].next_touched = index;
	needs->last_touched = index;
}

struct group *graph_next_touched(struct needs *needs)
{
	struct group *group;

	if (needs->first_touched == NO_GROUP)
		return NULL;
	group = &needs->groups[needs->first_touched];
	needs->first_touched = group->next_touched;
	group->touched = false;
	return group;
}

static size_t index_of(const struct needs *needs, const struct child *child)
{
	return (size_t)(child->policy - needs->policies);
}

/* Counting sort by policy, stable. */
static void make_members(struct needs *needs, const struct supervisor *s)
{
	uint32_t at = 0;

	for (size_t i = 0; i < s->count; i++) {
		struct group *group = &needs->groups[index_of(needs, &s->children[i])];

		group->member_count++;
		group->count += !s->children[i].spare;
	}
	for (size_t i = 0; i < needs->group_count; i++) {
		needs->groups[i].first = at;
		at += needs->groups[i].member_count;
		needs->groups[i].member_count = 0;
	}
	for (size_t i = 0; i < s->count; i++) {
		struct group *group = &needs->groups[index_of(needs, &s->children[i])];

		needs->members[group->first + group->member_count++] = (uint32_t)i;
	}
}

/* What is needed of nobody, or by nobody, is met. */
static bool counts(const struct needs *needs, const struct supervisor_need *need)
{
	return need->who < needs->group_count && need->whom < needs->group_count &&
	       need->until < NEED_COUNT && needs->groups[need->who].count > 0 &&
	       needs->groups[need->whom].count > 0;
}

static void make_edges(struct needs *needs, const struct supervisor_spec *spec)
{
	uint32_t by_who = 0, by_whom = 0;

	for (size_t i = 0; i < spec->need_count; i++) {
		if (!counts(needs, &spec->needs[i]))
			continue;
		needs->groups[spec->needs[i].who].need_count++;
		needs->groups[spec->needs[i].who].missing++;
		needs->groups[spec->needs[i].whom].user_count++;
	}
	for (size_t i = 0; i < needs->group_count; i++) {
		struct group *group = &needs->groups[i];

		group->first_need = by_who;
		group->first_user = by_whom;
		by_who += group->need_count;
		by_whom += group->user_count;
		group->need_count = group->user_count = 0;
	}
	for (size_t i = 0; i < spec->need_count; i++) {
		const struct supervisor_need *need = &spec->needs[i];
		struct group *who, *whom;

		if (!counts(needs, need))
			continue;
		who = &needs->groups[need->who];
		whom = &needs->groups[need->whom];
		needs->by_who[who->first_need + who->need_count++] = *need;
		needs->by_whom[whom->first_user + whom->user_count++] = *need;
		whom->completes |= need->until == NEED_COMPLETED;
	}
}

/* Takes out who needs nobody, and so on: nobody is left, unless they go round. */
static bool go_round(struct needs *needs)
{
	size_t taken = 0;
	struct group *group;

	for (size_t i = 0; i < needs->group_count; i++)
		if (needs->groups[i].missing == 0)
			graph_touch(needs, (uint32_t)i);
	while ((group = graph_next_touched(needs))) {
		taken++;
		for (uint32_t i = 0; i < group->user_count; i++) {
			uint32_t who = needs->by_whom[group->first_user + i].who;

			if (--needs->groups[who].missing == 0)
				graph_touch(needs, who);
		}
	}
	for (size_t i = 0; i < needs->group_count; i++)
		needs->groups[i].missing = needs->groups[i].need_count;
	return taken < needs->group_count;
}

int need_init(struct supervisor *s, const struct supervisor_spec *spec)
{
	struct needs *needs;

	if (spec->need_count == 0)
		return 0;
	needs = calloc(1, sizeof *needs);
	s->needs = needs;
	if (!needs)
		return -ENOMEM;
	needs->policies = spec->policies;
	for (size_t i = 0; i < s->count; i++)
		if (index_of(needs, &s->children[i]) >= needs->group_count)
			needs->group_count = index_of(needs, &s->children[i]) + 1;
	needs->groups = calloc(needs->group_count + 1, sizeof *needs->groups);
	needs->members = calloc(s->count + 1, sizeof *needs->members);
	needs->by_who = calloc(spec->need_count, sizeof *needs->by_who);
	needs->by_whom = calloc(spec->need_count, sizeof *needs->by_whom);
	needs->first_touched = needs->last_touched = NO_GROUP;
	if (!needs->groups || !needs->members || !needs->by_who || !needs->by_whom)
		return -ENOMEM;
	make_members(needs, s);
	make_edges(needs, spec);
	return go_round(needs) ? -EINVAL : 0;
}

void need_done(struct supervisor *s)
{
	if (!s->needs)
		return;
	free(s->needs->groups);
	free(s->needs->members);
	free(s->needs->by_who);
	free(s->needs->by_whom);
	free(s->needs);
	s->needs = NULL;
}
