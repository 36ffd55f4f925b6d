/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "config-place.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/environment.h"

/* libconfig 1.5 forgets the text it has read when it meets a syntax error. */
__attribute__((visibility("default"))) const char *__lsan_default_suppressions(void);

const char *__lsan_default_suppressions(void)
{
	return "leak:libconfig.so";
}

/* Above the roots of all tests: a test that fails does not come to its teardown. */
static char top[PATH_MAX / 2];
char root[PATH_MAX];
struct error_list errors;
struct template *template;

const char *in_root(const char *name)
{
	static char path[2 * PATH_MAX];

	snprintf(path, sizeof path, "%s/%s", root, name);
	return path;
}

void put_bytes(const char *name, const char *text, size_t length)
{
	int fd = open(in_root(name), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, text, length), (ssize_t)length);
	close(fd);
}

void put(const char *name, const char *text)
{
	put_bytes(name, text, strlen(text));
}

void forget(void)
{
	template_free(template);
	template = NULL;
	error_list_done(&errors);
}

static void setup(void)
{
	static const char *const kept[] = {"srcdir", "CK_FORK", "CK_RUN_CASE"};
	char *values[COUNT(kept)];

	snprintf(root, sizeof root, "%s/XXXXXX", top);
	ck_assert_ptr_nonnull(mkdtemp(root));
	ck_assert_int_eq(chmod(root, 0755), 0);
	/* The runner looks at its variables again and again. */
	for (size_t i = 0; i < COUNT(kept); i++)
		values[i] = getenv(kept[i]) ? strdup(getenv(kept[i])) : NULL;
	clearenv();
	for (size_t i = 0; i < COUNT(kept); i++) {
		if (values[i])
			setenv(kept[i], values[i], 1);
		free(values[i]);
	}
	setenv("HOME", "/home/x", 1);
	setenv("XDG_CONFIG_HOME", root, 1);
	setenv("REEVE_SYSCONF", in_root("system.conf"), 1);
}

static int remove_tree(const char *path)
{
	char command[PATH_MAX + 32];

	snprintf(command, sizeof command, "/bin/rm -rf '%s'", path);
	return system(command);
}

static void teardown(void)
{
	forget();
	ck_assert_int_eq(remove_tree(root), 0);
}

bool load(const char *name)
{
	forget();
	template = template_load(in_root(name), &errors);
	ck_assert_msg((template == NULL) == (errors.count > 0), "%zu errors", errors.count);
	return template != NULL;
}

bool load_text(const char *text)
{
	put("t.cfg", text);
	return load("t.cfg");
}

const char *error_text(void)
{
	static char all[200000];
	char one[sizeof(struct reeve_error)], *at;

	all[0] = '\0';
	for (size_t i = 0; i < errors.count; i++) {
		error_format(&errors.items[i], one, sizeof one);
		while ((at = strstr(one, root)))
			memmove(at, at + strlen(root) + 1, strlen(at + strlen(root) + 1) + 1);
		strcat(strcat(all, one), "\n");
	}
	return all;
}

void check_loads(const char *text)
{
	ck_assert_msg(load_text(text), "%s", error_text());
}

void check_errors(const char *text, const char *expected)
{
	ck_assert_msg(!load_text(text), "loaded: %s", text);
	ck_assert_str_eq(error_text(), expected);
}

const char *variable(const struct program *program, const char *name)
{
	struct variables variables = {.items = program->env};

	while (program->env[variables.count])
		variables.count++;
	return variables_get(&variables, name);
}

void add_tests(Suite *suite, const char *name, const TTest *const *tests, size_t count)
{
	TCase *tcase = tcase_create(name);

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_set_timeout(tcase, 60);
	for (size_t i = 0; i < count; i++)
		tcase_add_test(tcase, tests[i]);
	suite_add_tcase(suite, tcase);
}

int run_suite(Suite *suite)
{
	SRunner *runner = srunner_create(suite);
	int failed;

	snprintf(top, sizeof top, "%s/reeve-config.XXXXXX",
		getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
	if (!mkdtemp(top) || chmod(top, 0755) < 0) {
		perror(top);
		return EXIT_FAILURE;
	}
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	remove_tree(top);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
