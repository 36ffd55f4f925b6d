/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "master/past.h"

#include <poll.h>
#include <signal.h>
#include <sys/wait.h>

#include "base/clock.h"
#include "master/orphans.h"
#include "master/report.h"
#include "process/proc.h"
#include "process/signal.h"

#define ORPHAN_PATIENCE_MS 5000 /* less than a start that finds them is waited for */
#define ORPHAN_LOOK_MS 10

/* It has taken over from itself, and was a parent before. */
bool past_is_parent(void)
{
	siginfo_t info;

	return waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0;
}

void past_look(struct scoreboard *scoreboard, unsigned index, bool parent, struct past *past)
{
	uint64_t claim = scoreboard_fence(scoreboard_claim(scoreboard, index));

	scoreboard_get_slot(scoreboard, index, &past->data);
	past->generation = claim_generation(claim);
	past->pidfd = -1;
	past->verdict = IDENTITY_GONE;
	if (claim_pid(claim) == 0)
		return;
	/* The master may have died before it could write down the pid that had claimed. */
	if (past->data.process.pid != claim_pid(claim)) {
		past->data.process.pid = claim_pid(claim);
		past->data.process.start_ticks = past->data.process.pidfd_inode = 0;
	}
	if (!past->data.process.claimed_ns)
		past->data.process.claimed_ns = scoreboard_stamp(scoreboard, index);
	past->own =
		parent && identity_is_child(&past->data.process, past->data.token, &past->pidfd);
	past->verdict =
		past->own ? IDENTITY_OURS
			  : identity_verify(&past->data.process, past->data.token, &past->pidfd);
}

/* One look for all: a thousand files of /proc would be half the time that an adoption takes. */
void past_find_parents(struct past *pasts, unsigned count)
{
	struct guarded guarded;

	orphans_read_guarded(&guarded);
	for (unsigned i = 0; i < count; i++)
		pasts[i].by_guardian = pasts[i].verdict == IDENTITY_OURS &&
				       orphans_is_guarded(&guarded, pasts[i].data.process.pid);
	orphans_free_guarded(&guarded);
}

static int signal_set_of(const struct past *past, int signal)
{
	bool dead = past->pidfd < 0 || signal_pidfd_dead(past->pidfd);
	uint64_t ended = past->pidfd < 0 ? 1 : dead ? proc_ticks(clock_boottime_ns()) : 0;

	return signal_set(&(struct signal_set){.pidfd = past->pidfd,
				  .leader = past->data.process.pid,
				  .ended_ticks = ended,
				  .token = past->data.token},
		signal);
}

/* Nobody else will. */
static void reap(struct past *past)
{
	siginfo_t info = {0};

	if (past->own && !past->taken &&
		waitid(P_PIDFD, (id_t)past->pidfd, &info, WEXITED | WNOHANG) == 0 && info.si_pid)
		past->own = false;
}

static void await_empty(struct past *past, uint64_t deadline)
{
	reap(past);
	while (signal_set_of(past, 0) == 0 && clock_monotonic_ns() < deadline) {
		poll(NULL, 0, ORPHAN_LOOK_MS);
		reap(past);
	}
	/* The dead do not count: it may have died between the two looks. */
	reap(past);
}

/* Workers of programs that the template has no more: ended before anything is started. */
void past_end_rest(struct past *pasts, unsigned count)
{
	uint64_t deadline = clock_monotonic_ns() + ORPHAN_PATIENCE_MS * NS_PER_MS;

	for (unsigned i = 0; i < count; i++) {
		struct past *past = &pasts[i];

		reap(past);
		past->ending = !past->taken && past->data.process.pid &&
			       past->verdict != IDENTITY_UNPROVEN && signal_set_of(past, 0) == 0;
		if (!past->ending)
			continue;
		report_log("ending %s.%u (pid %d): the template has it no more", past->data.program,
			(unsigned)past->data.instance, (int)past->data.process.pid);
		signal_set_of(past, SIGTERM);
		signal_set_of(past, SIGCONT);
	}
	for (unsigned i = 0; i < count; i++) {
		if (!pasts[i].ending)
			continue;
		await_empty(&pasts[i], deadline);
		if (signal_set_of(&pasts[i], SIGKILL) == 0)
			await_empty(&pasts[i], deadline + ORPHAN_PATIENCE_MS * NS_PER_MS);
	}
}
