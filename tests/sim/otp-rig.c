/* SPDX-License-Identifier: MIT */
#include "otp-rig.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "otp-tree.h"

/* So many for one thing that is told: more is a loop that does not end. */
#define STEPS_MAX 10000

#define NEVER UINT64_MAX

unsigned otp_find_child(const struct otp *otp, const char *name)
{
	for (unsigned i = 0; i < otp->count; i++)
		if (strcmp(otp->children[i].name, name) == 0)
			return i;
	ck_abort_msg("no child is called '%s'", name);
	return 0;
}

bool otp_is_node(const struct otp *otp, const char *name, unsigned *ret_node)
{
	for (unsigned i = 0; i < otp->node_count; i++) {
		*ret_node = i;
		if (strcmp(otp->names[i].name, name) == 0)
			return true;
	}
	return false;
}

static void report(struct otp *otp, const char *verb, const char *name)
{
	int length = snprintf(otp->news + otp->length, sizeof otp->news - otp->length, "%s%s%s%s",
		otp->length ? ", " : "", verb, *name ? " " : "", name);

	otp->length += (size_t)length;
	ck_assert_uint_lt(otp->length, sizeof otp->news);
}

void otp_tell(
	struct otp *otp, enum child_event type, unsigned child, enum child_cause cause, int status)
{
	struct supervisor_event event = {
		.type = type, .child = child, .cause = cause, .status = status};

	supervisor_step(otp->supervisor, &event, otp->now);
	otp_settle(otp);
}

static void end(struct otp *otp, unsigned child, enum child_cause cause, int status)
{
	struct otp_child *of = &otp->children[child];

	report(otp, "gone", of->name);
	of->pid = 0;
	of->ends_at = NEVER;
	of->end = cause == CHILD_CAUSE_SIGNAL ? -status : status;
	otp_tell(otp, CHILD_EVENT_GONE, child, cause, status);
}

static void end_as(struct otp *otp, unsigned child, enum otp_reason reason)
{
	static const int codes[] = {[OTP_NORMAL] = 0, [OTP_SHUTDOWN] = 10, [OTP_ABNORMAL] = 1};

	if (reason == OTP_KILLED)
		end(otp, child, CHILD_CAUSE_SIGNAL, SIGKILL);
	else
		end(otp, child, CHILD_CAUSE_EXIT, codes[reason]);
}

static void spawn(struct otp *otp, unsigned child)
{
	struct otp_child *of = &otp->children[child];

	ck_assert_msg(of->pid == 0, "a second process for %s", of->name);
	if (of->failures > 0) {
		report(otp, "fail", of->name);
		of->failures -= of->failures != OTP_ALWAYS;
		otp_tell(otp, CHILD_EVENT_SPAWN_FAILED, child, CHILD_CAUSE_SPAWN, ENOENT);
		return;
	}
	report(otp, "start", of->name);
	of->pid = ++otp->last_pid;
	of->ends_at = NEVER;
	otp_tell(otp, CHILD_EVENT_SPAWNED, child, CHILD_CAUSE_NONE, 0);
	if (of->ignores)
		end_as(otp, child, OTP_NORMAL);
	else if (!of->slow)
		otp_tell(otp, CHILD_EVENT_READY, child, CHILD_CAUSE_NONE, 0);
}

/* The end that a stop signal leads to. */
static void obey(struct otp *otp, unsigned child)
{
	struct otp_child *of = &otp->children[child];

	if (of->own_end >= 0)
		end_as(otp, child, (enum otp_reason)of->own_end);
	else
		end(otp, child, CHILD_CAUSE_SIGNAL, SIGTERM);
}

static void send(struct otp *otp, unsigned child, int signal)
{
	struct otp_child *of = &otp->children[child];

	report(otp, signal == SIGKILL ? "kill" : "stop", of->name);
	ck_assert_msg(of->pid != 0, "a signal for %s, which is gone", of->name);
	if (signal == SIGKILL)
		end(otp, child, CHILD_CAUSE_SIGNAL, SIGKILL);
	else if (of->stop_ns == 0)
		obey(otp, child);
	else if (of->stop_ns != NEVER)
		of->ends_at = otp->now + of->stop_ns;
}

static void carry_out(struct otp *otp, const struct supervisor_effect *effect)
{
	switch (effect->type) {
	case EFFECT_SPAWN:
		spawn(otp, effect->child);
		break;
	case EFFECT_SIGNAL:
		send(otp, effect->child, effect->value);
		break;
	case EFFECT_KILL:
		send(otp, effect->child, SIGKILL);
		break;
	case EFFECT_STARTED:
		report(otp, "started", "");
		break;
	case EFFECT_START_FAILED:
		report(otp, "start-failed", otp->children[effect->child].name);
		break;
	case EFFECT_GAVE_UP:
		report(otp, "gave-up", "");
		break;
	case EFFECT_FINISHED:
		otp->finished = true;
		report(otp, "finished", "");
		break;
	default: /* records: otp_look() asks for them */
		break;
	}
}

/* What follows from an answer is carried out in the same loop, not deeper. */
void otp_settle(struct otp *otp)
{
	struct supervisor_effect effect;

	if (otp->settling)
		return;
	otp->settling = true;
	for (unsigned steps = 0; supervisor_next(otp->supervisor, &effect); steps++) {
		ck_assert_msg(steps < STEPS_MAX, "it does not end: %.200s", otp->news);
		carry_out(otp, &effect);
	}
	otp->settling = false;
}

