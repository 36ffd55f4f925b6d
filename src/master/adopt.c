/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "master/adopt.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "master/cells.h"
#include "master/cgroups.h"
#include "master/death.h"
#include "master/launch.h"
#include "master/master.h"
#include "master/node.h"
#include "master/past.h"
#include "master/places.h"
#include "master/report.h"
#include "master/room.h"
#include "master/setup.h"
#include "master/slot.h"
#include "process/handover.h"
#include "process/identity.h"
#include "process/proc.h"
#include "storage/kept.h"

#define SALVAGE_MAX 4096

/* As a rule it stands where it stood: there the search begins. */
static struct past *find_past(
	struct past *pasts, unsigned count, const struct slot *slot, unsigned number)
{
	for (unsigned n = 0; n < count; n++) {
		struct past *past = &pasts[(number + n) % count];

		if (!past->taken && !(past->data.flags & SLOT_NODE) &&
			(past->data.flags & SLOT_SPARE) == (slot->spare ? SLOT_SPARE : 0) &&
			(slot->spare || past->data.instance == slot->instance) &&
			strcmp(past->data.program, slot->launch->program->name) == 0)
			return past;
	}
	return NULL;
}

/* A slot goes on where its past ended. */
static void inherit(struct slot *slot, struct past *past)
{
	past->taken = true;
	slot->has_past = true;
	slot->instance = past->data.instance;
	slot->generation = past->generation;
	if (past->data.cell < SCOREBOARD_SLOTS_MAX)
		slot->cell = past->data.cell;
	/* A start of the command takes what lives for its own. */
	slot->edition = slot->master->resumed ? past->data.edition : slot->launch->program->edition;
	slot->started_ns = past->data.started_ns;
	memcpy(slot->token, past->data.token, sizeof slot->token);
	memcpy(slot->status_text, past->data.status_text, sizeof slot->status_text);
	slot->says = past->data.flags & (SLOT_RELOADING | SLOT_ENDING);
	slot->extended_s = past->data.extended_s;
	slot->extended = slot->extended_s != 0;
	slot->process = past->data.process;
	slot->unproven = past->verdict == IDENTITY_UNPROVEN;
	if (past->data.flags & SLOT_ENDED) {
		slot->cause = (enum child_cause)past->data.cause;
		slot->status = past->data.status;
	}
	if (past->verdict == IDENTITY_GONE && slot->process.pid)
		slot->remains = death_remains(slot);
	if (past->verdict != IDENTITY_OURS)
		return;
	slot->pidfd = past->pidfd;
	slot->by_guardian = past->by_guardian;
	slot->own = past->own;
	past->pidfd = -1;
	if (!slot->process.pidfd_inode)
		identity_complete(&slot->process, slot->pidfd);
}

/* What goes from one scoreboard to another. */
struct carry {
	struct master *master;
	struct scoreboard *old;
	struct past *pasts;
	unsigned count;
	struct past **from; /* of each slot; NULL: there is none */
};

/* The times that still count, at the places that their numbers have in a ring of this length. */
static void carry_times(const struct carry *carry, struct scoreboard *scoreboard,
	const struct past *past, unsigned to)
{
	uint64_t end = past->data.flags & SLOT_NODE ? past->data.node.decisions : past->data.exits;
	unsigned ring = scoreboard_ring_length(carry->old);
	uint64_t count = past->data.window < ring ? past->data.window : ring;

	for (uint64_t n = end - (count < end ? count : end); n < end; n++)
		scoreboard_set_exit(scoreboard, to, n,
			scoreboard_get_exit(carry->old, (unsigned)(past - carry->pasts), n));
}

/* The number that the worker of an old slot has now; count of slots: it has none. */
static unsigned slot_now(const struct carry *carry, unsigned old)
{
	unsigned at = 0;

	while (at < carry->master->slot_count &&
		(old >= carry->count || carry->from[at] != &carry->pasts[old]))
		at++;
	return at;
}

