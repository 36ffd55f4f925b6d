/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <check.h>
#include <dirent.h>
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <pwd.h>
#include <grp.h>
#include <link.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/fd.h"
#include "plugin/plugin.h"

#define OTHER_UID 65534
#define OTHER_GID 54321 /* nobody's private group */

/* Each test has a directory of its own below one that main() removes, whatever became of the test.
 * Fixtures are copied there, so that the build tree's owner and modes do not matter. */
static char root[150];
static char top[200];
static const char *const *only_top = (const char *const[]){top, NULL};
static struct reeve_error error;

static void make_top(void)
{
	snprintf(top, sizeof top, "%s/test.XXXXXX", root);
	ck_assert_ptr_nonnull(mkdtemp(top));
	ck_assert_int_eq(setenv("REEVE_PLUGIN_DIR", "/nonexistent/plugins", 1), 0);
	error = (struct reeve_error){0};
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

static const char *in_top(const char *name)
{
	static char paths[4][512];
	static unsigned next;
	char *path = paths[next++ % 4];

	snprintf(path, sizeof paths[0], "%s/%s", top, name);
	return path;
}

/* Always a new file: one that is loaded must not change under its process. */
static void put(const char *path, const void *data, size_t length)
{
	int fd;

	unlink(path);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(fchmod(fd, 0644), 0);
	ck_assert_int_eq(fd_write_all(fd, data, length), 0);
	close(fd);
}

static struct buffer fixture(const char *name)
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

/* Copies a fixture to a path below top. */
static const char *copy(const char *name, const char *target)
{
	struct buffer data = fixture(name);
	const char *path = in_top(target);

	put(path, data.data, data.length);
	buffer_done(&data);
	return path;
}

static const char *copy_same(const char *name)
{
	char file[128];

	snprintf(file, sizeof file, "%s.so", name);
	return copy(name, file);
}

static struct plugin *load_from(
	const char *const *directories, const char *name, enum reeve_kind kind)
{
	struct plugin_search search = {directories, (uid_t)-1};
	struct plugin *plugin = (struct plugin *)&search; /* must be overwritten */
	int result;

	error = (struct reeve_error){0};
	result = plugin_load(&search, name, kind, &plugin, &error);
	ck_assert_msg(result == (plugin ? 0 : -1), "result %d with %s", result, error.text);
	ck_assert_int_eq(error.code != 0, plugin == NULL);
	return plugin;
}

static struct plugin *load(const char *name)
{
	return load_from(only_top, name, 0);
}

static void expect_loads(const char *name)
{
	struct plugin *plugin = load(name);

	ck_assert_msg(plugin != NULL, "%s", error.text);
	plugin_free(plugin);
}

static void expect_refused(const char *name, int code, const char *format, ...) REEVE_PRINTF(3, 4);
static void expect_refused(const char *name, int code, const char *format, ...)
{
	struct plugin *plugin = load(name);
	char sentence[sizeof error.text];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(sentence, sizeof sentence, format, arguments);
	va_end(arguments);
	ck_assert_msg(plugin == NULL, "'%s' was loaded", name);
	ck_assert_str_eq(error.text, sentence);
	ck_assert_int_eq(error.code, code);
}

/* Fixtures that the dynamic linker loads and that are refused all the same. */
static const struct {
	const char *name, *predicate;
} refusals[] = {
	{"no-symbol", "is no plugin: it exports no 'reeve_plugin'"},
	{"borrower", "is no plugin: it exports no 'reeve_plugin'"},
	{"function-symbol", "is no plugin: its 'reeve_plugin' is not an object"},
	{"tiny-symbol", "exports a 'reeve_plugin' of 8 bytes, too small for a descriptor"},
	{"bad-magic", "exports a 'reeve_plugin' that is no descriptor (wrong magic)"},
	{"abi-major", "was built for ABI 2.0, this reeve has 1.0"},
	{"kind-unknown", "is of kind 77, which this reeve does not know"},
	{"kind-store", "is of kind 4, which this reeve does not know"},
	{"name-missing", "has no name"},
	{"name-invalid", "has an invalid name, '-\\x1b[31m'"},
	{"name-other",
		"calls itself 'somebody': name and file must be the same, with '.so' after it"},
	{"summary-missing", "has no summary"},
	{"summary-empty", "has no summary"},
	{"summary-control",
		"has a bad summary: one line of printable text, up to 200 bytes, is wanted"},
	{"summary-lines",
		"has a bad summary: one line of printable text, up to 200 bytes, is wanted"},
	{"no-run", "has no 'run'"},
	{"no-apply", "has no 'apply'"},
	{"no-work-run", "has no 'run'"},
	{"option-actions", "has a bad list of actions: entry 2 is no valid name"},
	{"option-metavar", "has a bad metavar: printable text of up to 64 bytes is wanted"},
#ifdef __GLIBC__
	{"undefined-symbol", "cannot be loaded: undefined symbol: reeve_from_the_future"},
#else
	{"undefined-symbol", "cannot be loaded: reeve_from_the_future: symbol not found"},
#endif
};

START_TEST(descriptor_is_refused)
{
	const char *name = refusals[_i].name;

	copy_same(name);
	expect_refused(name, REEVE_EXIT_PLUGIN, "plugin '%s' (%s/%s.so) %s", name, top, name,
		refusals[_i].predicate);
}
END_TEST

START_TEST(wrong_size_is_refused)
{
	size_t whole = sizeof(struct reeve_action), head = sizeof(struct reeve_plugin);

	copy_same("size-too-big");
	expect_refused("size-too-big", REEVE_EXIT_PLUGIN,
		"plugin 'size-too-big' (%s/size-too-big.so) has a damaged descriptor: "
		"it says 4096 bytes and has %zu",
		top, whole);
	copy_same("size-head-only");
	expect_refused("size-head-only", REEVE_EXIT_PLUGIN,
		"plugin 'size-head-only' (%s/size-head-only.so) has a descriptor of %zu bytes, "
		"too small for an action (%zu)",
		top, head, whole);
	copy_same("size-zero");
	expect_refused("size-zero", REEVE_EXIT_PLUGIN,
		"plugin 'size-zero' (%s/size-zero.so) has a descriptor of 0 bytes, "
		"too small for an action (%zu)",
		top, whole);
}
END_TEST

START_TEST(wrong_kind_is_refused)
{
	static const struct {
		const char *name;
		enum reeve_kind wanted;
		const char *predicate;
	} cases[] = {
		{"good-action", REEVE_KIND_OPTION, "is an action, an option is wanted here"},
		{"good-action", REEVE_KIND_WORK, "is an action, a work is wanted here"},
		{"good-option", REEVE_KIND_ACTION, "is an option, an action is wanted here"},
		{"good-work", REEVE_KIND_ACTION, "is a work, an action is wanted here"},
	};
	char sentence[1024];

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		copy_same(cases[i].name);
		ck_assert_ptr_null(load_from(only_top, cases[i].name, cases[i].wanted));
		snprintf(sentence, sizeof sentence, "plugin '%s' (%s/%s.so) %s", cases[i].name, top,
			cases[i].name, cases[i].predicate);
		ck_assert_str_eq(error.text, sentence);
		ck_assert_int_eq(error.code, REEVE_EXIT_PLUGIN);
	}
}
END_TEST