static struct supervisor *make(struct otp *otp)
{
	unsigned policy_of[OTP_CHILDREN];
	struct supervisor_spec spec = {.count = otp->count,
		.policies = otp->policies,
		.policy_of = policy_of,
		.node_count = otp->node_count,
		.nodes = otp->nodes,
		.parent_of = otp->parent_of,
		.node_of = otp->node_of};
	struct supervisor *made;

	for (unsigned i = 0; i < otp->count; i++)
		policy_of[i] = i;
	made = supervisor_new(&spec);
	ck_assert_ptr_nonnull(made);
	return made;
}

static void read_tree(struct otp *otp, const char *format, va_list arguments)
	__attribute__((format(printf, 2, 0)));

static void read_tree(struct otp *otp, const char *format, va_list arguments)
{
	char text[1024];
	int length = vsnprintf(text, sizeof text, format, arguments);

	ck_assert_int_lt(length, (int)sizeof text);
	otp_read_tree(otp, text);
}

void otp_open(struct otp *otp, const char *format, ...)
{
	va_list arguments;

	*otp = (struct otp){.now = 1000 * OTP_SECOND};
	va_start(arguments, format);
	read_tree(otp, format, arguments);
	va_end(arguments);
	for (unsigned i = 0; i < OTP_CHILDREN; i++) {
		otp->children[i].ends_at = NEVER;
		otp->children[i].own_end = -1;
	}
	otp->supervisor = make(otp);
}

void otp_close(struct otp *otp)
{
	supervisor_free(otp->supervisor);
	otp->supervisor = NULL;
}

/* Hands one child's or node's record to the heir. */
static void hand_on(struct otp *otp, struct supervisor *heir, unsigned child)
{
	uint64_t window[64];
	size_t count = supervisor_window(otp->supervisor, child, window, 64);

	supervisor_restore(heir, child, supervisor_child(otp->supervisor, child),
		otp->children[child].pid != 0, window, count);
}

static void hand_on_node(struct otp *otp, struct supervisor *heir, unsigned node)
{
	uint64_t window[64];
	size_t count = supervisor_node_window(otp->supervisor, node, window, 64);

	supervisor_restore_node(heir, node, supervisor_node(otp->supervisor, node), window, count);
}

void otp_upgrade(struct otp *otp, const char *format, ...)
{
	unsigned count = otp->count, node_count = otp->node_count;
	struct supervisor *heir;
	va_list arguments;

	va_start(arguments, format);
	read_tree(otp, format, arguments);
	va_end(arguments);
	ck_assert_uint_eq(count, otp->count);
	ck_assert_uint_eq(node_count, otp->node_count);
	heir = make(otp);
	for (unsigned i = 0; i < otp->count; i++)
		hand_on(otp, heir, i);
	for (unsigned i = 0; i < otp->node_count; i++)
		hand_on_node(otp, heir, i);
	supervisor_free(otp->supervisor);
	otp->supervisor = heir;
	supervisor_start(heir, true, otp->now);
	otp_settle(otp);
}

void otp_start(struct otp *otp)
{
	supervisor_start(otp->supervisor, false, otp->now);
	otp_settle(otp);
}

void otp_stop(struct otp *otp)
{
	supervisor_stop(otp->supervisor, otp->now);
	otp_settle(otp);
}

void otp_exit(struct otp *otp, const char *name, enum otp_reason reason)
{
	unsigned child = otp_find_child(otp, name);

	ck_assert_msg(otp->children[child].pid != 0, "%s does not live", name);
	end_as(otp, child, reason);
}

/* The first child to end by itself; none: the count. */
static unsigned next_end(const struct otp *otp)
{
	unsigned first = otp->count;
	uint64_t at = NEVER;

	for (unsigned i = 0; i < otp->count; i++)
		if (otp->children[i].ends_at < at) {
			first = i;
			at = otp->children[i].ends_at;
		}
	return first;
}

void otp_pass(struct otp *otp, uint64_t ns)
{
	uint64_t until = otp->now + ns;

	for (unsigned steps = 0;; steps++) {
		unsigned child = next_end(otp);
		uint64_t ends = child < otp->count ? otp->children[child].ends_at : NEVER;
		uint64_t due = supervisor_deadline(otp->supervisor);
		uint64_t next = ends <= due ? ends : due;

		ck_assert_msg(steps < STEPS_MAX, "it does not end: %.200s", otp->news);
		if (next > until)
			break;
		if (next > otp->now)
			otp->now = next;
		if (ends <= due) {
			obey(otp, child);
		} else {
			supervisor_expire(otp->supervisor, otp->now);
			otp_settle(otp);
		}
	}
	otp->now = until;
}

void otp_fails(struct otp *otp, const char *name, uint32_t times)
{
	otp->children[otp_find_child(otp, name)].failures = times;
}

void otp_ignores(struct otp *otp, const char *name)
{
	otp->children[otp_find_child(otp, name)].ignores = true;
}

void otp_slow(struct otp *otp, const char *name)
{
	otp->children[otp_find_child(otp, name)].slow = true;
}

void otp_takes(struct otp *otp, const char *name, uint64_t stop_ns)
{
	otp->children[otp_find_child(otp, name)].stop_ns = stop_ns;
}

void otp_ends_by(struct otp *otp, const char *name, enum otp_reason reason)
{
	otp->children[otp_find_child(otp, name)].own_end = (int)reason;
}

void otp_ready(struct otp *otp, const char *name)
{
	otp_tell(otp, CHILD_EVENT_READY, otp_find_child(otp, name), CHILD_CAUSE_NONE, 0);
}
