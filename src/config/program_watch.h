/* SPDX-License-Identifier: MIT */
#ifndef CONFIG_PROGRAM_WATCH_H
#define CONFIG_PROGRAM_WATCH_H

/* `watch` and `watch_ignore`: files whose change replaces a program's workers. */

#include <libconfig.h>

struct program;
struct reader;

#define PROGRAM_WATCH_MAX 256

void program_watch_read(
	struct reader *reader, const config_setting_t *group, struct program *program);

#endif
