/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "command/man.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/buffer.h"
#include "base/name.h"
#include "command/describe.h"
#include "command/mdoc.h"
#include "config/template.h"
#include "reeve/version.h"

struct man {
	struct buffer *buffer;
	const char *name;
	struct bindings *bindings;
	const struct grammar *grammar;
	const struct template *template;
};

/* Of the template; not in the language of whoever asks. */
static void add_date(struct man *man)
{
	static const char *const months[] = {"January", "February", "March", "April", "May", "June",
		"July", "August", "September", "October", "November", "December"};
	struct stat file;
	struct tm date = {0};
	time_t when = stat(man->template->path, &file) == 0 ? file.st_mtime : time(NULL);

	gmtime_r(&when, &date);
	buffer_printf(man->buffer, ".Dd %s %d, %d\n", months[date.tm_mon % 12], date.tm_mday,
		date.tm_year + 1900);
}

/* In capitals; bytes that file names of pages do not have are left out. */
static void add_title(struct man *man)
{
	buffer_text(man->buffer, ".Dt \\&");
	for (const char *at = man->name; *at; at++)
		if (*at >= 'a' && *at <= 'z')
			buffer_char(man->buffer, (char)(*at - 'a' + 'A'));
		else if (name_is_valid((char[]){*at, '\0'}) || strchr("_.-", *at))
			buffer_char(man->buffer, *at);
	buffer_text(man->buffer, " 1\n.Os\n");
}

static void add_name(struct man *man)
{
	const char *summary = man->template->summary;

	buffer_text(man->buffer, ".Sh NAME\n.Nm");
	mdoc_word(man->buffer, man->name);
	buffer_text(man->buffer, "\n.Nd");
	if (summary && strspn(summary, " \t\r\n") < strlen(summary))
		mdoc_words(man->buffer, summary);
	else
		buffer_text(man->buffer, " control processes");
	buffer_char(man->buffer, '\n');
}

/* "Fl n Ns = Ns Ar N" */
static void add_option(struct man *man, size_t i, const struct help_word *word)
{
	const struct grammar_option *option = &man->grammar->options[i];
	const char *metavar = option->metavar ? option->metavar : word->metavar;

	buffer_text(man->buffer, " Fl");
	mdoc_word(man->buffer, option->word);
	if (option->value == VALUE_OPTIONAL)
		buffer_text(man->buffer, " Ns Oo = Ns Ar");
	else if (metavar)
		buffer_text(man->buffer, " Ns = Ns Ar");
	if (metavar)
		mdoc_word(man->buffer, metavar);
	if (option->value == VALUE_OPTIONAL)
		buffer_text(man->buffer, " Oc");
}

/* The options of a group that mean something to the action. */
static void add_group(struct man *man, size_t action, unsigned group)
{
	const struct grammar *grammar = man->grammar;
	bool required = grammar->groups[group].required;
	size_t shown = 0;

	for (size_t i = 0; i < grammar->option_count; i++) {
		struct help_word word = {0};

		if (grammar->options[i].group != group)
			continue;
		describe_option(man->bindings, i, (int)action, &word);
		if (word.hidden)
			continue;
		if (shown++)
			buffer_text(man->buffer, " |");
		else
			buffer_text(man->buffer, required ? ".Brq" : ".Op");
		add_option(man, i, &word);
	}
	if (shown)
		buffer_char(man->buffer, '\n');
}

static void add_operand(struct man *man)
{
	if (!man->grammar->operand)
		return;
	buffer_text(man->buffer, man->grammar->operand_required ? ".Ar" : ".Op Ar");
	mdoc_word(man->buffer, man->grammar->operand);
	buffer_text(man->buffer, " ...\n");
}

static void add_synopsis(struct man *man)
{
	buffer_text(man->buffer, ".Sh SYNOPSIS\n");
	for (size_t action = 0; action < man->grammar->action_count; action++) {
		buffer_text(man->buffer, ".Nm\n.Cm");
		mdoc_word(man->buffer, man->grammar->actions[action]);
		buffer_char(man->buffer, '\n');
		for (unsigned group = 0; group < man->grammar->group_count; group++)
			add_group(man, action, group);
		add_operand(man);
	}
	buffer_text(man->buffer, ".Nm\n.Fl Fl help | Fl Fl version | Fl Fl man\n"
				 ".Nm\n.Fl Fl completion Ns = Ns Cm bash | zsh | fish\n");
}

