/* SPDX-License-Identifier: MIT */
#ifndef COMMAND_COMPLETION_H
#define COMMAND_COMPLETION_H

/* The completion scripts: thin, and the same for every command. Each asks the command itself, with
 * words that are not for people:
 *
 *	COMMAND --complete=bash BEFORE BEHIND		the line around the cursor, as typed
 *	COMMAND --complete=zsh AT WORD...		words without quotes, and which of them
 *	COMMAND --complete=fish AT WORD...		stands at the cursor, from 0
 *
 * and prints what complete.h says. Nothing is printed for a line that cannot be completed. */

#include <stdbool.h>

struct buffer;
struct line;

#define COMPLETION_SHELLS "bash, zsh or fish"

/* The scripts as they stand in completion.bash and so on, with marks: @NAME@ is the name of the
 * command in quotes, @COMPDEF@ the first line that compinit looks for. */
extern const char completion_bash[], completion_zsh[], completion_fish[];

/* Appends the script that completes the command of this base name, whatever bytes it has. Returns
 * 0, or -EINVAL for another shell. */
int completion_write(struct buffer *buffer, const char *shell, const char *name);

/* Is it a shell's question? argument: of the command line, the first. */
bool completion_is_query(const char *argument);

/* Reads the question: arguments are argv[1] and so on, ended by NULL. Returns 0, or -errno for one
 * that no script asks. line_done() frees in any case. */
int completion_read(char *const *arguments, struct line *ret_line, bool *ret_describe);

#endif
