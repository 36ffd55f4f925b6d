/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/in_force.h"
#include "api/names.h"
#include "api/part.h"
#include "api/worst.h"
#include "base/buffer.h"
#include "base/signame.h"
#include "command/context.h"
#include "command/quote.h"
#include "reeve/client.h"

/* What is done with single programs. */
struct word {
	const char *name; /* in the request */
	const char *late;
	const char *already;
	bool starts, stops; /* what it may have to wait for */
	bool rolls;	    /* for one worker after the other */
	bool is_so_anyway;  /* where nothing runs */
	bool waits;	    /* for what others do: for ever */
	const char *signal, *state;
};

static const struct word starting = {
	"start", "not ready yet", "is already running", .starts = true};
static const struct word stopping = {
	"stop", "still stopping", "is already stopped", .stops = true, .is_so_anyway = true};
static const struct word restarting = {
	"restart", "not ready yet", "is already running", .starts = true, .stops = true};

static const struct word pausing = {"pause", "not paused yet", "is already paused"};
static const struct word resuming = {"resume", "not resumed yet", "is not paused"};
static const struct word resetting = {"reset", "not reset yet", ""};
static const struct word rolling = {"roll", "not all replaced yet", "is already running",
	.starts = true, .stops = true, .rolls = true};

/* One command's part. */
struct share {
	struct part part;
	const char **names; /* those that it has, ended by NULL */
	size_t count;
	uint64_t timeout_ns;
	json_t *results; /* NULL: nothing is known of single names */
};

static int say_out_of_memory(struct reeve_context *context)
{
	return reeve_fail(context, REEVE_EXIT_FAILED, "out of memory");
}

static json_t *make_error(int code, const char *sentence)
{
	struct buffer text = {0};
	json_t *error = NULL;

	quote_lines(&text, "", sentence);
	if (!text.failed)
		error = json_pack("{s:i, s:s%}", "code", code, "text", text.data, text.length - 1);
	buffer_done(&text);
	return error;
}

struct result {
	const char *name, *text;
	int code;
	bool already;
};

/* What came out of one name, whatever the reply has. */
static struct result read_result(const json_t *results, size_t i)
{
	const json_t *object = json_array_get(results, i);
	const char *name = json_string_value(json_object_get(object, "name"));
	const char *text = json_string_value(json_object_get(object, "text"));

	return (struct result){.name = name ? name : "",
		.text = text && *text ? text : "failed, and nobody said why",
		.code = (int)json_integer_value(json_object_get(object, "code")),
		.already = json_is_true(json_object_get(object, "already"))};
}

static void tell(struct reeve_context *context, const struct share *share, const struct word *word)
{
	const struct client_result *result = &share->part.result;
	size_t count = json_array_size(share->results);
	const char *command = share->part.target.name;
	char lead[CONTEXT_LEAD_SIZE];

	context_lead(context, command, result->text, lead);
	if (count == 0 && result->code)
		reeve_fail(context, result->code, "%s%s", lead, result->text);
	else if (count == 0 && result->already)
		reeve_note(context, "%snot running", lead);
	for (size_t i = 0; i < count; i++) {
		struct result one = read_result(share->results, i);

		context_lead(context, command, one.text, lead);
		if (one.code)
			reeve_fail(context, one.code, "%s%s", lead, one.text);
		else if (one.already && *word->already)
			reeve_note(context, "%s%s %s", lead, one.name, word->already);
	}
}

static json_t *make_programs(const json_t *results)
{
	json_t *programs = json_array();

	for (size_t i = 0; i < json_array_size(results); i++) {
		struct result one = read_result(results, i);
		json_t *object = json_pack("{s:s, s:b}", "name", one.name, "already", one.already);

		if (one.code)
			json_object_set_new(object, "error", make_error(one.code, one.text));
		json_array_append_new(programs, object);
	}
	return programs;
}

static json_t *make_document(const struct reeve_context *context, const struct share *share)
{
	const struct client_result *result = &share->part.result;
	json_t *document = json_pack("{s:i, s:s, s:s}", "schema", 1, "command",
		share->part.target.name, "action", context->action);

	if (result->code && !json_array_size(share->results))
		json_object_set_new(document, "error", make_error(result->code, result->text));
	else
		json_object_set_new(document, "programs", make_programs(share->results));
	return document;
}

static json_t *make_documents(
	const struct reeve_context *context, const struct share *shares, int code)
{
	json_t *documents = json_array();

	for (size_t i = 0; i < context->command_count; i++)
		if (shares[i].count)
			json_array_append_new(documents, make_document(context, &shares[i]));
	return json_pack("{s:i, s:s, s:i, s:o}", "schema", 1, "action", context->action, "exit",
		code, "commands", documents);
}

/* Where nothing was done it is enough to say why. */
static void print_documents(struct reeve_context *context, const struct share *shares, int code)
{
	json_t *document;
	char *text;

	if (context->command_count == 1 && code && code != REEVE_EXIT_FAILED &&
		code != REEVE_EXIT_PARTLY)
		return;
	errno = 0;
	document = context->command_count > 1 ? make_documents(context, shares, code)
					      : make_document(context, shares);
	text = document ? json_dumps(document, JSON_COMPACT) : NULL;
	/* Without memory for a byte Jansson goes on without that byte. */
	if (text && errno != ENOMEM)
		reeve_print(context, "%s\n", text);
	else
		say_out_of_memory(context);
	free(text);
	json_decref(document);
}

