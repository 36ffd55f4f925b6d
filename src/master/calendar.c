/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "master/calendar.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/cron.h"
#include "base/fd.h"
#include "config/program_times.h"
#include "master/launch.h"
#include "master/master.h"
#include "master/reason.h"
#include "master/report.h"
#include "master/slot.h"

/* A program's times. */
struct entry {
	struct cron *times;
	size_t count; /* 0: it has none */
	bool schedule;
	time_t next;
	bool due; /* while it is acted on */
};

struct calendar {
	struct master *master;
	uv_poll_t poll;
	int fd;
	struct entry *entries; /* one per program */
	size_t entry_count;
	long long set_ns; /* the wall clock before the boot-time clock, at the last look */
};

static struct entry *entry_of(const struct calendar *calendar, const struct slot *slot)
{
	return &calendar->entries[slot->launch - calendar->master->launches];
}

/* Of the two clocks only one is set, and both go on while the machine sleeps. */
static long long clocks_apart(void)
{
	return (long long)clock_realtime_ns() - (long long)clock_boottime_ns();
}

static time_t now_s(void)
{
	return (time_t)(clock_realtime_ns() / NS_PER_SECOND);
}

/* False: the clock was set since the last look. The timer is armed all the same. */
static bool arm(struct calendar *calendar)
{
	struct itimerspec at = {{0}, {0}};

	for (size_t i = 0; i < calendar->entry_count; i++) {
		time_t next = calendar->entries[i].next;

		if (next != CRON_NEVER && (!at.it_value.tv_sec || next < at.it_value.tv_sec))
			at.it_value.tv_sec = next;
	}
	return timerfd_settime(
		       calendar->fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &at, NULL) == 0 ||
	       errno != ECANCELED;
}

/* For status, and for a master that comes after us: before anything is done by it. */
static void write_next(struct calendar *calendar)
{
	struct master *master = calendar->master;

	for (unsigned i = 0; i < master->slot_count; i++) {
		struct slot *slot = &master->slots[i];
		const struct entry *entry = entry_of(calendar, slot);
		uint64_t next_ns = entry->count && entry->next != CRON_NEVER && !slot->spare
					   ? (uint64_t)entry->next * NS_PER_SECOND
					   : 0;

		if (slot->next_ns == next_ns)
			continue;
		slot->next_ns = next_ns;
		slot_write(slot);
	}
}

static bool runs(enum child_state state)
{
	return state == CHILD_STARTING || state == CHILD_RUNNING || state == CHILD_STOPPING;
}

/* The time of this worker has come. */
static void act(struct slot *slot, bool schedule)
{
	const struct child_record *record =
		supervisor_child(slot->master->supervisor, slot_index(slot));
	char name[96];

	if (record->wanted != CHILD_WANTED_RUNNING ||
		slot->master->command.wanted != CHILD_WANTED_RUNNING)
		return;
	if (schedule && runs(record->state)) {
		slot->skipped++;
		report_log("%s: its time has come while it still runs: skipped, %llu so far",
			slot_name(slot, name, sizeof name), (unsigned long long)slot->skipped);
		slot_write(slot);
		return;
	}
	if (!schedule && runs(record->state) && record->state != CHILD_STOPPING)
		reason_log_recycled(slot, "its time has come (cron)");
	slot_tell(slot, CHILD_EVENT_RECYCLE, CHILD_CAUSE_CRON, 0);
}

static void look(struct calendar *calendar)
{
	struct master *master = calendar->master;
	long long set_ns = clocks_apart();
	long long jump = (set_ns - calendar->set_ns) / (long long)NS_PER_SECOND;
	time_t now = now_s();

	calendar->set_ns = set_ns;
	for (size_t i = 0; i < calendar->entry_count; i++) {
		struct entry *entry = &calendar->entries[i];

		entry->due = entry->count &&
			     cron_pass(entry->times, entry->count, now, jump, &entry->next);
	}
	write_next(calendar);
	for (unsigned i = 0; i < master->slot_count; i++)
		if (entry_of(calendar, &master->slots[i])->due)
			act(&master->slots[i], entry_of(calendar, &master->slots[i])->schedule);
	report_flush();
}

static void on_time(uv_poll_t *poll, int status, int events)
{
	struct calendar *calendar = poll->data;
	uint64_t count;

	(void)status;
	(void)events;
	/* -ECANCELED: the clock was set. */
	if (read(calendar->fd, &count, sizeof count) < 0 && errno != ECANCELED)
		return;
	do {
		look(calendar);
	} while (!arm(calendar));
}

void calendar_begin(struct calendar *calendar)
{
	time_t now = now_s();

	if (!calendar)
		return;
	calendar->set_ns = clocks_apart();
	for (size_t i = 0; i < calendar->entry_count; i++)
		calendar->entries[i].next =
			cron_next_of(calendar->entries[i].times, calendar->entries[i].count, now);
	/* The last master did not get to it. What is long ago was before the clock was set. */
	for (unsigned i = 0; i < calendar->master->slot_count; i++) {
		const struct slot *slot = &calendar->master->slots[i];
		time_t next = (time_t)(slot->next_ns / NS_PER_SECOND);

		if (slot->next_ns && next <= now && next > now - CRON_CORRECTION)
			entry_of(calendar, slot)->next = next;
	}
	write_next(calendar);
	arm(calendar);
}

static int read_times(struct entry *entry, const struct program *program)
{
	struct cron times[PROGRAM_TIMES_MAX];

	entry->schedule = program->schedule != NULL;
	entry->count =
		program_times_parse(program->schedule ? program->schedule : program->cron, times);
	if (entry->count == 0)
		return 0;
	entry->times = calloc(entry->count, sizeof *entry->times);
	if (!entry->times)
		return -ENOMEM;
	memcpy(entry->times, times, entry->count * sizeof *times);
	return 0;
}

static int fill(struct calendar *calendar)
{
	const struct template *template = calendar->master->template;
	int result = 0;

	calendar->entries = calloc(template->program_count, sizeof *calendar->entries);
	if (!calendar->entries)
		return -ENOMEM;
	calendar->entry_count = template->program_count;
	for (size_t i = 0; i < calendar->entry_count && result == 0; i++)
		result = read_times(&calendar->entries[i], &template->programs[i]);
	if (result < 0)
		return result;
	calendar->fd = timerfd_create(CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK);
	if (calendar->fd < 0)
		return -errno;
	result = uv_poll_init(&calendar->master->loop, &calendar->poll, calendar->fd);
	calendar->poll.data = calendar;
	return result < 0 ? result : uv_poll_start(&calendar->poll, UV_READABLE, on_time);
}

int calendar_open(struct master *master, struct calendar **ret_calendar)
{
	bool any = false;

	*ret_calendar = NULL;
	for (size_t i = 0; i < master->template->program_count; i++)
		any = any || master->template->programs[i].cron ||
		      master->template->programs[i].schedule;
	if (!any)
		return 0;
	*ret_calendar = calloc(1, sizeof **ret_calendar);
	if (!*ret_calendar)
		return -ENOMEM;
	(*ret_calendar)->master = master;
	(*ret_calendar)->fd = -1;
	return fill(*ret_calendar);
}

void calendar_close(struct calendar *calendar)
{
	if (!calendar)
		return;
	fd_close(&calendar->fd);
	for (size_t i = 0; i < calendar->entry_count; i++)
		free(calendar->entries[i].times);
	free(calendar->entries);
	free(calendar);
}