static void add_summary(struct man *man, const struct help_word *word)
{
	if (word->reason) {
		buffer_text(man->buffer, "Not available:\n");
		mdoc_sentence(man->buffer, word->reason);
	} else if (word->summary) {
		mdoc_sentence(man->buffer, word->summary);
	}
}

static void add_actions(struct man *man)
{
	buffer_text(man->buffer, "The actions are as follows.\n.Bl -tag -width Ds\n");
	for (size_t i = 0; i < man->grammar->action_count; i++) {
		struct help_word word = {0};

		describe_action(man->bindings, i, &word);
		buffer_text(man->buffer, ".It Cm");
		mdoc_word(man->buffer, man->grammar->actions[i]);
		buffer_char(man->buffer, '\n');
		add_summary(man, &word);
	}
	buffer_text(man->buffer, ".El\n");
}

/* Which actions take the option, where not all do. */
static void add_takers(struct man *man, size_t option)
{
	size_t count = man->grammar->action_count, takers = 0, shown = 0;

	for (size_t i = 0; i < count; i++)
		takers += bindings_applies(man->bindings, i, option);
	if (takers == count || takers == 0)
		return;
	buffer_text(man->buffer, "With\n");
	for (size_t i = 0; i < count; i++) {
		if (!bindings_applies(man->bindings, i, option))
			continue;
		buffer_text(man->buffer, ".Cm");
		mdoc_word(man->buffer, man->grammar->actions[i]);
		shown++;
		buffer_text(man->buffer, shown + 1 == takers ? "\nand\n"
					 : shown == takers   ? " .\n"
							     : " ,\n");
	}
}

/* The others of its group. */
static void add_rivals(struct man *man, size_t option)
{
	const struct grammar *grammar = man->grammar;
	unsigned group = grammar->options[option].group;
	size_t shown = 0;

	for (size_t i = 0; i < grammar->option_count; i++) {
		if (i == option || grammar->options[i].group != group)
			continue;
		buffer_text(man->buffer, shown++ ? " ,\n.Fl" : "Not together with\n.Fl");
		mdoc_word(man->buffer, grammar->options[i].word);
	}
	if (shown)
		buffer_text(man->buffer, " .\n");
}

static void add_options(struct man *man)
{
	const struct grammar *grammar = man->grammar;

	buffer_text(man->buffer, ".Pp\nThe options are as follows.\n.Bl -tag -width Ds\n");
	for (size_t i = 0; i < grammar->option_count; i++) {
		struct help_word word = {0};

		describe_option(man->bindings, i, -1, &word);
		buffer_text(man->buffer, ".It");
		add_option(man, i, &word);
		buffer_char(man->buffer, '\n');
		add_summary(man, &word);
		add_takers(man, i);
		add_rivals(man, i);
	}
	buffer_text(man->buffer,
		".It Fl Fl help\nShow actions and options; together with an action, its own.\n"
		".It Fl Fl version\nShow the version.\n"
		".It Fl Fl completion Ns = Ns Cm bash | zsh | fish\n"
		"Print a script that makes the shell complete this command.\n"
		".It Fl Fl man\nPrint this page.\n.El\n"
		".Pp\nAn option may also be written with two dashes.\n"
		"A value that is required may stand in the next argument.\n"
		".Fl Fl\nends the options.\n");
}

static void add_program(struct man *man, const struct program *program, const char *command)
{
	bool is_work = program->kind == PROGRAM_WORK;

	buffer_text(man->buffer, ".It Cm");
	mdoc_word(man->buffer, program->name);
	buffer_text(man->buffer, is_work ? "\nThe work plugin\n.Pa" : "\nThe program\n.Pa");
	mdoc_word(man->buffer, is_work ? program->work : program->argv[0]);
	buffer_printf(
		man->buffer, " ,\n%u worker%s", program->workers, program->workers == 1 ? "" : "s");
	if (command) {
		buffer_text(man->buffer, ", of the command\n.Cm");
		mdoc_word(man->buffer, command);
		buffer_text(man->buffer, " .\n");
	} else {
		buffer_text(man->buffer, ".\n");
	}
}

static void add_programs(struct man *man)
{
	const struct template *command;

	buffer_text(man->buffer, ".Ss Programs\nThese are kept running.\n.Bl -tag -width Ds\n");
	for (size_t i = 0; (command = describe_command(man->template, i)); i++)
		for (size_t n = 0; n < command->program_count; n++)
			add_program(man, &command->programs[n],
				man->template->command_count ? command->name : NULL);
	buffer_text(man->buffer, ".El\n");
}

