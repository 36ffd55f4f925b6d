/* SPDX-License-Identifier: MIT */
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "otp-rig.h"
#include "otp-tree.h"

struct writer {
	struct otp *otp;
	size_t length;
};

static void put(struct writer *writer, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void put(struct writer *writer, const char *format, ...)
{
	size_t room = sizeof writer->otp->text - writer->length;
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(writer->otp->text + writer->length, room, format, arguments);
	va_end(arguments);
	ck_assert_uint_lt((size_t)length, room);
	writer->length += (size_t)length;
}

static const char *process_word(unsigned pid, unsigned seen)
{
	return pid == 0 ? "none" : pid == seen ? "old" : "new";
}

static void put_child(struct writer *writer, unsigned child)
{
	struct otp_child *of = &writer->otp->children[child];

	put(writer, "%s %s", of->name, process_word(of->pid, of->seen_pid));
	of->seen_pid = of->pid;
}

static void put_members(struct writer *writer, unsigned node);

/* A supervisor has no process: one more start makes it new. */
static void put_node(struct writer *writer, unsigned node)
{
	struct otp_node *of = &writer->otp->names[node];
	const struct child_record *record = supervisor_node(writer->otp->supervisor, node);
	bool up = record->state == CHILD_STARTING || record->state == CHILD_RUNNING ||
		  record->state == CHILD_STOPPING;
	unsigned start = up ? (unsigned)record->restarts + 1 : 0;

	put(writer, "%s %s ", of->name, process_word(start, of->seen_start));
	of->seen_start = start;
	put_members(writer, node);
}

/* One level of the tree below another: its depth is the depth of this recursion. */
static void put_members(struct writer *writer, unsigned node)
{
	const struct supervisor *supervisor = writer->otp->supervisor;
	struct supervisor_counts counts = supervisor_counts(supervisor, node);
	struct supervisor_member member;
	const char *before = node == 0 ? " " : "(";

	put(writer, "[%zu,%zu,%zu,%zu]", counts.specs, counts.active, counts.supervisors,
		counts.workers);
	for (bool more = supervisor_first_member(supervisor, node, &member); more;
		more = supervisor_next_member(supervisor, &member)) {
		put(writer, "%s", before);
		if (member.is_node)
			put_node(writer, member.number);
		else
			put_child(writer, member.number);
		before = ", ";
	}
	if (node != 0 && *before == ',')
		put(writer, ")");
}

const char *otp_look(struct otp *otp)
{
	struct writer writer = {otp, 0};

	if (otp->finished)
		put(&writer, "finished ");
	put_members(&writer, 0);
	return otp->text;
}

const char *otp_news(struct otp *otp)
{
	memcpy(otp->text, otp->news, otp->length);
	otp->text[otp->length] = '\0';
	otp->length = 0;
	otp->news[0] = '\0';
	return otp->text;
}

const char *otp_end(struct otp *otp, const char *name)
{
	int end = otp->children[otp_find_child(otp, name)].end;

	snprintf(otp->text, sizeof otp->text, end < 0 ? "signal %d" : "exit %d",
		end < 0 ? -end : end);
	return otp->text;
}

const char *otp_state(struct otp *otp, const char *name)
{
	const struct child_record *record;
	unsigned number;

	if (otp_is_node(otp, name, &number))
		record = supervisor_node(otp->supervisor, number);
	else
		record = supervisor_child(otp->supervisor, otp_find_child(otp, name));
	snprintf(otp->text, sizeof otp->text, "%s %s", child_state_name(record->state),
		child_cause_name(record->cause));
	return otp->text;
}
