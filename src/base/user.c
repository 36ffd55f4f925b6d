/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "base/user.h"

#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_MAX 4096 /* of one entry: more members than that are no private group */

/* Entries are found into the caller's memory. */
#ifdef REEVE_STATIC
static bool find_user(uid_t uid, struct passwd *ret_user, char *text, size_t size)
{
	FILE *file = fopen("/etc/passwd", "re");
	const struct passwd *user = NULL;

	(void)text, (void)size;
	while (file && (user = fgetpwent(file)) && user->pw_uid != uid)
		;
	if (user)
		*ret_user = *user;
	if (file)
		fclose(file);
	return user != NULL;
}

static bool find_group(gid_t gid, struct group *ret_group, char *text, size_t size)
{
	FILE *file = fopen("/etc/group", "re");
	const struct group *group = NULL;

	(void)text, (void)size;
	while (file && (group = fgetgrent(file)) && group->gr_gid != gid)
		;
	if (group)
		*ret_group = *group;
	if (file)
		fclose(file);
	return group != NULL;
}
#else
static bool find_user(uid_t uid, struct passwd *ret_user, char *text, size_t size)
{
	struct passwd *user = NULL;

	return getpwuid_r(uid, ret_user, text, size, &user) == 0 && user;
}

static bool find_group(gid_t gid, struct group *ret_group, char *text, size_t size)
{
	struct group *group = NULL;

	return getgrgid_r(gid, ret_group, text, size, &group) == 0 && group;
}
#endif

char *user_home(uid_t uid)
{
	char text[TEXT_MAX];
	struct passwd user;

	return find_user(uid, &user, text, sizeof text) ? strdup(user.pw_dir) : NULL;
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
	if (!find_user(uid, &user, user_text, sizeof user_text) ||
		!find_group(gid, &group, group_text, sizeof group_text) ||
		strcmp(group.gr_name, user.pw_name) != 0)
		return false;
	for (char **member = group.gr_mem; *member; member++)
		if (strcmp(*member, user.pw_name) != 0)
			return false;
	return true;
}
