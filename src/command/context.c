/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "command/context.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "command/quote.h"
#include "config/template.h"

#define FAILURES_MAX (64u << 10) /* bytes of sentences; further ones are dropped */

void context_init(struct reeve_context *context, struct template *template, const char *name,
	const char *action, FILE *output)
{
	*context = (struct reeve_context){
		.template = template, .name = name, .action = action, .output = output};
	context->commands = template->command_count ? template->commands : &context->template;
	context->command_count = template->command_count ? template->command_count : 1;
}

void context_done(struct reeve_context *context)
{
	struct param_text *next;

	context_let_out(context);
	for (size_t i = 0; i < context->param_count; i++)
		free(context->params[i].key);
	free(context->params);
	for (struct param_text *text = context->texts; text; text = next) {
		next = text->next;
		free(text);
	}
	buffer_done(&context->failures);
	free(context->chosen);
	context->chosen = NULL;
	context->params = NULL;
	context->param_count = 0;
	context->texts = NULL;
}

void context_lead(
	const struct reeve_context *context, const char *command, const char *sentence, char *lead)
{
	bool is_several = context->command_count > 1 || context->template->command_count > 0;
	char name[CONTEXT_LEAD_SIZE - 16];

	snprintf(name, sizeof name, "'%s'", command);
	lead[0] = '\0';
	if (is_several && !strstr(sentence, name))
		snprintf(lead, CONTEXT_LEAD_SIZE, "command %s: ", name);
}

int context_fail_all(struct reeve_context *context, const struct error_list *errors)
{
	char text[sizeof(struct reeve_error) + 32];
	int code = error_list_code(errors);

	for (size_t i = 0; i < errors->count; i++) {
		error_format(&errors->items[i], text, sizeof text);
		reeve_fail(context, code, "%s", text);
	}
	if (!errors->count)
		return reeve_fail(context, REEVE_EXIT_FAILED, "out of memory");
	return code;
}

int context_check_file(struct reeve_context *context)
{
	if (!context->faults)
		return 0;
	context->faults_said = true;
	return context_fail_all(context, context->faults);
}

/* The template to be named where only one can be. */
static const struct template *main_template(const struct reeve_context *context)
{
	return context->command_count == 1 ? context->commands[0] : context->template;
}

const char *reeve_context_command(const struct reeve_context *context)
{
	return main_template(context)->name;
}

size_t reeve_context_command_count(const struct reeve_context *context)
{
	return context->command_count;
}

const char *reeve_context_command_name(const struct reeve_context *context, size_t index)
{
	return index < context->command_count ? context->commands[index]->name : NULL;
}

const char *reeve_context_action(const struct reeve_context *context)
{
	return context->action;
}

const char *reeve_context_template(const struct reeve_context *context)
{
	return main_template(context)->path;
}

size_t reeve_context_operand_count(const struct reeve_context *context)
{
	return context->operand_count;
}

const char *reeve_context_operand(const struct reeve_context *context, size_t index)
{
	return index < context->operand_count ? context->operands[index] : NULL;
}

const char *const *reeve_context_operands(const struct reeve_context *context)
{
	static const char *const none[] = {NULL};

	return context->operand_count ? context->operands : none;
}

static struct param *find(const struct reeve_context *context, const char *key)
{
	for (size_t i = 0; i < context->param_count; i++)
		if (strcmp(context->params[i].key, key) == 0)
			return &context->params[i];
	return NULL;
}

/* The parameter of this key, made if there is none; NULL: no memory. */
static struct param *obtain(struct reeve_context *context, const char *key)
{
	struct param *param = find(context, key);
	char *copy;

	if (param)
		return param;
	copy = strdup(key);
	param = realloc(context->params, (context->param_count + 1) * sizeof *param);
	if (param)
		context->params = param;
	if (!copy || !param) {
		free(copy);
		return NULL;
	}
	param += context->param_count++;
	*param = (struct param){.key = copy};
	return param;
}

int reeve_param_set_bool(struct reeve_context *context, const char *key, bool value)
{
	struct param *param = obtain(context, key);

	if (!param)
		return -ENOMEM;
	param->type = PARAM_BOOL;
	param->flag = value;
	return 0;
}

int reeve_param_set_int(struct reeve_context *context, const char *key, int64_t value)
{
	struct param *param = obtain(context, key);

	if (!param)
		return -ENOMEM;
	param->type = PARAM_INT;
	param->number = value;
	return 0;
}