/* Nothing runs: a name can be wrong all the same. */
static void judge_stopped(struct share *share, const struct word *word)
{
	struct client_result *result = &share->part.result;
	struct reeve_error error;

	if (names_check(share->part.template, share->names, &error) < 0) {
		result->code = error.code;
		snprintf(result->text, sizeof result->text, "%s", error.text);
	} else if (word->is_so_anyway) {
		*result = (struct client_result){.already = true};
	}
}

static void ask(struct share *share, const struct word *word)
{
	const struct client_request request = {.word = word->name,
		.late = word->late,
		.names = share->names,
		.signal = word->signal,
		.state = word->state,
		.timeout_ns = share->timeout_ns};

	client_request(&share->part.target, &request, &share->part.result, &share->results);
	if (share->part.result.code == REEVE_EXIT_NOT_RUNNING && !share->results)
		judge_stopped(share, word);
}

/* Of several that are asked, what failed in one of them is part of the whole. */
static int run_all(struct reeve_context *context, const struct word *word, struct share *shares)
{
	size_t asked = 0, failed = 0;
	int code = 0;

	for (size_t i = 0; i < context->command_count; i++) {
		struct share *share = &shares[i];

		if (share->count == 0)
			continue;
		ask(share, word);
		tell(context, share, word);
		code = worst_code(code, share->part.result.code);
		asked++;
		failed += share->part.result.code != 0;
	}
	if (failed && failed < asked)
		code = REEVE_EXIT_PARTLY;
	if (reeve_context_json(context))
		print_documents(context, shares, code);
	return code ? code : context->failure_code;
}

/* How long the answer is waited for: as the user says, else as long as it can take. */
static int set_timeouts(
	struct reeve_context *context, const struct word *word, struct share *shares)
{
	uint64_t timeout_ns;
	int code = part_patience_ns(context, &timeout_ns);

	for (size_t i = 0; code == 0 && i < context->command_count; i++)
		shares[i].timeout_ns =
			timeout_ns < PART_FOREVER_NS || word->waits ? timeout_ns
			: word->rolls ? part_roll_timeout_ns(&shares[i].part)
				      : part_timeout_ns(&shares[i].part, word->stops, word->starts);
	return code;
}

/* Each command is asked for the names that it has; where there is one alone its master knows best.
 */
static int share_out(
	struct reeve_context *context, const char *const *names, size_t count, struct share *shares)
{
	struct reeve_error error;

	for (size_t i = 0; i < context->command_count; i++) {
		struct share *share = &shares[i];

		part_init(&share->part, context->commands[i]);
		share->names = calloc(count + 1, sizeof *share->names);
		if (!share->names)
			return say_out_of_memory(context);
		for (size_t n = 0; n < count; n++)
			if (context->command_count == 1 ||
				names_has(share->part.template, names[n]))
				share->names[share->count++] = names[n];
	}
	if (context->command_count > 1 &&
		names_check_all(context->commands, context->command_count, names, &error) < 0)
		return reeve_fail(context, error.code, "%s", error.text);
	return 0;
}

static int run(struct reeve_context *context, const struct word *word, const char *const *names)
{
	struct share *shares = calloc(context->command_count, sizeof *shares);
	size_t count = 0;
	int code;

	while (names && names[count])
		count++;
	if (!shares)
		return say_out_of_memory(context);
	if (count == 0)
		code = reeve_fail(context, REEVE_EXIT_USAGE, "no program is named");
	else if (word->starts && reeve_param_text(context, "workers", NULL))
		code = reeve_fail(context, REEVE_EXIT_USAGE,
			"numbers of workers are for the command as a whole, not for single "
			"programs");
	else
		code = share_out(context, names, count, shares);
	if (code == 0)
		code = set_timeouts(context, word, shares);
	if (code == 0)
		code = run_all(context, word, shares);
	for (size_t i = 0; i < context->command_count; i++) {
		json_decref(shares[i].results);
		free(shares[i].names);
	}
	free(shares);
	return code;
}

int reeve_client_start_programs(struct reeve_context *context, const char *const *names)
{
	return run(context, &starting, names);
}

int reeve_client_stop_programs(struct reeve_context *context, const char *const *names)
{
	return run(context, &stopping, names);
}

int reeve_client_restart_programs(struct reeve_context *context, const char *const *names)
{
	return run(context, reeve_param_bool(context, "rolling", false) ? &rolling : &restarting,
		names);
}

int reeve_client_signal_programs(
	struct reeve_context *context, const char *signal, const char *const *names)
{
	const struct word signalling = {
		.name = "signal", .late = "not signalled yet", .already = "", .signal = signal};
	int number;

	if (signame_parse(signal, &number) < 0)
		return reeve_fail(context, REEVE_EXIT_USAGE,
			"'%s' is no signal: HUP, SIGHUP and 1 are the same one", signal);
	return run(context, &signalling, names);
}

int reeve_client_pause_programs(struct reeve_context *context, const char *const *names)
{
	return run(context, &pausing, names);
}

int reeve_client_resume_programs(struct reeve_context *context, const char *const *names)
{
	return run(context, &resuming, names);
}

int reeve_client_reset_programs(struct reeve_context *context, const char *const *names)
{
	return run(context, &resetting, names);
}

int reeve_client_wait_programs(
	struct reeve_context *context, const char *state, const char *const *names)
{
	const bool stopped = strcmp(state, "stopped") == 0;
	const struct word waiting = {.name = "wait",
		.late = stopped ? "not stopped yet" : "not running yet",
		.already = "",
		.is_so_anyway = stopped,
		.waits = true,
		.state = state};

	if (!stopped && strcmp(state, "running") != 0)
		return reeve_fail(context, REEVE_EXIT_USAGE,
			"'%s' is nothing to wait for: 'running' and 'stopped' are", state);
	return run(context, &waiting, names);
}
