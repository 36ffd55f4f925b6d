/* SPDX-License-Identifier: MIT */
#ifndef STORAGE_HERE_H
#define STORAGE_HERE_H

/* Where and when we are: pids mean something only within one boot and one pid namespace. */

#include <stdbool.h>
#include <stdint.h>

#define HERE_BOOT_ID_SIZE 40 /* 36 characters and a NUL, rounded up to words */

struct here {
	char boot_id[HERE_BOOT_ID_SIZE]; /* the rest of it zero */
	uint64_t pid_namespace;		 /* its inode */
};

/* Returns 0, or -errno where /proc cannot tell. */
int here_read(struct here *ret_here);
bool here_equals(const struct here *a, const struct here *b);

#endif
