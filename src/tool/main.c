/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <errno.h>
#include <limits.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <reeve/command.h>
#include <reeve/version.h>

#include "page.h"
#include "verb.h"
#include "word.h"

static int check(const struct verb_line *line)
{
	return reeve_template_check(line->operand);
}

/* What the built command names as its interpreter. $REEVE_INTERPRETER is set by the wrapper in the
 * build tree; a privileged process does not believe it. Returns 0 or -errno. */
static int find_self(char *path, size_t size)
{
	const char *program = secure_getenv("REEVE_INTERPRETER");
	ssize_t length;

	if (program && program[0] == '/' && strlen(program) < size) {
		strcpy(path, program);
		return 0;
	}
	length = readlink("/proc/self/exe", path, size);
	if (length < 0)
		return -errno;
	if ((size_t)length == size)
		return -ENAMETOOLONG;
	path[length] = '\0';
	return 0;
}

/* Returns 0, or -1 with the reason said. */
static int find_interpreter(const char *verb, char path[PATH_MAX])
{
	int result = find_self(path, PATH_MAX);

	if (result < 0)
		fprintf(stderr, "reeve %s: cannot find the path of reeve itself: %s\n", verb,
			strerror(-result));
	return result < 0 ? -1 : 0;
}

static int make_new(const struct verb_line *line)
{
	char self[PATH_MAX];
	const struct reeve_project project = {
		sizeof project, line->operand, line->work, line->action, line->option, self};

	if (find_interpreter("new", self) < 0)
		return REEVE_EXIT_FAILED;
	return reeve_project_new(&project);
}

static int build(const struct verb_line *line)
{
	char self[PATH_MAX];

	if (find_interpreter("build", self) < 0)
		return REEVE_EXIT_FAILED;
	if (line->native)
		return reeve_template_native(&(struct reeve_native){
			.size = sizeof(struct reeve_native),
			.template_path = line->operand,
			.directory = line->output,
			.is_static = line->is_static,
			.automake = line->automake,
			.interpreter = self,
		});
	return reeve_template_build(line->operand, line->output, self);
}

static int run(const struct verb_line *line)
{
	return reeve_command_main(line->operand, line->argc, line->argv);
}

static int reload(const struct verb_line *line)
{
	if (line->argc > 2) {
		word_complain("reeve reload: unexpected argument", line->argv[2], "");
		return REEVE_EXIT_USAGE;
	}
	return reeve_template_reload(line->operand, line->argc > 1 ? line->argv[1] : NULL);
}

static int explain(const struct verb_line *line)
{
	return reeve_template_explain(line->operand, line->json);
}

static int simulate(const struct verb_line *line)
{
	return reeve_template_simulate(line->operand, line->events, line->json);
}

static int import(const struct verb_line *line)
{
	return reeve_template_import(line->format, line->operand, line->output);
}

static int export(const struct verb_line *line)
{
	char self[PATH_MAX];

	if (find_interpreter("export", self) < 0)
		return REEVE_EXIT_FAILED;
	return reeve_template_export(line->format, line->operand, self);
}

static int show_plugin(const struct verb_line *line)
{
	return reeve_plugin_show(line->operand, line->template, line->json);
}

static void print_help(FILE *file)
{
	char left[64];
	const int column = 24;

	fputs("Usage: reeve VERB ...\n"
	      "       reeve FILE ACTION ...\n"
	      "verbs:\n",
		file);
	for (size_t i = 0; i < verb_count; i++) {
		snprintf(left, sizeof left, "%s%s%s", verbs[i].name, *verbs[i].arguments ? " " : "",
			verbs[i].arguments);
		fprintf(file, "  %-*s", column, left);
		if (strlen(left) >= (size_t)column)
			fprintf(file, "\n  %*s", column, "");
		fprintf(file, "%s\n", verbs[i].summary);
	}
	fputs("other:\n"
	      "  --help                  show this help\n"
	      "  --version               show the version\n"
	      "  --completion=SHELL      print a completion script for bash, zsh or fish\n"
	      "  --man                   print the manual page\n",
		file);
}

