/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "api/valid.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/fd.h"
#include "base/text.h"
#include "command/report.h"
#include "config/supervision.h"
#include "reeve/command.h"
#include "sim/play.h"
#include "sim/script.h"
#include "sim/timeline.h"
#include "sim/world.h"

#define EVENTS_MAX (16 * 1024 * 1024)

/* A template, its events, and what they come to. */
struct simulation {
	struct template *template;
	struct script_program *programs;
	const char **nodes;
	struct supervision *supervision;
	struct script_names names;
	struct script script;
	struct buffer output;
	json_t *entries; /* NULL: as text */
	int width;	 /* of the longest name */
};

static void done(struct simulation *simulation)
{
	script_done(&simulation->script);
	buffer_done(&simulation->output);
	json_decref(simulation->entries);
	free(simulation->programs);
	free(simulation->nodes);
	supervision_free(simulation->supervision);
	template_free(simulation->template);
}

static int fail(struct error_list *errors, int code, const char *file, const char *what)
{
	error_list_add_at(errors, code, file, 0, 0, "%s", what);
	return -1;
}

static int load(struct simulation *simulation, const char *path, struct error_list *errors)
{
	simulation->template = valid_load(path, NULL, errors);
	if (!simulation->template)
		return -1;
	if (simulation->template->command_count)
		return fail(errors, REEVE_EXIT_USAGE, path,
			"has several commands: simulate a template that is one of them");
	return 0;
}

/* The programs of the template as the core and the events see them. */
static int make_spec(struct simulation *simulation)
{
	const struct template *template = simulation->template;
	size_t programs = template->program_count;
	char name[96];

	simulation->programs = calloc(programs + 1, sizeof *simulation->programs);
	simulation->nodes = calloc(template->node_count + 1, sizeof *simulation->nodes);
	simulation->supervision = supervision_new(template);
	if (!simulation->programs || !simulation->nodes || !simulation->supervision)
		return -1;
	for (size_t i = 0; i < programs; i++) {
		const struct program *program = &template->programs[i];
		int length = snprintf(name, sizeof name, "%s.%u", program->name, program->workers);

		simulation->programs[i] = (struct script_program){program->name, program->workers};
		if (length > simulation->width)
			simulation->width = length;
	}
	for (size_t i = 0; i < template->node_count; i++) {
		int length = (int)strlen(template->nodes[i].name);

		simulation->nodes[i] = template->nodes[i].name;
		if (length > simulation->width)
			simulation->width = length;
	}
	simulation->names =
		(struct script_names){simulation->programs, programs, simulation->nodes};
	return 0;
}

/* path NULL: there are no events; "-": standard input. */
static int read_events(struct simulation *simulation, const char *path, struct error_list *errors)
{
	bool piped = path && strcmp(path, "-") == 0;
	struct buffer text = {0};
	int fd = -1, result = 0;

	if (path) {
		fd = piped ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
		result = fd < 0 ? -errno : fd_read_all(fd, EVENTS_MAX, &text);
	}
	fd_close(&fd);
	if (result < 0) {
		error_list_add_at(errors, REEVE_EXIT_FAILED, NULL, 0, 0,
			"cannot read the events '%s': %s", path, strerror(-result));
		buffer_done(&text);
		return -1;
	}
	result = script_read(&simulation->script, text.data ? text.data : "", &simulation->names,
		piped ? "standard input" : path, errors);
	buffer_done(&text);
	return result;
}

static void show(void *data, const struct timeline_entry *entry)
{
	struct simulation *simulation = data;

	if (!simulation->entries) {
		timeline_print(entry, simulation->width, &simulation->output);
		return;
	}
	json_array_append_new(simulation->entries,
		json_pack("{sI ss* ss ss*}", "at_ns", (json_int_t)entry->at_ns,
			entry->is_node ? "supervisor" : "worker", entry->who[0] ? entry->who : NULL,
			"state", entry->state, "text", entry->text[0] ? entry->text : NULL));
}

static int play(struct simulation *simulation, struct error_list *errors)
{
	struct timeline *timeline =
		timeline_new(&simulation->supervision->spec, &simulation->names, show, simulation);
	struct world *world =
		timeline ? world_new(&simulation->supervision->spec, timeline_note, timeline)
			 : NULL;
	int result = world ? play_script(&simulation->script, world) : -ENOMEM;
	char time[32];

	if (result == -ELOOP) {
		text_from_duration(world_now(world), time, sizeof time);
		error_list_add_at(errors, REEVE_EXIT_FAILED, NULL, 0, 0,
			"too much happens at %s: something is started again and again without a "
			"delay, and nothing limits it",
			time);
	} else if (result < 0) {
		fail(errors, REEVE_EXIT_FAILED, NULL, "out of memory");
	}
	world_free(world);
	timeline_free(timeline);
	return result;
}

/* What was seen before something went wrong is shown too. */
static void print(const struct simulation *simulation)
{
	json_t *document;

	if (!simulation->entries) {
		fputs(simulation->output.data ? simulation->output.data : "", stdout);
		return;
	}
	document = json_pack("{si sO}", "schema", 1, "entries", simulation->entries);
	json_dumpf(document, stdout, JSON_INDENT(2));
	putchar('\n');
	json_decref(document);
}

int reeve_template_simulate(const char *template_path, const char *events_path, int json)
{
	struct simulation simulation = {.entries = json ? json_array() : NULL};
	struct error_list errors = {0};
	int result = load(&simulation, template_path, &errors), code;

	if (result == 0 && make_spec(&simulation) < 0)
		result = fail(&errors, REEVE_EXIT_FAILED, NULL, "out of memory");
	if (result == 0)
		result = read_events(&simulation, events_path, &errors);
	if (result == 0) {
		play(&simulation, &errors);
		print(&simulation);
	}
	code = error_list_code(&errors);
	report_errors("reeve", &errors);
	error_list_done(&errors);
	done(&simulation);
	return code;
}
