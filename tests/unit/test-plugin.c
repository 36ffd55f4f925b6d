/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <check.h>
#include <elf.h>
#include <errno.h>
#include <link.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "plugin-rig.h"

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

	rig_copy_same(name);
	rig_expect_refused(name, REEVE_EXIT_PLUGIN, "plugin '%s' (%s/%s.so) %s", name, rig_top,
		name, refusals[_i].predicate);
}
END_TEST

START_TEST(wrong_size_is_refused)
{
	size_t whole = sizeof(struct reeve_action), head = sizeof(struct reeve_plugin);

	rig_copy_same("size-too-big");
	rig_expect_refused("size-too-big", REEVE_EXIT_PLUGIN,
		"plugin 'size-too-big' (%s/size-too-big.so) has a damaged descriptor: "
		"it says 4096 bytes and has %zu",
		rig_top, whole);
	rig_copy_same("size-head-only");
	rig_expect_refused("size-head-only", REEVE_EXIT_PLUGIN,
		"plugin 'size-head-only' (%s/size-head-only.so) has a descriptor of %zu bytes, "
		"too small for an action (%zu)",
		rig_top, head, whole);
	rig_copy_same("size-zero");
	rig_expect_refused("size-zero", REEVE_EXIT_PLUGIN,
		"plugin 'size-zero' (%s/size-zero.so) has a descriptor of 0 bytes, "
		"too small for an action (%zu)",
		rig_top, whole);
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
		rig_copy_same(cases[i].name);
		ck_assert_ptr_null(rig_load_from(rig_only_top, cases[i].name, cases[i].wanted));
		snprintf(sentence, sizeof sentence, "plugin '%s' (%s/%s.so) %s", cases[i].name,
			rig_top, cases[i].name, cases[i].predicate);
		ck_assert_str_eq(rig_error.text, sentence);
		ck_assert_int_eq(rig_error.code, REEVE_EXIT_PLUGIN);
	}
}
END_TEST

START_TEST(good_plugins_load)
{
	struct plugin *plugin;

	rig_copy_same("good-action");
	rig_copy_same("good-option");
	rig_copy_same("good-work");

	plugin = rig_load_from(rig_only_top, "good-action", REEVE_KIND_ACTION);
	ck_assert_msg(plugin != NULL, "%s", rig_error.text);
	ck_assert_str_eq(plugin->path, rig_in_top("good-action.so"));
	ck_assert_str_eq(plugin->descriptor.plugin.name, "good-action");
	ck_assert_str_eq(plugin->descriptor.plugin.summary, "answer");
	ck_assert_str_eq(plugin_kind_name(plugin->descriptor.plugin.kind), "action");
	ck_assert_int_eq(plugin->descriptor.action.run(NULL), 42);
	plugin_free(plugin);

	plugin = rig_load_from(rig_only_top, "good-option", REEVE_KIND_OPTION);
	ck_assert_msg(plugin != NULL, "%s", rig_error.text);
	ck_assert_str_eq(plugin->descriptor.option.actions[1], "restart");
	ck_assert_ptr_null(plugin->descriptor.option.actions[2]);
	ck_assert_str_eq(plugin->descriptor.option.metavar, "N");
	ck_assert_int_eq(plugin->descriptor.option.apply(NULL, "x"), 1);
	plugin_free(plugin);

	plugin = rig_load_from(rig_only_top, "good-work", REEVE_KIND_WORK);
	ck_assert_msg(plugin != NULL, "%s", rig_error.text);
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

	rig_copy_same("newer-minor");
	plugin = rig_load_from(rig_only_top, "newer-minor", REEVE_KIND_ACTION);
	ck_assert_msg(plugin != NULL, "%s", rig_error.text);
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

	rig_put(rig_in_top("kick.so"), "", 0);
	rig_expect_refused(
		"kick", REEVE_EXIT_PLUGIN, "plugin 'kick' (%s/kick.so) is empty", rig_top);
	rig_put(rig_in_top("kick.so"), "\177", 1);
	rig_expect_refused("kick", REEVE_EXIT_PLUGIN,
		"plugin 'kick' (%s/kick.so) is not a shared object", rig_top);
	rig_put(rig_in_top("kick.so"), script, sizeof script - 1);
	rig_expect_refused("kick", REEVE_EXIT_PLUGIN,
		"plugin 'kick' (%s/kick.so) is not a shared object", rig_top);
	rig_put(rig_in_top("kick.so"), ELFMAG, SELFMAG);
	rig_expect_refused(
		"kick", REEVE_EXIT_PLUGIN, "plugin 'kick' (%s/kick.so) is truncated", rig_top);
}
END_TEST

