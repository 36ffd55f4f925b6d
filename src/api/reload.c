/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <stdio.h>

#include "command/context.h"
#include "command/report.h"
#include "config/template.h"
#include "reeve/client.h"
#include "reeve/command.h"

static int reload(struct template *template, const char *command)
{
	struct reeve_context context;
	int code = 0;

	context_init(&context, template, template->name, "reload", stdout);
	if (command)
		code = reeve_context_choose(&context, command);
	if (code == 0)
		code = reeve_client_reload(&context);
	if (code)
		report_failure(&context, code);
	context_done(&context);
	return code;
}

int reeve_template_reload(const char *template_path, const char *command)
{
	struct error_list errors = {0};
	struct template *template = template_load_reachable(template_path, &errors);
	int code = template ? 0 : error_list_code(&errors);

	if (template)
		code = reload(template, template->command_count ? command : NULL);
	else
		report_errors("reeve", &errors);
	template_free(template);
	error_list_done(&errors);
	return code;
}
