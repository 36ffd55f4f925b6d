/* SPDX-License-Identifier: MIT */
/* What workers count, written by hostile ones: any bytes are read, with numbers in their ranges and
 * a text that ends; a file cut short is mended, and the living keep their cells. */
#include "config.h"

#include "storage/counters.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.h"

#define CELLS 5

static void check_cell(int fd, unsigned slot, const uint8_t *data, size_t size)
{
	size_t cell = sizeof(struct counters_cell), at = slot * cell;
	const size_t words = offsetof(struct counters_cell, last_words);
	struct counters_values values;
	int result = counters_read(fd, slot, &values);
	size_t length;

	HOLD(result == (size >= at + cell ? 0 : -EBADMSG));
	if (result < 0)
		return;
	length = strnlen((const char *)data + at + words, sizeof values.last_words - 1);
	HOLD(values.place <= PLACE_FINI);
	HOLD(strlen(values.last_words) == length);
	HOLD(memcmp(values.last_words, data + at + words, length) == 0);
	HOLD(memcmp(&values.generation, data + at, sizeof values.generation) == 0);
}

static void check_mended(int fd, size_t size)
{
	struct counters_values values;

	HOLD(counters_mend(fd, CELLS) == 0);
	for (unsigned i = 0; i < CELLS; i++) {
		HOLD(counters_read(fd, i, &values) == 0);
		if (i * sizeof(struct counters_cell) >= size)
			HOLD(values.generation == 0 && values.runs == 0 && !values.last_words[0]);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int dirfd = fuzz_scratch(), fd;
	char name[32];

	snprintf(name, sizeof name, "counters.%u", (unsigned)geteuid());
	fuzz_write(name, data, size);
	fd = counters_open(dirfd, geteuid());
	HOLD(fd >= 0);
	for (unsigned i = 0; i < CELLS; i++)
		check_cell(fd, i, data, size);
	close(fd);
	fd = counters_create(dirfd, geteuid(), CELLS);
	HOLD(fd >= 0);
	check_mended(fd, size);
	close(fd);
	return 0;
}
