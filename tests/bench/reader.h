/* SPDX-License-Identifier: MIT */
#ifndef BENCH_READER_H
#define BENCH_READER_H

/* The reading end of a record file (record.h). It is anonymous memory, reached by the writers as
 * /proc/PID/fd/N: no disk is in the way and nothing can be left behind. */

#include <stdint.h>

#include "record.h"

struct reader {
	int fd;
	struct record_file *file;
	char path[64];
};

int reader_open(struct reader *ret_reader); /* 0 or -errno */
void reader_close(struct reader *reader);
/* Waits until the first `count` records are whole. Returns 0, -ETIMEDOUT, or -ENOSPC where the file
 * is too small. deadline_ns: CLOCK_MONOTONIC. */
int reader_wait(struct reader *reader, uint32_t count, int64_t deadline_ns);
void reader_release(struct reader *reader); /* those who wait in record_await_release() */
uint32_t reader_count(const struct reader *reader);
const struct record *reader_get(const struct reader *reader, uint32_t index);
/* The latest stamp of the records from `first` to before `end`. */
int64_t reader_latest(const struct reader *reader, uint32_t first, uint32_t end);

#endif
