/* SPDX-License-Identifier: MIT */
/* The list of events of `reeve simulate`: what was read, written down again, reads as the same. */
#include "config.h"

#include "sim/script.h"

#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

static const struct script_program programs[] = {{"mailer", 3}, {"queue", 1}, {"mail", 2}};
static const struct script_names names = {programs, 3};
#define WORKERS 6

static void check_lines(const struct script *script)
{
	uint64_t last = 0;

	for (size_t i = 0; i < script->count; i++) {
		const struct script_line *line = &script->lines[i];

		HOLD(line->at_ns >= last);
		HOLD(line->first + line->count <= WORKERS);
		HOLD(line->act.verb < WORLD_VERB_COUNT);
		last = line->at_ns;
	}
	HOLD(script->end_ns >= last);
}

static void check_errors(const struct error_list *errors)
{
	HOLD(errors->count > 0);
	for (size_t i = 0; i < errors->count; i++)
		HOLD(errors->items[i].line > 0 && errors->items[i].text[0]);
}

static void check_again(const struct script *script, struct error_list *errors)
{
	struct buffer first = {0}, second = {0};
	struct script again;

	script_print(script, &names, &first);
	HOLD(!first.failed);
	HOLD(script_read(&again, first.data ? first.data : "", &names, "again", errors) == 0);
	script_print(&again, &names, &second);
	/* Each line is about one worker then. */
	HOLD(again.count >= script->count && again.end_ns == script->end_ns);
	HOLD(first.length == second.length);
	HOLD(!first.length || strcmp(first.data, second.data) == 0);
	script_done(&again);
	buffer_done(&second);
	buffer_done(&first);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size);
	struct error_list errors = {0};
	struct script script;

	if (script_read(&script, text, &names, "t.events", &errors) == 0) {
		HOLD(errors.count == 0);
		check_lines(&script);
		check_again(&script, &errors);
	} else {
		check_errors(&errors);
	}
	script_done(&script);
	error_list_done(&errors);
	free(text);
	return 0;
}
