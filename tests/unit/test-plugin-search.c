/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <check.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "plugin-rig.h"

START_TEST(invalid_names_are_refused)
{
#define NAME_RULE "a name is a letter or digit, then up to 63 letters, digits, '_', '.' or '-'"
#define FILE_RULE "the file of a plugin is called NAME.so"
	static const struct {
		const char *name, *shown, *rule;
	} cases[] = {
		{"", "", NAME_RULE},
		{".", ".", NAME_RULE},
		{"..", "..", NAME_RULE},
		{"-x", "-x", NAME_RULE},
		{".hidden", ".hidden", NAME_RULE},
		{"a b", "a b", NAME_RULE},
		{"a\nb\033[1m", "a\\x0ab\\x1b[1m", NAME_RULE},
		{"k\303\266nig", "k\303\266nig", NAME_RULE},
		{"/", "/", FILE_RULE},
		{"/..", "/..", FILE_RULE},
		{"./..", "./..", FILE_RULE},
		{"/tmp/", "/tmp/", FILE_RULE},
		{"/tmp/kick", "/tmp/kick", FILE_RULE},
		{"/tmp/.so", "/tmp/.so", FILE_RULE},
		{"/tmp/-x.so", "/tmp/-x.so", FILE_RULE},
		{"/tmp\n/kick.so", "/tmp\\x0a/kick.so", "the path is not printable text"},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		rig_expect_refused(cases[i].name, REEVE_EXIT_PLUGIN, "'%s' cannot be a plugin: %s",
			cases[i].shown, cases[i].rule);
}
END_TEST

START_TEST(long_names_are_refused)
{
	char name[5000];

	memset(name, 'a', sizeof name);
	name[64] = '\0';
	rig_expect_refused(name, REEVE_EXIT_PLUGIN,
		"plugin '%s' not found (searched %s, /nonexistent/plugins)", name, rig_top);
	name[64] = 'a';
	name[65] = '\0';
	rig_expect_refused(name, REEVE_EXIT_PLUGIN, "'%s' cannot be a plugin: " NAME_RULE, name);
	name[65] = 'a';
	name[0] = '/';
	memcpy(name + sizeof name - 4, ".so", 4);
	ck_assert_ptr_null(rig_load(name));
	ck_assert_msg(strstr(rig_error.text, "the path is too long") != NULL, "%s", rig_error.text);
}
END_TEST

START_TEST(not_found_names_places_and_nearest)
{
	char other[300];
	const char *const two[] = {other, rig_top, NULL};

	snprintf(other, sizeof other, "%s/other", rig_top);
	rig_expect_refused("kick", REEVE_EXIT_PLUGIN,
		"plugin 'kick' not found (searched %s, /nonexistent/plugins)", rig_top);
	rig_expect_refused("kick.so", REEVE_EXIT_PLUGIN,
		"plugin 'kick.so' not found (searched %s, /nonexistent/plugins)"
		"; a file is named by a path, as './kick.so'",
		rig_top);
	rig_copy("good-action", "kicks.so");
	rig_copy("good-action", "unlike.so");
	rig_expect_refused("kick", REEVE_EXIT_PLUGIN,
		"plugin 'kick' not found (searched %s, /nonexistent/plugins), did you mean "
		"'kicks'?",
		rig_top);
	ck_assert_int_eq(mkdir(other, 0755), 0);
	rig_copy("good-action", "other/kick.so");
	ck_assert_ptr_null(rig_load_from(two, "kcik", 0));
	ck_assert_msg(
		strstr(rig_error.text, ", did you mean 'kick'?") != NULL, "%s", rig_error.text);
}
END_TEST

START_TEST(relative_directories_are_refused)
{
	static const char *const relative[] = {"plugins", NULL};
	static const char *const blank[] = {"", NULL};

	rig_copy_same("good-action");
	ck_assert_ptr_null(rig_load_from(relative, "good-action", 0));
	ck_assert_str_eq(rig_error.text,
		"plugin 'good-action': cannot search 'plugins', it is not an absolute path");
	ck_assert_ptr_null(rig_load_from(blank, "good-action", 0));
	setenv("REEVE_PLUGIN_DIR", "/nonexistent::/usr", 1);
	ck_assert_ptr_null(rig_load_from(NULL, "good-action", 0));
	ck_assert_str_eq(rig_error.text,
		"plugin 'good-action': cannot search '', it is not an absolute path");
}
END_TEST

/* Neither where the caller stands nor where the dynamic linker would look. */
START_TEST(nowhere_else_is_searched)
{
	int before = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	rig_copy_same("good-action");
	ck_assert_int_eq(chdir(rig_top), 0);
	setenv("LD_LIBRARY_PATH", rig_top, 1);
	ck_assert_ptr_null(rig_load_from(NULL, "good-action", 0));
	ck_assert_str_eq(
		rig_error.text, "plugin 'good-action' not found (searched /nonexistent/plugins)");
	unsetenv("LD_LIBRARY_PATH");
	/* A path says where: then it may be relative. */
	rig_expect_loads("./good-action.so");
	ck_assert_int_eq(fchdir(before), 0);
	close(before);
}
END_TEST

START_TEST(directories_are_searched_in_order)
{
	char one[300], two[300], both[700];
	const char *const order[] = {one, two, NULL};

	snprintf(one, sizeof one, "%s/one", rig_top);
	snprintf(two, sizeof two, "%s/two", rig_top);
	snprintf(both, sizeof both, "/nonexistent:%s:%s", two, one);
	mkdir(one, 0755);
	mkdir(two, 0755);
	rig_copy("twin-two", "two/twin.so");
	ck_assert_int_eq(rig_run_and_free(rig_load_from(order, "twin", 0)), 2);
	rig_copy("twin-one", "one/twin.so");
	ck_assert_int_eq(rig_run_and_free(rig_load_from(order, "twin", 0)), 1);
	setenv("REEVE_PLUGIN_DIR", both, 1);
	ck_assert_int_eq(rig_run_and_free(rig_load_from(NULL, "twin", 0)), 2);
	ck_assert_int_eq(rig_run_and_free(rig_load_from(order, "twin", 0)), 1);
	/* One that is refused is not replaced by one further down. */
	ck_assert_int_eq(chmod(rig_in_top("one/twin.so"), 0666), 0);
	ck_assert_ptr_null(rig_load_from(order, "twin", 0));
	ck_assert_int_eq(rig_error.code, REEVE_EXIT_REFUSED);
}
END_TEST

static unsigned open_descriptors(void)
{
	DIR *stream = opendir("/proc/self/fd");
	unsigned count = 0;

	while (readdir(stream))
		count++;
	closedir(stream);
	return count;
}

/* The dynamic linker knows objects by the names they were asked for by, and a closed descriptor's
 * number comes again: each must be what its own file says all the same. */
START_TEST(equal_numbers_are_not_confused)
{
	struct plugin *first, *second, *again;
	unsigned before;

	mkdir(rig_in_top("one"), 0755);
	mkdir(rig_in_top("two"), 0755);
	rig_copy("twin-one", "one/twin.so");
	rig_copy("twin-two", "two/twin.so");
	before = open_descriptors();
	for (int i = 0; i < 100; i++) {
		first = rig_load(rig_in_top("one/twin.so"));
		second = rig_load(rig_in_top("two/twin.so"));
		again = rig_load(rig_in_top("one/twin.so"));
		ck_assert_ptr_nonnull(first);
		ck_assert_ptr_nonnull(second);
		ck_assert_ptr_nonnull(again);
		ck_assert_int_eq(first->descriptor.action.run(NULL), 1);
		ck_assert_int_eq(second->descriptor.action.run(NULL), 2);
		ck_assert_ptr_eq(again->handle, first->handle);
		plugin_free(first);
		ck_assert_int_eq(rig_run_and_free(again), 1);
		ck_assert_int_eq(rig_run_and_free(second), 2);
	}
	ck_assert_uint_eq(open_descriptors(), before);
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_test(tests, invalid_names_are_refused);
	tcase_add_test(tests, long_names_are_refused);
	tcase_add_test(tests, not_found_names_places_and_nearest);
	tcase_add_test(tests, relative_directories_are_refused);
	tcase_add_test(tests, nowhere_else_is_searched);
	tcase_add_test(tests, directories_are_searched_in_order);
	tcase_add_test(tests, equal_numbers_are_not_confused);
}

int main(void)
{
	return rig_run("plugin search", add);
}
