/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/live.h"
#include "base/buffer.h"
#include "base/error.h"
#include "command/command.h"
#include "command/complete.h"
#include "command/completion.h"
#include "command/quote.h"
#include "command/report.h"
#include "config/option.h"
#include "plugin/plugin.h"
#include "reeve/command.h"

#define SCRIPT "--completion"

/* The words of the line decide which grammar it is matched against: that of all verbs, that of one,
 * or that of a template's command. */
struct program {
	const struct reeve_verb *verbs;
	const struct grammar *grammar;
};

static bool is_verb(const struct reeve_verb *verb)
{
	return verb->word[0] != '-';
}

static const struct reeve_verb *find(const struct reeve_verb *verbs, const char *word, size_t from)
{
	for (; verbs->word; verbs++)
		if (is_verb(verbs) == (from == 0) && strcmp(verbs->word + from, word) == 0)
			return verbs;
	return NULL;
}

static bool applies(void *data, size_t action, size_t option)
{
	return true;
}

static bool takes_value(void *data, size_t option)
{
	return false;
}

static const char *describe_action(void *data, size_t action)
{
	const struct program *program = data;
	const struct reeve_verb *verb = find(program->verbs, program->grammar->actions[action], 0);

	return verb ? verb->summary : NULL;
}

static const char *describe_option(void *data, size_t option)
{
	const struct program *program = data;
	const struct reeve_verb *verb =
		find(program->verbs, program->grammar->options[option].word, 1);

	return verb ? verb->summary : NULL;
}

static void offer_verbs(const struct program *program, struct complete *complete)
{
	for (const struct reeve_verb *verb = program->verbs; verb->word; verb++)
		if (is_verb(verb))
			complete_offer(complete, verb->word, verb->summary);
}

static void offer_keys(struct complete *complete)
{
	for (size_t i = 0; i < option_count; i++)
		if (options[i].scope != SCOPE_RESOLVED)
			complete_offer(complete, options[i].key, options[i].sentence);
}

/* By their names alone: nothing is loaded. */
static void offer_plugins(struct complete *complete)
{
	const struct plugin_search search = {NULL, (uid_t)-1};
	struct error_list errors = {0};
	char **paths = plugin_list(&search, &errors);

	for (size_t i = 0; paths && paths[i]; i++) {
		const char *slash = strrchr(paths[i], '/');
		char *name = strdup(slash ? slash + 1 : paths[i]);

		if (name && strlen(name) > 3 && strcmp(name + strlen(name) - 3, ".so") == 0)
			name[strlen(name) - 3] = '\0';
		if (name)
			complete_offer(complete, name, NULL);
		free(name);
	}
	plugin_list_free(paths);
	error_list_done(&errors);
}

/* A format, then a file. */
static void offer_port(const struct complete_value *value, struct complete *complete)
{
	static const char *const imports[] = {"pm2", "supervisord", "procfile", NULL};
	static const char *const exports[] = {"systemd", "ocf", NULL};
	bool is_import = strcmp(value->name, "IMPORT") == 0;

	for (const char *const *format = is_import ? imports : exports;
		value->number == 0 && *format; format++)
		complete_offer(complete, *format, NULL);
	if (value->number == 1)
		complete_offer_files(complete, is_import ? NULL : ".cfg");
}

static void offer_values(void *data, const struct complete_value *value, struct complete *complete)
{
	const struct program *program = data;
	bool is_path = strchr(complete_typed(complete), '/');

	if (!value->name)
		return;
	if (value->option < 0 &&
		(strcmp(value->name, "IMPORT") == 0 || strcmp(value->name, "EXPORT") == 0)) {
		offer_port(value, complete);
		return;
	}
	/* The others take one operand. */
	if (value->option < 0 && value->number > 0)
		return;
	if (strcmp(value->name, "FILE") == 0 || strcmp(value->name, "COMMAND") == 0)
		complete_offer_files(complete, ".cfg");
	else if (strcmp(value->name, "PATH") == 0)
		complete_offer_files(complete, NULL);
	else if (strcmp(value->name, "KEY") == 0)
		offer_keys(complete);
	else if (strcmp(value->name, "VERB") == 0)
		offer_verbs(program, complete);
	else if (strcmp(value->name, "PLUGIN") == 0 && is_path)
		complete_offer_files(complete, ".so");
	else if (strcmp(value->name, "PLUGIN") == 0)
		offer_plugins(complete);
}