/* A supervisor of the same name goes on, also where its members have other numbers. */
static void carry_node(const struct carry *carry, struct scoreboard *scoreboard, unsigned number)
{
	struct master *master = carry->master;
	struct scoreboard_slot data;
	unsigned at = 0, slot;

	while (at < carry->count && (!(carry->pasts[at].data.flags & SLOT_NODE) ||
					    strcmp(carry->pasts[at].data.program,
						    master->template->nodes[number].name) != 0))
		at++;
	if (at == carry->count)
		return;
	data = carry->pasts[at].data;
	slot = data.node.because ? slot_now(carry, data.node.because - 1) : master->slot_count;
	data.node.because = slot < master->slot_count ? slot + 1 : 0;
	slot = data.status >= 0 ? slot_now(carry, (unsigned)data.status) : master->slot_count;
	/* Another supervisor, or nobody whom there is: then all are concerned. */
	data.status = slot < master->slot_count ? (int32_t)slot : 0;
	scoreboard_set_slot(scoreboard, master->slot_count + number, &data);
	carry_times(carry, scoreboard, &carry->pasts[at], master->slot_count + number);
}

/* It is known for what it is from the beginning. */
static void set_spare(struct scoreboard *scoreboard, const struct slot *slot, unsigned number)
{
	struct scoreboard_slot data = {.flags = SLOT_SPARE, .cell = slot->cell};

	snprintf(data.program, sizeof data.program, "%s", slot->launch->program->name);
	scoreboard_set_slot(scoreboard, number, &data);
}

/* The command too: a stop that was begun is gone on with, whoever dies meanwhile. */
static void fill(struct scoreboard *scoreboard, void *data)
{
	const struct carry *carry = data;
	struct master *master = carry->master;

	for (unsigned i = 0; i < master->slot_count; i++) {
		const struct slot *slot = &master->slots[i];
		struct past *past = carry->from ? carry->from[i] : NULL;
		bool taken = slot->pidfd >= 0 || slot->unproven || slot->remains;

		if (!past && slot->spare)
			set_spare(scoreboard, slot, i);
		if (!past)
			continue;
		atomic_store(scoreboard_claim(scoreboard, i),
			claim_make(slot->generation, taken ? (uint32_t)slot->process.pid : 0));
		atomic_store(scoreboard_claim_stamp(scoreboard, i), slot->process.claimed_ns);
		past->data.generation = slot->generation;
		/* A start wants all; who is not wanted from here on was stopped since. */
		if (!master->resumed && !slot->spare)
			past->data.wanted = CHILD_WANTED_RUNNING;
		scoreboard_set_slot(scoreboard, i, &past->data);
		carry_times(carry, scoreboard, past, i);
	}
	for (unsigned i = 0; carry->old && master->resumed && i < master->node_count; i++)
		carry_node(carry, scoreboard, i);
	if (carry->old && master->resumed)
		scoreboard_set_command(scoreboard, &master->command);
}

static int create(struct master *master, struct carry *carry, struct reeve_error *error)
{
	const struct template *template = master->template;
	struct scoreboard_spec spec = {.command = template->name,
		.title_prefix = template->title_prefix,
		.template_path = template->path,
		.token = getenv(HANDOVER_LIFE),
		.background = strcmp(getenv(HANDOVER_BACKGROUND), "1") == 0,
		.slot_count = master->slot_count + master->node_count,
		.ring_length = room_ring_length(template),
		.fill = fill,
		.data = carry};

	return scoreboard_create(HANDOVER_STATUS, &spec, &master->scoreboard, error);
}

static struct scoreboard_slot **list_slots(struct past *pasts, unsigned count)
{
	struct scoreboard_slot **slots = calloc(count + 1, sizeof *slots);

	for (unsigned i = 0; slots && i < count; i++)
		slots[i] = &pasts[i].data;
	return slots;
}

/* A start by an operator, or other programs in the template in force: a new scoreboard is made and
 * carried over into. The old one is whole until the new one is in place, so a death in between
 * loses nothing. */
