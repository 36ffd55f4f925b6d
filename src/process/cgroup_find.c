/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "process/cgroup_find.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/vfs.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/fd.h"

#define CGROUP2_MAGIC 0x63677270
#define TEXT_MAX (4u << 20)

enum { FIELD_ROOT = 3, FIELD_PLACE = 4, FIELDS = 5 };

int cgroup_parse_own(const char *text, char path[PATH_MAX])
{
	while (*text) {
		size_t length = strcspn(text, "\n");

		if (strncmp(text, "0::", 3) == 0) {
			if (length < 4 || text[3] != '/' || length - 3 >= PATH_MAX)
				return -EINVAL;
			memcpy(path, text + 3, length - 3);
			path[length - 3] = '\0';
			/* Outside of what our namespace shows. */
			return strncmp(path, "/../", 4) == 0 || strcmp(path, "/..") == 0 ? -ENOENT
											 : 0;
		}
		text += length + (text[length] == '\n');
	}
	return -ENOENT;
}

/* Blanks and their like are written as three octal digits. Returns -EINVAL if it does not fit. */
static int unescape(const char *text, size_t length, char path[PATH_MAX])
{
	size_t out = 0;

	for (size_t i = 0; i < length; out++) {
		char digits[4] = "";

		if (out == PATH_MAX - 1)
			return -EINVAL;
		if (text[i] == '\\' && length - i >= 4)
			memcpy(digits, text + i + 1, 3);
		if (digits[0] && strspn(digits, "01234567") == 3) {
			path[out] = (char)strtol(digits, NULL, 8);
			i += 4;
		} else {
			path[out] = text[i++];
		}
	}
	path[out] = '\0';
	return 0;
}

/* What of the path is below root; NULL: it is not. */
static const char *below(const char *path, const char *root)
{
	size_t length = strlen(root);

	if (strcmp(root, "/") == 0)
		return path;
	if (strncmp(path, root, length) != 0 || (path[length] && path[length] != '/'))
		return NULL;
	return path + length;
}

/* One line: number, parent, device, root, place, options, ..., "-", type, ... */
static bool shows(const char *line, size_t length, const char *path, char place[PATH_MAX])
{
	const char *fields[FIELDS], *end = line + length, *at = line, *type, *rest;
	size_t lengths[FIELDS], used;
	char root[PATH_MAX];

	for (int i = 0; i < FIELDS; i++) {
		const char *blank = memchr(at, ' ', (size_t)(end - at));

		if (!blank)
			return false;
		fields[i] = at;
		lengths[i] = (size_t)(blank - at);
		at = blank + 1;
	}
	type = memmem(at, (size_t)(end - at), " - ", 3);
	if (!type || end - type < 11 || strncmp(type + 3, "cgroup2 ", 8) != 0)
		return false;
	if (unescape(fields[FIELD_ROOT], lengths[FIELD_ROOT], root) < 0 ||
		unescape(fields[FIELD_PLACE], lengths[FIELD_PLACE], place) < 0)
		return false;
	rest = below(path, root);
	if (!rest || root[0] != '/' || place[0] != '/')
		return false;
	used = strcmp(place, "/") == 0 ? 0 : strlen(place);
	if (used + strlen(rest) >= PATH_MAX)
		return false;
	memcpy(place + used, rest, strlen(rest) + 1);
	if (!place[0])
		memcpy(place, "/", 2);
	return true;
}

int cgroup_parse_mounts(const char *text, const char *path, unsigned n, char place[PATH_MAX])
{
	while (*text) {
		size_t length = strcspn(text, "\n");

		if (shows(text, length, path, place) && n-- == 0)
			return 0;
		text += length + (text[length] == '\n');
	}
	return -ENOENT;
}

bool cgroup_is_one(int fd)
{
	struct statfs filesystem;

	return fstatfs(fd, &filesystem) == 0 && filesystem.f_type == CGROUP2_MAGIC;
}

static int slurp(const char *path, struct buffer *text)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int result = fd < 0 ? -errno : fd_read_all(fd, TEXT_MAX, text);

	fd_close(&fd);
	buffer_char(text, '\0');
	return text->failed ? -ENOMEM : result;
}

/* systemd's word for Delegate=yes; or the root of a namespace, as in a container. The root of them
 * all has no type. */
static bool is_given(int fd, const char *path)
{
	static const char *const marks[] = {"user.delegate", "trusted.delegate"};
	char value[2];

	for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
		if (fgetxattr(fd, marks[i], value, sizeof value) == 1 && value[0] == '1')
			return true;
	return strcmp(path, "/") == 0 && faccessat(fd, "cgroup.type", F_OK, 0) == 0;
}

/* The name of a command's ends so, and those of its workers are in it. Returns true if it was cut
 * off. */
static bool cut_worker(char *path)
{
	for (char *at = path; *at;) {
		size_t length = strcspn(at + 1, "/"), suffix = strlen(CGROUP_SUFFIX);

		if (length > suffix &&
			strncmp(at + 1 + length - suffix, CGROUP_SUFFIX, suffix) == 0) {
			at[at == path] = '\0';
			return true;
		}
		at += 1 + length;
	}
	return false;
}

int cgroup_find_own(char place[PATH_MAX], bool *ret_given, bool *ret_of_worker)
{
	struct buffer own = {0}, mounts = {0};
	char path[PATH_MAX];
	int fd = -ENOENT;

	if (slurp("/proc/self/cgroup", &own) == 0 && cgroup_parse_own(own.data, path) == 0 &&
		slurp("/proc/self/mountinfo", &mounts) == 0) {
		*ret_of_worker = cut_worker(path);
		/* Another mount may hide the first. */
		for (unsigned n = 0;
			fd < 0 && cgroup_parse_mounts(mounts.data, path, n, place) == 0; n++) {
			fd = open(place, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
			if (fd >= 0 && !cgroup_is_one(fd))
				fd_close(&fd);
		}
	}
	buffer_done(&own);
	buffer_done(&mounts);
	if (fd < 0)
		return -ENOENT;
	*ret_given = is_given(fd, path);
	return fd;
}
