/* SPDX-License-Identifier: MIT */
#ifndef BENCH_RECORD_H
#define BENCH_RECORD_H

/* A file mapped by everybody who is measured: each process adds one record when it begins. Claiming
 * a place is one atomic addition, so a thousand processes that start at once lose nothing and wait
 * for nobody. The reader sleeps on `done` as a futex; a writer wakes it only from `wanted` records
 * on, so that the reader does not run a thousand times while it measures a start of a thousand. */

#include <stdatomic.h>
#include <stdint.h>
#include <sys/types.h>

#define RECORD_MAGIC UINT64_C(0x7265657665626e31)
#define RECORD_CAPACITY 65536u /* the storm has thousands a second */

enum record_kind {
	RECORD_START = 1, /* a process has begun */
	RECORD_INIT = 2,  /* a work plugin was initialised */
	RECORD_END = 3,	  /* a work plugin was ended; count says after how many runs */
};

struct record {
	_Atomic int64_t ns; /* CLOCK_MONOTONIC; stored last: 0 until the record is whole */
	int32_t pid;
	int32_t ppid;
	uint32_t kind;	   /* enum record_kind */
	uint32_t instance; /* 0: not known */
	uint64_t count;
};

struct record_file {
	uint64_t magic;
	_Atomic uint32_t next;	   /* places claimed */
	_Atomic uint32_t done;	   /* records that are whole; a futex */
	_Atomic uint32_t wanted;   /* wake the reader from so many on */
	_Atomic uint32_t released; /* 1: nobody needs to wait any longer; a futex */
	uint32_t reserved[10];
	struct record records[RECORD_CAPACITY];
};

int64_t record_now(void);

/* Adds what `record` holds (its ns, kind, instance, count; pid and ppid are filled in) to the file
 * at path. Returns 0 or -errno; -ENOSPC if the file is full. */
int record_add(const char *path, int64_t ns, const struct record *record);
/* Waits until the reader releases those who wait, but no longer than so many seconds. */
void record_await_release(const char *path, unsigned limit_s);

#endif
