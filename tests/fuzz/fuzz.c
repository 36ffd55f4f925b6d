/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "fuzz.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Of a sanitizer, where there is one: it may end the process without atexit(). */
void __sanitizer_set_death_callback(void (*callback)(void)) __attribute__((weak));

#define NAMES_MAX 32

#ifdef REEVE_SANITIZED
/* libconfig forgets a text that a syntax error follows. */
/* A sanitizer that is a shared object finds it only if it can be seen. */
__attribute__((visibility("default"))) const char *__lsan_default_suppressions(void);

const char *__lsan_default_suppressions(void)
{
	return "leak:libconfig.so\n";
}
#endif

static struct {
	char path[PATH_MAX];
	int fd;
	char names[NAMES_MAX][64];
	size_t count;
} scratch = {.fd = -1};

static void remove_scratch(void)
{
	for (size_t i = 0; i < scratch.count; i++)
		unlinkat(scratch.fd, scratch.names[i], 0);
	rmdir(scratch.path);
}

void fuzz_fail(const char *file, int line, const char *condition)
{
	fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, condition);
	if (scratch.fd >= 0)
		remove_scratch();
	abort();
}

char *fuzz_text(const uint8_t *data, size_t size)
{
	char *text = strndup((const char *)data, size);

	HOLD(text);
	return text;
}

char *fuzz_line(char **text)
{
	char *line = *text, *end = strchr(line, '\n');

	if (!*line)
		return NULL;
	*text = end ? end + 1 : line + strlen(line);
	if (end)
		*end = '\0';
	return line;
}

int fuzz_scratch(void)
{
	const char *base = getenv("TMPDIR");

	if (scratch.fd >= 0)
		return scratch.fd;
	snprintf(scratch.path, sizeof scratch.path, "%s/reeve-fuzz-XXXXXX",
		base && base[0] == '/' ? base : "/tmp");
	HOLD(mkdtemp(scratch.path));
	scratch.fd = open(scratch.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	HOLD(scratch.fd >= 0);
	atexit(remove_scratch);
	if (__sanitizer_set_death_callback)
		__sanitizer_set_death_callback(remove_scratch);
	return scratch.fd;
}

const char *fuzz_scratch_path(void)
{
	fuzz_scratch();
	return scratch.path;
}

void fuzz_write(const char *name, const void *data, size_t size)
{
	int fd = openat(fuzz_scratch(), name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	size_t i = 0;

	HOLD(fd >= 0);
	HOLD(write(fd, data, size) == (ssize_t)size);
	close(fd);
	while (i < scratch.count && strcmp(scratch.names[i], name) != 0)
		i++;
	if (i < scratch.count)
		return;
	HOLD(i < NAMES_MAX);
	snprintf(scratch.names[scratch.count++], sizeof scratch.names[0], "%s", name);
}

void fuzz_remove(const char *name)
{
	size_t i = 0;

	unlinkat(fuzz_scratch(), name, 0);
	while (i < scratch.count && strcmp(scratch.names[i], name) != 0)
		i++;
	if (i < scratch.count)
		memmove(scratch.names[i], scratch.names[--scratch.count], sizeof scratch.names[i]);
}

static int hex_digit(char c)
{
	const char *digits = "0123456789abcdef", *found = c ? strchr(digits, c) : NULL;

	return found ? (int)(found - digits) : -1;
}

static void patch_bytes(char *image, size_t size, size_t at, const char *hex)
{
	int high, low;

	for (; at < size && (high = hex_digit(hex[0])) >= 0 && (low = hex_digit(hex[1])) >= 0;
		hex += 2)
		image[at++] = (char)(high << 4 | low);
}

size_t fuzz_patch(char *image, size_t size, size_t room, char *lines)
{
	char *line, *end;

	while ((line = fuzz_line(&lines))) {
		bool resizes = strncmp(line, "size ", 5) == 0;
		unsigned long number = strtoul(line + (resizes ? 5 : 0), &end, 10);

		if (!resizes && *end == ' ') {
			patch_bytes(image, size, number, end + 1);
		} else if (resizes && !*end && number <= room) {
			if (number > size)
				memset(image + size, 0, number - size);
			size = number;
		}
	}
	return size;
}

bool fuzz_says(const char *lines, const char *line)
{
	size_t length = strlen(line);

	for (; lines; lines = strchr(lines, '\n') ? strchr(lines, '\n') + 1 : NULL)
		if (strncmp(lines, line, length) == 0 && strchr("\n", lines[length]))
			return true;
	return false;
}
