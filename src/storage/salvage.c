/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "storage/layout.h"
#include "storage/runfile.h"

/* A scoreboard that cannot be trusted may still be all that is known of processes that live. Its
 * header is not believed here: slots are found by their marks, one line after the other. */

struct find {
	pid_t *pids;
	unsigned max;
	unsigned count;
};

static void add(struct find *find, int32_t pid)
{
	if (pid <= 1 || find->count == INT_MAX)
		return;
	if (find->count < find->max)
		find->pids[find->count] = pid;
	find->count++;
}

static void scan_slots(struct find *find, const char *map, size_t size)
{
	for (size_t at = 0; size - at >= LAYOUT_LINE; at += LAYOUT_LINE) {
		const struct layout_slot *slot = (const struct layout_slot *)(map + at);

		if (memcmp(slot->mark, LAYOUT_MARK, sizeof slot->mark) == 0)
			add(find, claim_pid(atomic_load(&slot->claim)));
	}
}

/* Both copies: which of them is current may be what is corrupt. */
static void scan_command(struct find *find, const struct layout_header *header)
{
	for (int i = 0; i < 2; i++) {
		struct scoreboard_command command;

		words_load(
			&command, header->command_copies[i], WORDS_OF(struct scoreboard_command));
		add(find, command.guardian.pid);
		add(find, command.master.pid);
	}
}

int scoreboard_salvage(int dirfd, unsigned max, pid_t *ret_pids)
{
	struct find find = {.pids = ret_pids, .max = max};
	struct stat status;
	size_t size;
	char *map;
	int result;
	int fd = runfile_open(dirfd, SCOREBOARD_FILE, O_RDONLY, INT64_MAX, &status);

	if (fd < 0)
		return fd;
	size = (size_t)status.st_size;
	map = size ? runfile_map(fd, size, false) : NULL;
	result = map ? 0 : size ? -errno : 0;
	close(fd);
	if (!map)
		return result;
	scan_slots(&find, map, size);
	if (size >= LAYOUT_HEADER_SIZE)
		scan_command(&find, (const struct layout_header *)map);
	munmap(map, size);
	return (int)find.count;
}

static int salvage_all(int dirfd, pid_t **ret_pids)
{
	int count = scoreboard_salvage(dirfd, 0, NULL), again;

	if (count <= 0)
		return count == -ENOENT ? 0 : count;
	*ret_pids = calloc((size_t)count, sizeof **ret_pids);
	if (!*ret_pids)
		return -ENOMEM;
	again = scoreboard_salvage(dirfd, (unsigned)count, *ret_pids);
	return again < count ? again : count;
}

static int fence_all(const struct scoreboard *scoreboard, pid_t **ret_pids)
{
	unsigned slots = scoreboard_slot_count(scoreboard);
	int count = 0;

	*ret_pids = calloc(slots + 1, sizeof **ret_pids);
	if (!*ret_pids)
		return -ENOMEM;
	for (unsigned i = 0; i < slots; i++) {
		pid_t pid = claim_pid(scoreboard_fence(scoreboard_claim(scoreboard, i)));

		if (pid > 0)
			(*ret_pids)[count++] = pid;
	}
	return count;
}

int scoreboard_holders(int dirfd, pid_t **ret_pids)
{
	struct scoreboard *scoreboard;
	struct reeve_error error;
	int result = scoreboard_open(dirfd, true, &scoreboard, &error);

	*ret_pids = NULL;
	if (result == -EBADMSG || result == -EPROTO)
		return salvage_all(dirfd, ret_pids);
	if (result < 0)
		return result == -ENOENT ? 0 : result;
	result = scoreboard_is_current(scoreboard) ? fence_all(scoreboard, ret_pids) : 0;
	scoreboard_free(scoreboard);
	return result;
}
