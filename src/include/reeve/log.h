/* SPDX-License-Identifier: MIT */
#ifndef REEVE_LOG_H
#define REEVE_LOG_H

/* Lines for whoever looks at what a program did. Each is one stamped line on standard error:
 *
 *	2026-11-21 05:34:11.123 warning process_m:Worker:queue.spool.1[4712]: the disk is nearly full
 *
 * Standard error of a worker in the background is the file log/PROGRAM.err of its command. In a
 * process that is no worker its short name stands in place of the title. */

#include <reeve/error.h>

#ifdef __cplusplus
extern "C" {
#endif

enum reeve_log_level {
	REEVE_LOG_DEBUG,
	REEVE_LOG_INFO,
	REEVE_LOG_NOTICE,
	REEVE_LOG_WARNING,
	REEVE_LOG_ERROR,
	REEVE_LOG_FATAL, /* only says so: nothing is ended */
};

/* Writes one line, in one piece. The text needs no newline; control bytes in it are escaped. Any
 * thread may call it, no signal handler. errno is kept; a line that cannot be written is lost. */
REEVE_API void reeve_log(enum reeve_log_level level, const char *format, ...) REEVE_PRINTF(2, 3);

/* Drops lines below this level from now on, in this process. At first none is dropped. */
REEVE_API void reeve_log_set_level(enum reeve_log_level least);

#ifdef __cplusplus
}
#endif

#endif
