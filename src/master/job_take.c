/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/signame.h"
#include "base/text.h"
#include "master/instant.h"
#include "master/job_data.h"
#include "master/launch.h"
#include "master/master.h"
#include "master/places.h"
#include "master/report.h"
#include "master/request.h"
#include "master/slot.h"

#define NAMES_MAX 1000
#define SIGNAL_MAX 64
#define WAITS_MAX 32  /* requests that may wait for ever */
#define SHOWN_MAX 200 /* bytes of names in a line of the log */

#define X(name, text) [JOB_##name] = text,
static const char *const words[] = {JOB_WORDS(X)};
#undef X

static bool is_await(enum job_word word)
{
	return word == JOB_AWAIT_UP || word == JOB_AWAIT_DOWN;
}

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

	if (slot < master->slot_count && places_worker(master, slot)->spare)
		return true;
	if (job->word == JOB_STOP || instant_is(job->word) || job->word == JOB_AWAIT_DOWN ||
		(job->word == JOB_ROLL && slot >= master->slot_count))
		return slot >= master->slot_count;
	if (slot == master->slot_count)
		return true; /* the outermost supervisor is up as long as the command is */
	if (slot > master->slot_count) {
		record = supervisor_node(master->supervisor, slot - master->slot_count);
		return record->state == CHILD_STARTING || record->state == CHILD_RUNNING ||
		       record->state == CHILD_STOPPING;
	}
	record = supervisor_child(master->supervisor, master->order[slot]);
	if (waits_for_time(places_worker(master, slot), record))
		return true;
	return job->word != JOB_START && record->wanted == CHILD_WANTED_STOPPED;
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

static enum child_event event_of(const struct job *job, unsigned slot)
{
	static const enum child_event events[] = {[JOB_START] = CHILD_EVENT_START,
		[JOB_STOP] = CHILD_EVENT_STOP,
		[JOB_RESTART] = CHILD_EVENT_RESTART,
		[JOB_ROLL] = CHILD_EVENT_ROLL};
	const struct slot *worker = places_worker(job->master, slot);
	enum child_state state =
		supervisor_child(job->master->supervisor, slot_index(worker))->state;

	if (job->word == JOB_START || job->word == JOB_STOP)
		return events[job->word];
	if (!job->steps[slot].fresh || state == CHILD_STOPPED || state == CHILD_EXITED)
		return CHILD_EVENT_START;
	/* Of everything, what cannot roll is restarted. */
	return worker->launch->program->rolling ? events[job->word] : CHILD_EVENT_RESTART;
}

static void tell(struct job *job, unsigned slot, uint64_t now)
{
	struct master *master = job->master;
	struct supervisor_event event;

	if (is_await(job->word))
		return;
	if (instant_is(job->word)) {
		instant_do(places_worker(master, slot), job->word, job->signal, &job->steps[slot]);
		return;
	}
	if (slot >= master->slot_count) {
		tell_node(job, slot - master->slot_count, now);
		return;
	}
	event = (struct supervisor_event){
		.type = event_of(job, slot), .child = master->order[slot]};
	supervisor_step(master->supervisor, &event, now);
}

static bool has_part(const struct job *job, const struct named *named, unsigned slot)
{
	if (named->target.is_all && is_spared(job, slot))
		return false;
	return !instant_is(job->word) ||
	       instant_reaches(places_worker(job->master, slot), job->word);
}

static void enlist_slot(struct job *job, struct named *named, unsigned slot)
{
	struct step *step = &job->steps[slot];

	named->already &= outcome_is_already(job->master, slot, job->word);
	named->has_part = true;
	if (step->outcome != OUTCOME_NONE)
		return;
	outcome_begin(job->master, slot, job->word, step);
	if (slot < job->master->slot_count && is_fresh(job, places_worker(job->master, slot)))
		step->fresh = false;
	job->waiting++;
}

