/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "sim/timeline.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/signame.h"
#include "base/text.h"
#include "supervisor/policy.h"

#define TIMELINE_WINDOW 1024

struct timeline {
	const struct supervisor_spec *spec;
	const struct script_names *names;
	struct child_record *before; /* as it was shown last */
	struct child_record *nodes_before;
	void (*show)(void *data, const struct timeline_entry *entry);
	void *data;
};

struct timeline *timeline_new(const struct supervisor_spec *spec, const struct script_names *names,
	void (*show)(void *data, const struct timeline_entry *entry), void *data)
{
	struct timeline *timeline = calloc(1, sizeof *timeline);

	if (!timeline)
		return NULL;
	*timeline = (struct timeline){.spec = spec, .names = names, .show = show, .data = data};
	timeline->before = calloc(spec->count + 1, sizeof *timeline->before);
	timeline->nodes_before = calloc(spec->node_count + 1, sizeof *timeline->nodes_before);
	if (!timeline->before || !timeline->nodes_before) {
		timeline_free(timeline);
		return NULL;
	}
	return timeline;
}

void timeline_free(struct timeline *timeline)
{
	if (!timeline)
		return;
	free(timeline->before);
	free(timeline->nodes_before);
	free(timeline);
}

static void add(struct timeline_entry *entry, const char *format, ...) REEVE_PRINTF(2, 3);

/* With "; " before all but the first. */
static void add(struct timeline_entry *entry, const char *format, ...)
{
	size_t length = strlen(entry->text);
	va_list arguments;

	if (length && length + 3 < sizeof entry->text)
		length += (size_t)snprintf(entry->text + length, sizeof entry->text - length, "; ");
	va_start(arguments, format);
	vsnprintf(entry->text + length, sizeof entry->text - length, format, arguments);
	va_end(arguments);
}

/* To the millisecond, as everywhere on a time line. */
static const char *duration(uint64_t ns, char *text, size_t size)
{
	text_from_duration((ns + 500000) / 1000000 * 1000000, text, size);
	return text;
}

static void add_end(struct timeline_entry *entry, const struct child_record *record)
{
	bool was_told = record->cause == CHILD_CAUSE_STOPPED || record->cause == CHILD_CAUSE_GROUP;
	int signal = was_told ? -record->status : record->status;

	switch (record->cause) {
	case CHILD_CAUSE_EXIT:
		add(entry, "exit %d", record->status);
		break;
	case CHILD_CAUSE_STOPPED:
	case CHILD_CAUSE_GROUP:
		if (signal <= 0)
			break;
		/* fallthrough */
	case CHILD_CAUSE_SIGNAL:
		add(entry, "signal %s", signame_of(signal) ? signame_of(signal) : "?");
		break;
	case CHILD_CAUSE_SPAWN:
		add(entry, "cannot be started");
		break;
	case CHILD_CAUSE_TIMEOUT:
		add(entry, "not ready in time");
		break;
	case CHILD_CAUSE_UNKNOWN:
		add(entry, "nobody saw how it ended");
		break;
	case CHILD_CAUSE_MEMORY:
		add(entry, "too large");
		break;
	case CHILD_CAUSE_AGE:
		add(entry, "too old");
		break;
	case CHILD_CAUSE_WATCH:
		add(entry, "its files changed");
		break;
	case CHILD_CAUSE_CRON:
		add(entry, "its time has come");
		break;
	case CHILD_CAUSE_WATCHDOG:
		add(entry, "no heartbeat");
		break;
	default:
		break;
	}
}

/* Its own limits, if it has any, are not what has given it up. */
static bool gives_up_with(
	const struct timeline *timeline, const struct supervisor *supervisor, unsigned child)
{
	const struct supervisor_spec *spec = timeline->spec;
	const struct child_record *record;

	if (!spec->node_count || spec->policies[spec->policy_of[child]].max_restarts != UINT32_MAX)
		return false;
	record = supervisor_node(supervisor, spec->node_of ? spec->node_of[child] : 0);
	return record->cause == CHILD_CAUSE_INTENSITY && record->status == (int)child;
}

