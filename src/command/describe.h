/* SPDX-License-Identifier: MIT */
#ifndef COMMAND_DESCRIBE_H
#define COMMAND_DESCRIBE_H

/* What is to be said of the words of a grammar, by the plugins behind them: for help, the man page
 * and completion. */

#include "command/bind.h"
#include "command/help.h"
#include "command/match.h"

/* The rules of a command's bindings; data is the bindings. */
struct match_rules describe_rules(struct bindings *bindings);

void describe_action(struct bindings *bindings, size_t action, struct help_word *ret_word);
/* for_action: -1: any. */
void describe_option(
	struct bindings *bindings, size_t option, int for_action, struct help_word *ret_word);

#endif
