/* SPDX-License-Identifier: MIT */
#include "config.h"

/* Preloaded, it makes one allocation fail in each process of a kind:
 *	NOMEMORY_ROLE	command, guardian, master or worker
 *	NOMEMORY_AT	the allocation that fails, counted from 1 in each process image
 *	NOMEMORY_HIT	a file that exists once one has failed */

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Weak: a C library that has none of these cannot be shimmed, but the tests are built there, too.
 */
void *__libc_malloc(size_t size) __attribute__((weak));
void *__libc_calloc(size_t count, size_t size) __attribute__((weak));
void *__libc_realloc(void *memory, size_t size) __attribute__((weak));

static unsigned long chosen; /* 0: none is to fail */
static _Atomic unsigned long allocations;

static const char *role(void)
{
	char path[4096];
	ssize_t n;

	if (getenv("REEVE_ROLE"))
		return getenv("REEVE_ROLE");
	if (getenv("REEVE_SLOT"))
		return "worker";
	n = readlink("/proc/self/exe", path, sizeof path - 1);
	path[n > 0 ? n : 0] = '\0';
	return n > 6 && strcmp(path + n - 6, "/reeve") == 0 ? "command" : "";
}

/* The dynamic linker allocates before there is an environment: such images begin to count later. */
static int begin(void)
{
	static int begun;

	if (begun || !environ)
		return begun;
	begun = 1;
	if (!getenv("NOMEMORY_ROLE") || strcmp(getenv("NOMEMORY_ROLE"), role()) != 0)
		return begun;
	chosen = getenv("NOMEMORY_AT") ? strtoul(getenv("NOMEMORY_AT"), NULL, 10) : 0;
	return begun;
}

static int fails(void)
{
	int fd;

	if (!begin() || !chosen || ++allocations != chosen)
		return 0;
	fd = getenv("NOMEMORY_HIT")
		     ? open(getenv("NOMEMORY_HIT"), O_WRONLY | O_CREAT | O_CLOEXEC, 0600)
		     : -1;
	if (fd >= 0)
		close(fd);
	errno = ENOMEM;
	return 1;
}

void *malloc(size_t size)
{
	return fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	return fails() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size)
{
	return fails() ? NULL : __libc_realloc(memory, size);
}
