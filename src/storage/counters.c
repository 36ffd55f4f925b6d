/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "storage/counters.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "storage/runfile.h"
#include "storage/scoreboard.h"

#define CELL_SIZE sizeof(struct counters_cell)
#define FILE_SIZE_MAX ((off_t)(SCOREBOARD_SLOTS_MAX * CELL_SIZE))
#define NAME_SIZE 32

static void make_name(uid_t uid, char name[NAME_SIZE])
{
	snprintf(name, NAME_SIZE, "counters.%u", (unsigned)uid);
}

static int replace(int dirfd, const char *name, size_t size)
{
	char temporary[NAME_SIZE + 4];
	int fd;

	snprintf(temporary, sizeof temporary, "%s.new", name);
	fd = runfile_create(dirfd, temporary, size);
	if (fd >= 0 && renameat(dirfd, temporary, dirfd, name) < 0) {
		int result = -errno;

		unlinkat(dirfd, temporary, 0);
		close(fd);
		return result;
	}
	return fd;
}

int counters_create(int dirfd, uid_t uid, unsigned count)
{
	char name[NAME_SIZE];
	size_t size = count * CELL_SIZE;
	int fd, result;

	if (count == 0 || count > SCOREBOARD_SLOTS_MAX)
		return -EINVAL;
	make_name(uid, name);
	fd = runfile_open(dirfd, name, O_RDWR, FILE_SIZE_MAX, NULL);
	if (runfile_is_replaceable(fd))
		return replace(dirfd, name, size);
	if (fd < 0)
		return fd;
	result = runfile_allocate(fd, size);
	if (result < 0) {
		close(fd);
		return result;
	}
	return fd;
}

int counters_open(int dirfd, uid_t uid)
{
	char name[NAME_SIZE];

	make_name(uid, name);
	return runfile_open(dirfd, name, O_RDONLY, FILE_SIZE_MAX, NULL);
}

/* Beyond the end of the file a map is SIGBUS. */
static int check_size(int fd, uint64_t need)
{
	struct stat status;

	if (fstat(fd, &status) < 0)
		return -errno;
	if (!S_ISREG(status.st_mode))
		return -EINVAL;
	return (uint64_t)status.st_size < need ? -EBADMSG : 0;
}

int counters_mend(int fd, unsigned count)
{
	int result = check_size(fd, count * CELL_SIZE);

	return result == -EBADMSG ? runfile_allocate(fd, count * CELL_SIZE) : result;
}

struct counters_cell *counters_map_cell(int fd, unsigned slot)
{
	uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
	uint64_t offset = (uint64_t)slot * CELL_SIZE;
	uint64_t start = offset - offset % page;
	int result = slot < SCOREBOARD_SLOTS_MAX ? check_size(fd, offset + CELL_SIZE) : -EINVAL;
	char *map;

	if (result < 0) {
		errno = -result;
		return NULL;
	}
	map = mmap(NULL, offset - start + CELL_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
		(off_t)start);
	if (map == MAP_FAILED)
		return NULL;
	return (struct counters_cell *)(map + (offset - start));
}

static void get(const struct counters_cell *cell, struct counters_values *ret_values)
{
	/* The failure's sentence is written before its flag is raised. */
	ret_values->failed = atomic_load_explicit(&cell->failed, memory_order_acquire) != 0;
	ret_values->ready = atomic_load_explicit(&cell->ready, memory_order_acquire) != 0;
	ret_values->generation = atomic_load_explicit(&cell->generation, memory_order_relaxed);
	ret_values->runs = atomic_load_explicit(&cell->runs, memory_order_relaxed);
	ret_values->beats = atomic_load_explicit(&cell->beats, memory_order_relaxed);
	ret_values->rest = atomic_load_explicit(&cell->rest, memory_order_relaxed);
	ret_values->place =
		(enum counters_place)atomic_load_explicit(&cell->place, memory_order_relaxed);
	if (ret_values->place > PLACE_FINI)
		ret_values->place = PLACE_OWN;
	memcpy(ret_values->last_words, cell->last_words, sizeof cell->last_words);
	ret_values->last_words[sizeof ret_values->last_words - 1] = '\0';
}

int counters_read(int fd, unsigned slot, struct counters_values *ret_values)
{
	struct counters_cell cell;
	ssize_t length;

	if (slot >= SCOREBOARD_SLOTS_MAX)
		return -EINVAL;
	length = pread(fd, &cell, sizeof cell, (off_t)(slot * CELL_SIZE));
	if (length < 0)
		return -errno;
	if (length != (ssize_t)sizeof cell)
		return -EBADMSG;
	get(&cell, ret_values);
	return 0;
}
