/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "api/host.h"
#include "api/live.h"
#include "base/error.h"
#include "command/command.h"
#include "command/report.h"
#include "reeve/command.h"

int reeve_command_main(const char *template_path, int argc, char **argv)
{
	struct reeve_error error;

	if (!template_path && host_embed(&template_path, &error) < 0) {
		report_sentence("reeve", error.text);
		return error.code;
	}
	return command_main(template_path, argc, argv, &live_host);
}