START_TEST(good_plugins_load)
{
	struct plugin *plugin;

	copy_same("good-action");
	copy_same("good-option");
	copy_same("good-work");

	plugin = load_from(only_top, "good-action", REEVE_KIND_ACTION);
	ck_assert_msg(plugin != NULL, "%s", error.text);
	ck_assert_str_eq(plugin->path, in_top("good-action.so"));
	ck_assert_str_eq(plugin->descriptor.plugin.name, "good-action");
	ck_assert_str_eq(plugin->descriptor.plugin.summary, "answer");
	ck_assert_str_eq(plugin_kind_name(plugin->descriptor.plugin.kind), "action");
	ck_assert_int_eq(plugin->descriptor.action.run(NULL), 42);
	plugin_free(plugin);

	plugin = load_from(only_top, "good-option", REEVE_KIND_OPTION);
	ck_assert_msg(plugin != NULL, "%s", error.text);
	ck_assert_str_eq(plugin->descriptor.option.actions[1], "restart");
	ck_assert_ptr_null(plugin->descriptor.option.actions[2]);
	ck_assert_str_eq(plugin->descriptor.option.metavar, "N");
	ck_assert_int_eq(plugin->descriptor.option.apply(NULL, "x"), 1);
	plugin_free(plugin);

	plugin = load_from(only_top, "good-work", REEVE_KIND_WORK);
	ck_assert_msg(plugin != NULL, "%s", error.text);
	ck_assert_ptr_null(plugin->descriptor.work.init);
	ck_assert_int_eq(plugin->descriptor.work.run(NULL, NULL), 0);
	ck_assert_ptr_nonnull(plugin->descriptor.work.fini);
	plugin_free(plugin);

	ck_assert_ptr_null(plugin_kind_name(0));
	plugin_free(NULL);
}
END_TEST

