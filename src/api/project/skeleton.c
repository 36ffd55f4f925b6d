/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "api/project/skeleton.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/text.h"

#define KEY_CHARACTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZ_"

static const struct skeleton_word *find_word(
	const struct skeleton_word words[], const char *key, size_t length)
{
	for (; words->key; words++)
		if (strlen(words->key) == length && memcmp(words->key, key, length) == 0)
			return words;
	return NULL;
}

/* What "if" says of the lines up to "end". */
static bool is_wanted(
	struct buffer *buffer, const char *condition, const struct skeleton_word words[])
{
	bool negated = *condition == '!';
	const char *key = condition + negated;
	const struct skeleton_word *word = find_word(words, key, strspn(key, KEY_CHARACTERS));

	buffer->failed |= !word;
	return word && !word->value == negated;
}

static void add_line(
	struct buffer *buffer, const char *line, size_t length, const struct skeleton_word words[])
{
	const char *end = line + length;

	while (line < end) {
		const char *mark = memchr(line, '@', (size_t)(end - line));
		size_t key = mark ? strspn(mark + 1, KEY_CHARACTERS) : 0;
		const struct skeleton_word *word;

		if (!mark || key == 0 || mark[1 + key] != '@') {
			mark = mark ? mark + 1 : end;
			buffer_add(buffer, line, (size_t)(mark - line));
			line = mark;
			continue;
		}
		buffer_add(buffer, line, (size_t)(mark - line));
		word = find_word(words, mark + 1, key);
		buffer->failed |= !word;
		if (word && word->value)
			buffer_text(buffer, word->value);
		line = mark + key + 2;
	}
}

static const char *find_text(const char *name)
{
	for (const struct skeleton_text *text = skeleton_texts; text->name; text++)
		if (strcmp(text->name, name) == 0)
			return text->text;
	return NULL;
}

void skeleton_add(struct buffer *buffer, const char *name, const struct skeleton_word words[])
{
	const char *line = find_text(name);
	bool wanted = true;
	size_t length;

	buffer->failed |= !line;
	for (; line && *line; line += length) {
		length = strcspn(line, "\n");
		length += line[length] == '\n';
		if (strncmp(line, "@if ", 4) == 0)
			wanted = is_wanted(buffer, line + 4, words);
		else if (strncmp(line, "@end\n", 5) == 0)
			wanted = true;
		else if (wanted)
			add_line(buffer, line, length, words);
	}
}

static int refuse(
	struct error_list *errors, const char *directory, const char *name, const char *why)
{
	char shown[2][PATH_MAX];

	error_list_add_at(errors, REEVE_EXIT_FAILED, NULL, 0, 0, "cannot make '%s%s%s': %s",
		text_show(shown[0], sizeof shown[0], directory), name ? "/" : "",
		name ? text_show(shown[1], sizeof shown[1], name) : "", why);
	return -1;
}

/* Names everything that is in the way, so that one look is enough. */
static int check_free(int dirfd, const char *directory, const struct skeleton_file *files,
	size_t count, struct error_list *errors)
{
	struct stat status;
	int result = 0;

	for (size_t i = 0; i < count; i++) {
		if (fstatat(dirfd, files[i].name, &status, AT_SYMLINK_NOFOLLOW) == 0)
			result = refuse(errors, directory, files[i].name, "it is there already");
		else if (errno != ENOENT)
			result = refuse(errors, directory, files[i].name, strerror(errno));
	}
	return result;
}

/* Returns 0 or -errno; then there is no such file of ours. */
static int write_file(int dirfd, const struct skeleton_file *file)
{
	int fd = openat(dirfd, file->name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
		file->mode);
	int result = fd < 0 ? -errno : 0;

	if (fd < 0)
		return result;
	result = fd_write_all(fd, file->text.data, file->text.length);
	if (close(fd) < 0 && result == 0)
		result = -errno;
	if (result < 0)
		unlinkat(dirfd, file->name, 0);
	return result;
}

static int write_files(int dirfd, const char *directory, const struct skeleton_file *files,
	size_t count, struct error_list *errors)
{
	for (size_t i = 0; i < count; i++) {
		int result = write_file(dirfd, &files[i]);

		if (result == 0)
			continue;
		refuse(errors, directory, files[i].name, strerror(-result));
		while (i-- > 0)
			unlinkat(dirfd, files[i].name, 0);
		return -1;
	}
	return 0;
}

int skeleton_write(const char *directory, const struct skeleton_file *files, size_t count,
	struct error_list *errors)
{
	bool made = false;
	int dirfd = -1, result = -1;

	for (size_t i = 0; i < count; i++)
		if (files[i].text.failed)
			return refuse(errors, directory, files[i].name, "out of memory");
	made = mkdir(directory, 0755) == 0;
	if (!made && errno != EEXIST)
		return refuse(errors, directory, NULL, strerror(errno));
	dirfd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dirfd < 0)
		refuse(errors, directory, NULL,
			errno == ENOTDIR ? "a file of that name is there already"
					 : strerror(errno));
	else if (check_free(dirfd, directory, files, count, errors) == 0)
		result = write_files(dirfd, directory, files, count, errors);
	fd_close(&dirfd);
	if (result < 0 && made)
		rmdir(directory);
	return result;
}
