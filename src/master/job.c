/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "master/job.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "master/job_data.h"
#include "master/master.h"
#include "master/request.h"

void job_free(struct job *job)
{
	if (job->from) {
		*job->from = job->next;
		if (job->next)
			job->next->from = job->from;
	}
	json_decref(job->names);
	free(job->named);
	free(job->steps);
	free(job);
}

void job_forget(struct job *job)
{
	if (job)
		job_free(job);
}

static json_t *results(const struct job *job)
{
	json_t *list = json_array();

	for (size_t i = 0; i < job->count; i++) {
		const struct named *named = &job->named[i];
		char text[320];

		if (named->failed > 1)
			snprintf(text, sizeof text, "%u of %u workers failed, the first: %s",
				named->failed, named->target.count, named->text);
		else
			snprintf(text, sizeof text, "%s", named->text);
		if (json_array_append_new(list,
			    json_pack("{s:s, s:i, s:b, s:s}", "name", named->name, "code",
				    named->code, "already", named->already, "text", text)) < 0) {
			json_decref(list);
			return NULL;
		}
	}
	return list;
}

static int worst(int a, int b)
{
	return a == 0 || a == b ? b : b == 0 ? a : REEVE_EXIT_FAILED;
}

/* What comes out of all. */
static void sum_up(const struct job *job, int *ret_code, char *ret_text)
{
	size_t failed = 0;

	*ret_code = REEVE_EXIT_OK;
	*ret_text = '\0';
	for (size_t i = 0; i < job->count; i++) {
		const struct named *named = &job->named[i];

		if (named->code == 0)
			continue;
		if (failed++ == 0)
			strcpy(ret_text, named->text);
		*ret_code = worst(*ret_code, named->code);
	}
	if (failed && failed < job->count)
		*ret_code = REEVE_EXIT_PARTLY;
}

void job_end(struct job *job)
{
	struct asker *asker = job->asker;
	json_t *list = results(job);
	char text[256];
	int code;

	sum_up(job, &code, text);
	asker->job = NULL;
	job_free(job);
	request_answer_with(asker, code, text, list);
}

static void note_failure(struct job *job, unsigned slot, const char *text)
{
	for (size_t i = 0; i < job->count; i++) {
		struct named *named = &job->named[i];

		if (slot - named->target.first >= named->target.count)
			continue;
		if (named->failed++ == 0)
			snprintf(named->text, sizeof named->text, "%s", text);
		named->code = REEVE_EXIT_FAILED;
	}
}

void job_look_at(struct job *job, unsigned slot)
{
	struct step *step = &job->steps[slot];
	char text[256] = "";

	if (step->outcome != OUTCOME_WAITS)
		return;
	step->outcome = outcome_look(job->master, slot, job->word, step, text);
	if (step->outcome == OUTCOME_FAILED)
		note_failure(job, slot, text);
	job->waiting -= step->outcome != OUTCOME_WAITS;
}

void job_look(struct master *master, unsigned slot)
{
	for (struct job *job = master->jobs; job; job = job->next)
		job_look_at(job, slot);
}

void job_look_at_node(struct master *master, unsigned node)
{
	const struct child_record *record = supervisor_node(master->supervisor, node);
	const unsigned count = master->slot_count + master->node_count;

	if (record && (record->state == CHILD_STARTING || record->state == CHILD_RUNNING)) {
		job_look(master, master->slot_count + node);
		return;
	}
	/* Who waits below it for its turn may wait in vain. */
	for (unsigned slot = 0; master->jobs && slot < count; slot++)
		job_look(master, slot);
}

static struct job *find_done(struct master *master)
{
	struct job *job = master->jobs;

	while (job && job->waiting)
		job = job->next;
	return job;
}

void job_settle(struct master *master)
{
	struct job *job;

	/* Who is answered may have asked for more, which may be done at once. */
	while (!master->settling && (job = find_done(master)))
		job_end(job);
}

void job_finish(struct master *master)
{
	const unsigned count = master->slot_count + master->node_count;

	for (struct job *job = master->jobs; job; job = job->next)
		for (unsigned i = 0; i < count; i++) {
			if (job->steps[i].outcome != OUTCOME_WAITS)
				continue;
			job->steps[i].outcome = OUTCOME_DONE;
			job->waiting--;
			if (job->word != JOB_STOP && job->word != JOB_AWAIT_DOWN)
				note_failure(job, i, "the command was stopped meanwhile");
		}
}
