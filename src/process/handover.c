/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "process/handover.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

int handover_title(char *title, size_t size, const char *prefix, const char *type, const char *name)
{
	return snprintf(title, size, "%s:%s:%s", prefix, type, name);
}

static bool uses_self;

void handover_use_self(void)
{
	uses_self = true;
}

int handover_helper(const char *name, char *path, size_t size)
{
	const char *directories = secure_getenv(HANDOVER_HELPERS);

	if (uses_self)
		return snprintf(path, size, "/proc/self/exe") < (int)size ? 0 : -ENOENT;
	if (!directories || !*directories)
		directories = HELPER_DIR;
	while (*directories) {
		size_t length = strcspn(directories, ":");

		if (length &&
			snprintf(path, size, "%.*s/%s", (int)length, directories, name) <
				(int)size &&
			access(path, X_OK) == 0)
			return 0;
		directories += length + (directories[length] == ':');
	}
	return -ENOENT;
}

size_t handover_store_count(const char *stored)
{
	size_t count = 0;

	for (; stored && *stored; stored += *stored == ':') {
		count++;
		stored += strcspn(stored, ":");
	}
	return count;
}

/* The bytes of an entry that are before its last dot. */
static size_t owner_length(const char *entry, size_t length)
{
	size_t at = length;

	while (at > 0 && entry[at - 1] != '.')
		at--;
	return at > 0 ? at - 1 : length;
}

int handover_store_find(const char *stored, const char *name)
{
	size_t length = strlen(name), owned = owner_length(name, length);
	bool is_owner = false;

	for (int fd = HANDOVER_STORE; stored && *stored; fd++) {
		size_t entry = strcspn(stored, ":");

		if (*stored == '.') {
			if (is_owner && entry == length - owned &&
				memcmp(stored, name + owned, entry) == 0)
				return fd;
		} else {
			is_owner = owner_length(stored, entry) == owned &&
				   memcmp(stored, name, owned) == 0;
			if (entry == length && memcmp(stored, name, length) == 0)
				return fd;
		}
		stored += entry + (stored[entry] == ':');
	}
	return -1;
}

void handover_plug(int fd)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (null < 0 || null == fd)
		return;
	dup3(null, fd, O_CLOEXEC);
	close(null);
}

static const char *to_resume(void)
{
	const char *resume = getenv(HANDOVER_RESUME);

	if (!resume || !*resume)
		return NULL;
	return strcmp(resume, "stop") == 0 ? HANDOVER_TO_END : HANDOVER_TO_RESUME;
}

/* What is not handed on: the caller says anew what is so. */
static bool is_of_one_role(const char *variable)
{
	static const char *const names[] = {
		HANDOVER_ROLE, HANDOVER_RESUME, HANDOVER_ASKERS, HANDOVER_KEPT, HANDOVER_SPOKEN};

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		size_t length = strlen(names[i]);

		if (strncmp(variable, names[i], length) == 0 && variable[length] == '=')
			return true;
	}
	return false;
}

char **handover_environment(const char *role, const char ***ret_resume)
{
	const char **envp;
	size_t count = 0, at = 0;

	while (environ && environ[count])
		count++;
	envp = calloc(count + 4, sizeof *envp);
	if (!envp)
		return NULL;
	for (size_t i = 0; i < count; i++)
		if (!is_of_one_role(environ[i]))
			envp[at++] = environ[i];
	envp[at++] = role;
	envp[at] = to_resume();
	*ret_resume = &envp[at];
	return (char **)envp;
}

static void set_flags(size_t store_count, int flags)
{
	for (int fd = HANDOVER_RUN; fd < HANDOVER_STORE + (int)store_count; fd++)
		fcntl(fd, F_SETFD, flags); /* one that is closed says EBADF: nothing to do */
}

void handover_keep(size_t store_count)
{
	set_flags(store_count, 0);
}

void handover_unkeep(size_t store_count)
{
	set_flags(store_count, FD_CLOEXEC);
}

int handover_next_asker(int from)
{
	const char *at = getenv(HANDOVER_ASKERS);
	long least = -1;

	while (at && *at) {
		char *end;
		long fd = strtol(at, &end, 10);

		if (end == at)
			break;
		if (fd >= from && fd <= INT_MAX && (least < 0 || fd < least))
			least = fd;
		at = end + (*end == ':');
	}
	return (int)least;
}

/* Whoever started us may have left descriptors open: neither we nor workers want them. */
static void close_others(unsigned first)
{
	int asker;

	while ((asker = handover_next_asker((int)first)) >= 0) {
		fcntl(asker, F_SETFD, FD_CLOEXEC);
		if ((unsigned)asker > first)
			syscall(SYS_close_range, first, (unsigned)asker - 1, 0);
		first = (unsigned)asker + 1;
	}
	syscall(SYS_close_range, first, UINT_MAX, 0);
}

void handover_receive(size_t store_count)
{
	set_flags(store_count, FD_CLOEXEC);
	close_others(HANDOVER_STORE + (unsigned)store_count);
}
