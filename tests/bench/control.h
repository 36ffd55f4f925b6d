/* SPDX-License-Identifier: MIT */
#ifndef BENCH_CONTROL_H
#define BENCH_CONTROL_H

/* Asks reeve's master over its control socket (doc/control.md), without a process in between. */

#include <stdint.h>
#include <sys/types.h>

struct control_reply {
	int code; /* an exit code; 0: done */
	pid_t guardian, master;
};

/* directory: where the socket lies. A master that goes away before it has answered is followed by
 * the next one, which is asked again. Returns 0, -ETIMEDOUT, or -errno where nobody listens. */
int control_ask(const char *directory, const char *request, int64_t deadline_ns,
	struct control_reply *ret_reply);

#endif
