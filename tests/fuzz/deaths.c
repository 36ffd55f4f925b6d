/* SPDX-License-Identifier: MIT */
/* The ring of deaths, damaged: it is refused, or every entry is there or not as its count says, and
 * what is appended is what is read. The input is a list of changes to an empty one (fuzz_patch()).
 */
#include "config.h"

#include "storage/deaths.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fuzz.h"

#define HEAD 128
#define ENTRIES (DEATHS_CAPACITY * sizeof(struct death))
#define ROOM (HEAD + ENTRIES + 64)

static char image[ROOM];
static size_t image_size;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	struct deaths *deaths;
	int fd;
	ssize_t size;

	HOLD(deaths_open(fuzz_scratch(), true, &deaths) == 0);
	deaths_free(deaths);
	fd = openat(fuzz_scratch(), DEATHS_FILE, O_RDONLY | O_CLOEXEC);
	size = read(fd, image, sizeof image);
	HOLD(size == HEAD + ENTRIES);
	image_size = (size_t)size;
	close(fd);
	return 0;
}

static void check_reading(const struct deaths *deaths, const char *file)
{
	uint64_t count = deaths_count(deaths);
	uint64_t newest = count - 1, oldest = count - (DEATHS_CAPACITY - 1);
	struct death death;

	HOLD(!deaths_get(deaths, count, &death));
	HOLD(!deaths_get(deaths, count + 1, &death) || count == UINT64_MAX);
	if (count == 0)
		return;
	HOLD(deaths_get(deaths, newest, &death));
	HOLD(memcmp(&death, file + HEAD + newest % DEATHS_CAPACITY * sizeof death, sizeof death) ==
		0);
	if (count < DEATHS_CAPACITY)
		return;
	HOLD(deaths_get(deaths, oldest, &death));
	HOLD(!deaths_get(deaths, oldest - 1, &death));
}

static void check_writing(struct deaths *deaths)
{
	struct death wrote = {.pid = 4242, .code = 1, .status = 7, .start_ticks = 99}, read;
	uint64_t count = deaths_count(deaths);

	/* Nobody appends so often. */
	if (count == UINT64_MAX)
		return;
	deaths_append(deaths, &wrote);
	HOLD(deaths_count(deaths) == count + 1);
	HOLD(deaths_get(deaths, count, &read));
	HOLD(memcmp(&read, &wrote, sizeof read) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *lines = fuzz_text(data, size);
	static char file[ROOM];
	struct deaths *deaths;
	int dirfd = fuzz_scratch(), result;

	memcpy(file, image, sizeof file);
	size = fuzz_patch(file, image_size, ROOM, lines);
	fuzz_write(DEATHS_FILE, file, size);
	result = deaths_open(dirfd, false, &deaths);
	HOLD(result == 0 || result == -EBADMSG);
	if (result == 0) {
		check_reading(deaths, file);
		deaths_free(deaths);
	}
	HOLD(deaths_open(dirfd, true, &deaths) == 0);
	if (result < 0)
		HOLD(deaths_count(deaths) == 0);
	check_writing(deaths);
	deaths_free(deaths);
	free(lines);
	return 0;
}
