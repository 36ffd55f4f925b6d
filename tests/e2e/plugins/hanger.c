/* SPDX-License-Identifier: MIT */

/* Work whose one run never ends, in the way that config says (how):
 *	hang	no sign of life
 *	beat	one every millisecond
 *	thread	the same by a thread of its own
 *	sleep	sleeps by reeve_worker_sleep()
 * With others each run ends at once. */

#include <pthread.h>
#include <string.h>
#include <time.h>

#include <reeve/plugin.h>
#include <reeve/worker.h>

/* Until a stop is wanted. */
static void spend(struct reeve_worker *worker, bool beats)
{
	const struct timespec pause = {.tv_nsec = 1000000};

	while (!reeve_worker_stopping(worker)) {
		if (beats)
			reeve_worker_heartbeat(worker);
		nanosleep(&pause, NULL);
	}
}

static void *beat(void *worker)
{
	spend(worker, true);
	return NULL;
}

static int run(struct reeve_worker *worker, void *state)
{
	const char *how = reeve_worker_config_text(worker, "how", "");
	pthread_t thread;

	(void)state;
	if (strcmp(how, "hang") == 0) {
		spend(worker, false);
	} else if (strcmp(how, "beat") == 0) {
		spend(worker, true);
	} else if (strcmp(how, "thread") == 0) {
		if (pthread_create(&thread, NULL, beat, worker) == 0)
			pthread_join(thread, NULL);
	} else if (strcmp(how, "sleep") == 0) {
		reeve_worker_sleep(worker, 3600000000);
	}
	return 0;
}

REEVE_WORK("hanger", "hangs, or looks as if", .run = run);