static int carry_over(struct master *master, struct scoreboard *old, struct past *pasts,
	unsigned count, struct reeve_error *error)
{
	struct carry carry = {
		master, old, pasts, count, calloc(master->slot_count, sizeof *carry.from)};
	int result;

	if (!carry.from)
		return error_set(error, REEVE_EXIT_FAILED, "out of memory");
	for (unsigned i = 0; i < master->slot_count; i++) {
		carry.from[i] = find_past(pasts, count, &master->slots[i], i);
		if (carry.from[i])
			inherit(&master->slots[i], carry.from[i]);
	}
	past_end_rest(pasts, count);
	result = cells_share_out(master);
	if (result < 0)
		error_set(error, REEVE_EXIT_FAILED, "out of memory");
	else
		result = create(master, &carry, error);
	if (result == 0)
		scoreboard_set_moved(old);
	free(carry.from);
	return result;
}

static int take_over(struct master *master, struct scoreboard *old, struct reeve_error *error)
{
	unsigned count = scoreboard_slot_count(old);
	struct past *pasts = calloc(count ? count : 1, sizeof *pasts);
	struct scoreboard_slot **slots = pasts ? list_slots(pasts, count) : NULL;
	bool parent = past_is_parent();
	int result = 0;

	if (!slots) {
		free(pasts);
		return error_set(error, REEVE_EXIT_FAILED, "out of memory");
	}
	for (unsigned i = 0; i < count; i++) {
		past_look(old, i, parent, &pasts[i]);
		cgroups_prove(master, &pasts[i]);
	}
	if (!places_settle(slots, count))
		report_log("out of memory: workers that have just changed places may be ended");
	past_find_parents(pasts, count);
	scoreboard_get_command(old, &master->command);
	/* It is of an earlier start if the first master of this one died before it had made its
	 * own: what was wanted then is not wanted now. */
	if (!setup_is_ending() && strcmp(scoreboard_token(old), getenv(HANDOVER_LIFE)) != 0)
		master->resumed = false;
	if (master->resumed && scoreboard_ring_length(old) >= room_ring_length(master->template) &&
		places_take(master, old, slots)) {
		for (unsigned i = 0; i < master->slot_count; i++)
			inherit(&master->slots[i], &pasts[i]);
		master->scoreboard = old;
		result = cells_share_out(master);
		if (result < 0)
			error_set(error, REEVE_EXIT_FAILED, "out of memory");
	} else {
		result = carry_over(master, old, pasts, count, error);
	}
	for (unsigned i = 0; i < count; i++)
		if (pasts[i].pidfd >= 0)
			close(pasts[i].pidfd);
	free(slots);
	free(pasts);
	return result;
}

/* A scoreboard that cannot be read, or not by us: as long as a pid that can still be made out in it
 * lives, a start could run everything twice. Returns -ENOENT if the way is free. */
static int put_aside(struct reeve_error *error)
{
	pid_t pids[SALVAGE_MAX];
	int count = scoreboard_salvage(HANDOVER_STATUS, SALVAGE_MAX, pids);

	for (int i = 0; i < count && i < SALVAGE_MAX; i++)
		if (proc_alive(pids[i]) && pids[i] != getpid() && pids[i] != getppid()) {
			error_lead(error, "pid %d, which it names, is alive", (int)pids[i]);
			error->code = REEVE_EXIT_REFUSED;
			return -1;
		}
	report_log("%s; set aside", error->text);
	return scoreboard_set_aside(HANDOVER_STATUS) < 0 ? -1 : -ENOENT;
}

/* Nothing is taken over: neither is what workers kept. */
static int create_first(struct master *master, struct reeve_error *error)
{
	for (size_t i = 0; i < master->user_count; i++)
		kept_clear(master->users[i].kept_fd);
	return create(master, &(struct carry){.master = master}, error);
}

int adopt_scoreboard(struct master *master, struct reeve_error *error)
{
	struct scoreboard *old = NULL;
	int result = scoreboard_open(HANDOVER_STATUS, true, &old, error);

	if (result == -EBADMSG || result == -EPROTO)
		result = put_aside(error);
	if (result < 0 && result != -ENOENT)
		return -1;
	if (result == 0 && scoreboard_is_current(old))
		result = take_over(master, old, error);
	else
		result = create_first(master, error);
	if (master->scoreboard != old)
		scoreboard_free(old);
	if (result == 0)
		cgroups_settle(master);
	return result;
}
