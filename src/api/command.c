/* SPDX-License-Identifier: MIT */
#include "command/command.h"
#include "reeve/command.h"

int reeve_command_main(const char *template_path, int argc, char **argv)
{
	return command_main(template_path, argc, argv);
}
