/* SPDX-License-Identifier: MIT */
#include "command/report.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/error.h"
#include "command/context.h"
#include "command/quote.h"

/* In one piece, so that the lines of two commands do not mix. */
static void write_stderr(struct buffer *buffer)
{
	if (buffer->failed)
		fputs("out of memory\n", stderr);
	else if (buffer->length)
		fwrite(buffer->data, 1, buffer->length, stderr);
	buffer_done(buffer);
}

static void add_sentence(struct buffer *buffer, const char *name, const char *sentence)
{
	struct buffer lead = {0};

	buffer_printf(&lead, "%s: ", name);
	if (lead.failed)
		buffer->failed = true;
	else
		quote_lines(buffer, lead.data, sentence);
	buffer_done(&lead);
}

void report_errors(const char *name, const struct error_list *errors)
{
	char text[sizeof(struct reeve_error) + 32];
	struct buffer buffer = {0};

	for (size_t i = 0; i < errors->count; i++) {
		error_format(&errors->items[i], text, sizeof text);
		if (errors->items[i].file[0])
			quote_lines(&buffer, "", text);
		else
			add_sentence(&buffer, name, text);
	}
	if (errors->dropped && errors->count)
		buffer_printf(&buffer, "%s: and %zu more errors\n", name, errors->dropped);
	else if (errors->dropped)
		buffer_printf(&buffer, "%s: out of memory\n", name);
	write_stderr(&buffer);
}

void report_stand_in(const char *name, const struct error_list *faults)
{
	size_t more = faults->count + faults->dropped - 1;
	struct reeve_error fault = faults->items[0];
	struct error_list first = {.items = &fault, .count = 1};
	char tail[96], others[40] = "";
	/* Without a caret, which stands on lines of its own. */
	size_t length = strcspn(fault.text, "\n"), room = sizeof fault.text - sizeof tail;

	if (more)
		snprintf(others, sizeof others, "%zu more error%s; ", more, more == 1 ? "" : "s");
	snprintf(tail, sizeof tail, " (%sused instead: the template in force)", others);
	strcpy(fault.text + (length < room ? length : room), tail);
	report_errors(name, &first);
}

void report_sentence(const char *name, const char *sentence)
{
	struct buffer buffer = {0};

	add_sentence(&buffer, name, sentence);
	write_stderr(&buffer);
}

/* Sentences may carry any bytes; JSON may not. */
char *report_make_document(const char *sentences, int code)
{
	struct buffer text = {0};
	json_t *document = NULL;
	char *dump = NULL;

	quote_lines(&text, "", sentences);
	if (!text.failed)
		document = json_pack("{s:i, s:{s:i, s:s%}}", "schema", 1, "error", "code", code,
			"text", text.data, text.length - 1);
	if (document)
		dump = json_dumps(document, JSON_COMPACT);
	json_decref(document);
	buffer_done(&text);
	return dump;
}

void report_document(const char *sentences, int code)
{
	char *dump = report_make_document(sentences, code);

	if (dump)
		printf("%s\n", dump);
	free(dump);
}

void report_errors_document(const struct error_list *errors)
{
	char text[sizeof(struct reeve_error) + 32];
	struct buffer buffer = {0};

	for (size_t i = 0; i < errors->count; i++) {
		error_format(&errors->items[i], text, sizeof text);
		buffer_printf(&buffer, "%s%s", i ? "\n" : "", text);
	}
	report_document(buffer.failed || !errors->count ? "out of memory" : buffer.data,
		error_list_code(errors));
	buffer_done(&buffer);
}

static void print_document(struct reeve_context *context, int code)
{
	char *dump = report_make_document(
		context->failures.length ? context->failures.data : "failed", code);

	if (dump)
		reeve_print(context, "%s\n", dump);
	free(dump);
}

void report_failure(struct reeve_context *context, int code)
{
	if (!context->failure_code)
		return;
	context_flush(context);
	report_sentence(
		context->name, context->failures.length ? context->failures.data : "failed");
	if (reeve_context_json(context) && !context->printed)
		print_document(context, code);
}

int report_output(struct reeve_context *context, int code)
{
	int error = -context_flush(context);
	char sentence[256];

	if (!error)
		return code;
	if (error != EPIPE) {
		snprintf(sentence, sizeof sentence, "cannot write output: %s", strerror(error));
		report_sentence(context->name, sentence);
	}
	return code ? code : REEVE_EXIT_FAILED;
}
