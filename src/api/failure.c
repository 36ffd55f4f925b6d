/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "api/failure.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/error.h"

static const char no_memory[] = "out of memory";

int failure_clear(struct failure *failure)
{
	failure_done(failure);
	return 0;
}

int failure_set(struct failure *failure, int code, const char *text)
{
	/* text may be the failure's own. */
	char *copy = strdup(text);

	failure_done(failure);
	*failure = (struct failure){code, copy};
	return code;
}

int failure_say(struct failure *failure, int code, const char *format, ...)
{
	char text[sizeof((struct reeve_error *)0)->text];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	return failure_set(failure, code, text);
}

int failure_take(struct failure *failure, const struct error_list *errors)
{
	char line[sizeof(struct reeve_error)];
	struct buffer text = {0};
	int code = error_list_code(errors);

	for (size_t i = 0; i < errors->count; i++) {
		error_format(&errors->items[i], line, sizeof line);
		buffer_printf(&text, "%s%s", i ? "\n" : "", line);
	}
	failure_set(failure, code ? code : REEVE_EXIT_FAILED, text.data ? text.data : no_memory);
	buffer_done(&text);
	return failure->code;
}

const char *failure_text(const struct failure *failure)
{
	if (failure && !failure->code)
		return "";
	return failure && failure->text ? failure->text : no_memory;
}

void failure_done(struct failure *failure)
{
	free(failure->text);
	*failure = (struct failure){0};
}
