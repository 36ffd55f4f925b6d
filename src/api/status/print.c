/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "api/paper.h"
#include "api/status/data.h"
#include "api/status/tree.h"
#include "api/table.h"
#include "base/clock.h"
#include "base/text.h"
#include "command/context.h"
#include "config/template.h"
#include "reeve/status.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* The first seven are the original's, names and order; new ones stand to the right. */
static const struct table_column master_columns[] = {{"type"}, {"pid"}, {"title", true},
	{"memory(m)", false, 2}, {"start", false, 1}, {"run(s)"}, {"count"}, {"state"},
	{"restarts", false, 3}, {"ready", false, 4}};
static const struct table_column worker_columns[] = {{"type"}, {"pid"}, {"title", true},
	{"memory(m)", false, 2}, {"start", false, 1}, {"run(s)"}, {"work"}, {"state"},
	{"restarts", false, 3}, {"ready", false, 4}, {"cause", true}, {"status", true}};
static const struct table_column master_config_columns[] = {
	{"title", true}, {"checkWorkerInterval"}, {"maxWorkerNum"}, {"program"}};
static const struct table_column worker_config_columns[] = {
	{"title", true}, {"executeTimes"}, {"executeUSleep"}, {"limitSeconds"}};

/* Local time of the last second asked for: workers of one start share it. */
struct stamp {
	time_t second;
	char text[32];
};

static enum table_colour state_colour(const char *state)
{
	static const struct {
		const char *state;
		enum table_colour colour;
	} colours[] = {{"running", TABLE_GREEN}, {"starting", TABLE_YELLOW},
		{"backoff", TABLE_YELLOW}, {"waiting", TABLE_GREEN}, {"stopping", TABLE_YELLOW},
		{"reloading", TABLE_YELLOW}, {"suspended", TABLE_YELLOW}, {"fatal", TABLE_RED},
		{"dead", TABLE_RED}};

	for (size_t i = 0; i < COUNT(colours); i++)
		if (!strcmp(colours[i].state, state))
			return colours[i].colour;
	return TABLE_NONE;
}

/* 0.661(693296b): MiB, rounded, and bytes. */
static void add_memory(struct table *table, int64_t memory)
{
	uint64_t thousandths, bytes = (uint64_t)memory;
	char text[64], *point, *at;

	if (memory < 0) {
		table_none(table);
		return;
	}
	thousandths = (bytes / 1024 * 1000 + bytes % 1024 * 1000 / 1024 + 512) / 1024;
	point = text_decimal(text, thousandths / 1000);
	/* The digit in front keeps the zeros, and makes room. */
	at = text_decimal(point, 1000 + thousandths % 1000);
	*point = '.';
	*at++ = '(';
	strcpy(text_decimal(at, bytes), "b)");
	table_text(table, text);
}

static void add_start(struct table *table, struct stamp *stamp, int64_t start)
{
	time_t second = (time_t)(start / (int64_t)NS_PER_SECOND);
	struct tm local;

	if (start < 0) {
		table_none(table);
		return;
	}
	if (second != stamp->second || !stamp->text[0]) {
		stamp->second = second;
		if (!localtime_r(&second, &local) ||
			!strftime(stamp->text, sizeof stamp->text, "%Y-%m-%d %H:%M:%S", &local))
			strcpy(stamp->text, "--");
	}
	table_text(table, stamp->text);
}

static void add_number(struct table *table, bool known, uint64_t value)
{
	if (known)
		table_number(table, value);
	else
		table_none(table);
}

static void add_process(
	struct table *table, struct stamp *stamp, const struct reeve_process *process)
{
	table_text(table, process->type);
	add_number(table, process->pid != 0, (uint64_t)process->pid);
	table_text(table, process->title);
	add_memory(table, process->memory);
	add_start(table, stamp, process->start);
	add_number(table, process->run >= 0, (uint64_t)process->run);
	add_number(table, process->count_known, process->count);
	table_coloured(table, process->state, state_colour(process->state));
	table_number(table, process->restarts);
	table_text(table, process->ready ? "yes" : "no");
}

/* Is anything of it there to be shown? Workers without a master are shown too: somebody has to see
 * to them. */
static bool is_there(const struct reeve_status *part)
{
	return part->facts && (part->facts->running || part->facts->live_workers);
}

/* The master's row comes first: scripts that know the original's table take the first. */
static void print_masters(
	struct paper *paper, struct stamp *stamp, const struct reeve_status *status)
{
	struct reeve_process process = {.size = sizeof process};
	struct table table;

	table_init(&table, "Master", master_columns, COUNT(master_columns));
	for (size_t i = 0; i < reeve_status_part_count(status); i++) {
		const struct reeve_status *part = reeve_status_part(status, i);

		if (reeve_status_master(part, &process))
			add_process(&table, stamp, &process);
		if (reeve_status_guardian(part, &process))
			add_process(&table, stamp, &process);
	}
	paper_table(paper, &table);
}

static void add_text(struct table *table, const char *text)
{
	if (text[0])
		table_text(table, text);
	else
		table_none(table);
}

/* Whether the last column has anything to show. */
static bool says_something(const struct reeve_status *status)
{
	struct reeve_process process = {.size = sizeof process};

	for (size_t i = 0; reeve_status_worker(status, i, &process); i++)
		if (process.status_text[0])
			return true;
	return false;
}

static void add_workers(struct table *table, struct stamp *stamp, const struct reeve_status *part)
{
	size_t count = reeve_status_worker_count(part);
	struct reeve_process process = {.size = sizeof process};

	for (size_t i = 0; i < count && reeve_status_worker(part, i, &process); i++) {
		add_process(table, stamp, &process);
		add_text(table, process.cause);
		if (table->column_count == COUNT(worker_columns))
			add_text(table, process.status_text);
	}
}

