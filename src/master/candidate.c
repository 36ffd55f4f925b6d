/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "master/candidate.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config/template.h"
#include "master/setup.h"
#include "process/handover.h"
#include "storage/scoreboard.h"

static int say(const char *why)
{
	dprintf(STDOUT_FILENO, CANDIDATE_NAME "%s%s%s\n", PACKAGE_VERSION, *why ? ": " : "", why);
	return *why ? REEVE_EXIT_FAILED : 0;
}

int candidate_main(void)
{
	const char *spoken = getenv(HANDOVER_SPOKEN);
	struct scoreboard *scoreboard = NULL;
	struct template *template;
	struct reeve_error error;
	int result;

	if (!spoken || strcmp(spoken, HANDOVER_VERSION) != 0)
		return say("what runs hands on in a way that it does not know");
	template = setup_load("template", &error);
	if (!template)
		return say(error.text);
	template_free(template);
	result = scoreboard_open(HANDOVER_STATUS, false, &scoreboard, &error);
	scoreboard_free(scoreboard);
	return say(result == 0 ? "" : result == -ENOENT ? strerror(ENOENT) : error.text);
}
