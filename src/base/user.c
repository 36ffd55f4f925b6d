/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "base/user.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

#define TEXT_MAX 4096	     /* of one entry: more members than that are no private group */
#define ENTRY_MAX (1u << 20) /* of one that is asked for by name */
#define NAMES_MAX 10000	     /* that are looked through for a hint */

/* Entries are found into the caller's memory: by name, or where that is NULL by number. 0, -ENOENT,
 * -ERANGE: it takes more memory, or another error. */
#ifdef REEVE_STATIC
static int find_user(const char *name, uid_t uid, struct passwd *ret_user, char *text, size_t size)
{
	FILE *file = fopen("/etc/passwd", "re");
	const struct passwd *user = NULL;

	(void)text, (void)size;
	while (file && (user = fgetpwent(file)) &&
		(name ? strcmp(user->pw_name, name) != 0 : user->pw_uid != uid))
		;
	if (user)
		*ret_user = *user;
	if (file)
		fclose(file);
	return user ? 0 : -ENOENT;
}

static int find_group(const char *name, gid_t gid, struct group *ret_group, char *text, size_t size)
{
	FILE *file = fopen("/etc/group", "re");
	const struct group *group = NULL;

	(void)text, (void)size;
	while (file && (group = fgetgrent(file)) &&
		(name ? strcmp(group->gr_name, name) != 0 : group->gr_gid != gid))
		;
	if (group)
		*ret_group = *group;
	if (file)
		fclose(file);
	return group ? 0 : -ENOENT;
}

static bool is_member(const struct group *group, const char *name)
{
	for (char **member = group->gr_mem; *member; member++)
		if (strcmp(*member, name) == 0)
			return true;
	return false;
}

/* As getgrouplist() of the C library. */
static int list_groups(const char *name, gid_t own, gid_t *groups, int *count)
{
	FILE *file = fopen("/etc/group", "re");
	const struct group *group;
	int room = *count;

	*count = 0;
	if (room > 0)
		groups[0] = own;
	++*count;
	while (file && (group = fgetgrent(file))) {
		if (group->gr_gid == own || !is_member(group, name))
			continue;
		if (*count < room)
			groups[*count] = group->gr_gid;
		++*count;
	}
	if (file)
		fclose(file);
	return *count > room ? -1 : *count;
}
#else
static int outcome(int error, bool found)
{
	/* Some sources say "there is none" as an error. */
	if (error == ERANGE || error == ENOMEM)
		return -error;
	if (error == EIO || error == EMFILE || error == ENFILE || error == EINTR)
		return -EIO;
	return found ? 0 : -ENOENT;
}

static int find_user(const char *name, uid_t uid, struct passwd *ret_user, char *text, size_t size)
{
	struct passwd *user = NULL;
	int error = name ? getpwnam_r(name, ret_user, text, size, &user)
			 : getpwuid_r(uid, ret_user, text, size, &user);

	return outcome(error, user != NULL);
}

static int find_group(const char *name, gid_t gid, struct group *ret_group, char *text, size_t size)
{
	struct group *group = NULL;
	int error = name ? getgrnam_r(name, ret_group, text, size, &group)
			 : getgrgid_r(gid, ret_group, text, size, &group);

	return outcome(error, group != NULL);
}

static int list_groups(const char *name, gid_t own, gid_t *groups, int *count)
{
	return getgrouplist(name, own, groups, count);
}
#endif

int user_parse_id(const char *text, unsigned *ret_id)
{
	uint64_t number;

	/* The last one means "leave it as it is" to the system. */
	if (text_to_u64(text, &number) < 0 || number >= UINT32_MAX)
		return -EINVAL;
	*ret_id = (unsigned)number;
	return 0;
}

static int copy_user(const struct passwd *found, struct user *ret_user)
{
	*ret_user = (struct user){.uid = found->pw_uid,
		.gid = found->pw_gid,
		.name = strdup(found->pw_name),
		.home = strdup(found->pw_dir),
		.shell = strdup(found->pw_shell)};
	if (ret_user->name && ret_user->home && ret_user->shell)
		return 0;
	user_done(ret_user);
	return -ENOMEM;
}

