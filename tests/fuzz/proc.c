/* SPDX-License-Identifier: MIT */
/* What is read below /proc. /proc/PID/stat: any text is read or refused, and what the kernel would
 * write of a process with this name is read rightly, whatever the name is. /proc/PID/statm: any
 * bytes. */
#include "config.h"

#include "process/proc.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/identity.h"
#include "client/look.h"
#include "client/status.h"
#include "fuzz.h"

#define NAME_ROOM 15 /* TASK_COMM_LEN - 1; kernel threads show more */

static uint64_t number_at(const uint8_t *data, size_t size, size_t at)
{
	uint64_t number = 0;

	if (at < size)
		memcpy(&number, data + at, size - at < sizeof number ? size - at : sizeof number);
	return number;
}

/* The name is the input's beginning, the numbers are made of it. */
static void check_generated(const uint8_t *data, size_t size)
{
	struct proc_stat stat = {0},
			 made = {.pid = (pid_t)(number_at(data, size, 3) & 0x3fffff) + 1,
				 .parent = (pid_t)(number_at(data, size, 5) & 0x3fffff),
				 .group = (pid_t)(number_at(data, size, 7) & 0x3fffff),
				 .session = (pid_t)(number_at(data, size, 9) & 0x3fffff),
				 .state = "RSDZTtXxKWPI"[number_at(data, size, 11) % 12],
				 .start_ticks = number_at(data, size, 12)};
	char name[NAME_ROOM + 1] = "", text[1024];

	memcpy(name, data, size < NAME_ROOM ? size : NAME_ROOM);
	snprintf(text, sizeof text,
		"%d (%s) %c %d %d %d -1 -1 4294967295 18446744073709551615 1 2 3 4 5 -6 -7 20 -20 "
		"1 0 "
		"%llu 18446744073709551615 7 18446744073709551615\n",
		made.pid, name, made.state, made.parent, made.group, made.session,
		(unsigned long long)made.start_ticks);
	HOLD(proc_parse_stat(text, &stat) == 0);
	HOLD(stat.pid == made.pid && stat.parent == made.parent && stat.group == made.group);
	HOLD(stat.session == made.session && stat.state == made.state);
	HOLD(stat.start_ticks == made.start_ticks);
}

static void check_statm(const uint8_t *data, size_t size)
{
	struct identity identity = {.pid = 1};
	struct status_process process;
	int procfd = fuzz_scratch();

	mkdirat(procfd, "1", 0700);
	fuzz_write("1/statm", data, size);
	look_at(procfd, &identity, true, &process);
	HOLD(!process.lost || process.memory < 0);
	HOLD(process.lost || process.pid == 1);
	fuzz_remove("1/statm");
	unlinkat(procfd, "1", AT_REMOVEDIR);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size);
	struct proc_stat stat;
	int result = proc_parse_stat(text, &stat);

	HOLD(result == 0 || result == -EINVAL);
	check_generated(data, size);
	check_statm(data, size);
	free(text);
	return 0;
}
