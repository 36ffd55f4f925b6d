/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "worker/rest.h"

#include <poll.h>
#include <signal.h>
#include <time.h>

#include "base/clock.h"
#include "reeve/backoff.h"
#include "storage/counters.h"
#include "worker/self.h"

static bool is_stopping(void)
{
	return reeve_worker_stopping(NULL);
}

static void rest(struct reeve_worker *worker, uint64_t microseconds, bool (*is_over)(void))
{
	uint64_t deadline, now;
	sigset_t all, before;

	/* What is beyond the clock is for ever. */
	if (__builtin_mul_overflow(microseconds, 1000, &deadline) ||
		__builtin_add_overflow(deadline, clock_monotonic_ns(), &deadline))
		deadline = UINT64_MAX;
	/* Who waits gives no sign of life, and nobody is to wait for one. */
	atomic_store_explicit(&worker->cell->rest, deadline, memory_order_relaxed);
	/* A signal between the look at the flag and the sleep must not be slept through. */
	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &before);
	while (!is_over() && (now = clock_monotonic_ns()) < deadline) {
		struct timespec left = {.tv_sec = (time_t)((deadline - now) / NS_PER_SECOND),
			.tv_nsec = (long)((deadline - now) % NS_PER_SECOND)};

		ppoll(NULL, 0, &left, &before);
	}
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	atomic_store_explicit(&worker->cell->rest, 0, memory_order_relaxed);
}

void rest_between_runs(struct reeve_worker *worker, uint64_t microseconds)
{
	rest(worker, microseconds, worker_is_told_to_stop);
}

bool reeve_worker_sleep(struct reeve_worker *worker, uint64_t microseconds)
{
	rest(worker, microseconds, is_stopping);
	return !is_stopping();
}

bool reeve_backoff_wait(struct reeve_backoff *backoff, struct reeve_worker *worker)
{
	return reeve_worker_sleep(worker, reeve_backoff_next(backoff));
}

void reeve_worker_heartbeat(struct reeve_worker *worker)
{
	atomic_fetch_add_explicit(&worker->cell->beats, 1, memory_order_relaxed);
}
