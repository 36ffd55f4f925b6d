/* SPDX-License-Identifier: MIT */
#ifndef COMMAND_DESCRIBE_H
#define COMMAND_DESCRIBE_H

/* What is to be said of the words of a grammar, by the plugins behind them: for help, the man page
 * and completion. */

#include "command/bind.h"
#include "command/help.h"
#include "command/match.h"
#include "config/template.h"

/* The rules of a command's bindings; data is the bindings. */
struct match_rules describe_rules(struct bindings *bindings);

void describe_action(struct bindings *bindings, size_t action, struct help_word *ret_word);
/* for_action: -1: any. */
void describe_option(
	struct bindings *bindings, size_t option, int for_action, struct help_word *ret_word);

/* The commands that a template stands for: itself, or each of several. NULL behind the last. */
const struct template *describe_command(const struct template *template, size_t index);

#endif
