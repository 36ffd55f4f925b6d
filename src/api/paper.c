/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "api/paper.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "command/context.h"

static bool wants_colour(void)
{
	const char *no_color = getenv("NO_COLOR");
	const char *term = getenv("TERM");

	return !(no_color && *no_color) && term && *term && strcmp(term, "dumb");
}

/* 0: not known. */
static size_t terminal_width(int fd)
{
	struct winsize size;

	return ioctl(fd, TIOCGWINSZ, &size) < 0 ? 0 : size.ws_col;
}

void paper_init(struct paper *paper, const struct reeve_context *context)
{
	int fd = context->output ? fileno(context->output) : -1;

	*paper = (struct paper){.terminal = fd >= 0 && isatty(fd)};
	if (!paper->terminal)
		return;
	paper->width = terminal_width(fd);
	paper->colour = wants_colour();
}

void paper_table(struct paper *paper, struct table *table)
{
	if (paper->text.length)
		buffer_char(&paper->text, '\n');
	if (paper->terminal)
		table_terminal(table, paper->width, paper->colour, &paper->text);
	else
		table_plain(table, &paper->text);
	table_done(table);
}

int paper_print(struct paper *paper, struct reeve_context *context)
{
	int code = 0;

	if (paper->text.failed)
		code = reeve_fail(context, REEVE_EXIT_FAILED, "%s", strerror(ENOMEM));
	else
		context_put(context, &paper->text);
	buffer_done(&paper->text);
	return code;
}
