/* SPDX-License-Identifier: MIT */
#ifndef CONFIG_PROGRAM_NEEDS_H
#define CONFIG_PROGRAM_NEEDS_H

/* `needs` and `after` of a program: whom it waits for at the start of the command. */

#include <libconfig.h>
#include <stddef.h>

#include "config/reader.h"

#define PROGRAM_NEEDS_MAX 256

/* Of one item; is_order: of `after`. Returns 0, or -1 with why filled, which follows "has
 * "web:raedy"". */
int program_needs_form(const char *text, bool is_order, char *why, size_t size);
void program_needs_read(
	struct reader *reader, const config_setting_t *group, struct program *program);
/* Once all programs are read: whether there are such programs, and whether they can be waited for.
 */
void program_needs_check(struct reader *reader);
/* Whether programs wait for each other in a circle: returns 1 with the program where it begins and "a -> b -> a"
 * appended, 0 or -ENOMEM. */
int program_needs_round(const struct template *template, size_t *ret_program, struct buffer *round);
/* Appends "db:ready". */
void program_need_print(const struct program_need *need, struct buffer *buffer);

#endif
