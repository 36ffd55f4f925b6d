/* SPDX-License-Identifier: MIT */
#ifndef CONFIG_VALUE_H
#define CONFIG_VALUE_H

/* Typed values of settings, as the option table says. */

#include <libconfig.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "config/option.h"

/* Reads a text: numbers in their own type's notation, durations in nanoseconds, a choice as its
 * index. OPTION_TEXT and aggregates have no number. Returns 0, -EINVAL, or -ERANGE if it is not
 * between the option's minimum and maximum. */
int value_parse(const struct option *option, const char *text, uint64_t *ret_number);

/* The number of a setting; for texts and aggregates only the type is checked and the number is 0.
 * Returns 0, or -EINVAL with why filled: "must be ..., not ...". why may be NULL. */
int value_read(const struct option *option, const config_setting_t *setting, uint64_t *ret_number,
	struct buffer *why);

/* Describes what is expected: "a whole number from 1 to 10000". */
void value_expect(const struct option *option, struct buffer *buffer);

/* The text of an item: of a list, or with index 0 the setting itself if it is a text. NULL: none.
 */
const char *value_item(const config_setting_t *setting, size_t index);

/* 1500 as "1.5". */
void value_print_factor(uint64_t thousandths, char *text, size_t size);

#endif
