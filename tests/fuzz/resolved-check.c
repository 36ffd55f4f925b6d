/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/template.h"
#include "fuzz.h"
#include "resolved.h"

void resolved_check_errors(const struct error_list *errors)
{
	HOLD(errors->count > 0);
	for (size_t i = 0; i < errors->count; i++)
		HOLD(errors->items[i].text[0] && errors->items[i].code);
}

void resolved_check(const struct template *template)
{
	struct error_list errors = {0};
	char *first = template_resolve(template), *second;
	struct template *again;

	HOLD(first);
	again = template_load_resolved(first, strlen(first), &errors);
	if (!again)
		fprintf(stderr, "%s:%d: %s\n%s\n", errors.items[0].file, errors.items[0].line,
			errors.items[0].text, first);
	HOLD(again);
	second = template_resolve(again);
	HOLD(second);
	if (strcmp(first, second) != 0)
		fprintf(stderr, "%s\n%s\n", first, second);
	HOLD(strcmp(first, second) == 0);
	free(second);
	template_free(again);
	free(first);
}
