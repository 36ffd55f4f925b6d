/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "plugin/descriptor.h"

#include <string.h>

#include "base/buffer.h"
#include "base/name.h"
#include "base/text.h"
#include "plugin/refuse.h"
#include "plugin/search.h"

#define SUMMARY_MAX 200 /* bytes: one line of --help */
#define METAVAR_MAX 64	/* bytes */
#define ACTIONS_MAX \
	256 /* names in an option's list: an end that is missing is not looked for far */

#define END_OF(type, member) (offsetof(struct type, member) + sizeof(((struct type *)0)->member))

/* One row per kind. least: the size that its struct had in ABI 1.0, which never changes; whole: the
 * size that it has now. */
struct kind {
	unsigned number;
	const char *name;
	const char *article;
	size_t least, whole;
};

static const struct kind kinds[] = {
	{REEVE_KIND_ACTION, "action", "an", END_OF(reeve_action, run), sizeof(struct reeve_action)},
	{REEVE_KIND_OPTION, "option", "an", END_OF(reeve_option, metavar),
		sizeof(struct reeve_option)},
	{REEVE_KIND_WORK, "work", "a", END_OF(reeve_work, fini), sizeof(struct reeve_work)},
};

static const struct kind *find_kind(unsigned number)
{
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (kinds[i].number == number)
			return &kinds[i];
	return NULL;
}

const char *plugin_kind_name(unsigned number)
{
	const struct kind *kind = find_kind(number);

	return kind ? kind->name : NULL;
}

/* The part that never changes tells whether the rest can be understood. */
static int check_head(const struct reeve_plugin *plugin, size_t available, const char *path,
	struct reeve_error *error)
{
	if (available < sizeof *plugin)
		return refuse(error, path,
			"exports a 'reeve_plugin' of %zu bytes, too small for a descriptor",
			available);
	if (plugin->magic != REEVE_PLUGIN_MAGIC)
		return refuse(error, path,
			"exports a 'reeve_plugin' that is no descriptor (wrong magic)");
	if (plugin->abi_major != REEVE_ABI_MAJOR)
		return refuse(error, path, "was built for ABI %u.%u, this reeve has %u.%u",
			plugin->abi_major, plugin->abi_minor, REEVE_ABI_MAJOR, REEVE_ABI_MINOR);
	if (plugin->size > available)
		return refuse(error, path, "has a damaged descriptor: it says %u bytes and has %zu",
			plugin->size, available);
	return 0;
}

static int check_kind(const struct reeve_plugin *plugin, const char *path, enum reeve_kind wanted,
	struct reeve_error *error)
{
	const struct kind *kind = find_kind(plugin->kind);
	const struct kind *other = find_kind(wanted);

	if (!kind)
		return refuse(
			error, path, "is of kind %u, which this reeve does not know", plugin->kind);
	if (other && kind != other)
		return refuse(error, path, "is %s %s, %s %s is wanted here", kind->article,
			kind->name, other->article, other->name);
	if (plugin->size < kind->least)
		return refuse(error, path,
			"has a descriptor of %u bytes, too small for %s %s (%zu)", plugin->size,
			kind->article, kind->name, kind->least);
	return 0;
}

static int check_name(const char *name, const char *path, struct reeve_error *error)
{
	char stem[NAME_MAX_LENGTH + 1];
	struct buffer shown = {0};

	if (!name)
		return refuse(error, path, "has no name");
	if (!name_is_valid(name)) {
		text_escape(&shown, name, strnlen(name, NAME_MAX_LENGTH + 1));
		refuse(error, path, "has an invalid name, '%s'", shown.data ? shown.data : "");
		buffer_done(&shown);
		return -1;
	}
	if (strcmp(name, path) != 0 && (!search_stem(path, stem) || strcmp(name, stem) != 0))
		return refuse(error, path,
			"calls itself '%s': name and file must be the same, with '" PLUGIN_SUFFIX
			"' after it",
			name);
	return 0;
}

static bool is_line(const char *text, size_t limit)
{
	size_t length = strnlen(text, limit + 1);

	return length > 0 && length <= limit && text_is_printable(text, length) &&
	       !memchr(text, '\t', length);
}

static int check_summary(const char *summary, const char *path, struct reeve_error *error)
{
	if (!summary || !summary[0])
		return refuse(error, path, "has no summary");
	if (!is_line(summary, SUMMARY_MAX))
		return refuse(error, path,
			"has a bad summary: one line of printable text, up to %d bytes, is wanted",
			SUMMARY_MAX);
	return 0;
}

static int check_option(
	const struct reeve_option *option, const char *path, struct reeve_error *error)
{
	const char *const *actions = option->actions;

	if (!option->apply)
		return refuse(error, path, "has no 'apply'");
	if (option->metavar && !is_line(option->metavar, METAVAR_MAX))
		return refuse(error, path,
			"has a bad metavar: printable text of up to %d bytes is wanted",
			METAVAR_MAX);
	for (size_t i = 0; actions && actions[i]; i++)
		if (i == ACTIONS_MAX || !name_is_valid(actions[i]))
			return refuse(error, path,
				"has a bad list of actions: entry %zu is no valid name", i + 1);
	return 0;
}

static int check_operations(
	const union plugin_descriptor *descriptor, const char *path, struct reeve_error *error)
{
	switch ((enum reeve_kind)descriptor->plugin.kind) {
	case REEVE_KIND_ACTION:
		return descriptor->action.run ? 0 : refuse(error, path, "has no 'run'");
	case REEVE_KIND_OPTION:
		return check_option(&descriptor->option, path, error);
	case REEVE_KIND_WORK:
		return descriptor->work.run ? 0 : refuse(error, path, "has no 'run'");
	case REEVE_KIND_STORE:
		break;
	}
	return refuse(error, path, "is of a kind that this reeve does not know");
}

int descriptor_read(const void *symbol, size_t available, const char *path, enum reeve_kind kind,
	union plugin_descriptor *ret_descriptor, struct reeve_error *error)
{
	const struct reeve_plugin *plugin = symbol;
	size_t whole;

	if (check_head(plugin, available, path, error) < 0 ||
		check_kind(plugin, path, kind, error) < 0 ||
		check_name(plugin->name, path, error) < 0 ||
		check_summary(plugin->summary, path, error) < 0)
		return -1;
	whole = find_kind(plugin->kind)->whole;
	memset(ret_descriptor, 0, sizeof *ret_descriptor);
	memcpy(ret_descriptor, symbol, plugin->size < whole ? plugin->size : whole);
	return check_operations(ret_descriptor, path, error);
}
