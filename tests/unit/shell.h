/* SPDX-License-Identifier: MIT */
#ifndef TESTS_UNIT_SHELL_H
#define TESTS_UNIT_SHELL_H

/* A shell as the child that a test of src/process is about. */

#include <stddef.h>
#include <stdint.h>

#include "process/spawn.h"

#define WORDS(...) ((char *const *)(const char *const[]){__VA_ARGS__, NULL})

extern char *const no_environment[];

struct shell {
	struct spawned spawned;
	uint64_t standard; /* spawn.standard_signals */
	int out; /* what it writes */
	_Atomic uint64_t claim, stamp;
	uint64_t before_ns;
	int result;
};

/* Runs a shell line with standard output in a pipe, claimed with generation 7. */
void shell_run(struct shell *shell, const char *line, char *const *envp);
/* Kills and reaps it and all of its group. */
void shell_end(struct shell *shell);

/* All that comes until the end, or until the end of the line, which is left out. */
void shell_read_text(int fd, char *text, size_t size);
void shell_read_line(int fd, char *text, size_t size);

#endif
