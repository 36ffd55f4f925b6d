/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "master/job_data.h"
#include "master/launch.h"
#include "master/master.h"
#include "master/report.h"
#include "master/request.h"

#define NAMES_MAX 1000
#define SHOWN_MAX 200 /* bytes of names in a line of the log */

#define X(name, text) [JOB_##name] = text,
static const char *const words[] = {JOB_WORDS(X)};
#undef X

/* A worker of a scheduled program that waits for its time is started, and runs. */
static bool waits_for_time(const struct slot *slot, const struct child_record *record)
{
	return slot->launch->program->schedule && record->state == CHILD_EXITED &&
	       record->wanted == CHILD_WANTED_RUNNING;
}

/* Of everything, who is not meant. */
static bool is_spared(const struct job *job, unsigned slot)
{
	const struct master *master = job->master;
	const struct child_record *record;

	if (job->word == JOB_STOP)
		return slot >= master->slot_count;
	if (slot == master->slot_count)
		return true; /* the outermost supervisor is up as long as the command is */
	if (slot > master->slot_count) {
		record = supervisor_node(master->supervisor, slot - master->slot_count);
		return record->state == CHILD_STARTING || record->state == CHILD_RUNNING ||
		       record->state == CHILD_STOPPING;
	}
	record = supervisor_child(master->supervisor, slot);
	if (waits_for_time(&master->slots[slot], record))
		return true;
	return job->word == JOB_RESTART && record->wanted == CHILD_WANTED_STOPPED;
}

/* Who has started since it was asked for the first time is not started again, because a master died
 * before it could answer. */
static bool is_fresh(const struct job *job, const struct slot *slot)
{
	return job->since && slot->process.pid && slot->process.spawned_ns > job->since &&
	       slot->process.spawned_ns <= clock_boottime_ns();
}

static void tell_node(const struct job *job, unsigned node, uint64_t now)
{
	if (job->word != JOB_START)
		supervisor_node_stop(job->master->supervisor, node, now);
	if (job->word != JOB_STOP)
		supervisor_node_start(job->master->supervisor, node, now);
}

static void tell(const struct job *job, unsigned slot, uint64_t now)
{
	static const enum child_event events[] = {[JOB_START] = CHILD_EVENT_START,
		[JOB_STOP] = CHILD_EVENT_STOP,
		[JOB_RESTART] = CHILD_EVENT_RESTART};
	struct master *master = job->master;
	struct supervisor_event event = {.type = events[job->word], .child = slot};

	if (slot >= master->slot_count) {
		tell_node(job, slot - master->slot_count, now);
		return;
	}
	if (job->word == JOB_RESTART && !job->steps[slot].fresh)
		event.type = CHILD_EVENT_START;
	supervisor_step(master->supervisor, &event, now);
}

/* Notes who has a part in the job. */
static void enlist(struct job *job)
{
	struct master *master = job->master;

	for (size_t i = 0; i < job->count; i++) {
		struct named *named = &job->named[i];
		unsigned end = named->target.first + named->target.count;

		named->already = true;
		for (unsigned slot = named->target.first; slot < end; slot++) {
			struct step *step = &job->steps[slot];

			if (named->target.is_all && is_spared(job, slot))
				continue;
			named->already &= outcome_is_already(master, slot, job->word);
			if (step->outcome != OUTCOME_NONE)
				continue;
			outcome_begin(master, slot, job->word, step);
			if (slot < master->slot_count && is_fresh(job, &master->slots[slot]))
				step->fresh = false;
			job->waiting++;
		}
	}
}

/* Supervisors are told last: what is below is wanted by then. What was started last is stopped
 * first. */
static void tell_all(struct job *job)
{
	const unsigned count = job->master->slot_count + job->master->node_count;
	uint64_t now = clock_monotonic_ns();

	for (unsigned i = 0; i < count; i++) {
		unsigned slot = job->word == JOB_STOP ? count - 1 - i : i;

		if (job->steps[slot].outcome == OUTCOME_WAITS)
			tell(job, slot, now);
	}
	for (unsigned slot = 0; slot < count; slot++)
		job_look_at(job, slot);
	master_settle(job->master);
}

static void log_job(const struct job *job)
{
	char shown[SHOWN_MAX] = "";
	size_t length = 0;

	for (size_t i = 0; i < job->count && length < sizeof shown; i++)
		length += (size_t)snprintf(shown + length, sizeof shown - length, "%s%s",
			i ? ", " : "", job->named[i].name);
	report_log("%s of %s%s asked for by pid %d, uid %u", words[job->word], shown,
		length < sizeof shown ? "" : "...", (int)job->asker->pid,
		(unsigned)job->asker->uid);
}

/* Returns the number of names that mean nothing, which have their code then. */
static size_t find_targets(struct job *job)
{
	struct reeve_error error;
	size_t unknown = 0;

	for (size_t i = 0; i < job->count; i++) {
		struct named *named = &job->named[i];

		named->name = json_string_value(json_array_get(job->names, i));
		if (target_find(job->master, named->name, &named->target, &error) == 0)
			continue;
		unknown++;
		named->code = error.code;
		text_show(named->text, sizeof named->text, error.text);
	}
	return unknown;
}

/* Nothing is done where a name is not right: those that are not are named alone. */
static void refuse(struct job *job)
{
	size_t kept = 0;

	for (size_t i = 0; i < job->count; i++)
		if (job->named[i].code)
			job->named[kept++] = job->named[i];
	job->count = kept;
	job_end(job);
}

static bool are_names(const json_t *names)
{
	size_t count = json_array_size(names);

	for (size_t i = 0; i < count; i++)
		if (!json_is_string(json_array_get(names, i)))
			return false;
	return count > 0 && count <= NAMES_MAX;
}

/* NULL: no memory. */
static struct job *make(struct asker *asker, enum job_word word, json_t *names)
{
	struct master *master = asker->master;
	struct job *job = calloc(1, sizeof *job);

	if (!job)
		return NULL;
	job->asker = asker;
	job->master = master;
	job->word = word;
	job->names = json_incref(names);
	job->count = json_array_size(names);
	job->named = calloc(job->count, sizeof *job->named);
	job->steps = calloc(master->slot_count + master->node_count, sizeof *job->steps);
	if (!job->named || !job->steps) {
		job_free(job);
		return NULL;
	}
	job->next = master->jobs;
	job->from = &master->jobs;
	if (job->next)
		job->next->from = &job->next;
	master->jobs = job;
	asker->job = job;
	asker->waits = WAITS_FOR_JOB;
	return job;
}

void job_take(struct asker *asker, enum job_word word, const json_t *request)
{
	json_t *names = json_object_get(request, "names");
	json_int_t since = json_integer_value(json_object_get(request, "since"));
	struct job *job;

	if (!are_names(names)) {
		request_answer(asker, REEVE_EXIT_USAGE,
			"'names' is to be a list of one to a thousand names");
		return;
	}
	if (word != JOB_STOP &&
		supervisor_phase(asker->master->supervisor) >= SUPERVISOR_STOPPING) {
		request_answer(asker, REEVE_EXIT_NOT_RUNNING, "it is being stopped");
		return;
	}
	job = make(asker, word, names);
	if (!job) {
		request_answer(asker, REEVE_EXIT_FAILED, "the master is out of memory");
		return;
	}
	job->since = since > 0 ? (uint64_t)since : 0;
	if (find_targets(job) > 0) {
		refuse(job);
		return;
	}
	log_job(job);
	enlist(job);
	tell_all(job);
}
