/* SPDX-License-Identifier: MIT */
#ifndef BENCH_REPORT_H
#define BENCH_REPORT_H

#include "measure.h"

/* Print what was measured on standard output: tables, or one JSON document. */
void report_tables(const struct bench *bench);
void report_json(const struct bench *bench);

/* What the machine is, in one line. */
void report_machine(char *ret_text, size_t size);

#endif