/* "<check|build>" or, of one verb, "<check> [FILE...]". */
static struct grammar *make_grammar(
	const struct reeve_verb *verbs, const struct reeve_verb *only, struct error_list *errors)
{
	struct buffer usage = {0};
	struct grammar *grammar = NULL;

	for (const struct reeve_verb *verb = verbs; verb->word && !only; verb++)
		if (is_verb(verb))
			buffer_printf(&usage, "%c%s", usage.length ? '|' : '<', verb->word);
	if (only)
		buffer_printf(&usage, "<%s> %s", only->word, only->usage ? only->usage : "");
	else
		buffer_char(&usage, '>');
	if (!usage.failed)
		grammar = grammar_compile(usage.data, "", 0, errors);
	buffer_done(&usage);
	return grammar;
}

static int complete_verbs(const struct reeve_verb *verbs, const struct reeve_verb *only,
	const struct line *line, bool describe)
{
	struct error_list errors = {0};
	struct program program = {verbs, make_grammar(verbs, only, &errors)};
	const struct complete_source source = {
		.rules = {applies, takes_value, &program},
		.describe_action = describe_action,
		.describe_option = describe_option,
		.values = offer_values,
	};
	struct buffer buffer = {0};

	if (program.grammar)
		complete_write(&buffer, program.grammar, &source, line, describe);
	/* What can stand in place of a verb is a template. */
	if (line->at == 0 && !buffer.length && line->words[0][0] != '-')
		buffer_text(&buffer, "\tfiles\t.cfg\n");
	if (buffer.length)
		fwrite(buffer.data, 1, buffer.length, stdout);
	buffer_done(&buffer);
	grammar_free((struct grammar *)program.grammar);
	error_list_done(&errors);
	return fflush(stdout) == 0 ? REEVE_EXIT_OK : REEVE_EXIT_FAILED;
}

/* The rest of the line is that of the command of a template, its words[file]. */
static int complete_command(const struct line *line, size_t file, bool describe)
{
	const struct line rest = {
		.words = line->words + file + 1,
		.count = line->count - file - 1,
		.at = line->at - file - 1,
	};

	return command_complete(line->words[file], &rest, describe, &live_host);
}

static int answer(const struct reeve_verb *verbs, const struct line *line, bool describe)
{
	const struct reeve_verb *verb = line->at > 0 ? find(verbs, line->words[0], 0) : NULL;
	bool has_command = verb && verb->usage && strstr(verb->usage, "COMMAND...");

	if (line->at > 0 && !verb && line->words[0][0] != '-')
		return complete_command(line, 0, describe);
	if (line->at > 1 && has_command)
		return complete_command(line, 1, describe);
	return complete_verbs(verbs, verb, line, describe);
}

static int print_script(const char *program, const char *shell)
{
	const char *slash = strrchr(program, '/');
	struct buffer script = {0};
	struct reeve_error error = {0};

	if (!shell || !*shell)
		error_set(&error, REEVE_EXIT_USAGE,
			"option '" SCRIPT "' needs a value (" COMPLETION_SHELLS ")");
	else if (completion_write(&script, shell, slash ? slash + 1 : program) < 0)
		error_set(&error, REEVE_EXIT_USAGE,
			"option '" SCRIPT "': '%s' is not " COMPLETION_SHELLS,
			quote_text(shell, strlen(shell)).text);
	else if (script.failed)
		error_set(&error, REEVE_EXIT_FAILED, "out of memory");
	else
		fwrite(script.data, 1, script.length, stdout);
	buffer_done(&script);
	if (!error.code && fflush(stdout) != 0 && errno != EPIPE)
		error_set(&error, REEVE_EXIT_FAILED, "cannot write to standard output");
	if (error.code)
		report_sentence("reeve", error.text);
	return error.code;
}

int reeve_complete(const struct reeve_verb *verbs, int argc, char **argv)
{
	const char *word = argc > 1 ? argv[1] : SCRIPT;
	struct line line;
	bool describe;
	int code = REEVE_EXIT_FAILED;

	if (!completion_is_query(word)) {
		size_t length = strlen(SCRIPT);

		return print_script(argv[0], word[length] == '=' ? word + length + 1
					     : argc > 2		 ? argv[2]
								 : NULL);
	}
	if (completion_read(argv + 1, &line, &describe) == 0)
		code = answer(verbs, &line, describe);
	line_done(&line);
	return code;
}
