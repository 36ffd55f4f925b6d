/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <sys/syscall.h>
#include <unistd.h>

#include "api/host.h"
#include "api/live.h"
#include "base/error.h"
#include "command/command.h"
#include "command/report.h"
#include "plugin/watch.h"
#include "reeve/command.h"

void reeve_command_exit(int code)
{
	code = watch_leave(code);
	for (;;)
		syscall(SYS_exit_group, code);
}

int reeve_command_main(const char *template_path, int argc, char **argv)
{
	struct reeve_error error;

	if (host_check(&error) < 0 || (!template_path && host_embed(&template_path, &error) < 0)) {
		report_sentence("reeve", error.text);
		return error.code;
	}
	return command_main(template_path, argc, argv, &live_host);
}