/* The copy ends where the host's struct does, and what a smaller kind does not have is zero. */
START_TEST(newer_minor_loads)
{
	struct plugin *plugin;
	union plugin_descriptor zero = {0};

	copy_same("newer-minor");
	plugin = load_from(only_top, "newer-minor", REEVE_KIND_ACTION);
	ck_assert_msg(plugin != NULL, "%s", error.text);
	ck_assert_uint_eq(plugin->descriptor.plugin.abi_minor, 7);
	ck_assert_int_eq(plugin->descriptor.action.run(NULL), 17);
	ck_assert_mem_eq((char *)&plugin->descriptor + sizeof(struct reeve_action), &zero,
		sizeof zero - sizeof(struct reeve_action));
	plugin_free(plugin);
}
END_TEST

START_TEST(what_is_no_object_is_refused)
{
	static const char script[] = "#!/bin/sh\necho never\n";

	put(in_top("kick.so"), "", 0);
	expect_refused("kick", REEVE_EXIT_PLUGIN, "plugin 'kick' (%s/kick.so) is empty", top);
	put(in_top("kick.so"), "\177", 1);
	expect_refused("kick", REEVE_EXIT_PLUGIN,
		"plugin 'kick' (%s/kick.so) is not a shared object", top);
	put(in_top("kick.so"), script, sizeof script - 1);
	expect_refused("kick", REEVE_EXIT_PLUGIN,
		"plugin 'kick' (%s/kick.so) is not a shared object", top);
	put(in_top("kick.so"), ELFMAG, SELFMAG);
	expect_refused("kick", REEVE_EXIT_PLUGIN, "plugin 'kick' (%s/kick.so) is truncated", top);
}
END_TEST

/* Writes one byte of the ELF header of a good plugin anew and expects the refusal. */
static void expect_patched(size_t offset, unsigned char byte, const char *predicate)
{
	struct buffer data = fixture("good-action");

	data.data[offset] = (char)byte;
	put(in_top("good-action.so"), data.data, data.length);
	buffer_done(&data);
	expect_refused("good-action", REEVE_EXIT_PLUGIN, "plugin 'good-action' (%s) %s",
		in_top("good-action.so"), predicate);
}

START_TEST(foreign_object_is_refused)
{
	struct buffer data = fixture("good-action");
	unsigned char class = (unsigned char)data.data[EI_CLASS];
	unsigned char order = (unsigned char)data.data[EI_DATA];

	buffer_done(&data);
	expect_patched(
		EI_CLASS, class == ELFCLASS64 ? ELFCLASS32 : ELFCLASS64, "is for another machine");
	expect_patched(EI_DATA, order == ELFDATA2LSB ? ELFDATA2MSB : ELFDATA2LSB,
		"is for another machine");
	expect_patched(offsetof(ElfW(Ehdr), e_machine), EM_68K, "is for another machine");
	expect_patched(
		offsetof(ElfW(Ehdr), e_type), ET_EXEC, "is an ELF file, but not a shared object");
	expect_patched(
		offsetof(ElfW(Ehdr), e_type), ET_REL, "is an ELF file, but not a shared object");
	expect_patched(offsetof(ElfW(Ehdr), e_phnum), 0, "has a damaged ELF header");
	expect_patched(offsetof(ElfW(Ehdr), e_phnum), 255, "has a damaged ELF header");
	expect_patched(offsetof(ElfW(Ehdr), e_shnum), 0,
		"is no plugin: it has no table of what it exports");
	expect_patched(offsetof(ElfW(Ehdr), e_shentsize), 1, "is truncated");
	expect_patched(offsetof(ElfW(Ehdr), e_phoff) + sizeof(ElfW(Off)) - 1, 0x7f,
		"has a damaged ELF header");
	expect_patched(offsetof(ElfW(Ehdr), e_phoff) + sizeof(ElfW(Off)) - 1, 0xff,
		"has a damaged ELF header");
}
END_TEST