static void add_limit(struct timeline_entry *entry, const struct child_policy *policy,
	const struct child_record *record)
{
	char time[32];

	switch (policy_limit(policy, record, true)) {
	case POLICY_FINAL:
		add(entry, "a restart would not help");
		break;
	case POLICY_PROBE_FAILED:
		add(entry, "given up again");
		break;
	case POLICY_SHORT_LIVES:
		add(entry, "given up: %u short %s in a row", (unsigned)record->short_lives,
			record->short_lives == 1 ? "life" : "lives");
		break;
	default:
		add(entry, "given up: %u exits within %s", (unsigned)policy->max_restarts + 1,
			duration(policy->restart_window_ns, time, sizeof time));
		break;
	}
}

static void explain(const struct timeline *timeline, const struct world *world, unsigned child,
	struct timeline_entry *entry)
{
	const struct child_policy *policy =
		&timeline->spec->policies[timeline->spec->policy_of[child]];
	const struct supervisor *supervisor = world_supervisor(world);
	const struct child_record *record = supervisor_child(supervisor, child);
	const struct child_record *before = &timeline->before[child];
	uint64_t due = supervisor_due(supervisor, child), wait = due - record->changed_ns;
	char time[32];

	switch (record->state) {
	case CHILD_STARTING:
		if (record->probing && before->state == CHILD_FATAL)
			add(entry, "tried again");
		else if (record->restarts > before->restarts &&
			 (before->state == CHILD_RUNNING || before->state == CHILD_STOPPING))
			add_end(entry, record);
		break;
	case CHILD_RUNNING:
		if (before->state == CHILD_RUNNING)
			add(entry, "stable");
		break;
	case CHILD_BACKOFF:
		add_end(entry, record);
		add(entry, "again in %s", duration(wait, time, sizeof time));
		break;
	case CHILD_FATAL:
		add_end(entry, record);
		if (gives_up_with(timeline, supervisor, child))
			add(entry, "its supervisor gives up");
		else
			add_limit(entry, policy, record);
		if (due != UINT64_MAX)
			add(entry, "tried again in %s", duration(wait, time, sizeof time));
		break;
	case CHILD_EXITED:
	case CHILD_STOPPED:
		if (before->state != record->state)
			add_end(entry, record);
		break;
	case CHILD_STATE_COUNT:
		break;
	case CHILD_STOPPING:
		add_end(entry, record);
		break;
	}
}

/* True: it is one that waits for another, and that is news. */
static bool note_need(struct timeline *timeline, const struct child_record *record,
	const struct child_record *before, struct timeline_entry *entry)
{
	enum need_until until = (enum need_until)(record->status % NEED_COUNT);
	const char *name;

	if (record->cause != CHILD_CAUSE_NEED || record->wanted == CHILD_WANTED_STOPPED)
		return false;
	if (before->cause == CHILD_CAUSE_NEED && before->status == record->status)
		return false;
	name = script_program_of(timeline->names, (unsigned)record->status / NEED_COUNT);
	entry->state = "waiting";
	if (until == NEED_SETTLED)
		add(entry, "after %s", name);
	else
		add(entry, "needs %s:%s", name, need_until_name(until));
	return true;
}

static void note_child(struct timeline *timeline, const struct world *world, unsigned child,
	struct timeline_entry *entry)
{
	const struct child_record *record = supervisor_child(world_supervisor(world), child);
	struct child_record *before = &timeline->before[child];
	/* The signal that follows says more. */
	bool ends = record->state == CHILD_STOPPING && record->exits == before->exits;
	bool settled = record->state == CHILD_RUNNING && before->state == CHILD_RUNNING &&
		       (record->short_lives < before->short_lives ||
			       (before->probing && !record->probing));

	if (note_need(timeline, record, before, entry)) {
		timeline->show(timeline->data, entry);
		*before = *record;
		return;
	}
	/* One step can lead through several states, and to the same again. */
	if (!ends && (record->state != before->state || record->exits != before->exits || settled ||
			     record->restarts != before->restarts)) {
		entry->state = child_state_name(record->state);
		explain(timeline, world, child, entry);
		timeline->show(timeline->data, entry);
	}
	*before = *record;
}

