/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <check.h>
#include <grp.h>
#include <pthread.h>
#include <pwd.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "plugin-rig.h"

#define OTHER_UID 65534
#define OTHER_GID 54321 /* nobody's private group */

START_TEST(writable_by_others_is_refused)
{
	const char *path = rig_copy_same("good-action");

	ck_assert_int_eq(chmod(path, 0666), 0);
	rig_expect_refused("good-action", REEVE_EXIT_REFUSED,
		"plugin 'good-action': '%s' can be written by others (mode 0666)", path);
	ck_assert_int_eq(chmod(path, 0755), 0);
	rig_expect_loads("good-action");
	ck_assert_int_eq(chmod(rig_top, 0777), 0);
	rig_expect_refused("good-action", REEVE_EXIT_REFUSED,
		"plugin 'good-action': '%s' can be written by others (mode 0777)", rig_top);
	ck_assert_int_eq(chmod(rig_top, 01777), 0);
	rig_expect_loads("good-action");
	/* Further up counts as well. */
	ck_assert_int_eq(mkdir(rig_in_top("inner"), 0755), 0);
	path = rig_copy("good-action", "inner/good-action.so");
	rig_expect_loads(path);
	ck_assert_int_eq(chmod(rig_top, 0777), 0);
	rig_expect_refused(path, REEVE_EXIT_REFUSED,
		"plugin '%s': '%s' can be written by others (mode 0777)", path, rig_top);
}
END_TEST

/* What a build under umask 002 makes. */
START_TEST(private_group_is_trusted)
{
	const struct passwd *user = getpwuid(geteuid());
	const struct group *group = user ? getgrgid(geteuid()) : NULL;
	const char *path = rig_copy_same("good-action");

	if (!group || strcmp(group->gr_name, user->pw_name) != 0)
		return; /* this user has no private group */
	ck_assert_int_eq(chown(path, (uid_t)-1, geteuid()), 0);
	ck_assert_int_eq(chown(rig_top, (uid_t)-1, geteuid()), 0);
	ck_assert_int_eq(chmod(path, 0775), 0);
	ck_assert_int_eq(chmod(rig_top, 0775), 0);
	rig_expect_loads("good-action");
	if (geteuid() != 0)
		return;
	ck_assert_int_eq(chown(path, (uid_t)-1, OTHER_GID), 0);
	ck_assert_int_eq(chmod(path, 0664), 0); /* chown took set-id bits only */
	rig_expect_refused("good-action", REEVE_EXIT_REFUSED,
		"plugin 'good-action': '%s' can be written by group %d (mode 0664)", path,
		OTHER_GID);
}
END_TEST

START_TEST(foreign_owner_is_refused)
{
	struct plugin_search search = {rig_only_top, OTHER_UID};
	const char *path = rig_copy_same("good-action");
	struct plugin *plugin;

	if (geteuid() != 0)
		return; /* only root gives files away */
	ck_assert_int_eq(chown(path, OTHER_UID, (gid_t)-1), 0);
	rig_expect_refused("good-action", REEVE_EXIT_REFUSED,
		"plugin 'good-action': '%s' belongs to user %d, who is neither root nor the caller",
		path, OTHER_UID);
	/* The template's owner is trusted too. */
	ck_assert_int_eq(plugin_load(&search, "good-action", 0, &plugin, &rig_error), 0);
	plugin_free(plugin);
	ck_assert_int_eq(chown(path, 0, (gid_t)-1), 0);
	ck_assert_int_eq(chown(rig_top, OTHER_UID, (gid_t)-1), 0);
	rig_expect_refused("good-action", REEVE_EXIT_REFUSED,
		"plugin 'good-action': '%s' belongs to user %d, who is neither root nor the caller",
		rig_top, OTHER_UID);
}
END_TEST

/* It is the real file and its path that are checked; the name is the link's. */
START_TEST(links_are_followed)
{
	char real[300];

	mkdir(rig_in_top("real"), 0755);
	rig_copy("good-action", "real/version-3.so");
	ck_assert_int_eq(symlink("real/version-3.so", rig_in_top("good-action.so")), 0);
	rig_expect_loads("good-action");
	snprintf(real, sizeof real, "%s/real", rig_top);
	ck_assert_int_eq(chmod(real, 0777), 0);
	rig_expect_refused("good-action", REEVE_EXIT_REFUSED,
		"plugin 'good-action': '%s' can be written by others (mode 0777)", real);
	ck_assert_int_eq(chmod(real, 0755), 0);
	ck_assert_int_eq(chmod(rig_in_top("real/version-3.so"), 0666), 0);
	ck_assert_ptr_null(rig_load("good-action"));
	ck_assert_int_eq(rig_error.code, REEVE_EXIT_REFUSED);
}
END_TEST

static atomic_bool swapping;

/* Makes twin.so mean the good file and the bad one by turns. */
static void *swap(void *unused)
{
	const char *const targets[] = {"good.so", "bad.so"};
	char fresh[300], link[300];

	snprintf(fresh, sizeof fresh, "%s/fresh", rig_top);
	snprintf(link, sizeof link, "%s/twin.so", rig_top);
	for (unsigned i = 0; atomic_load(&swapping); i++)
		if (symlink(targets[i % 2], fresh) == 0)
			rename(fresh, link);
	return NULL;
}

/* twin-two can be written by anybody: whatever happens between check and load, it never runs. */
START_TEST(what_is_checked_is_what_is_loaded)
{
	unsigned loaded = 0, refused = 0;
	pthread_t thread;

	rig_copy("twin-one", "good.so");
	ck_assert_int_eq(chmod(rig_copy("twin-two", "bad.so"), 0666), 0);
	ck_assert_int_eq(symlink("good.so", rig_in_top("twin.so")), 0);
	atomic_store(&swapping, true);
	ck_assert_int_eq(pthread_create(&thread, NULL, swap, NULL), 0);
	for (int i = 0; i < 2000; i++) {
		struct plugin *plugin = rig_load("twin");

		if (plugin) {
			loaded++;
			ck_assert_int_eq(rig_run_and_free(plugin), 1);
		} else {
			refused++;
			ck_assert_msg(rig_error.code == REEVE_EXIT_REFUSED, "%s", rig_error.text);
		}
	}
	atomic_store(&swapping, false);
	pthread_join(thread, NULL);
	ck_assert_uint_eq(loaded + refused, 2000);
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_test(tests, writable_by_others_is_refused);
	tcase_add_test(tests, private_group_is_trusted);
	tcase_add_test(tests, foreign_owner_is_refused);
	tcase_add_test(tests, links_are_followed);
	tcase_add_test(tests, what_is_checked_is_what_is_loaded);
}

int main(void)
{
	return rig_run("plugin trust", add);
}
