/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <limits.h>
#include <stdio.h>
#include <time.h>

#include "api/valid.h"
#include "base/error.h"
#include "base/text.h"
#include "command/command.h"
#include "command/grammar.h"
#include "command/report.h"
#include "config/program_times.h"
#include "config/template.h"
#include "plugin/watch.h"
#include "reeve/command.h"

struct template *valid_load(const char *path, struct error_list *unset, struct error_list *errors)
{
	struct template *template = template_load_faulty(path, unset, errors);

	if (template && errors->count + errors->dropped == 0) {
		command_check(template, errors);
	} else if (template && template->usage && template_is_known(template, template->usage)) {
		/* Plugins of a faulty file cannot be told, but its grammar can. */
		grammar_free(grammar_compile(
			template->usage, template->usage_file, template->usage_line, errors));
	}
	if (errors->count + errors->dropped == 0)
		return template;
	template_free(template);
	return NULL;
}

/* A schedule is easily another one than was meant. */
static void print_times(
	const char *path, const struct program *program, const char *key, char *const *times)
{
	struct cron crons[PROGRAM_TIMES_MAX];
	size_t count = program_times_parse(times, crons);
	time_t at = time(NULL);
	char text[64], shown[PATH_MAX];
	struct tm local;

	if (count == 0)
		return;
	printf("%s: program '%s': %s:", text_show(shown, sizeof shown, path), program->name, key);
	for (int i = 0; i < 3 && (at = cron_next_of(crons, count, at)) != CRON_NEVER; i++)
		if (localtime_r(&at, &local) &&
			strftime(text, sizeof text, "%a %Y-%m-%d %H:%M %Z", &local))
			printf("%s %s", i ? "," : "", text);
	putchar('\n');
}

static void print_valid(const char *path, const struct template *command)
{
	unsigned workers = 0;
	char shown[PATH_MAX];

	for (size_t i = 0; i < command->program_count; i++)
		workers += command->programs[i].workers;
	printf("%s: valid: command '%s', programs: %zu, workers: %u",
		text_show(shown, sizeof shown, path), command->name, command->program_count,
		workers);
	if (command->node_count)
		printf(", supervisors: %zu", command->node_count);
	putchar('\n');
	for (size_t i = 0; i < command->program_count; i++) {
		const struct program *program = &command->programs[i];

		print_times(path, program, "cron", program->cron);
		print_times(path, program, "schedule", program->schedule);
	}
}

int reeve_template_check(const char *template_path)
{
	struct error_list errors = {0};
	struct template *template;
	int code;

	watch_enable("reeve");
	template = valid_load(template_path, NULL, &errors);
	watch_disable();
	code = error_list_code(&errors);
	report_errors("reeve", &errors);
	error_list_done(&errors);
	if (!template)
		return code ? code : REEVE_EXIT_FAILED;
	for (size_t i = 0; i < template->command_count; i++)
		print_valid(template_path, template->commands[i]);
	if (template->command_count == 0)
		print_valid(template_path, template);
	template_free(template);
	return REEVE_EXIT_OK;
}