static void explain_node(const struct timeline *timeline, const struct supervisor *supervisor,
	unsigned node, struct timeline_entry *entry)
{
	const struct node_policy *policy = &timeline->spec->nodes[node];
	const struct child_record *record = supervisor_node(supervisor, node);
	uint64_t times[TIMELINE_WINDOW];
	size_t count = supervisor_node_window(supervisor, node, times, TIMELINE_WINDOW);
	char time[32], name[96];

	if (record->state != CHILD_STOPPING)
		return;
	if (record->status >= 0 && (size_t)record->status < timeline->spec->count)
		script_worker(timeline->names, (unsigned)record->status, name, sizeof name);
	else
		snprintf(name, sizeof name, "a worker");
	if (record->cause == CHILD_CAUSE_INTENSITY && count > policy->intensity)
		add(entry, "gives up: %zu restart%s within %s", count, count == 1 ? "" : "s",
			duration(policy->period_ns, time, sizeof time));
	else if (record->cause == CHILD_CAUSE_INTENSITY)
		add(entry, "gives up with %s", name);
	else if (record->cause == CHILD_CAUSE_AUTO_SHUTDOWN)
		add(entry, "auto_shutdown: %s has ended", name);
	else if (record->cause == CHILD_CAUSE_GROUP && node > 0 &&
		 supervisor_node(supervisor, timeline->spec->parent_of[node])->state ==
			 CHILD_STOPPING)
		add(entry, "with its supervisor's others");
	else if (record->cause == CHILD_CAUSE_GROUP)
		add(entry, "to start %s again",
			policy->strategy == STRATEGY_REST_FOR_ONE ? "those behind" : "all");
}

static void note_node(struct timeline *timeline, const struct world *world, unsigned node,
	struct timeline_entry *entry)
{
	const struct supervisor *supervisor = world_supervisor(world);
	const struct child_record *record = supervisor_node(supervisor, node);
	struct child_record *before = &timeline->nodes_before[node];

	if (record->state != before->state ||
		(record->state == CHILD_STOPPING && record->cause != before->cause)) {
		entry->is_node = true;
		entry->who = timeline->names->nodes ? timeline->names->nodes[node] : "";
		entry->state = child_state_name(record->state);
		explain_node(timeline, supervisor, node, entry);
		timeline->show(timeline->data, entry);
	}
	*before = *record;
}

void timeline_note(void *data, const struct world *world, const struct world_news *news)
{
	static const char *const of_command[] = {[WORLD_NEWS_MASTER] = "master killed",
		[WORLD_NEWS_STARTED] = "started",
		[WORLD_NEWS_START_FAILED] = "start failed",
		[WORLD_NEWS_GAVE_UP] = "gives up",
		[WORLD_NEWS_FINISHED] = "finished"};
	struct timeline *timeline = data;
	struct timeline_entry entry = {.at_ns = world_now(world), .who = ""};
	char name[96], culprit[96];

	if (news->type == WORLD_NEWS_NODE) {
		note_node(timeline, world, news->child, &entry);
		return;
	}
	script_worker(timeline->names, news->child, name, sizeof name);
	if (news->type == WORLD_NEWS_CHANGED || news->type == WORLD_NEWS_SIGNAL)
		entry.who = name;
	if (news->type == WORLD_NEWS_CHANGED) {
		note_child(timeline, world, news->child, &entry);
		return;
	}
	if (news->type == WORLD_NEWS_SIGNAL) {
		entry.state = child_state_name(CHILD_STOPPING);
		add(&entry, "%s is sent", signame_of(news->value) ? signame_of(news->value) : "?");
	} else {
		entry.state = of_command[news->type];
	}
	if (news->type == WORLD_NEWS_START_FAILED || news->type == WORLD_NEWS_GAVE_UP)
		add(&entry, "%s",
			script_worker(timeline->names, news->child, culprit, sizeof culprit));
	timeline->show(timeline->data, &entry);
}

void timeline_print(const struct timeline_entry *entry, int width, struct buffer *buffer)
{
	uint64_t ms = (entry->at_ns + 500000) / 1000000;

	buffer_printf(buffer, "%7llu.%03llus  ", (unsigned long long)(ms / 1000),
		(unsigned long long)(ms % 1000));
	buffer_printf(buffer, "%-*s  ", width, entry->who);
	if (entry->text[0])
		buffer_printf(buffer, "%-8s  %s\n", entry->state, entry->text);
	else
		buffer_printf(buffer, "%s\n", entry->state);
}
