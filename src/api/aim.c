/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "api/aim.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "command/context.h"
#include "config/mix.h"
#include "config/template.h"

static int scale(struct template *template, const char *const *scales, struct reeve_error *error)
{
	for (; *scales; scales++)
		if (mix_workers(template, *scales, error) < 0)
			return -1;
	return 0;
}

/* What is wrong with what has been put together, if anything is, is said of it as a whole. */
static int settle(struct reeve_context *context, struct template *mixed, struct fresh *fresh)
{
	struct error_list errors = {0};
	char *text = template_resolve(mixed);
	struct template *whole = text ? template_load_resolved(text, strlen(text), &errors) : NULL;

	free(text);
	if (!whole)
		reeve_fail(context, REEVE_EXIT_TEMPLATE, "without the rest this cannot be: %s",
			errors.count ? errors.items[0].text : "out of memory");
	error_list_done(&errors);
	if (!whole)
		return context->failure_code;
	template_free(fresh->whole);
	fresh->after = fresh->whole = whole;
	return 0;
}

/* Of what is in force all stays but these programs. */
static int pick(struct reeve_context *context, struct template *template, const struct aim *aim,
	struct fresh *fresh)
{
	struct reeve_error error;
	struct fresh copy;
	int code = fresh_copy(context, template, false, &copy); /* the turn is fresh's */
	int result = 0;

	if (code == 0)
		result = aim->kind == AIM_ADD
				 ? mix_add(copy.after, fresh->after, aim->names, &error)
				 : mix_programs(copy.after, fresh->after, aim->names, &error);
	if (result < 0)
		code = reeve_fail(context, error.code, "%s", error.text);
	if (code == 0)
		code = settle(context, copy.after, fresh);
	fresh_done(&copy);
	return code;
}

/* The file is not looked at. */
static int change(struct reeve_context *context, struct template *template, const struct aim *aim,
	struct fresh *fresh)
{
	struct reeve_error error;
	int code = fresh_copy(context, template, aim->is_change, fresh);
	int result = 0;

	if (code)
		return code;
	result = aim->kind == AIM_SCALE ? scale(fresh->after, aim->names, &error)
					: mix_delete(fresh->after, template, aim->names, &error);
	if (result < 0)
		return reeve_fail(context, error.code, "%s", error.text);
	return aim->kind == AIM_DELETE ? settle(context, fresh->after, fresh) : 0;
}

int aim_read(struct reeve_context *context, struct template *template, const struct aim *aim,
	struct fresh *ret_fresh)
{
	int code;

	if (aim->kind == AIM_DELETE || aim->kind == AIM_SCALE)
		return change(context, template, aim, ret_fresh);
	code = fresh_read(context, template, aim->is_change, ret_fresh);
	return code == 0 && aim->names ? pick(context, template, aim, ret_fresh) : code;
}
