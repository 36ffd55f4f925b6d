/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "command/query.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/fd.h"
#include "base/name.h"
#include "base/signame.h"
#include "command/complete.h"
#include "command/describe.h"
#include "config/choice.h"
#include "config/template.h"
#include "plugin/watch.h"

#define PATIENCE_SECONDS 2
#define SIGNALS 32	 /* the real-time ones have no names */
#define WORKERS_SHOWN 32 /* more only of a program that is named already */

struct query {
	struct bindings *bindings;
	const struct command_host *host;
};

enum programs { ALL_PROGRAMS, IN_FORCE, NOT_IN_FORCE };

/* While the workers of a running command are told. */
struct listing {
	const struct template *template; /* that all is about */
	const struct template *command;	 /* one of its commands */
	struct complete *complete;
	const char *tail;		/* of what is offered for a program */
	char last[NAME_MAX_LENGTH + 1]; /* the program before: theirs are neighbours */
	unsigned long workers;
	bool all;	    /* of every program */
	const char *wanted; /* a program; whether it is in force */
	bool found;
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

static bool has_program(const struct template *template, const char *name)
{
	for (size_t i = 0; i < template->program_count; i++)
		if (strcmp(template->programs[i].name, name) == 0)
			return true;
	return false;
}

/* Is the program offered before the turn of this command, or, with NULL, by any? */
static bool is_offered(
	const struct template *template, const struct template *before, const char *name)
{
	const struct template *command;

	for (size_t i = 0; (command = describe_command(template, i)) && command != before; i++)
		if (has_program(command, name))
			return true;
	return false;
}

static void offer_program(struct listing *listing, const char *name, const struct program *program)
{
	char text[NAME_MAX_LENGTH + 2];
	char description[32] = "";

	snprintf(text, sizeof text, "%s%s", name, listing->tail);
	if (program)
		snprintf(description, sizeof description, "%u worker%s", program->workers,
			program->workers == 1 ? "" : "s");
	complete_offer(listing->complete, text, description);
}

/* A program that runs, but stands in the template no longer. */
static void add_other_program(void *data, const char *program, unsigned instance)
{
	struct listing *listing = data;

	if (strcmp(program, listing->last) == 0)
		return;
	snprintf(listing->last, sizeof listing->last, "%s", program);
	if (!is_offered(listing->template, NULL, program))
		offer_program(listing, program, NULL);
}

static void tell_workers(
	const struct query *query, command_add_worker *add, struct listing *listing)
{
	if (query->host && query->host->list_workers)
		query->host->list_workers(listing->command, add, listing);
}

static void count_worker(void *data, const char *program, unsigned instance)
{
	struct listing *listing = data;

	listing->workers++;
	listing->found |= listing->wanted && strcmp(listing->wanted, program) == 0;
}

/* Where nothing runs, all are as good as the others. */
static bool is_among(const struct query *query, struct listing *listing, const char *program,
	enum programs which)
{
	if (which == ALL_PROGRAMS)
		return true;
	listing->wanted = program;
	listing->found = false;
	listing->workers = 0;
	tell_workers(query, count_worker, listing);
	return !listing->workers || listing->found == (which == IN_FORCE);
}

static void offer_programs(
	const struct query *query, struct complete *complete, const char *tail, enum programs which)
{
	const struct template *template = query->bindings->template;
	struct listing listing = {.template = template, .complete = complete, .tail = tail};

	for (size_t i = 0; (listing.command = describe_command(template, i)); i++) {
		for (size_t n = 0; n < listing.command->program_count; n++) {
			const struct program *program = &listing.command->programs[n];

			if (!is_offered(template, listing.command, program->name) &&
				is_among(query, &listing, program->name, which))
				offer_program(&listing, program->name, program);
		}
		if (which != NOT_IN_FORCE)
			tell_workers(query, add_other_program, &listing);
	}
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
static void list_template(command_add_worker *add, struct listing *listing)
{
	const struct template *command = listing->command;

	for (size_t i = 0; i < command->program_count; i++)
		for (unsigned n = 1; n <= command->programs[i].workers; n++)
			add(listing, command->programs[i].name, n);
}

/* The outermost one is the command. */
static void offer_supervisors(const struct query *query, struct complete *complete)
{
	const struct template *template = query->bindings->template, *command;

	for (size_t i = 0; (command = describe_command(template, i)); i++)
		for (size_t n = 1; n < command->node_count; n++)
			complete_offer(complete, command->nodes[n].name, "supervisor");
}

static void offer_workers(const struct query *query, struct complete *complete)
{
	const struct template *template = query->bindings->template;
	struct listing listing = {.template = template, .complete = complete};

	offer_programs(query, complete, "", ALL_PROGRAMS);
	for (size_t i = 0; (listing.command = describe_command(template, i)); i++) {
		bool runs;

		listing.workers = 0;
		tell_workers(query, count_worker, &listing);
		runs = listing.workers > 0;
		if (!runs)
			list_template(count_worker, &listing);
		listing.all = listing.workers <= WORKERS_SHOWN;
		if (runs)
			tell_workers(query, add_worker, &listing);
		else
			list_template(add_worker, &listing);
	}
}

static void offer_commands(const struct query *query, struct complete *complete)
{
	const struct template *command;

	for (size_t i = 0; (command = describe_command(query->bindings->template, i)); i++)
		complete_offer(complete, command->name, command->summary);
}

static bool is_any(const char *name, const char *const *names)
{
	for (; *names; names++)
		if (strcasecmp(name, *names) == 0)
			return true;
	return false;
}

/* What the grammar or, where it is silent, the plugin calls the value. */
static const char *name_value(const struct query *query, const struct complete_value *value)
{
	const struct reeve_option *option;
	const struct reeve_error *refusal;

	if (value->name || value->option < 0)
		return value->name ? value->name : "";
	option = bindings_option(query->bindings, (size_t)value->option, &refusal);
	return option && option->metavar ? option->metavar : "";
}

static void offer_signals(struct complete *complete)
{
	for (int signal = 1; signal < SIGNALS; signal++)
		if (signame_of(signal))
			complete_offer(complete, signame_of(signal), NULL);
}

/* What stands before the programs, or in place of them, by the plugin of the action: true, that is all. */
static bool offer_first(
	const struct query *query, const struct complete_value *value, struct complete *complete)
{
	const char *plugin = value->option < 0 && value->action >= 0 && value->number == 0
				     ? query->bindings->actions[value->action].plugin_name
				     : "";

	if (strcmp(plugin, "wait") == 0) {
		complete_offer(complete, "running", "wait until they run");
		complete_offer(complete, "stopped", "wait until they are stopped");
		return false;
	}
	if (strcmp(plugin, "signal") == 0)
		offer_signals(complete);
	else if (strcmp(plugin, "upgrade") == 0)
		complete_offer_files(complete, NULL);
	else
		return strcmp(plugin, "save") == 0 || strcmp(plugin, "resurrect") == 0;
	return true;
}

/* What an action is about, by its plugin: of others only programs are known. */
static void offer_targets(const struct query *query, const struct complete_value *value,
	struct complete *complete, bool is_worker)
{
	static const char *const of_sets[] = {"start", "stop", "restart", "status", "signal",
		"pause", "resume", "reset", "wait", "plan", "reload", "add", "delete", NULL};
	const char *plugin =
		value->action >= 0 ? query->bindings->actions[value->action].plugin_name : "";

	if (is_worker)
		offer_workers(query, complete);
	else if (strcmp(plugin, "scale") == 0)
		offer_programs(query, complete, "=", ALL_PROGRAMS);
	else if (strcmp(plugin, "add") == 0)
		offer_programs(query, complete, "", NOT_IN_FORCE);
	else
		offer_programs(query, complete, "",
			strcmp(plugin, "delete") == 0 ? IN_FORCE : ALL_PROGRAMS);
	if (!is_any(plugin, of_sets))
		return;
	offer_supervisors(query, complete);
	if (strcmp(plugin, "delete") != 0)
		complete_offer(complete, CHOICE_ALL, "every program");
}

/* The plugins workers and command say by themselves what their values are; of others it is the
 * name of the value that says so. Operands are programs if nothing else is said. */
static void offer_values(void *data, const struct complete_value *value, struct complete *complete)
{
	static const char *const files[] = {"file", "path", "template", NULL};
	static const char *const directories[] = {"dir", "directory", NULL};
	static const char *const programs[] = {"program", NULL};
	static const char *const workers[] = {"worker", "instance", NULL};
	static const char *const commands[] = {"command", NULL};
	const struct query *query = data;
	const char *name = name_value(query, value);
	const char *plugin =
		value->option < 0 ? "" : query->bindings->options[value->option].plugin_name;

	if (offer_first(query, value, complete))
		return;
	if (strcmp(plugin, "workers") == 0)
		offer_programs(query, complete, "=", ALL_PROGRAMS);
	else if (strcmp(plugin, "command") == 0 || is_any(name, commands))
		offer_commands(query, complete);
	else if (is_any(name, files))
		complete_offer_files(complete, NULL);
	else if (is_any(name, directories))
		complete_offer_directories(complete);
	else if (value->option < 0)
		offer_targets(query, value, complete, is_any(name, workers));
	else if (is_any(name, workers))
		offer_workers(query, complete);
	else if (is_any(name, programs))
		offer_programs(query, complete, "", ALL_PROGRAMS);
}

/* Puts /dev/null in place of standard output. Returns what it was; -1: nothing was done. */
static int mute(void)
{
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	int output = null < 0 ? -1 : fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);

	if (output >= 0)
		dup2(null, STDOUT_FILENO);
	fd_close(&null);
	return output;
}

static void unmute(int output)
{
	if (output < 0)
		return;
	fflush(stdout);
	dup2(output, STDOUT_FILENO);
	fd_close(&output);
}

/* A hanging plugin or file system must not hang a shell that waits. */
static void limit_time(void)
{
	sigset_t alarms;

	sigemptyset(&alarms);
	sigaddset(&alarms, SIGALRM);
	signal(SIGALRM, SIG_DFL);
	sigprocmask(SIG_UNBLOCK, &alarms, NULL);
	alarm(PATIENCE_SECONDS);
}

int query_answer(struct bindings *bindings, const struct command_host *host,
	const struct line *line, bool describe)
{
	struct query query = {bindings, host};
	const struct complete_source source = {
		.rules = {applies, takes_value, &query},
		.describe_action = describe_a,
		.describe_option = describe_o,
		.values = offer_values,
	};
	struct buffer buffer = {0};
	int output = mute();

	limit_time();
	watch_renew();
	complete_write(&buffer, bindings->grammar, &source, line, describe);
	unmute(output);
	watch_renew();
	if (buffer.length)
		fwrite(buffer.data, 1, buffer.length, stdout);
	buffer_done(&buffer);
	return fflush(stdout) == 0 ? REEVE_EXIT_OK : REEVE_EXIT_FAILED;
}
