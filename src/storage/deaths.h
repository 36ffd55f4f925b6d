/* SPDX-License-Identifier: MIT */
#ifndef STORAGE_DEATHS_H
#define STORAGE_DEATHS_H

/* The ring of deaths: what the guardian saw of masters, and of children that were not the master's own
 * (orphans of a dead one). The guardian is its only writer; it appends before it reaps, so an exit status is
 * never lost between two masters. The reader keeps its cursor in the scoreboard. */

#include <stdbool.h>
#include <stdint.h>

#include "reeve/error.h"

#define DEATHS_FILE "deaths"
#define DEATHS_CAPACITY 4096

struct death {
	int32_t pid;
	int32_t code;	/* si_code: CLD_EXITED, CLD_KILLED, CLD_DUMPED */
	int32_t status; /* si_status: exit code or signal */
	uint32_t max_rss_kib;
	uint64_t start_ticks; /* field 22 of /proc/PID/stat */
	uint64_t user_us;     /* cpu time */
	uint64_t system_us;
};

struct deaths;

/* Opens the ring below dirfd; with writable it is made new (allocated, renamed into place) where it
 * is missing or not valid. Returns 0; without writable -ENOENT if there is none and -EBADMSG if it
 * is not valid; or another -errno. */
int deaths_open(int dirfd, bool writable, struct deaths **ret_deaths);
void deaths_free(struct deaths *deaths);

/* The entry is written first, then counted: killed in between, it was not appended. */
void deaths_append(struct deaths *deaths, const struct death *death);
/* Entries ever appended. */
uint64_t deaths_count(const struct deaths *deaths);
/* Reads entry n (from 0); the newest DEATHS_CAPACITY - 1 can be read. False if it is not there yet
 * or was overwritten. */
bool deaths_get(const struct deaths *deaths, uint64_t n, struct death *ret_death);

#endif
