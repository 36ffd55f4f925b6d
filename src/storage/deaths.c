/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "storage/deaths.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "storage/runfile.h"
#include "storage/words.h"

#define RING_MAGIC "reeve-de"
#define RING_VERSION 1
#define TEMPORARY DEATHS_FILE ".new"

/* The file: doc/storage.md describes it. */
struct ring {
	char magic[8];
	uint32_t version;
	uint32_t capacity;
	uint32_t entry_size;
	uint32_t unused;
	_Alignas(
		64) _Atomic uint64_t count; /* entries ever appended; n lies at n modulo capacity */
	_Alignas(64) _Atomic uint64_t entries[DEATHS_CAPACITY][WORDS_OF(struct death)];
};

_Static_assert(sizeof(struct death) == 40, "an entry is five words");
_Static_assert(offsetof(struct ring, entries) == 128, "the entries follow two lines of head");
_Static_assert(DEATHS_CAPACITY % 8 == 0, "the entries end with a line");

struct deaths {
	struct ring *ring;
	bool writable;
};

static bool is_valid(const struct ring *ring)
{
	return memcmp(ring->magic, RING_MAGIC, sizeof ring->magic) == 0 &&
	       ring->version == RING_VERSION && ring->capacity == DEATHS_CAPACITY &&
	       ring->entry_size == sizeof(struct death);
}

/* Returns 0, or -EBADMSG for what is not a ring. */
static int map_existing(int dirfd, bool writable, struct ring **ret_ring)
{
	struct stat status;
	int fd = runfile_open(dirfd, DEATHS_FILE, writable ? O_RDWR : O_RDONLY, INT64_MAX, &status);
	int result = 0;

	if (fd < 0)
		return fd;
	if (status.st_size != (off_t)sizeof(struct ring))
		result = -EBADMSG;
	else if (writable)
		result = runfile_allocate(fd, sizeof(struct ring));
	if (result == 0) {
		*ret_ring = runfile_map(fd, sizeof(struct ring), writable);
		result = *ret_ring ? 0 : -errno;
	}
	close(fd);
	if (result == 0 && !is_valid(*ret_ring)) {
		munmap(*ret_ring, sizeof(struct ring));
		result = -EBADMSG;
	}
	return result;
}

static int make_new(int dirfd, struct ring **ret_ring)
{
	int fd = runfile_create(dirfd, TEMPORARY, sizeof(struct ring));
	struct ring *ring;
	int result = 0;

	if (fd < 0)
		return fd;
	ring = runfile_map(fd, sizeof *ring, true);
	if (ring) {
		memcpy(ring->magic, RING_MAGIC, sizeof ring->magic);
		ring->version = RING_VERSION;
		ring->capacity = DEATHS_CAPACITY;
		ring->entry_size = sizeof(struct death);
	}
	if (!ring || renameat(dirfd, TEMPORARY, dirfd, DEATHS_FILE) < 0) {
		result = -errno;
		unlinkat(dirfd, TEMPORARY, 0);
		if (ring)
			munmap(ring, sizeof *ring);
	}
	close(fd);
	*ret_ring = ring;
	return result;
}

int deaths_open(int dirfd, bool writable, struct deaths **ret_deaths)
{
	struct deaths *deaths = calloc(1, sizeof *deaths);
	int result;

	if (!deaths)
		return -ENOMEM;
	deaths->writable = writable;
	result = map_existing(dirfd, writable, &deaths->ring);
	if (writable && runfile_is_replaceable(result))
		result = make_new(dirfd, &deaths->ring);
	if (result < 0) {
		free(deaths);
		return result;
	}
	*ret_deaths = deaths;
	return 0;
}

void deaths_free(struct deaths *deaths)
{
	if (!deaths)
		return;
	munmap(deaths->ring, sizeof *deaths->ring);
	free(deaths);
}

uint64_t deaths_count(const struct deaths *deaths)
{
	return atomic_load_explicit(&deaths->ring->count, memory_order_acquire);
}

void deaths_append(struct deaths *deaths, const struct death *death)
{
	uint64_t n = atomic_load_explicit(&deaths->ring->count, memory_order_relaxed);

	if (!deaths->writable)
		return;
	/* Whoever sees a word of this entry in the place of the one that lay there must also see
	 * how far the count was: pairs with the fence in deaths_get(). */
	atomic_thread_fence(memory_order_release);
	words_store(deaths->ring->entries[n % DEATHS_CAPACITY], death, WORDS_OF(struct death));
	atomic_store_explicit(&deaths->ring->count, n + 1, memory_order_release);
}

/* The place of the oldest entry is the one being written at any time. */
static bool is_kept(uint64_t n, uint64_t count)
{
	return n < count && count - n < DEATHS_CAPACITY;
}

bool deaths_get(const struct deaths *deaths, uint64_t n, struct death *ret_death)
{
	if (!is_kept(n, deaths_count(deaths)))
		return false;
	words_load(ret_death, deaths->ring->entries[n % DEATHS_CAPACITY], WORDS_OF(struct death));
	atomic_thread_fence(memory_order_acquire);
	return is_kept(n, atomic_load_explicit(&deaths->ring->count, memory_order_relaxed));
}
