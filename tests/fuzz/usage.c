/* SPDX-License-Identifier: MIT */
#include "usage.h"

#include <string.h>

#include "fuzz.h"

static bool has_x(const char *line, size_t at)
{
	return *line && line[at % strlen(line)] == 'x';
}

bool usage_applies(void *data, size_t action, size_t option)
{
	struct usage *usage = data;

	HOLD(action < usage->grammar->action_count && option < usage->grammar->option_count);
	return !has_x(usage->means, action * usage->grammar->option_count + option);
}

bool usage_takes_value(void *data, size_t option)
{
	struct usage *usage = data;

	HOLD(option < usage->grammar->option_count);
	return !has_x(usage->takes, option);
}

bool usage_read(struct usage *usage, char **text)
{
	struct error_list errors = {0};
	char *line = fuzz_line(text);
	const char *means = fuzz_line(text), *takes = fuzz_line(text);

	*usage = (struct usage){.means = means ? means : "", .takes = takes ? takes : ""};
	usage->grammar = line ? grammar_compile(line, "t.cfg", 1, &errors) : NULL;
	error_list_done(&errors);
	return usage->grammar;
}

void usage_done(struct usage *usage)
{
	grammar_free(usage->grammar);
}

struct match_rules usage_rules(struct usage *usage)
{
	return (struct match_rules){usage_applies, usage_takes_value, usage};
}
