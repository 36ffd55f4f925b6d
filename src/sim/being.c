/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "sim/being.h"

#include <errno.h>
#include <signal.h>

static uint64_t after(uint64_t now, uint64_t ns)
{
	return ns >= WORLD_NEVER - now ? WORLD_NEVER : now + ns;
}

static void plan_life(struct being *being)
{
	being->ends_at = after(being->born_ns, being->life_ns);
	being->end_cause = being->cause;
	being->end_status = being->status;
}

static void learn_life(struct being *being, const struct world_act *act, uint64_t now)
{
	being->error = 0;
	being->life_ns = act->ns;
	being->cause = act->cause;
	being->status = act->status;
	if (!being->alive || being->stopping)
		return;
	plan_life(being);
	if (being->ends_at < now)
		being->ends_at = now;
}

void being_learn(struct being *being, const struct world_act *act, uint64_t now)
{
	switch (act->verb) {
	case WORLD_LIVES:
		learn_life(being, act, now);
		break;
	case WORLD_FAILS:
		being->error = act->status ? act->status : ENOENT;
		break;
	case WORLD_READY:
		being->ready_ns = act->ns;
		break;
	case WORLD_STOPS:
		being->stop_ns = act->ns;
		break;
	default:
		break;
	}
}

void being_begin(struct being *being, bool notifies, uint64_t now)
{
	being->alive = true;
	being->ready = being->stopping = false;
	being->born_ns = now;
	being->ready_at = notifies ? after(now, being->ready_ns) : WORLD_NEVER;
	plan_life(being);
}

void being_signal(struct being *being, int signal, uint64_t now)
{
	uint64_t at = signal == SIGKILL ? now : after(now, being->stop_ns);

	being->stopping = true;
	if (at > being->ends_at)
		return;
	being->ends_at = at;
	being->end_cause = CHILD_CAUSE_SIGNAL;
	being->end_status = signal;
}

uint64_t being_next(const struct being *being)
{
	if (!being->alive)
		return WORLD_NEVER;
	return being->ready_at < being->ends_at ? being->ready_at : being->ends_at;
}