static void print_workers(
	struct paper *paper, struct stamp *stamp, const struct reeve_status *status)
{
	struct table table;

	table_init(
		&table, "Worker", worker_columns, COUNT(worker_columns) - !says_something(status));
	for (size_t i = 0; i < reeve_status_part_count(status); i++)
		add_workers(&table, stamp, reeve_status_part(status, i));
	paper_table(paper, &table);
}

static void print_supervisors(struct paper *paper, const struct reeve_status *status)
{
	struct table table;

	if (!status_tree_is_there(status) || reeve_status_part(status, 0)->chosen)
		return;
	status_tree_table(&table, status);
	paper_table(paper, &table);
}

static void add_title(struct table *table, const struct reeve_status *status, const char *type,
	const char *program)
{
	struct buffer title = {0};

	buffer_printf(&title, "%s:%s:%s%s%s", status->title_prefix, type, status->command,
		program ? "." : "", program ? program : "");
	table_text(table, title.failed ? "" : title.data);
	table->text.failed |= title.failed;
	buffer_done(&title);
}

/* Whole seconds as the original has them; a check interval of 0 there as here: never. */
static void add_configuration(struct table *masters, struct table *workers,
	const struct reeve_status *part, const struct template *template)
{
	for (size_t i = 0; i < template->program_count; i++) {
		const struct program *program = &template->programs[i];
		bool work = program->kind == PROGRAM_WORK;

		add_title(masters, part, "Master", NULL);
		add_number(masters, work, program->check_interval_ns / NS_PER_SECOND);
		table_number(masters, program->workers);
		table_text(masters, program->name);
		add_title(workers, part, "Worker", program->name);
		add_number(workers, work, program->execute_times);
		add_number(workers, work, program->execute_usleep);
		add_number(workers, work, program->limit_ns / NS_PER_SECOND);
	}
}

static void print_configuration(
	struct paper *paper, struct reeve_context *context, const struct reeve_status *status)
{
	struct table masters, workers;

	table_init(&masters, "MasterConfig", master_config_columns, COUNT(master_config_columns));
	table_init(&workers, "WorkerConfig", worker_config_columns, COUNT(worker_config_columns));
	for (size_t i = 0; i < reeve_status_part_count(status); i++) {
		const struct reeve_status *part = reeve_status_part(status, i);
		struct template *own;

		add_configuration(
			&masters, &workers, part, status_find_template(context, part, &own));
		template_free(own);
	}
	paper_table(paper, &masters);
	paper_table(paper, &workers);
}

static void print_absent(struct paper *paper, const struct reeve_status *status)
{
	bool apart = paper->text.length > 0;

	for (size_t i = 0; i < reeve_status_part_count(status); i++) {
		const struct reeve_status *part = reeve_status_part(status, i);

		if (!part->facts || is_there(part))
			continue;
		buffer_printf(
			&paper->text, "%s%s is not running\n", apart ? "\n" : "", part->command);
		apart = false;
	}
}

static void print_tables(
	struct paper *paper, struct reeve_context *context, const struct reeve_status *status)
{
	struct stamp stamp = {0};
	bool any = false;

	for (size_t i = 0; i < reeve_status_part_count(status); i++)
		any = any || is_there(reeve_status_part(status, i));
	if (any) {
		print_masters(paper, &stamp, status);
		print_workers(paper, &stamp, status);
		print_supervisors(paper, status);
	}
	print_absent(paper, status);
}

static void add_document(struct buffer *out, struct reeve_context *context,
	const struct reeve_status *part, unsigned flags)
{
	const struct template *template = NULL;
	struct template *own = NULL;

	if (flags & REEVE_STATUS_CONFIG)
		template = status_find_template(context, part, &own);
	status_add_json(out, part, template);
	template_free(own);
}

/* That of one command is the same alone and among others. */
static void add_documents(struct buffer *out, struct reeve_context *context,
	const struct reeve_status *status, unsigned flags)
{
	if (!status->parts) {
		add_document(out, context, status, flags);
		return;
	}
	buffer_printf(out, "{\"schema\":%d,\"exit\":%d,\"commands\":[\n", STATUS_SCHEMA,
		reeve_status_exit(status));
	for (size_t i = 0; i < status->part_count; i++) {
		buffer_text(out, i ? "," : "");
		add_document(out, context, status->parts[i], flags);
	}
	buffer_text(out, "]}\n");
}

static int print(struct reeve_context *context, const struct reeve_status *status, unsigned flags)
{
	struct paper paper;

	paper_init(&paper, context);
	if (reeve_context_json(context) || (flags & REEVE_STATUS_JSON)) {
		add_documents(&paper.text, context, status, flags);
	} else {
		if (flags & REEVE_STATUS_CONFIG)
			print_configuration(&paper, context, status);
		print_tables(&paper, context, status);
	}
	return paper_print(&paper, context);
}

int reeve_status_print(
	struct reeve_context *context, const struct reeve_status *status, unsigned flags)
{
	struct reeve_context own;
	int code;

	if (context)
		return print(context, status, flags);
	/* Any of its templates will do: a context must have one, and nothing is done with it. */
	context_init(&own, (struct template *)reeve_status_part(status, 0)->template, "reeve",
		"status", stdout);
	code = print(&own, status, flags);
	if (context_flush(&own) < 0 && !code)
		code = REEVE_EXIT_FAILED;
	context_done(&own);
	return code;
}
