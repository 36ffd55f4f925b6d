/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <stdio.h>

#include "base/signame.h"
#include "base/text.h"
#include "sim/script.h"
#include "sim/words.h"

const char *script_program_of(const struct script_names *names, unsigned worker)
{
	for (size_t i = 0; i < names->count; i++) {
		if (worker < names->programs[i].workers)
			return names->programs[i].name;
		worker -= names->programs[i].workers;
	}
	return "?";
}

const char *script_worker(
	const struct script_names *names, unsigned worker, char *text, size_t size)
{
	for (size_t i = 0; i < names->count; i++) {
		if (worker < names->programs[i].workers) {
			snprintf(text, size, "%s.%u", names->programs[i].name, worker + 1);
			return text;
		}
		worker -= names->programs[i].workers;
	}
	snprintf(text, size, "?");
	return text;
}

static void print_time(uint64_t ns, struct buffer *buffer)
{
	char text[32];

	text_from_duration(ns, text, sizeof text);
	buffer_text(buffer, text);
}

static void print_end(const struct world_act *act, struct buffer *buffer)
{
	if (act->cause == CHILD_CAUSE_EXIT)
		buffer_printf(buffer, "exit %d", act->status);
	else
		buffer_printf(buffer, "signal %s", signame_of(act->status));
}

static void print_act(const struct world_act *act, struct buffer *buffer)
{
	const struct word *word = words;

	if (act->verb == WORLD_ENDS) {
		print_end(act, buffer);
		return;
	}
	while (word->verb != act->verb)
		word++;
	buffer_text(buffer, word->name);
	if (word->shape == SHAPE_TIME || (word->shape == SHAPE_LIFE && act->ns != WORLD_NEVER)) {
		buffer_text(buffer, " ");
		if (act->ns == WORLD_NEVER)
			buffer_text(buffer, "never");
		else
			print_time(act->ns, buffer);
	}
	if (word->shape == SHAPE_LIFE && act->ns != WORLD_NEVER) {
		buffer_text(buffer, " ");
		print_end(act, buffer);
	}
}

void script_print(
	const struct script *script, const struct script_names *names, struct buffer *buffer)
{
	char name[96];

	for (size_t i = 0; i < script->count; i++) {
		const struct script_line *line = &script->lines[i];

		for (unsigned k = 0; k < (line->count ? line->count : 1); k++) {
			print_time(line->at_ns, buffer);
			if (line->count)
				buffer_printf(buffer, " %s",
					script_worker(names, line->first + k, name, sizeof name));
			buffer_text(buffer, " ");
			print_act(&line->act, buffer);
			buffer_text(buffer, "\n");
		}
	}
	if (script->end_ns != WORLD_NEVER) {
		print_time(script->end_ns, buffer);
		buffer_text(buffer, " end\n");
	}
}