/* Without the check before dlopen() some of these lengths are SIGBUS. */
START_TEST(every_truncation_is_survived)
{
	struct buffer data = fixture("good-action");
	unsigned refused = 0;

	for (size_t length = 1; length < data.length; length += 61) {
		struct plugin *plugin;

		put(in_top("good-action.so"), data.data, length);
		plugin = load("good-action");
		if (plugin) { /* only what no program needs was cut off */
			ck_assert_int_eq(plugin->descriptor.action.run(NULL), 42);
			plugin_free(plugin);
		} else {
			refused++;
			ck_assert_int_eq(error.code, REEVE_EXIT_PLUGIN);
			ck_assert_msg(strstr(error.text, "is truncated") ||
					      strstr(error.text, "is not a shared object"),
				"%zu bytes: %s", length, error.text);
		}
	}
	ck_assert_uint_gt(refused, 3);
	buffer_done(&data);
}
END_TEST

START_TEST(what_is_no_file_is_refused)
{
	ck_assert_int_eq(mkdir(in_top("dir.so"), 0755), 0);
	ck_assert_ptr_null(load("dir"));
	ck_assert_int_eq(error.code, REEVE_EXIT_PLUGIN);
	ck_assert_msg(strstr(error.text, "is a directory") != NULL, "%s", error.text);

	ck_assert_int_eq(mkfifo(in_top("fifo.so"), 0644), 0);
	ck_assert_ptr_null(load("fifo"));
	ck_assert_int_eq(error.code, REEVE_EXIT_PLUGIN);
	ck_assert_msg(strstr(error.text, "is not a regular file") != NULL, "%s", error.text);
	ck_assert_int_eq(strncmp(error.text, "plugin 'fifo': ", 15), 0);

	ck_assert_int_eq(symlink("nothing.so", in_top("dangling.so")), 0);
	expect_refused("dangling", REEVE_EXIT_PLUGIN,
		"plugin 'dangling': cannot open '%s/dangling.so': No such file or directory", top);

	ck_assert_ptr_null(load("/nonexistent/kick.so"));
	ck_assert_int_eq(error.code, REEVE_EXIT_PLUGIN);
	ck_assert_msg(strstr(error.text, "No such file or directory") != NULL, "%s", error.text);
}
END_TEST

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
		expect_refused(cases[i].name, REEVE_EXIT_PLUGIN, "'%s' cannot be a plugin: %s",
			cases[i].shown, cases[i].rule);
}
END_TEST

START_TEST(long_names_are_refused)
{
	char name[5000];

	memset(name, 'a', sizeof name);
	name[64] = '\0';
	expect_refused(name, REEVE_EXIT_PLUGIN,
		"plugin '%s' not found (searched %s, /nonexistent/plugins)", name, top);
	name[64] = 'a';
	name[65] = '\0';
	expect_refused(name, REEVE_EXIT_PLUGIN, "'%s' cannot be a plugin: " NAME_RULE, name);
	name[65] = 'a';
	name[0] = '/';
	memcpy(name + sizeof name - 4, ".so", 4);
	ck_assert_ptr_null(load(name));
	ck_assert_msg(strstr(error.text, "the path is too long") != NULL, "%s", error.text);
}
END_TEST

