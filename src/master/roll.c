/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "master/roll.h"

#include <limits.h>

#include "master/job.h"
#include "master/launch.h"
#include "master/master.h"
#include "master/places.h"
#include "master/reason.h"
#include "master/report.h"
#include "master/slot.h"

/* NULL: it cannot roll. */
static struct slot *spare_of(const struct master *master, const struct launch *program)
{
	unsigned number = master->spares[program - master->launches];

	return number == UINT_MAX ? NULL : places_worker(master, number);
}

bool roll_one(struct slot *slot)
{
	struct supervisor *supervisor = slot->master->supervisor;
	uint64_t ignored = supervisor_ignored(supervisor);

	slot_tell(slot, CHILD_EVENT_ROLL, CHILD_CAUSE_NONE, 0);
	return supervisor_ignored(supervisor) == ignored;
}

bool roll_is_over(const struct master *master, const struct launch *program, bool *ret_failed,
	char *text, size_t size)
{
	const struct slot *spare = spare_of(master, program);
	struct supervisor_roll roll = {0};

	*ret_failed = false;
	text[0] = '\0';
	if (!spare || !supervisor_roll(master->supervisor, slot_index(spare), &roll))
		return true;
	*ret_failed = !roll.active && roll.failed;
	if (*ret_failed)
		reason_tell(spare, text, size);
	return !roll.active;
}

void roll_swapped(struct slot *new, struct slot *old)
{
	char name[96];

	slot_swap(new, old);
	slot_name(new, name, sizeof name);
	if (old->process.pid)
		report_log("%s: pid %d takes the place of pid %d", name, (int)new->process.pid,
			(int)old->process.pid);
	else
		report_log("%s: pid %d takes its place, though it is not ready yet", name,
			(int)new->process.pid);
	job_look(new->master, new->number);
}

void roll_told(struct slot *spare)
{
	char text[1024];
	bool failed;

	if (roll_is_over(spare->master, spare->launch, &failed, text, sizeof text) && failed)
		report_log("%s; no worker of %s is replaced any more", text,
			spare->launch->program->name);
	for (unsigned i = 0; i < spare->master->slot_count; i++)
		if (spare->master->slots[i].launch == spare->launch)
			job_look(spare->master, spare->master->slots[i].number);
}