/* hint: NULL: none */
static void complain_near(const char *who, const char *word, const struct verb *hint)
{
	char lead[64], tail[64] = "";

	snprintf(lead, sizeof lead, "%s: unknown verb", who);
	if (hint)
		snprintf(tail, sizeof tail, ", did you mean '%s'?", hint->name);
	word_complain(lead, word, tail);
}

/* Options of verbs, for help and completion. */
static const struct reeve_verb described[] = {
	{"-j", "print JSON", NULL},
	{"-o", "the command, directory or template to write", NULL},
	{"-c", "a project in C", NULL},
	{"-static", "a program that runs where reeve is not installed", NULL},
	{"-automake", "a project with a Makefile.am", NULL},
	{"-f", "search where this template does", NULL},
	{"-events", "the list of events; - is standard input", NULL},
	{"-work", "with a work plugin", NULL},
	{"-action", "with an action", NULL},
	{"-option", "with an option", NULL},
};

/* Prints an option as the verb's usage has it, "-work[=NAME]"; nothing if it does not. */
static void print_option(const struct verb *verb, const struct reeve_verb *option)
{
	const char *name = option->word + 1, *at = verb->usage;
	size_t length = strlen(name);
	int depth = 0, end = 0;

	while ((at = strstr(at, "-[")) &&
		(strncmp(at += 2, name, length) != 0 || !strchr("]=[", at[length])))
		continue;
	if (!at)
		return;
	for (; at[end] && (depth || at[end] != ']'); end++)
		depth += (at[end] == '[') - (at[end] == ']');
	printf("  -%.*s%*s%s\n", end, at, end < 14 ? 15 - end : 1, "", option->summary);
}

static int help(const struct verb_line *line)
{
	const struct verb *verb = line->operand ? verb_find(line->operand) : NULL;

	if (line->operand && !verb) {
		complain_near("reeve help", line->operand, verb_nearest(line->operand));
		return REEVE_EXIT_USAGE;
	}
	if (!verb) {
		print_help(stdout);
		return REEVE_EXIT_OK;
	}
	verb_usage(verb, 0);
	printf("%s\n", verb->summary);
	if (strstr(verb->usage, "-["))
		puts("options:");
	for (size_t i = 0; i < sizeof described / sizeof *described; i++)
		print_option(verb, &described[i]);
	return REEVE_EXIT_OK;
}

const struct verb verbs[] = {
	{"new", "NAME [-work] [-action] [-option]",
		"-[work[=NAME]] -[action[=WORD]] -[option[=WORD]] [NAME...]", "NAME", 1, VERB_PARTS,
		"make a directory for a new command", make_new},
	{"check", "FILE", "[FILE...]", "FILE", 1, 0, "report every error of a template", check},
	{"build", "FILE [-o COMMAND] [--c [-static] [-automake]]",
		"-[o=PATH] -[c] -[static] -[automake] [FILE...]", "FILE", 1,
		VERB_OUTPUT | VERB_NATIVE, "make a template a command, or a project in C for one",
		build},
	{"run", "FILE ACTION ...", "[COMMAND...]", "FILE", 1, VERB_REST,
		"run the command of a template", run},
	{"reload", "FILE [COMMAND]", "[COMMAND...]", "FILE", 1, VERB_REST,
		"put a template in force as it reads now, where its command runs", reload},
	{"plugin", "[NAME] [-f FILE] [-j]", "-[f=FILE] -[j] [PLUGIN...]", "NAME", 0,
		VERB_JSON | VERB_TEMPLATE, "show what a plugin says of itself, or list all",
		show_plugin},
	{"explain", "[KEY] [-j]", "-[j] [KEY...]", "KEY", 0, VERB_JSON,
		"explain the keys of a template", explain},
	{"simulate", "FILE [-events=FILE] [-j]", "-[events=PATH] -[j] [FILE...]", "FILE", 1,
		VERB_EVENTS | VERB_JSON, "show what a template's policies make of a list of events",
		simulate},
	{"import", "pm2|supervisord|procfile FILE [-o TEMPLATE]", "-[o=PATH] [IMPORT...]", "FILE",
		1, VERB_OUTPUT | VERB_FORMAT, "make a template of what another tool's file says",
		import},
	{"export", "systemd|ocf FILE", "[EXPORT...]", "FILE", 1, VERB_FORMAT,
		"write a unit or a resource agent that runs the command of a template", export},
	{"help", "[VERB]", "[VERB...]", "VERB", 0, 0, "show this help, or that of a verb", help},
};
const size_t verb_count = sizeof verbs / sizeof *verbs;

