/* SPDX-License-Identifier: MIT */
#ifndef MASTER_PARAMETERS_H
#define MASTER_PARAMETERS_H

/* What reeve-worker is told of its program (worker/parameters.c reads it). */

struct program;
struct template;

/* Returns a descriptor of a file in memory that nobody can change, or -errno; -EILSEQ: of what a file is
 * found by, something is not text. */
int parameters_make(const struct template *template, const struct program *program);

#endif