START_TEST(not_found_names_places_and_nearest)
{
	char other[300];
	const char *const two[] = {other, top, NULL};

	snprintf(other, sizeof other, "%s/other", top);
	expect_refused("kick", REEVE_EXIT_PLUGIN,
		"plugin 'kick' not found (searched %s, /nonexistent/plugins)", top);
	expect_refused("kick.so", REEVE_EXIT_PLUGIN,
		"plugin 'kick.so' not found (searched %s, /nonexistent/plugins)"
		"; a file is named by a path, as './kick.so'",
		top);
	copy("good-action", "kicks.so");
	copy("good-action", "unlike.so");
	expect_refused("kick", REEVE_EXIT_PLUGIN,
		"plugin 'kick' not found (searched %s, /nonexistent/plugins), did you mean "
		"'kicks'?",
		top);
	ck_assert_int_eq(mkdir(other, 0755), 0);
	copy("good-action", "other/kick.so");
	ck_assert_ptr_null(load_from(two, "kcik", 0));
	ck_assert_msg(strstr(error.text, ", did you mean 'kick'?") != NULL, "%s", error.text);
}
END_TEST

START_TEST(relative_directories_are_refused)
{
	static const char *const relative[] = {"plugins", NULL};
	static const char *const blank[] = {"", NULL};

	copy_same("good-action");
	ck_assert_ptr_null(load_from(relative, "good-action", 0));
	ck_assert_str_eq(error.text,
		"plugin 'good-action': cannot search 'plugins', it is not an absolute path");
	ck_assert_ptr_null(load_from(blank, "good-action", 0));
	setenv("REEVE_PLUGIN_DIR", "/nonexistent::/usr", 1);
	ck_assert_ptr_null(load_from(NULL, "good-action", 0));
	ck_assert_str_eq(
		error.text, "plugin 'good-action': cannot search '', it is not an absolute path");
}
END_TEST

/* Neither where the caller stands nor where the dynamic linker would look. */
START_TEST(nowhere_else_is_searched)
{
	int before = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	copy_same("good-action");
	ck_assert_int_eq(chdir(top), 0);
	setenv("LD_LIBRARY_PATH", top, 1);
	ck_assert_ptr_null(load_from(NULL, "good-action", 0));
	ck_assert_str_eq(
		error.text, "plugin 'good-action' not found (searched /nonexistent/plugins)");
	unsetenv("LD_LIBRARY_PATH");
	/* A path says where: then it may be relative. */
	expect_loads("./good-action.so");
	ck_assert_int_eq(fchdir(before), 0);
	close(before);
}
END_TEST

static int run_and_free(struct plugin *plugin)
{
	int result;

	ck_assert_msg(plugin != NULL, "%s", error.text);
	result = plugin->descriptor.action.run(NULL);
	plugin_free(plugin);
	return result;
}

START_TEST(directories_are_searched_in_order)
{
	char one[300], two[300], both[700];
	const char *const order[] = {one, two, NULL};

	snprintf(one, sizeof one, "%s/one", top);
	snprintf(two, sizeof two, "%s/two", top);
	snprintf(both, sizeof both, "/nonexistent:%s:%s", two, one);
	mkdir(one, 0755);
	mkdir(two, 0755);
	copy("twin-two", "two/twin.so");
	ck_assert_int_eq(run_and_free(load_from(order, "twin", 0)), 2);
	copy("twin-one", "one/twin.so");
	ck_assert_int_eq(run_and_free(load_from(order, "twin", 0)), 1);
	setenv("REEVE_PLUGIN_DIR", both, 1);
	ck_assert_int_eq(run_and_free(load_from(NULL, "twin", 0)), 2);
	ck_assert_int_eq(run_and_free(load_from(order, "twin", 0)), 1);
	/* One that is refused is not replaced by one further down. */
	ck_assert_int_eq(chmod(in_top("one/twin.so"), 0666), 0);
	ck_assert_ptr_null(load_from(order, "twin", 0));
	ck_assert_int_eq(error.code, REEVE_EXIT_REFUSED);
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

	mkdir(in_top("one"), 0755);
	mkdir(in_top("two"), 0755);
	copy("twin-one", "one/twin.so");
	copy("twin-two", "two/twin.so");
	before = open_descriptors();
	for (int i = 0; i < 100; i++) {
		first = load(in_top("one/twin.so"));
		second = load(in_top("two/twin.so"));
		again = load(in_top("one/twin.so"));
		ck_assert_ptr_nonnull(first);
		ck_assert_ptr_nonnull(second);
		ck_assert_ptr_nonnull(again);
		ck_assert_int_eq(first->descriptor.action.run(NULL), 1);
		ck_assert_int_eq(second->descriptor.action.run(NULL), 2);
		ck_assert_ptr_eq(again->handle, first->handle);
		plugin_free(first);
		ck_assert_int_eq(run_and_free(again), 1);
		ck_assert_int_eq(run_and_free(second), 2);
	}
	ck_assert_uint_eq(open_descriptors(), before);
}
END_TEST

