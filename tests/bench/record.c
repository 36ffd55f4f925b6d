/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "record.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <limits.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int64_t record_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static int add(struct record_file *file, int64_t ns, const struct record *record)
{
	uint32_t place;
	struct record *to;

	if (file->magic != RECORD_MAGIC)
		return -EBADMSG;
	place = atomic_fetch_add(&file->next, 1);
	if (place >= RECORD_CAPACITY)
		return -ENOSPC;
	to = &file->records[place];
	to->pid = getpid();
	to->ppid = getppid();
	to->kind = record->kind;
	to->instance = record->instance;
	to->count = record->count;
	atomic_store(&to->ns, ns);
	if (atomic_fetch_add(&file->done, 1) + 1 >= atomic_load(&file->wanted))
		syscall(SYS_futex, &file->done, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
	return 0;
}

static struct record_file *map(const char *path)
{
	struct record_file *file;
	int fd = open(path, O_RDWR | O_CLOEXEC);

	if (fd < 0)
		return NULL;
	file = mmap(NULL, sizeof(*file), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	return file == MAP_FAILED ? NULL : file;
}

int record_add(const char *path, int64_t ns, const struct record *record)
{
	struct record_file *file = map(path);
	int error;

	if (!file)
		return -errno;
	error = add(file, ns, record);
	munmap(file, sizeof(*file));
	return error;
}

void record_await_release(const char *path, unsigned limit_s)
{
	const struct timespec limit = {.tv_sec = limit_s};
	struct record_file *file = map(path);

	if (!file)
		return;
	syscall(SYS_futex, &file->released, FUTEX_WAIT, 0, &limit, NULL, 0);
	munmap(file, sizeof(*file));
}
