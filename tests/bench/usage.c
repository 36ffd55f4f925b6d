/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "usage.h"

#include <ctype.h>
#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The sum of the numbers in the lines that begin with `key`. */
static uint64_t sum_lines(const char *path, const char *key)
{
	char line[512];
	uint64_t sum = 0;
	FILE *file = fopen(path, "re");

	if (!file)
		return 0;
	while (fgets(line, sizeof(line), file))
		if (strncmp(line, key, strlen(key)) == 0)
			sum += strtoull(line + strlen(key), NULL, 10);
	fclose(file);
	return sum;
}

uint64_t usage_pss_kib(const struct pids *pids)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < pids->count; i++) {
		char path[64];

		snprintf(path, sizeof(path), "/proc/%d/smaps_rollup", (int)pids->items[i]);
		sum += sum_lines(path, "Pss:");
	}
	return sum;
}

static uint64_t thread_cpu_ns(pid_t pid, const char *thread)
{
	char path[512];
	uint64_t ns = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/task/%s/schedstat", (int)pid, thread);
	file = fopen(path, "re");
	if (file && fscanf(file, "%" SCNu64, &ns) != 1)
		ns = 0;
	if (file)
		fclose(file);
	return ns;
}

static uint64_t thread_switches(pid_t pid, const char *thread)
{
	char path[512];

	snprintf(path, sizeof(path), "/proc/%d/task/%s/status", (int)pid, thread);
	return sum_lines(path, "voluntary_ctxt_switches:") +
	       sum_lines(path, "nonvoluntary_ctxt_switches:");
}

static uint64_t sum_process(pid_t pid, uint64_t (*of_thread)(pid_t pid, const char *thread))
{
	char path[64];
	struct dirent *entry;
	uint64_t sum = 0;
	DIR *directory;

	snprintf(path, sizeof(path), "/proc/%d/task", (int)pid);
	directory = opendir(path);
	while (directory && (entry = readdir(directory)))
		if (isdigit((unsigned char)entry->d_name[0]))
			sum += of_thread(pid, entry->d_name);
	if (directory)
		closedir(directory);
	return sum;
}

static uint64_t sum_all(
	const struct pids *pids, uint64_t (*of_thread)(pid_t pid, const char *thread))
{
	uint64_t sum = 0;

	for (size_t i = 0; i < pids->count; i++)
		sum += sum_process(pids->items[i], of_thread);
	return sum;
}

uint64_t usage_cpu_ns(const struct pids *pids)
{
	return sum_all(pids, thread_cpu_ns);
}

uint64_t usage_switches(const struct pids *pids)
{
	return sum_all(pids, thread_switches);
}