/* An entry is as long as a directory service makes it: it is asked for again with more room. */
static bool grow(char **room, size_t size)
{
	char *larger = realloc(*room, size);

	if (larger)
		*room = larger;
	return larger != NULL;
}

int user_find(const char *text, struct user *ret_user)
{
	struct passwd found;
	char *room = NULL;
	int result = -ERANGE;
	unsigned id = 0;
	bool is_number = user_parse_id(text, &id) == 0;

	*ret_user = (struct user){0};
	for (size_t size = TEXT_MAX; result == -ERANGE && size <= ENTRY_MAX; size *= 4)
		result = grow(&room, size)
				 ? find_user(is_number ? NULL : text, id, &found, room, size)
				 : -ENOMEM;
	if (result == 0)
		result = copy_user(&found, ret_user);
	free(room);
	return result;
}

void user_done(struct user *user)
{
	free(user->name);
	free(user->home);
	free(user->shell);
	*user = (struct user){0};
}

int user_groups(const struct user *user, gid_t **ret_groups, size_t *ret_count)
{
	gid_t *groups = NULL;
	int count = 0, room = 32;

	for (;; room = count > room ? count : room * 2) {
		gid_t *larger =
			room <= 65536 ? realloc(groups, (size_t)room * sizeof *groups) : NULL;

		if (!larger) {
			free(groups);
			return -ENOMEM;
		}
		groups = larger;
		count = room;
		if (list_groups(user->name, user->gid, groups, &count) >= 0)
			break;
	}
	*ret_groups = groups;
	*ret_count = (size_t)count;
	return 0;
}

int user_find_group(const char *text, gid_t *ret_gid)
{
	struct group found;
	char *room = NULL;
	int result = -ERANGE;
	unsigned id;

	if (user_parse_id(text, &id) == 0) {
		*ret_gid = id;
		return 0;
	}
	for (size_t size = TEXT_MAX; result == -ERANGE && size <= ENTRY_MAX; size *= 4)
		result = grow(&room, size) ? find_group(text, 0, &found, room, size) : -ENOMEM;
	if (result == 0)
		*ret_gid = found.gr_gid;
	free(room);
	return result;
}

/* From the file alone: to ask a directory service for all that it has would be rude. */
static const char *next_name(FILE *file, bool is_group)
{
	const struct group *group = is_group ? fgetgrent(file) : NULL;
	const struct passwd *user = is_group ? NULL : fgetpwent(file);

	return group ? group->gr_name : user ? user->pw_name : NULL;
}

char *user_nearest(const char *name, bool is_group)
{
	FILE *file = fopen(is_group ? "/etc/group" : "/etc/passwd", "re");
	const char *next;
	char *nearest = NULL;

	/* The nearest of the best so far and the next is the nearest of all. */
	for (size_t i = 0; file && i < NAMES_MAX && (next = next_name(file, is_group)); i++) {
		const char *names[2] = {nearest ? nearest : next, next};
		const char *better = text_nearest(name, names, 2);

		if (better && better != nearest) {
			char *copy = strdup(better);

			free(nearest);
			nearest = copy;
		}
	}
	if (file)
		fclose(file);
	return nearest;
}

char *user_home(uid_t uid)
{
	char text[TEXT_MAX];
	struct passwd user;

	return find_user(NULL, uid, &user, text, sizeof text) == 0 ? strdup(user.pw_dir) : NULL;
}

bool user_has_own_group(uid_t uid, gid_t gid)
{
	char user_text[TEXT_MAX], group_text[TEXT_MAX];
	struct passwd user;
	struct group group;

	if (gid != (gid_t)uid)
		return false;
	if (gid == 0)
		return true;
	if (find_user(NULL, uid, &user, user_text, sizeof user_text) < 0 ||
		find_group(NULL, gid, &group, group_text, sizeof group_text) < 0 ||
		strcmp(group.gr_name, user.pw_name) != 0)
		return false;
	for (char **member = group.gr_mem; *member; member++)
		if (strcmp(*member, user.pw_name) != 0)
			return false;
	return true;
}
