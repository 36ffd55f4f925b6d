/* SPDX-License-Identifier: MIT */
#ifndef STORAGE_LAYOUT_H
#define STORAGE_LAYOUT_H

/* The bytes of a scoreboard, for the modules that are its inside; doc/storage.md lists them. Native
 * byte order: a scoreboard means nothing on another machine or after a boot. */

#include <limits.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "storage/here.h"
#include "storage/scoreboard.h"
#include "storage/words.h"

#define LAYOUT_MAGIC "reeve-sb"
#define LAYOUT_MARK "reeve-sl"
#define LAYOUT_LINE 64
#define LAYOUT_HEADER_SIZE 8192
#define LAYOUT_BACKGROUND UINT32_C(1)

/* What never changes stands first and, the template's path, last; a checksum is over both. */
struct layout_header {
	char magic[8];
	uint32_t version;
	uint32_t header_size;
	uint32_t slot_size;
	uint32_t slot_count;
	uint32_t ring_length;
	uint32_t flags;
	uint64_t pid_namespace; /* inode of /proc/self/ns/pid */
	uint64_t created_ns;	/* wall clock */
	uint64_t checksum;
	char boot_id[HERE_BOOT_ID_SIZE];
	char command[72];
	char title_prefix[SCOREBOARD_PREFIX_MAX + 1];
	char token[TOKEN_LENGTH + 2];
	_Alignas(LAYOUT_LINE) _Atomic uint32_t moved;
	_Alignas(LAYOUT_LINE) _Atomic uint64_t flips;
	_Alignas(LAYOUT_LINE) _Atomic uint64_t
		command_copies[2][WORDS_OF(struct scoreboard_command)];
	_Alignas(4096) char template_path[PATH_MAX];
};

/* The mark shows a slot to whoever has nothing else left to go by (salvage.c): in every version a
 * slot begins on a line of its own with claim, stamp and mark. */
struct layout_slot {
	claim_word claim;
	_Atomic uint64_t claim_stamp; /* a time, or stamp_awaited() */
	char mark[8];
	uint32_t number;
	_Alignas(LAYOUT_LINE) _Atomic uint64_t flips;
	_Alignas(LAYOUT_LINE) _Atomic uint64_t copies[2][WORDS_OF(struct scoreboard_slot)];
	_Atomic uint64_t ring[];
};

_Static_assert(sizeof(struct scoreboard_command) == 168, "part of the file format");
_Static_assert(sizeof(struct scoreboard_slot) == 360, "part of the file format");
_Static_assert(offsetof(struct scoreboard_command, phase) == 112, "part of the file format");
_Static_assert(offsetof(struct scoreboard_command, master_token) == 143, "part of the file format");
_Static_assert(offsetof(struct scoreboard_command, gave_up) == 166, "part of the file format");
_Static_assert(offsetof(struct scoreboard_slot, short_lives) == 132, "part of the file format");
_Static_assert(offsetof(struct scoreboard_slot, instance) == 88, "part of the file format");
_Static_assert(offsetof(struct scoreboard_slot, restarts) == 112, "part of the file format");
_Static_assert(offsetof(struct scoreboard_slot, process) == 160, "part of the file format");
_Static_assert(sizeof(struct scoreboard_node) == sizeof(struct identity), "part of the file format");
_Static_assert(offsetof(struct scoreboard_slot, next_ns) == 200, "part of the file format");
_Static_assert(offsetof(struct scoreboard_slot, status_text) == 216, "part of the file format");
_Static_assert(offsetof(struct scoreboard_slot, edition) == 344, "part of the file format");
_Static_assert(sizeof(struct layout_header) == LAYOUT_HEADER_SIZE, "part of the file format");
_Static_assert(offsetof(struct layout_header, moved) == 320, "part of the file format");
_Static_assert(offsetof(struct layout_header, flips) == 384, "part of the file format");
_Static_assert(offsetof(struct layout_header, command_copies) == 448, "part of the file format");
_Static_assert(offsetof(struct layout_header, template_path) == 4096, "part of the file format");
_Static_assert(offsetof(struct layout_slot, copies) == 128, "part of the file format");
_Static_assert(offsetof(struct layout_slot, ring) == 848, "part of the file format");

struct scoreboard {
	char *map;
	size_t map_size;
	bool writable;
	bool background;
	bool current;
	unsigned slot_count;
	unsigned ring_length;
	size_t slot_size;
	char command[72];
	char title_prefix[SCOREBOARD_PREFIX_MAX + 1];
	char token[TOKEN_LENGTH + 2];
	char *template_path;
};

/* Bytes from one slot to the next: whole lines, so that no two slots share one. */
static inline size_t layout_slot_size(unsigned ring_length)
{
	size_t size = offsetof(struct layout_slot, ring) + ring_length * sizeof(uint64_t);

	return (size + LAYOUT_LINE - 1) / LAYOUT_LINE * LAYOUT_LINE;
}

static inline struct layout_header *layout_header_of(const struct scoreboard *scoreboard)
{
	return (struct layout_header *)scoreboard->map;
}

/* NULL where there is no such slot. */
static inline struct layout_slot *layout_slot_of(const struct scoreboard *scoreboard, unsigned slot)
{
	if (slot >= scoreboard->slot_count)
		return NULL;
	return (struct layout_slot *)(scoreboard->map + LAYOUT_HEADER_SIZE +
				      slot * scoreboard->slot_size);
}

#endif
