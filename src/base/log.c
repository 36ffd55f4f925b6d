/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "base/log.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "base/fd.h"
#include "base/text.h"

static const char *const level_names[] = {
	[REEVE_LOG_DEBUG] = "debug",
	[REEVE_LOG_INFO] = "info",
	[REEVE_LOG_NOTICE] = "notice",
	[REEVE_LOG_WARNING] = "warning",
	[REEVE_LOG_ERROR] = "error",
	[REEVE_LOG_FATAL] = "fatal",
};

static _Atomic int least_level = REEVE_LOG_DEBUG;
static const char *own_title;

void log_set_title(const char *title)
{
	own_title = title;
}

void reeve_log_set_level(enum reeve_log_level least)
{
	atomic_store(&least_level, (int)least);
}

static void add_stamp(struct buffer *line)
{
	uint64_t now = clock_realtime_ns();
	time_t second = (time_t)(now / NS_PER_SECOND);
	char text[32] = "";
	struct tm local;

	if (localtime_r(&second, &local))
		strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &local);
	buffer_printf(line, "%s.%03u ", text, (unsigned)(now % NS_PER_SECOND / NS_PER_MS));
}

static REEVE_PRINTF(2, 0) void add_text(struct buffer *line, const char *format, va_list arguments)
{
	char *text;
	int length = vasprintf(&text, format, arguments);

	if (length < 0) {
		line->failed = true;
		return;
	}
	while (length > 0 && text[length - 1] == '\n')
		length--;
	text_escape(line, text, (size_t)length);
	buffer_char(line, '\n');
	free(text);
}

/* The one place from which lines leave. */
static void put(const struct buffer *line)
{
	fd_write_all(STDERR_FILENO, line->data, line->length);
}

void reeve_log(enum reeve_log_level level, const char *format, ...)
{
	/* A level that is none is somebody's mistake, not a reason to be silent. */
	int number = (int)level < 0 || level > REEVE_LOG_FATAL ? REEVE_LOG_FATAL : (int)level;
	struct buffer line = {0};
	int before = errno;
	va_list arguments;

	if (number < atomic_load(&least_level))
		return;
	add_stamp(&line);
	buffer_printf(&line, "%s %s[%jd]: ", level_names[number],
		own_title ? own_title : program_invocation_short_name, (intmax_t)getpid());
	/* The caller's %m. */
	errno = before;
	va_start(arguments, format);
	add_text(&line, format, arguments);
	va_end(arguments);
	if (!line.failed)
		put(&line);
	buffer_done(&line);
	errno = before;
}
