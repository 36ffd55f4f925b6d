/* SPDX-License-Identifier: MIT */
/* The worker of every measurement: a small static program that says when it began and then waits to
 * be killed. It runs below any supervisor: the file to report to is BEACON_FILE or the first
 * argument (s6 passes the name of the service there), its number BEACON_INSTANCE or the name of its
 * directory, and BEACON_NOTIFY names a descriptor where it is to say that it is ready. With
 * BEACON_LIFE_MS it fails after so many milliseconds. */
#include "config.h"

#include "record.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static uint32_t find_instance(void)
{
	char directory[PATH_MAX];
	const char *text = getenv("BEACON_INSTANCE");

	if (!text && getcwd(directory, sizeof(directory)))
		text = strrchr(directory, '/') + 1;
	return text ? (uint32_t)strtoul(text, NULL, 10) : 0;
}

static int complain(const char *what)
{
	ssize_t written = write(STDERR_FILENO, what, strlen(what));

	return written < 0 ? 112 : 111;
}

static _Noreturn void fail_after(long ms)
{
	struct timespec life = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};

	nanosleep(&life, NULL);
	_exit(1);
}

int main(int argc, char **argv)
{
	int64_t ns = record_now();
	struct record record = {.kind = RECORD_START};
	const char *path = getenv("BEACON_FILE");
	const char *notify = getenv("BEACON_NOTIFY");
	const char *life = getenv("BEACON_LIFE_MS");

	if (!path && argc > 1)
		path = argv[1];
	if (!path)
		return complain("beacon: neither an argument nor BEACON_FILE names a file\n");
	record.instance = find_instance();
	if (record_add(path, ns, &record) < 0)
		return complain("beacon: the file cannot be written\n");
	if (notify && write((int)strtol(notify, NULL, 10), "\n", 1) != 1)
		return complain("beacon: BEACON_NOTIFY is not a descriptor\n");
	if (life)
		fail_after(strtol(life, NULL, 10));
	for (;;)
		pause();
}