START_TEST(writable_by_others_is_refused)
{
	const char *path = copy_same("good-action");

	ck_assert_int_eq(chmod(path, 0666), 0);
	expect_refused("good-action", REEVE_EXIT_REFUSED,
		"plugin 'good-action': '%s' can be written by others (mode 0666)", path);
	ck_assert_int_eq(chmod(path, 0755), 0);
	expect_loads("good-action");
	ck_assert_int_eq(chmod(top, 0777), 0);
	expect_refused("good-action", REEVE_EXIT_REFUSED,
		"plugin 'good-action': '%s' can be written by others (mode 0777)", top);
	ck_assert_int_eq(chmod(top, 01777), 0);
	expect_loads("good-action");
	/* Further up counts as well. */
	ck_assert_int_eq(mkdir(in_top("inner"), 0755), 0);
	path = copy("good-action", "inner/good-action.so");
	expect_loads(path);
	ck_assert_int_eq(chmod(top, 0777), 0);
	expect_refused(path, REEVE_EXIT_REFUSED,
		"plugin '%s': '%s' can be written by others (mode 0777)", path, top);
}
END_TEST

/* What a build under umask 002 makes. */
START_TEST(private_group_is_trusted)
{
	const struct passwd *user = getpwuid(geteuid());
	const struct group *group = user ? getgrgid(geteuid()) : NULL;
	const char *path = copy_same("good-action");

	if (!group || strcmp(group->gr_name, user->pw_name) != 0)
		return; /* this user has no private group */
	ck_assert_int_eq(chown(path, (uid_t)-1, geteuid()), 0);
	ck_assert_int_eq(chown(top, (uid_t)-1, geteuid()), 0);
	ck_assert_int_eq(chmod(path, 0775), 0);
	ck_assert_int_eq(chmod(top, 0775), 0);
	expect_loads("good-action");
	if (geteuid() != 0)
		return;
	ck_assert_int_eq(chown(path, (uid_t)-1, OTHER_GID), 0);
	ck_assert_int_eq(chmod(path, 0664), 0); /* chown took set-id bits only */
	expect_refused("good-action", REEVE_EXIT_REFUSED,
		"plugin 'good-action': '%s' can be written by group %d (mode 0664)", path,
		OTHER_GID);
}
END_TEST

START_TEST(foreign_owner_is_refused)
{
	struct plugin_search search = {only_top, OTHER_UID};
	const char *path = copy_same("good-action");
	struct plugin *plugin;

	if (geteuid() != 0)
		return; /* only root gives files away */
	ck_assert_int_eq(chown(path, OTHER_UID, (gid_t)-1), 0);
	expect_refused("good-action", REEVE_EXIT_REFUSED,
		"plugin 'good-action': '%s' belongs to user %d, who is neither root nor the caller",
		path, OTHER_UID);
	/* The template's owner is trusted too. */
	ck_assert_int_eq(plugin_load(&search, "good-action", 0, &plugin, &error), 0);
	plugin_free(plugin);
	ck_assert_int_eq(chown(path, 0, (gid_t)-1), 0);
	ck_assert_int_eq(chown(top, OTHER_UID, (gid_t)-1), 0);
	expect_refused("good-action", REEVE_EXIT_REFUSED,
		"plugin 'good-action': '%s' belongs to user %d, who is neither root nor the caller",
		top, OTHER_UID);
}
END_TEST