/* A directory of a command: where the template says, or root's and that of others. */
static void add_directory(struct man *man, const struct template *command, const char *said,
	const char *const usual[2], const char *what)
{
	const char *const directories[] = {said ? said : usual[0], said ? NULL : usual[1]};
	struct buffer path = {0};

	for (size_t i = 0; i < 2 && directories[i]; i++) {
		buffer_clear(&path);
		buffer_printf(&path, "%s/%s/", directories[i], command->name);
		buffer_text(man->buffer, ".It Pa");
		mdoc_word(man->buffer, path.data ? path.data : "");
		buffer_printf(man->buffer, "\n%s\n", i == 0 ? what : "The same for other users.");
	}
	man->buffer->failed |= path.failed;
	buffer_done(&path);
}

static void add_files(struct man *man)
{
	static const char *const run[2] = {"/run/reeve", "~/.local/state/reeve/run"};
	static const char *const state[2] = {"/var/lib/reeve", "~/.local/state/reeve"};
	const struct template *command;

	buffer_text(man->buffer, ".Sh FILES\n.Bl -tag -width Ds\n");
	if (*man->template->path) {
		buffer_text(man->buffer, ".It Pa");
		mdoc_word(man->buffer, man->template->path);
		buffer_text(man->buffer, "\nThe template of this command.\n");
	}
	for (size_t i = 0; (command = describe_command(man->template, i)); i++) {
		add_directory(man, command, command->run_dir, run, "What is kept while it runs.");
		add_directory(man, command, command->state_dir, state,
			"What outlives a run, such as the output of the workers.");
	}
	buffer_text(man->buffer, ".El\n");
}

/* The word of the built-in action status, whose exit codes are others; NULL: there is none. */
static const char *find_status(const struct man *man)
{
	for (size_t i = 0; i < man->grammar->action_count; i++)
		if (strcmp(man->bindings->actions[i].plugin_name, "status") == 0)
			return man->grammar->actions[i];
	return NULL;
}

static void add_exits(struct man *man)
{
	static const struct {
		int code;
		const char *meaning;
	} exits[] = {
		{REEVE_EXIT_OK, "Done, or it was already so."},
		{REEVE_EXIT_FAILED, "Failed."},
		{REEVE_EXIT_USAGE, "The command line is wrong."},
		{REEVE_EXIT_PERMISSION, "No permission."},
		{REEVE_EXIT_PLUGIN, "A plugin is not installed or cannot be used."},
		{REEVE_EXIT_TEMPLATE, "The template is not valid."},
		{REEVE_EXIT_NOT_RUNNING, "Nothing is running that could be asked."},
		{REEVE_EXIT_TIMEOUT, "Waited too long; it goes on."},
		{REEVE_EXIT_LOCKED, "The command is locked and nobody answers."},
		{REEVE_EXIT_REFUSED, "Refused for safety: owner, mode, link or a foreign process."},
		{REEVE_EXIT_PARTLY, "Partly done: some targets failed."},
	};

	const char *status = find_status(man);

	buffer_text(man->buffer, ".Sh EXIT STATUS\n.Bl -tag -width 3n -compact -offset indent\n");
	for (size_t i = 0; i < sizeof exits / sizeof *exits; i++)
		buffer_printf(man->buffer, ".It %d\n%s\n", exits[i].code, exits[i].meaning);
	buffer_text(man->buffer, ".El\n");
	if (!status)
		return;
	buffer_text(man->buffer, ".Pp\nThe action\n.Cm");
	mdoc_word(man->buffer, status);
	buffer_text(man->buffer,
		"\nexits 0 if everything runs as wanted,\n"
		"1 if the command died and left its pid file, 3 if it is not running,\n"
		"4 if that cannot be told, and 153 if something is not as wanted.\n");
}

void man_write(struct buffer *buffer, const char *name, struct bindings *bindings)
{
	struct man man = {buffer, name, bindings, bindings->grammar, bindings->template};

	buffer_printf(buffer, ".\\\" Made by reeve %s of the command's template.\n", REEVE_VERSION);
	add_date(&man);
	add_title(&man);
	add_name(&man);
	add_synopsis(&man);
	buffer_text(buffer, ".Sh DESCRIPTION\n");
	if (man.template->summary)
		mdoc_sentence(buffer, man.template->summary);
	add_actions(&man);
	add_options(&man);
	add_programs(&man);
	add_files(&man);
	add_exits(&man);
	buffer_text(buffer, ".Sh SEE ALSO\n.Xr reeve 1 ,\n.Xr reeve-template 5\n");
}
