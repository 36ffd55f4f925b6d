/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "config/program_world.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "config/value.h"

#define GROUPS_MAX 65536 /* the kernel's */

/* The settings that say as whom. */
struct ids {
	const config_setting_t *user, *group, *groups;
	const struct level *user_level, *group_level, *groups_level;
};

/* "4096", "1G", "unlimited"; times in the limit's own unit or with one. */
static int parse_limit(const char *text, int limit, rlim_t *ret_value)
{
	uint64_t value;

	if (strcmp(text, "unlimited") == 0) {
		*ret_value = RLIM_INFINITY;
		return 0;
	}
	if (text_to_size(text, &value) < 0) {
		uint64_t unit = limit == RLIMIT_CPU	 ? 1000000000
				: limit == RLIMIT_RTTIME ? 1000
							 : 0;

		if (!unit || text_to_duration(text, unit, &value) < 0)
			return -EINVAL;
		value /= unit;
	}
	*ret_value = (rlim_t)value;
	return *ret_value == value && *ret_value != RLIM_INFINITY ? 0 : -EINVAL;
}

int program_world_limit(const config_setting_t *setting, int limit, struct rlimit *ret_limit)
{
	const char *text = config_setting_get_string(setting), *colon;
	char soft[64];

	if (config_setting_type(setting) == CONFIG_TYPE_INT ||
		config_setting_type(setting) == CONFIG_TYPE_INT64) {
		long long number = config_setting_get_int64(setting);

		ret_limit->rlim_cur = ret_limit->rlim_max = (rlim_t)number;
		return number >= 0 ? 0 : -EINVAL;
	}
	colon = text ? strchr(text, ':') : NULL;
	if (!text || (colon && colon - text >= (ptrdiff_t)sizeof soft))
		return -EINVAL;
	snprintf(soft, sizeof soft, "%.*s", colon ? (int)(colon - text) : (int)sizeof soft - 1,
		text);
	if (!colon && strlen(text) >= sizeof soft)
		return -EINVAL;
	if (parse_limit(soft, limit, &ret_limit->rlim_cur) < 0 ||
		parse_limit(colon ? colon + 1 : soft, limit, &ret_limit->rlim_max) < 0)
		return -EINVAL;
	return ret_limit->rlim_cur <= ret_limit->rlim_max ? 0 : -EINVAL;
}

static void read_limits(struct reader *reader, const config_setting_t *group, struct world *world)
{
	const struct level *level;
	const config_setting_t *setting = reader_find(reader, group, "limits", &level);

	for (int i = 0; setting && i < config_setting_length(setting); i++) {
		const config_setting_t *member = config_setting_get_elem(setting, (unsigned)i);
		const char *name = config_setting_name(member);
		int limit = name ? world_limit_find(name) : -1;

		if (limit >= 0 && program_world_limit(member, limit, &world->limits[limit]) == 0)
			world->limited |= UINT32_C(1) << limit;
	}
}

/* True if it is said. */
static bool read_number(
	struct reader *reader, const config_setting_t *group, const char *key, int *ret_number)
{
	const struct level *level;
	const config_setting_t *setting = reader_find(reader, group, key, &level);
	uint64_t number;

	if (!setting || value_read(option_find(key), setting, &number, NULL) < 0)
		return false;
	*ret_number = (int)(int64_t)number;
	return true;
}

static void defer_unknown(struct reader *reader, const struct level *level,
	const config_setting_t *setting, const char *name, int result)
{
	bool is_group = strcmp(config_setting_name(setting), "user") != 0;
	const char *kind = is_group ? "group" : "user";
	char *nearest = result == -ENOENT ? user_nearest(name, is_group) : NULL;
	char shown[128];

	text_show(shown, sizeof shown, name);
	if (nearest)
		reader_defer(reader, level, setting, "there is no %s '%s', did you mean '%s'?",
			kind, shown, nearest);
	else if (result == -ENOENT)
		reader_defer(reader, level, setting, "there is no %s '%s'", kind, shown);
	else if (result == -ENOMEM)
		reader->no_memory = true;
	else
		reader_defer(reader, level, setting, "cannot look up the %s '%s': %s", kind, shown,
			strerror(-result));
	free(nearest);
}

/* Returns 0 or -1. A user who is but a number has the group that is said. */
static int read_user(struct reader *reader, const struct ids *ids, struct user *ret_user)
{
	const char *name = config_setting_get_string(ids->user);
	int result = user_find(name, ret_user);
	unsigned uid;

	if (result == -ENOENT && user_parse_id(name, &uid) == 0 && ids->group) {
		ret_user->uid = uid;
		return 0;
	}
	if (result == -ENOENT && user_parse_id(name, &uid) == 0)
		reader_defer(reader, ids->user_level, ids->user,
			"the system does not know user %u: its group must be said too", uid);
	else if (result < 0)
		defer_unknown(reader, ids->user_level, ids->user, name, result);
	return result < 0 ? -1 : 0;
}

static int read_group(struct reader *reader, const struct level *level,
	const config_setting_t *setting, const char *name, gid_t *ret_gid)
{
	int result = name ? user_find_group(name, ret_gid) : -EINVAL;

	if (result < 0 && name)
		defer_unknown(reader, level, setting, name, result);
	return result;
}