static int is_completion(const char *word)
{
	return strcmp(word, "--completion") == 0 || strncmp(word, "--completion=", 13) == 0 ||
	       strncmp(word, "--complete=", 11) == 0;
}

static int complete(int argc, char **argv)
{
	const size_t count = sizeof described / sizeof *described;
	struct reeve_verb words[sizeof verbs / sizeof *verbs +
				sizeof described / sizeof *described + 1] = {{0}};

	for (size_t i = 0; i < verb_count; i++)
		words[i] = (struct reeve_verb){verbs[i].name, verbs[i].summary, verbs[i].usage};
	memcpy(words + verb_count, described, count * sizeof *described);
	return reeve_complete(words, argc, argv);
}

static int is_file(const char *word)
{
	return strchr(word, '/') || access(word, F_OK) == 0;
}

static int refuse(const char *word)
{
	const struct verb *hint = verb_nearest(word);

	if (word[0] == '-')
		word_complain("reeve: unknown option", word, "");
	else if (hint)
		complain_near("reeve", word, hint);
	else
		word_complain("reeve:", word, " is neither a verb nor a file");
	fputs("Usage: reeve VERB ..., or reeve FILE ACTION ...; reeve --help says more\n", stderr);
	return REEVE_EXIT_USAGE;
}

static int wants_help(int argc, char **argv)
{
	for (int i = 0; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (strcmp(argv[i], "--help") == 0)
			return 1;
	return 0;
}

static int run_verb(const struct verb *verb, int argc, char **argv)
{
	struct verb_line line;
	struct verb_line self = {.operand = verb->name};

	/* Behind the file of `run`, --help is the command's. */
	if (wants_help(verb->flags & VERB_REST && argc > 1 ? 1 : argc, argv))
		return help(&self);
	if (verb_parse(verb, argc, argv, &line) < 0)
		return REEVE_EXIT_USAGE;
	return verb->run(&line);
}

static int run_word(int argc, char **argv)
{
	const struct verb *verb = verb_find(argv[1]);

	if (strcmp(argv[1], "--help") == 0) {
		print_help(stdout);
		return REEVE_EXIT_OK;
	}
	if (strcmp(argv[1], "--version") == 0) {
		printf("reeve %s\n", REEVE_VERSION);
		return REEVE_EXIT_OK;
	}
	if (strcmp(argv[1], "--man") == 0) {
		fputs(page_text, stdout);
		return REEVE_EXIT_OK;
	}
	if (is_completion(argv[1]))
		return complete(argc, argv);
	if (verb)
		return run_verb(verb, argc - 2, argv + 2);
	if (is_file(argv[1]))
		return reeve_command_main(argv[1], argc - 1, argv + 1);
	return refuse(argv[1]);
}

int main(int argc, char **argv)
{
	int code;

	setlocale(LC_CTYPE, "");
	signal(SIGPIPE, SIG_IGN);
	if (argc < 2) {
		fputs("reeve: neither a verb nor a file was given\n", stderr);
		print_help(stderr);
		return REEVE_EXIT_USAGE;
	}
	code = run_word(argc, argv);
	/* What libreeve printed it has checked; a second look costs nothing. */
	errno = 0;
	if (fflush(stdout) == 0 && !ferror(stdout))
		return code;
	if (!code && errno != EPIPE)
		fprintf(stderr, "reeve: cannot write output: %s\n", strerror(errno ? errno : EIO));
	return code ? code : REEVE_EXIT_FAILED;
}
