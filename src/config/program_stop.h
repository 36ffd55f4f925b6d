/* SPDX-License-Identifier: MIT */
#ifndef CONFIG_PROGRAM_STOP_H
#define CONFIG_PROGRAM_STOP_H

/* stop_sequence: signals that ask a worker to end, each with the time that it then has: "TERM 10s",
 * "INT 5s". KILL comes at the end, said or not. stop_signal and stop_timeout are the short form of
 * one. */

#include "config/checking.h"
#include "config/reader.h"
#include "supervisor/supervisor.h"

/* Whether it is one of a sequence. Returns 0, or -1 with the rest of a sentence. */
int program_stop_form(const char *text, bool is_last, char *why, size_t size);
/* One level has one form. */
void program_stop_check(const struct check *check, const config_setting_t *group);
/* After stop_signal and stop_timeout, which are then those of the whole: the first signal, and the
 * time until KILL. */
void program_stop_read(
	struct reader *reader, const config_setting_t *group, struct program *program);
/* All but KILL; returns how many, 0 without a sequence. */
size_t program_stop_steps(
	const struct program *program, struct stop_step ret_steps[STOP_STEPS_MAX]);

#endif
