/* SPDX-License-Identifier: MIT */
/* The status file, damaged: it is refused, or nothing in it leads out of it, texts in it end, and
 * what is written there is what is read then. The input is a list of changes to a sound one
 * (fuzz_patch()); "sum" makes its checksum right again. */
#include "config.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fuzz.h"
#include "storage/layout.h"

#define SLOTS 3
#define RING 4
#define ROOM 65536

static const struct scoreboard_spec usual = {.command = "queue",
	.title_prefix = "process_m",
	.template_path = "/srv/queue.cfg",
	.token = "0123456789abcdefghijkl",
	.slot_count = SLOTS,
	.ring_length = RING};
static char image[ROOM];
static size_t image_size;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	struct scoreboard_slot slot = {.program = "mailer", .instance = 1, .exits = 2};
	struct scoreboard *scoreboard;
	struct reeve_error error;

	HOLD(scoreboard_create(fuzz_scratch(), &usual, &scoreboard, &error) == 0);
	slot.process.pid = 4242;
	for (unsigned i = 0; i < SLOTS; i++) {
		scoreboard_set_slot(scoreboard, i, &slot);
		atomic_store(scoreboard_claim(scoreboard, i), claim_make(1, 4242 + i));
	}
	image_size = scoreboard->map_size;
	HOLD(image_size <= ROOM);
	memcpy(image, scoreboard->map, image_size);
	scoreboard_free(scoreboard);
	return 0;
}

static uint64_t add_to_sum(uint64_t sum, const char *data, size_t from, size_t to)
{
	while (from < to)
		sum = (sum ^ (unsigned char)data[from++]) * UINT64_C(0x100000001b3);
	return sum;
}

/* As doc/storage.md describes it. */
static void set_sum(char *file)
{
	size_t at = offsetof(struct layout_header, checksum);
	uint64_t sum = UINT64_C(0xcbf29ce484222325);

	sum = add_to_sum(sum, file, 0, at);
	sum = add_to_sum(sum, file, at + sizeof sum, offsetof(struct layout_header, moved));
	sum = add_to_sum(sum, file, offsetof(struct layout_header, template_path),
		sizeof(struct layout_header));
	memcpy(file + at, &sum, sizeof sum);
}

static void check_slot(struct scoreboard *scoreboard, unsigned i, size_t size)
{
	struct scoreboard_slot slot, wrote = {.program = "queue", .exits = 7}, read;

	scoreboard_get_slot(scoreboard, i, &slot);
	HOLD(memchr(slot.program, '\0', sizeof slot.program));
	HOLD(memchr(slot.token, '\0', sizeof slot.token));
	HOLD((char *)(scoreboard_claim(scoreboard, i) + 1) <= scoreboard->map + size);
	scoreboard_set_exit(scoreboard, i, slot.exits, 99);
	HOLD(scoreboard_get_exit(scoreboard, i, slot.exits) ==
		(scoreboard_ring_length(scoreboard) ? 99 : 0));
	scoreboard_set_slot(scoreboard, i, &wrote);
	HOLD(scoreboard_get_slot(scoreboard, i, &read));
	HOLD(memcmp(&read, &wrote, sizeof read) == 0);
}

static void check_open(struct scoreboard *scoreboard, size_t size)
{
	struct scoreboard_command command, wrote = {.wanted = 1}, read;
	struct scoreboard_slot none;
	unsigned slots = scoreboard_slot_count(scoreboard);

	HOLD(scoreboard->map_size == size);
	HOLD(name_is_valid(scoreboard_command_name(scoreboard)));
	HOLD(strlen(scoreboard_title_prefix(scoreboard)) <= SCOREBOARD_PREFIX_MAX);
	HOLD(strlen(scoreboard_template_path(scoreboard)) < PATH_MAX);
	HOLD(strlen(scoreboard_token(scoreboard)) <= TOKEN_LENGTH + 1);
	scoreboard_get_command(scoreboard, &command);
	HOLD(memchr(command.master_token, '\0', sizeof command.master_token));
	scoreboard_set_command(scoreboard, &wrote);
	HOLD(scoreboard_get_command(scoreboard, &read));
	HOLD(memcmp(&read, &wrote, sizeof read) == 0);
	for (unsigned i = 0; i < slots; i++)
		check_slot(scoreboard, i, size);
	HOLD(!scoreboard_get_slot(scoreboard, slots, &none));
	HOLD(!scoreboard_claim(scoreboard, slots));
}

/* Asked of any file, as the start does where it finds one that it cannot read. */
static void check_salvage(int dirfd)
{
	pid_t few[2] = {0}, *holders;
	int count = scoreboard_salvage(dirfd, 2, few);
	int held = scoreboard_holders(dirfd, &holders);

	HOLD(count >= 0);
	for (int i = 0; i < count && i < 2; i++)
		HOLD(few[i] > 1);
	HOLD(held >= 0 && held <= (count > SLOTS ? count : SCOREBOARD_SLOTS_MAX));
	for (int i = 0; i < held; i++)
		HOLD(holders[i] > 0);
	free(holders);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *lines = fuzz_text(data, size), file[ROOM];
	bool sum = fuzz_says(lines, "sum");
	struct scoreboard *scoreboard = NULL;
	struct reeve_error error = {0};
	int dirfd = fuzz_scratch(), result;

	memcpy(file, image, sizeof file);
	size = fuzz_patch(file, image_size, ROOM, lines);
	if (sum)
		set_sum(file);
	fuzz_write(SCOREBOARD_FILE, file, size);
	check_salvage(dirfd);
	result = scoreboard_open(dirfd, true, &scoreboard, &error);
	if (result == 0)
		check_open(scoreboard, size);
	else
		HOLD((result == -EBADMSG || result == -EPROTO) && error.text[0]);
	scoreboard_free(scoreboard);
	free(lines);
	return 0;
}
