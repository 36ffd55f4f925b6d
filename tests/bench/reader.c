/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "reader.h"

#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int reader_open(struct reader *ret_reader)
{
	struct reader reader = {.fd = memfd_create("records", MFD_CLOEXEC)};
	int error;

	if (reader.fd < 0)
		return -errno;
	if (ftruncate(reader.fd, sizeof(*reader.file)) < 0)
		goto fail;
	reader.file = mmap(NULL, sizeof(*reader.file), PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_POPULATE, reader.fd, 0);
	if (reader.file == MAP_FAILED)
		goto fail;
	reader.file->magic = RECORD_MAGIC;
	atomic_store(&reader.file->wanted, UINT32_MAX);
	snprintf(reader.path, sizeof(reader.path), "/proc/%d/fd/%d", (int)getpid(), reader.fd);
	*ret_reader = reader;
	return 0;
fail:
	error = -errno;
	close(reader.fd);
	*ret_reader = (struct reader){.fd = -1};
	return error;
}

void reader_close(struct reader *reader)
{
	if (reader->file)
		munmap(reader->file, sizeof(*reader->file));
	if (reader->fd > 0)
		close(reader->fd);
	*reader = (struct reader){.fd = -1};
}

/* A writer may be overtaken between its claim and its last store. */
static bool are_whole(const struct reader *reader, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		if (atomic_load(&reader->file->records[i].ns) == 0)
			return false;
	return true;
}

static void sleep_on(struct reader *reader, uint32_t seen, int64_t left_ns)
{
	struct timespec timeout = {.tv_sec = left_ns / 1000000000, .tv_nsec = left_ns % 1000000000};

	syscall(SYS_futex, &reader->file->done, FUTEX_WAIT, seen, &timeout, NULL, 0);
}

int reader_wait(struct reader *reader, uint32_t count, int64_t deadline_ns)
{
	int result = 0;

	if (count > RECORD_CAPACITY)
		return -ENOSPC;
	atomic_store(&reader->file->wanted, count);
	for (;;) {
		uint32_t seen = atomic_load(&reader->file->done);
		int64_t left_ns = deadline_ns - record_now();

		if (seen >= count && are_whole(reader, count))
			break;
		if (left_ns <= 0) {
			result = -ETIMEDOUT;
			break;
		}
		sleep_on(reader, seen, left_ns);
	}
	atomic_store(&reader->file->wanted, UINT32_MAX);
	return result;
}

void reader_release(struct reader *reader)
{
	atomic_store(&reader->file->released, 1);
	syscall(SYS_futex, &reader->file->released, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
}

uint32_t reader_count(const struct reader *reader)
{
	return atomic_load(&reader->file->done);
}

const struct record *reader_get(const struct reader *reader, uint32_t index)
{
	return &reader->file->records[index];
}

int64_t reader_latest(const struct reader *reader, uint32_t first, uint32_t end)
{
	int64_t latest = 0;

	for (uint32_t i = first; i < end; i++) {
		int64_t ns = atomic_load(&reader->file->records[i].ns);

		if (ns > latest)
			latest = ns;
	}
	return latest;
}