/* Those that are said, else all that the system knows of. */
static int read_groups(
	struct reader *reader, const struct ids *ids, const struct user *user, struct world *world)
{
	size_t count = 0;

	if (!ids->groups && user->name) {
		if (user_groups(user, &world->groups, &world->group_count) == 0)
			return 0;
		reader->no_memory = true;
		return -1;
	}
	while (ids->groups && value_item(ids->groups, count))
		count++;
	world->groups = calloc(count + 1, sizeof *world->groups);
	reader->no_memory |= !world->groups;
	for (size_t i = 0; world->groups && i < count && i < GROUPS_MAX; i++) {
		if (read_group(reader, ids->groups_level, ids->groups, value_item(ids->groups, i),
			    &world->groups[i]) < 0)
			return -1;
		world->group_count = i + 1;
	}
	return world->groups ? 0 : -1;
}

/* Who is not root can be nobody but himself, and says so at most. */
static void refuse_ids(struct reader *reader, const struct ids *ids, const struct user *user)
{
	char shown[128];

	if (ids->user && user->uid != geteuid())
		reader_defer(reader, ids->user_level, ids->user,
			"only root can run workers as another user, '%s'",
			text_show(shown, sizeof shown, config_setting_get_string(ids->user)));
	else if ((ids->group && user->gid != getegid()) || ids->groups)
		reader_defer(reader, ids->group ? ids->group_level : ids->groups_level,
			ids->group ? ids->group : ids->groups,
			"only root can choose the groups of workers");
}

/* Returns true if there is a user, known or not. */
static bool find_ids(
	struct reader *reader, const struct ids *ids, struct world *world, struct user *ret_user)
{
	*ret_user = (struct user){.uid = geteuid(), .gid = getegid()};
	if (ids->user && read_user(reader, ids, ret_user) < 0)
		return false;
	if (ids->group && read_group(reader, ids->group_level, ids->group,
				  config_setting_get_string(ids->group), &ret_user->gid) < 0)
		return false;
	if (geteuid() != 0) {
		refuse_ids(reader, ids, ret_user);
		return ids->user;
	}
	world->uid = ret_user->uid;
	world->gid = ret_user->gid;
	world->has_ids = read_groups(reader, ids, ret_user, world) == 0;
	if (world->has_ids && ids->user)
		world->user = reader_copy(reader, config_setting_get_string(ids->user));
	return ids->user;
}

/* What a text in force says, with nobody asked. True if it says any. */
static bool read_resolved_ids(
	struct reader *reader, const config_setting_t *group, struct world *world)
{
	const config_setting_t *uid = config_setting_get_member(group, "uid");
	const config_setting_t *gid = config_setting_get_member(group, "gid");
	const config_setting_t *user = config_setting_get_member(group, "user");
	struct ids ids = {.groups = config_setting_get_member(group, "gids"),
		.groups_level = &reader->levels[0]};

	if (!uid || !gid)
		return false;
	world->uid = (uid_t)config_setting_get_int64(uid);
	world->gid = (gid_t)config_setting_get_int64(gid);
	world->user = user ? reader_copy(reader, config_setting_get_string(user)) : NULL;
	world->has_ids = read_groups(reader, &ids, &(struct user){0}, world) == 0;
	return true;
}

static bool read_ids(struct reader *reader, const config_setting_t *group, struct world *world,
	struct user *ret_user)
{
	struct ids ids;

	ids.user = reader_find(reader, group, "user", &ids.user_level);
	ids.group = reader_find(reader, group, "group", &ids.group_level);
	ids.groups = reader_find(reader, group, "groups", &ids.groups_level);
	if (read_resolved_ids(reader, group, world) || (!ids.user && !ids.group && !ids.groups))
		return false;
	/* What is not text yet, or cannot be, was complained of. */
	if ((ids.user && (level_is_open(ids.user) || !config_setting_get_string(ids.user))) ||
		(ids.group &&
			(level_is_open(ids.group) || !config_setting_get_string(ids.group))) ||
		(ids.groups && level_is_open(ids.groups)))
		return false;
	return find_ids(reader, &ids, world, ret_user);
}

static void read_capabilities(
	struct reader *reader, const config_setting_t *group, struct world *world)
{
	const struct level *level;
	const config_setting_t *setting = reader_find(reader, group, "capabilities", &level);
	const char *name;

	if (!setting)
		return;
	if (geteuid() != 0)
		reader_defer(
			reader, level, setting, "only root can choose the capabilities of workers");
	world->has_capabilities = true;
	for (size_t i = 0; (name = value_item(setting, i)); i++) {
		int number = world_capability_find(name);

		if (number >= 0)
			world->capabilities |= UINT64_C(1) << number;
	}
}

bool program_world_read(struct reader *reader, const config_setting_t *group,
	struct program *program, struct user *ret_user)
{
	struct world *world = &program->world;
	bool has_user = read_ids(reader, group, world, ret_user);
	int choice;

	read_limits(reader, group, world);
	read_capabilities(reader, group, world);
	world->has_nice = read_number(reader, group, "nice", &world->nice);
	world->has_oom_score_adj =
		read_number(reader, group, "oom_score_adj", &world->oom_score_adj);
	/* Who gave something away is not to get it back. */
	world->no_new_privs = world->has_ids || world->has_capabilities;
	if (read_number(reader, group, "no_new_privs", &choice))
		world->no_new_privs = choice != 0;
	return has_user;
}
