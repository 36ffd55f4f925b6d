/* SPDX-License-Identifier: MIT */
#include "command/query.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/buffer.h"
#include "base/name.h"
#include "command/complete.h"
#include "command/describe.h"
#include "config/template.h"

#define WORKERS_SHOWN 32 /* more only of a program that is named already */

struct query {
	struct bindings *bindings;
	const struct command_host *host;
};

/* While the workers of a running command are told. */
struct listing {
	const struct template *template;
	struct complete *complete;
	const char *tail;		/* of what is offered for a program */
	char last[NAME_MAX_LENGTH + 1]; /* the program before: theirs are neighbours */
	unsigned long workers;
	bool all; /* of every program */
};

static const char *describe_a(void *data, size_t action)
{
	struct help_word word = {0};
	struct query *query = data;

	describe_action(query->bindings, action, &word);
	return word.summary;
}

static const char *describe_o(void *data, size_t option)
{
	struct help_word word = {0};
	struct query *query = data;

	describe_option(query->bindings, option, -1, &word);
	return word.summary;
}

static bool applies(void *data, size_t action, size_t option)
{
	struct query *query = data;

	return bindings_applies(query->bindings, action, option);
}

static bool takes_value(void *data, size_t option)
{
	struct query *query = data;
	struct match_rules rules = describe_rules(query->bindings);

	return rules.takes_value(rules.data, option);
}

static void tell_workers(const struct query *query, command_add_worker *add, struct listing *listing)
{
	if (query->host && query->host->list_workers)
		query->host->list_workers(query->bindings->template, add, listing);
}

static void offer_program(
	struct listing *listing, const char *name, const struct program *program)
{
	char text[NAME_MAX_LENGTH + 2];
	char description[NAME_MAX_LENGTH + 32] = "";

	snprintf(text, sizeof text, "%s%s", name, listing->tail);
	if (program)
		snprintf(description, sizeof description, "%u worker%s", program->workers,
			program->workers == 1 ? "" : "s");
	complete_offer(listing->complete, text, description);
}

static bool has_program(const struct template *template, const char *name)
{
	for (size_t i = 0; i < template->program_count; i++)
		if (strcmp(template->programs[i].name, name) == 0)
			return true;
	return false;
}

/* A program that runs, but stands in the template no longer. */
static void add_other_program(void *data, const char *program, unsigned instance)
{
	struct listing *listing = data;

	if (strcmp(program, listing->last) == 0)
		return;
	snprintf(listing->last, sizeof listing->last, "%s", program);
	if (!has_program(listing->template, program))
		offer_program(listing, program, NULL);
}

static void offer_programs(
	const struct query *query, struct complete *complete, const char *tail)
{
	const struct template *template = query->bindings->template;
	struct listing listing = {.template = template, .complete = complete, .tail = tail};

	for (size_t i = 0; i < template->program_count; i++)
		offer_program(&listing, template->programs[i].name, &template->programs[i]);
	tell_workers(query, add_other_program, &listing);
}

static void count_worker(void *data, const char *program, unsigned instance)
{
	struct listing *listing = data;

	listing->workers++;
}

/* Its name, if all are shown or the program stands there already. */
static void add_worker(void *data, const char *program, unsigned instance)
{
	struct listing *listing = data;
	const char *typed = complete_typed(listing->complete);
	size_t length = strlen(program);
	char text[NAME_MAX_LENGTH + 16];

	if (!listing->all && (strncmp(typed, program, length) != 0 || typed[length] != '.'))
		return;
	snprintf(text, sizeof text, "%s.%u", program, instance);
	complete_offer(listing->complete, text, NULL);
}

/* While nothing runs: as the template will start them. */
static void list_template(
	const struct template *template, command_add_worker *add, struct listing *listing)
{
	for (size_t i = 0; i < template->program_count; i++)
		for (unsigned n = 1; n <= template->programs[i].workers; n++)
			add(listing, template->programs[i].name, n);
}

static void offer_workers(const struct query *query, struct complete *complete)
{
	const struct template *template = query->bindings->template;
	struct listing listing = {.template = template, .complete = complete};
	bool runs;

	offer_programs(query, complete, "");
	tell_workers(query, count_worker, &listing);
	runs = listing.workers > 0;
	if (!runs)
		list_template(template, count_worker, &listing);
	listing.all = listing.workers <= WORKERS_SHOWN;
	if (runs)
		tell_workers(query, add_worker, &listing);
	else
		list_template(template, add_worker, &listing);
}

static bool is_any(const char *name, const char *const *names)
{
	for (; *names; names++)
		if (strcasecmp(name, *names) == 0)
			return true;
	return false;
}

/* What the grammar or the plugin calls the value says what it is. */
static void offer_values(
	void *data, const struct complete_value *value, struct complete *complete)
{
	static const char *const files[] = {"file", "files", "path", "template", NULL};
	static const char *const directories[] = {"dir", "directory", NULL};
	static const char *const programs[] = {"program", "programs", NULL};
	static const char *const workers[] = {"worker", "workers", "instance", "instances", NULL};
	const struct query *query = data;
	const struct reeve_option *option;
	const struct reeve_error *refusal;
	const char *name = value->name;

	if (value->option >= 0 && strcmp(query->bindings->options[value->option].plugin_name,
					  "workers") == 0) {
		offer_programs(query, complete, "=");
		return;
	}
	if (!name && value->option >= 0) {
		option = bindings_option(query->bindings, (size_t)value->option, &refusal);
		name = option ? option->metavar : NULL;
	}
	if (name && is_any(name, files))
		complete_offer_files(complete, NULL);
	else if (name && is_any(name, directories))
		complete_offer_directories(complete);
	else if (name && is_any(name, workers))
		offer_workers(query, complete);
	else if (value->option < 0 || (name && is_any(name, programs)))
		offer_programs(query, complete, "");
}

void query_answer(struct buffer *buffer, struct bindings *bindings,
	const struct command_host *host, const struct line *line, bool describe)
{
	struct query query = {bindings, host};
	const struct complete_source source = {
		.rules = {applies, takes_value, &query},
		.describe_action = describe_a,
		.describe_option = describe_o,
		.values = offer_values,
	};

	complete_write(buffer, bindings->grammar, &source, line, describe);
}
