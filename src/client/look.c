/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "client/look.h"

#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "process/proc.h"

/* Below this many workers a thread costs more than it gains. */
#define SHARE_LEAST 200
#define THREADS_MAX 4
#define TAKEN_AT_ONCE 16

/* Resident bytes: the second number of statm, in pages. 0 where the process has no memory: it is a
 * zombie, or gone, or its first thread has ended. */
static uint64_t read_memory(int procfd, pid_t pid)
{
	char path[32], text[128];
	uint64_t pages = 0;
	const char *at;
	ssize_t length;
	int fd;

	memcpy(text_decimal(path, (uint64_t)pid), "/statm", sizeof "/statm");
	fd = openat(procfd, path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	length = read(fd, text, sizeof text - 1);
	close(fd);
	text[length > 0 ? length : 0] = '\0';
	at = strchr(text, ' ');
	for (at = at ? at + 1 : ""; *at >= '0' && *at <= '9'; at++)
		pages = pages * 10 + (uint64_t)(*at - '0');
	return pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

/* Whether the process of identity's pid may be the one that was recorded. A pid is free to be given
 * away only after the death of its holder, so who began before the claim is the holder. */
static bool is_plausible(const struct identity *identity, uint64_t start_ticks)
{
	if (identity->start_ticks)
		return start_ticks == identity->start_ticks;
	return !identity->claimed_ns || start_ticks <= proc_ticks(identity->claimed_ns);
}

void look_at(
	int procfd, const struct identity *identity, bool quick, struct status_process *ret_process)
{
	struct proc_stat stat = {.state = '?'};
	uint64_t memory;

	*ret_process = (struct status_process){.memory = -1};
	if (identity->pid <= 0)
		return;
	ret_process->lost = true;
	memory = quick ? read_memory(procfd, identity->pid) : 0;
	/* Without memory it has ended, or its first thread has. */
	if (!memory) {
		if (proc_stat(identity->pid, &stat) < 0 || stat.state == 'Z' || stat.state == 'X' ||
			!is_plausible(identity, stat.start_ticks))
			return;
		memory = quick ? 0 : read_memory(procfd, identity->pid);
	}
	ret_process->lost = false;
	ret_process->pid = identity->pid;
	ret_process->start_ticks = stat.start_ticks;
	ret_process->suspended = stat.state == 'T' || stat.state == 't';
	if (memory)
		ret_process->memory = (int64_t)memory;
}

/* What the threads share: each takes the next few workers until none is left, so that one that gets
 * a processor late delays nobody. */
struct round {
	int procfd;
	bool mastered;
	uint64_t master_ticks; /* when the present master began */
	struct status_worker *workers;
	size_t count;
	atomic_size_t next;
};

static void look_at_worker(const struct round *round, struct status_worker *worker)
{
	const struct identity *identity = &worker->slot.process;
	bool own = !(worker->slot.flags & SLOT_ADOPTED) &&
		   proc_ticks(identity->spawned_ns) >= round->master_ticks;

	look_at(round->procfd, identity, round->mastered && own, &worker->process);
	worker->adopted = round->mastered && !own && worker->process.pid;
}

static void take_part(struct round *round)
{
	size_t next;

	while ((next = atomic_fetch_add(&round->next, TAKEN_AT_ONCE)) < round->count)
		for (size_t i = next; i < next + TAKEN_AT_ONCE && i < round->count; i++)
			look_at_worker(round, &round->workers[i]);
}

static void *run_thread(void *data)
{
	/* A table of its own: a shared one is locked at each open and close. */
	unshare(CLONE_FILES);
	take_part(data);
	return NULL;
}

static size_t count_threads(size_t workers)
{
	size_t threads = workers / SHARE_LEAST;
	cpu_set_t cpus;

	if (threads > THREADS_MAX)
		threads = THREADS_MAX;
	if (threads < 2 || sched_getaffinity(0, sizeof cpus, &cpus) < 0)
		return 1;
	return threads < (size_t)CPU_COUNT(&cpus) ? threads : (size_t)CPU_COUNT(&cpus);
}

void look_at_workers(int procfd, struct status *status)
{
	size_t wanted = count_threads(status->worker_count) - 1, threads = 0;
	struct round round = {
		.procfd = procfd,
		.mastered = status->running && status->master.pid,
		.master_ticks = status->master.start_ticks,
		.workers = status->workers,
		.count = status->worker_count,
	};
	pthread_t ids[THREADS_MAX];
	sigset_t all, before;

	/* The program's signals are its own thread's. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	while (threads < wanted && pthread_create(&ids[threads], NULL, run_thread, &round) == 0)
		threads++;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	take_part(&round);
	while (threads > 0)
		pthread_join(ids[--threads], NULL);
}
