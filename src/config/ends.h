/* SPDX-License-Identifier: MIT */
#ifndef CONFIG_ENDS_H
#define CONFIG_ENDS_H

/* Exit codes and signals as they are written: 0, "64-78", "TERM"; a list of these, or one text with
 * blanks or commas between them; "none". */

#include <libconfig.h>

#include "base/buffer.h"
#include "base/ends.h"

/* Return 0, or -EINVAL with *ret_ends undefined. */
int ends_parse(const char *text, struct ends *ret_ends);
int ends_read(const config_setting_t *setting, struct ends *ret_ends);

/* Appends what ends_parse() reads. */
void ends_print(const struct ends *ends, struct buffer *buffer);

#endif