int reeve_param_set_text(struct reeve_context *context, const char *key, const char *value)
{
	size_t size = strlen(value) + 1;
	struct param_text *text = malloc(sizeof *text + size);
	struct param *param = text ? obtain(context, key) : NULL;

	if (!param) {
		free(text);
		return -ENOMEM;
	}
	memcpy(text->text, value, size);
	text->next = context->texts;
	context->texts = text;
	param->type = PARAM_TEXT;
	param->text = text->text;
	return 0;
}

bool reeve_param_bool(const struct reeve_context *context, const char *key, bool otherwise)
{
	const struct param *param = find(context, key);

	return param && param->type == PARAM_BOOL ? param->flag : otherwise;
}

int64_t reeve_param_int(const struct reeve_context *context, const char *key, int64_t otherwise)
{
	const struct param *param = find(context, key);

	return param && param->type == PARAM_INT ? param->number : otherwise;
}

const char *reeve_param_text(
	const struct reeve_context *context, const char *key, const char *otherwise)
{
	const struct param *param = find(context, key);

	return param && param->type == PARAM_TEXT ? param->text : otherwise;
}

bool reeve_context_json(const struct reeve_context *context)
{
	return reeve_param_bool(context, "json", false);
}

static void keep_output_error(struct reeve_context *context)
{
	if (!context->output_error)
		context->output_error = errno ? errno : EIO;
}

static void write_text(struct reeve_context *context, const char *text, size_t length)
{
	errno = 0;
	if (fwrite(text, 1, length, context->output) != length)
		keep_output_error(context);
}

void reeve_print(struct reeve_context *context, const char *format, ...)
{
	va_list arguments;

	if (!context->output)
		return;
	context->printed = true;
	errno = 0;
	va_start(arguments, format);
	if (context->gathers)
		buffer_vprintf(&context->gathered, format, arguments);
	else if (vfprintf(context->output, format, arguments) < 0)
		keep_output_error(context);
	va_end(arguments);
}

void context_put(struct reeve_context *context, struct buffer *buffer)
{
	struct buffer *gathered = &context->gathered;

	if (context->output && buffer->length) {
		context->printed = true;
		if (!context->gathers) {
			write_text(context, buffer->data, buffer->length);
		} else if (gathered->length || gathered->failed) {
			buffer_add(gathered, buffer->data, buffer->length);
		} else {
			buffer_done(gathered);
			*gathered = *buffer;
			*buffer = (struct buffer){0};
		}
	}
	buffer_done(buffer);
}

void context_gather(struct reeve_context *context)
{
	context->gathers = true;
}

void context_let_out(struct reeve_context *context)
{
	struct buffer *gathered = &context->gathered;

	if (!context->gathers)
		return;
	context->gathers = false;
	errno = ENOMEM;
	if (gathered->failed)
		keep_output_error(context);
	else if (gathered->length)
		write_text(context, gathered->data, gathered->length);
	buffer_done(gathered);
}

int context_flush(struct reeve_context *context)
{
	if (!context->output)
		return 0;
	errno = 0;
	if (fflush(context->output) != 0 || ferror(context->output))
		keep_output_error(context);
	return -context->output_error;
}

static REEVE_PRINTF(1, 0) char *format_text(const char *format, va_list arguments)
{
	char *text;

	return vasprintf(&text, format, arguments) < 0 ? NULL : text;
}

void reeve_note(struct reeve_context *context, const char *format, ...)
{
	struct buffer lead = {0}, lines = {0};
	va_list arguments;
	char *text;

	if (!context->output || reeve_context_json(context))
		return;
	va_start(arguments, format);
	text = format_text(format, arguments);
	va_end(arguments);
	/* What was printed before is to be seen before. */
	context_flush(context);
	buffer_printf(&lead, "%s: ", context->name);
	if (text && !lead.failed)
		quote_lines(&lines, lead.data, text);
	if (lines.data)
		fwrite(lines.data, 1, lines.length, stderr);
	buffer_done(&lines);
	buffer_done(&lead);
	free(text);
}

int reeve_fail(struct reeve_context *context, int code, const char *format, ...)
{
	va_list arguments;
	char *text;

	if (!context->failure_code)
		context->failure_code = code;
	va_start(arguments, format);
	text = format_text(format, arguments);
	va_end(arguments);
	if (text && context->failures.length + strlen(text) < FAILURES_MAX) {
		if (context->failures.length)
			buffer_char(&context->failures, '\n');
		buffer_text(&context->failures, text);
	}
	free(text);
	return code;
}