/* Writes one byte of the ELF header of a good plugin anew and expects the refusal. */
static void expect_patched(size_t offset, unsigned char byte, const char *predicate)
{
	struct buffer data = rig_fixture("good-action");

	data.data[offset] = (char)byte;
	rig_put(rig_in_top("good-action.so"), data.data, data.length);
	buffer_done(&data);
	rig_expect_refused("good-action", REEVE_EXIT_PLUGIN, "plugin 'good-action' (%s) %s",
		rig_in_top("good-action.so"), predicate);
}

START_TEST(foreign_object_is_refused)
{
	struct buffer data = rig_fixture("good-action");
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
	struct buffer data = rig_fixture("good-action");
	unsigned refused = 0;

	for (size_t length = 1; length < data.length; length += 61) {
		struct plugin *plugin;

		rig_put(rig_in_top("good-action.so"), data.data, length);
		plugin = rig_load("good-action");
		if (plugin) { /* only what no program needs was cut off */
			ck_assert_int_eq(plugin->descriptor.action.run(NULL), 42);
			plugin_free(plugin);
		} else {
			refused++;
			ck_assert_int_eq(rig_error.code, REEVE_EXIT_PLUGIN);
			ck_assert_msg(strstr(rig_error.text, "is truncated") ||
					      strstr(rig_error.text, "is not a shared object"),
				"%zu bytes: %s", length, rig_error.text);
		}
	}
	ck_assert_uint_gt(refused, 3);
	buffer_done(&data);
}
END_TEST

START_TEST(what_is_no_file_is_refused)
{
	ck_assert_int_eq(mkdir(rig_in_top("dir.so"), 0755), 0);
	ck_assert_ptr_null(rig_load("dir"));
	ck_assert_int_eq(rig_error.code, REEVE_EXIT_PLUGIN);
	ck_assert_msg(strstr(rig_error.text, "is a directory") != NULL, "%s", rig_error.text);

	ck_assert_int_eq(mkfifo(rig_in_top("fifo.so"), 0644), 0);
	ck_assert_ptr_null(rig_load("fifo"));
	ck_assert_int_eq(rig_error.code, REEVE_EXIT_PLUGIN);
	ck_assert_msg(
		strstr(rig_error.text, "is not a regular file") != NULL, "%s", rig_error.text);
	ck_assert_int_eq(strncmp(rig_error.text, "plugin 'fifo': ", 15), 0);

	ck_assert_int_eq(symlink("nothing.so", rig_in_top("dangling.so")), 0);
	rig_expect_refused("dangling", REEVE_EXIT_PLUGIN,
		"plugin 'dangling': cannot open '%s/dangling.so': No such file or directory",
		rig_top);

	ck_assert_ptr_null(rig_load("/nonexistent/kick.so"));
	ck_assert_int_eq(rig_error.code, REEVE_EXIT_PLUGIN);
	ck_assert_msg(
		strstr(rig_error.text, "No such file or directory") != NULL, "%s", rig_error.text);
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(
		tests, descriptor_is_refused, 0, (int)(sizeof refusals / sizeof refusals[0]));
	tcase_add_test(tests, wrong_size_is_refused);
	tcase_add_test(tests, wrong_kind_is_refused);
	tcase_add_test(tests, good_plugins_load);
	tcase_add_test(tests, newer_minor_loads);
	tcase_add_test(tests, what_is_no_object_is_refused);
	tcase_add_test(tests, foreign_object_is_refused);
	tcase_add_test(tests, every_truncation_is_survived);
	tcase_add_test(tests, what_is_no_file_is_refused);
}

int main(void)
{
	return rig_run("plugin", add);
}