/* Notes who has a part in the job. */
static void enlist(struct job *job)
{
	for (size_t i = 0; i < job->count; i++) {
		struct named *named = &job->named[i];
		unsigned end = named->target.first + named->target.count;

		named->already = true;
		for (unsigned slot = named->target.first; slot < end; slot++)
			if (has_part(job, named, slot))
				enlist_slot(job, named, slot);
		if (named->has_part || !instant_is(job->word))
			continue;
		named->already = false;
		named->code = REEVE_EXIT_NOT_RUNNING;
		snprintf(named->text, sizeof named->text, "'%.64s' is not running", named->name);
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

/* Who names what cannot roll is told so. */
static int check_rolls(
	const struct job *job, const struct target *target, struct reeve_error *error)
{
	const struct master *master = job->master;
	const struct program *program;

	if (target->is_all)
		return 0;
	if (target->first >= master->slot_count)
		return error_set(error, REEVE_EXIT_USAGE,
			"supervisor '%s' cannot be restarted with -rolling: name its programs",
			master->template->nodes[target->first - master->slot_count].name);
	program = places_worker(master, target->first)->launch->program;
	return program->rolling ? 0
				: error_set(error, REEVE_EXIT_USAGE,
					  "program '%s' cannot be restarted with -rolling: it has "
					  "not reload = \"rolling\"",
					  program->name);
}

/* Returns the number of names that mean nothing, which have their code then. */
static size_t find_targets(struct job *job)
{
	struct reeve_error error;
	size_t unknown = 0;

	for (size_t i = 0; i < job->count; i++) {
		struct named *named = &job->named[i];

		named->name = json_string_value(json_array_get(job->names, i));
		if (target_find(job->master, named->name, &named->target, &error) == 0 &&
			(job->word != JOB_ROLL || check_rolls(job, &named->target, &error) == 0)) {
			if (instant_is(job->word) || is_await(job->word))
				named->target = target_workers(job->master, named->target);
			continue;
		}
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

/* By number or by name; 0: it is none. */
static int find_signal(const json_t *value)
{
	json_int_t number = json_integer_value(value);
	int signal;

	if (json_is_string(value))
		return signame_parse(json_string_value(value), &signal) == 0 ? signal : 0;
	return number > 0 && number <= SIGNAL_MAX ? (int)number : 0;
}

static bool may_wait(const struct master *master)
{
	size_t waits = 0;

	for (const struct job *job = master->jobs; job; job = job->next)
		waits += is_await(job->word);
	return waits < WAITS_MAX;
}

/* Returns NULL or what is not right. */
static const char *check(
	const struct asker *asker, enum job_word *word, const json_t *request, int *ret_signal)
{
	const char *state = json_string_value(json_object_get(request, "for"));

	*ret_signal = find_signal(json_object_get(request, "signal"));
	if (!are_names(json_object_get(request, "names")))
		return "'names' is to be a list of one to a thousand names";
	if (*word == JOB_SIGNAL && *ret_signal == 0)
		return "'signal' is to be the name or number of a signal";
	if (*word != JOB_AWAIT_UP)
		return NULL;
	if (!state || (strcmp(state, "running") != 0 && strcmp(state, "stopped") != 0))
		return "'for' is to be \"running\" or \"stopped\"";
	if (!may_wait(asker->master))
		return "too many wait already";
	*word = strcmp(state, "stopped") == 0 ? JOB_AWAIT_DOWN : JOB_AWAIT_UP;
	return NULL;
}

void job_take(struct asker *asker, enum job_word word, const json_t *request)
{
	json_int_t since = json_integer_value(json_object_get(request, "since"));
	int signal;
	const char *wrong = check(asker, &word, request, &signal);
	struct job *job;

	if (wrong) {
		request_answer(asker, REEVE_EXIT_USAGE, wrong);
		return;
	}
	if (word != JOB_STOP && word != JOB_AWAIT_DOWN &&
		supervisor_phase(asker->master->supervisor) >= SUPERVISOR_STOPPING) {
		request_answer(asker, REEVE_EXIT_NOT_RUNNING, "it is being stopped");
		return;
	}
	job = make(asker, word, json_object_get(request, "names"));
	if (!job) {
		request_answer(asker, REEVE_EXIT_FAILED, "the master is out of memory");
		return;
	}
	job->signal = signal;
	job->since = since > 0 ? (uint64_t)since : 0;
	if (find_targets(job) > 0) {
		refuse(job);
		return;
	}
	if (!is_await(word))
		log_job(job);
	enlist(job);
	tell_all(job);
}
