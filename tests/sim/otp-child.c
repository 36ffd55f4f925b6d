/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <string.h>

#include "otp-rig.h"
#include "otp-tree.h"

/* OTP's words for what the supervisor answers. Names are the rig's: the supervisor knows numbers.
 */

static bool find(const struct otp *otp, const char *name, unsigned *ret_child)
{
	for (*ret_child = 0; *ret_child < otp->count; ++*ret_child)
		if (strcmp(otp->children[*ret_child].name, name) == 0)
			return true;
	return false;
}

static enum child_state state_of(const struct otp *otp, unsigned child)
{
	return supervisor_child(otp->supervisor, child)->state;
}

static void take_place(struct otp *otp, unsigned child, const char *name)
{
	struct otp_child *of = &otp->children[child];

	ck_assert_uint_lt(child, OTP_CHILDREN);
	*of = (struct otp_child){.ends_at = UINT64_MAX, .own_end = -1, .failures = otp->failures};
	strcpy(of->name, name);
	of->ignores = otp->ignores;
	otp->failures = 0;
	otp->ignores = false;
	if (otp->count <= child)
		otp->count = child + 1;
}

/* What became of a start. */
static const char *verdict(const struct otp *otp, unsigned child)
{
	switch (state_of(otp, child)) {
	case CHILD_STARTING:
	case CHILD_RUNNING:
		return "ok";
	case CHILD_EXITED:
		return "ignore";
	case CHILD_STOPPED: /* its supervisor is down, or others come first */
		return "later";
	default:
		return "error";
	}
}

const char *otp_start_child(struct otp *otp, const char *node, const char *member)
{
	struct child_policy *policy = &otp->added[otp->added_count++ % OTP_CHILDREN];
	char name[OTP_NAME];
	unsigned child, number;
	int error;

	otp_read_member(member, policy, name);
	if (find(otp, name, &child))
		return otp->children[child].pid ? "already_started" : "already_present";
	ck_assert(otp_is_node(otp, node, &number));
	error = supervisor_add(otp->supervisor, number, policy, &child);
	ck_assert_int_eq(error, 0);
	take_place(otp, child, name);
	otp_tell(otp, CHILD_EVENT_START, child, CHILD_CAUSE_NONE, 0);
	return verdict(otp, child);
}

const char *otp_terminate_child(struct otp *otp, const char *name)
{
	unsigned number;

	if (otp_is_node(otp, name, &number)) {
		supervisor_node_stop(otp->supervisor, number, otp->now);
		otp_settle(otp);
	} else if (find(otp, name, &number)) {
		otp_tell(otp, CHILD_EVENT_STOP, number, CHILD_CAUSE_NONE, 0);
	} else {
		return "not_found";
	}
	return "ok";
}

const char *otp_restart_child(struct otp *otp, const char *name)
{
	uint64_t ignored = supervisor_ignored(otp->supervisor);
	unsigned number;

	if (otp_is_node(otp, name, &number)) {
		supervisor_node_start(otp->supervisor, number, otp->now);
		otp_settle(otp);
		return supervisor_ignored(otp->supervisor) > ignored ? "running" : "ok";
	}
	if (!find(otp, name, &number))
		return "not_found";
	otp_tell(otp, CHILD_EVENT_START, number, CHILD_CAUSE_NONE, 0);
	return supervisor_ignored(otp->supervisor) > ignored ? "running" : verdict(otp, number);
}

const char *otp_delete_child(struct otp *otp, const char *name)
{
	unsigned child;
	int error;

	if (!find(otp, name, &child))
		return "not_found";
	error = supervisor_delete(otp->supervisor, child);
	if (error == -EBUSY)
		return state_of(otp, child) == CHILD_BACKOFF ? "restarting" : "running";
	ck_assert_int_eq(error, 0);
	*otp->children[child].name = '\0';
	return "ok";
}
