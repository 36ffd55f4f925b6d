/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "storage/layout.h"
#include "storage/twin.h"

#define END_TEXT(text) ((text)[sizeof(text) - 1] = '\0')

bool scoreboard_is_current(const struct scoreboard *scoreboard)
{
	return scoreboard->current;
}

const char *scoreboard_command_name(const struct scoreboard *scoreboard)
{
	return scoreboard->command;
}

const char *scoreboard_title_prefix(const struct scoreboard *scoreboard)
{
	return scoreboard->title_prefix;
}

const char *scoreboard_template_path(const struct scoreboard *scoreboard)
{
	return scoreboard->template_path;
}

const char *scoreboard_token(const struct scoreboard *scoreboard)
{
	return scoreboard->token;
}

bool scoreboard_background(const struct scoreboard *scoreboard)
{
	return scoreboard->background;
}

unsigned scoreboard_slot_count(const struct scoreboard *scoreboard)
{
	return scoreboard->slot_count;
}

unsigned scoreboard_ring_length(const struct scoreboard *scoreboard)
{
	return scoreboard->ring_length;
}

void scoreboard_set_moved(struct scoreboard *scoreboard)
{
	if (scoreboard->writable)
		atomic_store_explicit(
			&layout_header_of(scoreboard)->moved, 1, memory_order_release);
}

bool scoreboard_is_moved(const struct scoreboard *scoreboard)
{
	return atomic_load_explicit(&layout_header_of(scoreboard)->moved, memory_order_acquire) !=
	       0;
}

static struct twin command_twin(const struct scoreboard *scoreboard)
{
	struct layout_header *header = layout_header_of(scoreboard);

	return (struct twin){
		&header->flips, header->command_copies[0], WORDS_OF(struct scoreboard_command)};
}

static struct twin slot_twin(struct layout_slot *slot)
{
	return (struct twin){&slot->flips, slot->copies[0], WORDS_OF(struct scoreboard_slot)};
}

bool scoreboard_get_command(
	const struct scoreboard *scoreboard, struct scoreboard_command *ret_command)
{
	struct twin twin = command_twin(scoreboard);
	bool consistent = twin_read(&twin, ret_command);

	END_TEXT(ret_command->guardian_token);
	END_TEXT(ret_command->master_token);
	return consistent;
}

void scoreboard_set_command(struct scoreboard *scoreboard, const struct scoreboard_command *command)
{
	struct twin twin = command_twin(scoreboard);

	if (scoreboard->writable)
		twin_write(&twin, command);
}

bool scoreboard_get_slot(
	const struct scoreboard *scoreboard, unsigned slot, struct scoreboard_slot *ret_data)
{
	struct layout_slot *place = layout_slot_of(scoreboard, slot);
	struct twin twin;
	bool consistent;

	if (!place) {
		*ret_data = (struct scoreboard_slot){0};
		return false;
	}
	twin = slot_twin(place);
	consistent = twin_read(&twin, ret_data);
	END_TEXT(ret_data->program);
	END_TEXT(ret_data->status_text);
	END_TEXT(ret_data->token);
	return consistent;
}

void scoreboard_set_slot(
	struct scoreboard *scoreboard, unsigned slot, const struct scoreboard_slot *data)
{
	struct layout_slot *place = layout_slot_of(scoreboard, slot);
	struct twin twin;

	if (!place || !scoreboard->writable)
		return;
	twin = slot_twin(place);
	twin_write(&twin, data);
}

static _Atomic uint64_t *ring_entry(const struct scoreboard *scoreboard, unsigned slot, uint64_t n)
{
	struct layout_slot *place = layout_slot_of(scoreboard, slot);

	if (!place || scoreboard->ring_length == 0)
		return NULL;
	return &place->ring[n % scoreboard->ring_length];
}

void scoreboard_set_exit(struct scoreboard *scoreboard, unsigned slot, uint64_t n, uint64_t time_ns)
{
	_Atomic uint64_t *entry = ring_entry(scoreboard, slot, n);

	if (entry && scoreboard->writable)
		atomic_store_explicit(entry, time_ns, memory_order_release);
}

uint64_t scoreboard_get_exit(const struct scoreboard *scoreboard, unsigned slot, uint64_t n)
{
	const _Atomic uint64_t *entry = ring_entry(scoreboard, slot, n);

	return entry ? atomic_load_explicit(entry, memory_order_acquire) : 0;
}

claim_word *scoreboard_claim(const struct scoreboard *scoreboard, unsigned slot)
{
	struct layout_slot *place = layout_slot_of(scoreboard, slot);

	return place ? &place->claim : NULL;
}

_Atomic uint64_t *scoreboard_claim_stamp(const struct scoreboard *scoreboard, unsigned slot)
{
	struct layout_slot *place = layout_slot_of(scoreboard, slot);

	return place ? &place->claim_stamp : NULL;
}

uint64_t scoreboard_stamp(const struct scoreboard *scoreboard, unsigned slot)
{
	const struct layout_slot *place = layout_slot_of(scoreboard, slot);
	uint64_t stamp = place ? atomic_load(&place->claim_stamp) : 0;

	return stamp & STAMP_AWAITED ? 0 : stamp;
}

uint64_t scoreboard_fence(claim_word *claim)
{
	uint64_t seen = atomic_load(claim);

	while (claim_pid(seen) == 0) {
		uint64_t next = claim_make(claim_generation(seen) + 1, 0);

		if (atomic_compare_exchange_strong(claim, &seen, next))
			return next;
	}
	return seen;
}
