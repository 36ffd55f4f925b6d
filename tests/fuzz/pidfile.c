/* SPDX-License-Identifier: MIT */
/* The pid file: nothing but a pid and at most one newline is believed. */
#include "config.h"

#include "storage/pidfile.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

/* [1-9][0-9]{0,6}\n? */
static bool is_proper(const uint8_t *data, size_t size)
{
	size_t digits = 0;

	while (digits < size && data[digits] >= '0' && data[digits] <= '9')
		digits++;
	if (digits == 0 || digits > 7 || data[0] == '0')
		return false;
	return digits == size || (digits + 1 == size && data[digits] == '\n');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int dirfd = fuzz_scratch(), result;
	char text[16] = "";
	pid_t pid = 0, again = 0;

	fuzz_write("pid", data, size);
	result = pidfile_read(dirfd, "pid", &pid);
	HOLD(result == (is_proper(data, size) ? 0 : -EINVAL));
	if (result == 0) {
		memcpy(text, data, size);
		HOLD(pid == atoi(text));
		HOLD(pidfile_remove(dirfd, "pid", pid + 1) == 0);
		HOLD(pidfile_write(dirfd, "pid", pid) == 0);
		HOLD(pidfile_read(dirfd, "pid", &again) == 0 && again == pid);
		HOLD(pidfile_remove(dirfd, "pid", pid) == 0);
		HOLD(pidfile_read(dirfd, "pid", &pid) == -ENOENT);
	} else {
		HOLD(pidfile_remove(dirfd, "pid", 1) == -EINVAL);
	}
	return 0;
}
