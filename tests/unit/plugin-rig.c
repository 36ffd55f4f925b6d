/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "plugin-rig.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"

static char root[150];
char rig_top[200];
const char *const *const rig_only_top = (const char *const[]){rig_top, NULL};
struct reeve_error rig_error;

static void make_top(void)
{
	snprintf(rig_top, sizeof rig_top, "%s/test.XXXXXX", root);
	ck_assert_ptr_nonnull(mkdtemp(rig_top));
	ck_assert_int_eq(setenv("REEVE_PLUGIN_DIR", "/nonexistent/plugins", 1), 0);
	rig_error = (struct reeve_error){0};
}

static void empty(const char *directory)
{
	DIR *stream = opendir(directory);
	struct dirent *entry;
	char path[512];

	while (stream && (entry = readdir(stream))) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		snprintf(path, sizeof path, "%s/%s", directory, entry->d_name);
		if (entry->d_type == DT_DIR)
			empty(path);
		else
			unlink(path);
	}
	if (stream)
		closedir(stream);
	rmdir(directory);
}

const char *rig_in_top(const char *name)
{
	static char paths[4][512];
	static unsigned next;
	char *path = paths[next++ % 4];

	snprintf(path, sizeof paths[0], "%s/%s", rig_top, name);
	return path;
}

void rig_put(const char *path, const void *data, size_t length)
{
	int fd;

	unlink(path);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(fchmod(fd, 0644), 0);
	ck_assert_int_eq(fd_write_all(fd, data, length), 0);
	close(fd);
}

struct buffer rig_fixture(const char *name)
{
	const char *directory = getenv("REEVE_TEST_PLUGINS");
	struct buffer data = {0};
	char path[512];
	int fd;

	snprintf(path, sizeof path, "%s/%s.so", directory ? directory : REEVE_TEST_PLUGINS, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	ck_assert_msg(fd >= 0, "fixture %s: %s", path, strerror(errno));
	ck_assert_int_eq(fd_read_all(fd, 64 << 20, &data), 0);
	close(fd);
	return data;
}

const char *rig_copy(const char *name, const char *target)
{
	struct buffer data = rig_fixture(name);
	const char *path = rig_in_top(target);

	rig_put(path, data.data, data.length);
	buffer_done(&data);
	return path;
}

const char *rig_copy_same(const char *name)
{
	char file[128];

	snprintf(file, sizeof file, "%s.so", name);
	return rig_copy(name, file);
}

struct plugin *rig_load_from(const char *const *directories, const char *name, enum reeve_kind kind)
{
	struct plugin_search search = {directories, (uid_t)-1};
	struct plugin *plugin = (struct plugin *)&search; /* must be overwritten */
	int result;

	rig_error = (struct reeve_error){0};
	result = plugin_load(&search, name, kind, &plugin, &rig_error);
	ck_assert_msg(result == (plugin ? 0 : -1), "result %d with %s", result, rig_error.text);
	ck_assert_int_eq(rig_error.code != 0, plugin == NULL);
	return plugin;
}

struct plugin *rig_load(const char *name)
{
	return rig_load_from(rig_only_top, name, 0);
}

void rig_expect_loads(const char *name)
{
	struct plugin *plugin = rig_load(name);

	ck_assert_msg(plugin != NULL, "%s", rig_error.text);
	plugin_free(plugin);
}

void rig_expect_refused(const char *name, int code, const char *format, ...)
{
	struct plugin *plugin = rig_load(name);
	char sentence[sizeof rig_error.text];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(sentence, sizeof sentence, format, arguments);
	va_end(arguments);
	ck_assert_msg(plugin == NULL, "'%s' was loaded", name);
	ck_assert_str_eq(rig_error.text, sentence);
	ck_assert_int_eq(rig_error.code, code);
}

int rig_run_and_free(struct plugin *plugin)
{
	int result;

	ck_assert_msg(plugin != NULL, "%s", rig_error.text);
	result = plugin->descriptor.action.run(NULL);
	plugin_free(plugin);
	return result;
}

int rig_run(const char *name, void (*add)(TCase *tests))
{
	Suite *suite = suite_create(name);
	TCase *tests = tcase_create(name);
	const char *parent = getenv("TMPDIR");
	SRunner *runner;
	int failed;

	snprintf(root, sizeof root, "%s/reeve-plugin.XXXXXX", parent ? parent : "/tmp");
	if (!mkdtemp(root)) {
		perror(root);
		return EXIT_FAILURE;
	}
	tcase_add_checked_fixture(tests, make_top, NULL);
	tcase_set_timeout(tests, 60);
	add(tests);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	empty(root);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
