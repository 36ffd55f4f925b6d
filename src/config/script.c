/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <string.h>

#include "base/buffer.h"
#include "base/text.h"
#include "config/template.h"

/* The kernel reads 256 bytes of the first line and splits it at blanks. */
#define SHEBANG_MAX 250
#define MARK "# built by reeve from "

static bool fits_shebang(const char *interpreter)
{
	return strlen(interpreter) <= SHEBANG_MAX && !strpbrk(interpreter, " \t");
}

/* The second line is a comment to libconfig and a command to the shell, which leaves before it
 * reads what follows. */
static void put_shell(struct buffer *buffer, const char *interpreter)
{
	buffer_text(buffer, "#!/bin/sh\n//usr/bin/env \"");
	for (; *interpreter; interpreter++) {
		if (strchr("\"\\$`", *interpreter))
			buffer_char(buffer, '\\');
		buffer_char(buffer, *interpreter);
	}
	buffer_text(buffer, "\" \"$0\" \"$@\"; exit $?\n");
}

static int put_interpreter(
	struct buffer *buffer, const char *interpreter, struct reeve_error *error)
{
	char shown[256];

	if (interpreter[0] != '/' || strpbrk(interpreter, "\n\r"))
		return error_set(error, REEVE_EXIT_USAGE,
			"the interpreter '%s' is not an absolute path of one line",
			text_show(shown, sizeof shown, interpreter));
	if (fits_shebang(interpreter)) {
		buffer_printf(buffer, "#!%s\n", interpreter);
		return 0;
	}
	/* env would take it as the setting of a variable. */
	if (strchr(interpreter, '='))
		return error_set(error, REEVE_EXIT_USAGE,
			"the interpreter '%s' has a '=' and blanks or more than %d bytes in its "
			"path",
			text_show(shown, sizeof shown, interpreter), SHEBANG_MAX);
	put_shell(buffer, interpreter);
	return 0;
}

static const char *skip_line(const char *text)
{
	text = strchrnul(text, '\n');
	return *text ? text + 1 : text;
}

/* Without the first lines that made the template itself executable. */
static const char *own_text(const char *text)
{
	bool shell = strncmp(text, "#!/bin/sh\n", 10) == 0;

	if (strncmp(text, "#!", 2) == 0)
		text = skip_line(text);
	if (shell && strncmp(text, "//usr/bin/env ", 14) == 0)
		text = skip_line(text);
	return text;
}

/* A path stands for itself: what looks like ${NAME} in it is not to be expanded. */
static void put_base(struct buffer *buffer, const char *base)
{
	struct buffer plain = {0};
	const char *brace;

	for (; (brace = strstr(base, "${")); base = brace + 2) {
		buffer_add(&plain, base, (size_t)(brace - base));
		buffer_text(&plain, "$${");
	}
	buffer_text(&plain, base);
	buffer_text(buffer, "base = ");
	template_quote(buffer, plain.data ? plain.data : "");
	buffer_text(buffer, ";\n");
	buffer->failed |= plain.failed;
	buffer_done(&plain);
}

int template_script(const struct template *template, const char *interpreter, const char *from,
	struct buffer *buffer, struct reeve_error *error)
{
	const char *text = template->text ? template->text : "";

	if (put_interpreter(buffer, interpreter, error) < 0)
		return -1;
	buffer_text(buffer, MARK);
	text_escape(buffer, from, strlen(from));
	buffer_char(buffer, '\n');
	if (!template->has_base)
		put_base(buffer, template->base);
	text = own_text(text);
	buffer_text(buffer, text);
	if (buffer->failed)
		return error_set(error, REEVE_EXIT_FAILED, "out of memory");
	return 0;
}

void template_copy(const struct template *template, struct buffer *buffer)
{
	if (!template->has_base) {
		buffer_text(buffer, "# Where relative paths start from; without it, the program's "
				    "directory.\n");
		put_base(buffer, template->base);
	}
	buffer_text(buffer, own_text(template->text ? template->text : ""));
}

bool template_is_script(const char *text)
{
	return strncmp(text, "#!", 2) == 0 && strstr(text, "\n" MARK) != NULL;
}