/* It is the real file and its path that are checked; the name is the link's. */
START_TEST(links_are_followed)
{
	char real[300];

	mkdir(in_top("real"), 0755);
	copy("good-action", "real/version-3.so");
	ck_assert_int_eq(symlink("real/version-3.so", in_top("good-action.so")), 0);
	expect_loads("good-action");
	snprintf(real, sizeof real, "%s/real", top);
	ck_assert_int_eq(chmod(real, 0777), 0);
	expect_refused("good-action", REEVE_EXIT_REFUSED,
		"plugin 'good-action': '%s' can be written by others (mode 0777)", real);
	ck_assert_int_eq(chmod(real, 0755), 0);
	ck_assert_int_eq(chmod(in_top("real/version-3.so"), 0666), 0);
	ck_assert_ptr_null(load("good-action"));
	ck_assert_int_eq(error.code, REEVE_EXIT_REFUSED);
}
END_TEST

static atomic_bool swapping;

/* Makes twin.so mean the good file and the bad one by turns. */
static void *swap(void *unused)
{
	const char *const targets[] = {"good.so", "bad.so"};
	char fresh[300], link[300];

	snprintf(fresh, sizeof fresh, "%s/fresh", top);
	snprintf(link, sizeof link, "%s/twin.so", top);
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

	copy("twin-one", "good.so");
	ck_assert_int_eq(chmod(copy("twin-two", "bad.so"), 0666), 0);
	ck_assert_int_eq(symlink("good.so", in_top("twin.so")), 0);
	atomic_store(&swapping, true);
	ck_assert_int_eq(pthread_create(&thread, NULL, swap, NULL), 0);
	for (int i = 0; i < 2000; i++) {
		struct plugin *plugin = load("twin");

		if (plugin) {
			loaded++;
			ck_assert_int_eq(run_and_free(plugin), 1);
		} else {
			refused++;
			ck_assert_msg(error.code == REEVE_EXIT_REFUSED, "%s", error.text);
		}
	}
	atomic_store(&swapping, false);
	pthread_join(thread, NULL);
	ck_assert_uint_eq(loaded + refused, 2000);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("plugin");
	TCase *tcase = tcase_create("plugin");
	const char *parent = getenv("TMPDIR");
	SRunner *runner;
	int failed;

	snprintf(root, sizeof root, "%s/reeve-plugin.XXXXXX", parent ? parent : "/tmp");
	if (!mkdtemp(root)) {
		perror(root);
		return EXIT_FAILURE;
	}
	tcase_add_checked_fixture(tcase, make_top, NULL);
	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(
		tcase, descriptor_is_refused, 0, (int)(sizeof refusals / sizeof refusals[0]));
	tcase_add_test(tcase, wrong_size_is_refused);
	tcase_add_test(tcase, wrong_kind_is_refused);
	tcase_add_test(tcase, good_plugins_load);
	tcase_add_test(tcase, newer_minor_loads);
	tcase_add_test(tcase, what_is_no_object_is_refused);
	tcase_add_test(tcase, foreign_object_is_refused);
	tcase_add_test(tcase, every_truncation_is_survived);
	tcase_add_test(tcase, what_is_no_file_is_refused);
	tcase_add_test(tcase, invalid_names_are_refused);
	tcase_add_test(tcase, long_names_are_refused);
	tcase_add_test(tcase, not_found_names_places_and_nearest);
	tcase_add_test(tcase, relative_directories_are_refused);
	tcase_add_test(tcase, nowhere_else_is_searched);
	tcase_add_test(tcase, directories_are_searched_in_order);
	tcase_add_test(tcase, equal_numbers_are_not_confused);
	tcase_add_test(tcase, writable_by_others_is_refused);
	tcase_add_test(tcase, private_group_is_trusted);
	tcase_add_test(tcase, foreign_owner_is_refused);
	tcase_add_test(tcase, links_are_followed);
	tcase_add_test(tcase, what_is_checked_is_what_is_loaded);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	empty(root);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
