/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "otp-tree.h"

struct reader {
	struct otp *otp;
	const char *at;
};

static const struct child_policy worker = {
	.restart = RESTART_PERMANENT,
	.success = {.codes = {1 | 1 << 10}},
	.max_restarts = UINT32_MAX,
	.stop_signal = SIGTERM,
	.stop_timeout_ns = OTP_SECOND,
	.notifies = true,
	.ready_timeout_ns = UINT64_MAX,
};

static const char *const strategies[] = {
#define X(name, text) [STRATEGY_##name] = text,
	SUPERVISOR_STRATEGIES(X)
#undef X
};

static const char *const auto_shutdowns[] = {
#define X(name, text) [AUTO_SHUTDOWN_##name] = text,
	SUPERVISOR_AUTO_SHUTDOWNS(X)
#undef X
};

static const char *const restarts[] = {
	[RESTART_PERMANENT] = "permanent",
	[RESTART_TRANSIENT] = "transient",
	[RESTART_TEMPORARY] = "temporary",
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* The place of a word among others, or -1. */
static int find(const char *word, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(words[i], word) == 0)
			return (int)i;
	return -1;
}

static char peek(struct reader *reader)
{
	while (isspace((unsigned char)*reader->at))
		reader->at++;
	return *reader->at;
}

static bool take(struct reader *reader, char c)
{
	if (peek(reader) != c)
		return false;
	reader->at++;
	return true;
}

/* Up to a space or one of "():,". */
static void read_word(struct reader *reader, char word[OTP_NAME])
{
	size_t length;

	peek(reader);
	length = strcspn(reader->at, " ():,");
	ck_assert_msg(length > 0 && length < OTP_NAME, "no word at '%s'", reader->at);
	memcpy(word, reader->at, length);
	word[length] = '\0';
	reader->at += length;
}

static void expect(struct reader *reader, char c)
{
	ck_assert_msg(take(reader, c), "no '%c' at '%s'", c, reader->at);
}

/* What may be said of a worker and of a supervisor alike. */
static void read_attribute(struct reader *reader, enum restart_type *restart, bool *significant,
	uint64_t *stop_ns, uint64_t *delay_ns)
{
	char word[OTP_NAME];
	int type;

	read_word(reader, word);
	type = find(word, restarts, COUNT(restarts));
	if (type >= 0)
		*restart = (enum restart_type)type;
	else if (strcmp(word, "significant") == 0)
		*significant = true;
	else if (strcmp(word, "brutal_kill") == 0)
		*stop_ns = 0;
	else if (strcmp(word, "infinity") == 0)
		*stop_ns = UINT64_MAX;
	else if (isdigit((unsigned char)*word))
		*stop_ns = strtoull(word, NULL, 10) * OTP_SECOND;
	else if (strcmp(word, "delay") == 0)
		*delay_ns = OTP_SECOND;
	else
		ck_abort_msg("'%s' means nothing", word);
}

static void read_worker(struct reader *reader, struct child_policy *policy, char name[OTP_NAME])
{
	*policy = worker;
	read_word(reader, name);
	while (take(reader, ','))
		read_attribute(reader, &policy->restart, &policy->significant,
			&policy->stop_timeout_ns, &policy->restart_delay_ns);
}

static void read_intensity(struct reader *reader, struct node_policy *policy)
{
	char word[OTP_NAME], *end;

	read_word(reader, word);
	policy->intensity = (uint32_t)strtoul(word, &end, 10);
	if (strcmp(word, "unlimited") == 0)
		policy->intensity = UINT32_MAX;
	else if (*end == '/')
		policy->period_ns = strtoull(end + 1, NULL, 10) * OTP_SECOND;
	else
		ck_abort_msg("'%s' is no intensity", word);
}

static void read_flags(struct reader *reader, struct node_policy *policy)
{
	char word[OTP_NAME];
	int place;

	read_word(reader, word);
	place = find(word, strategies, COUNT(strategies));
	ck_assert_msg(place >= 0, "'%s' is no strategy", word);
	policy->strategy = (enum supervisor_strategy)place;
	policy->parallel = policy->strategy == STRATEGY_SIMPLE_ONE_FOR_ONE;
	read_intensity(reader, policy);
	while (!take(reader, ':')) {
		read_word(reader, word);
		place = find(word, auto_shutdowns, COUNT(auto_shutdowns));
		if (place >= 0)
			policy->auto_shutdown = (enum auto_shutdown)place;
		else if (strcmp(word, "parallel") == 0)
			policy->parallel = true;
		else
			ck_abort_msg("'%s' means nothing", word);
	}
}

static void read_node(struct reader *reader, unsigned parent);

static void read_members(struct reader *reader, unsigned node)
{
	struct otp *otp = reader->otp;

	while (peek(reader) != '\0' && *reader->at != ')') {
		if (take(reader, '(')) {
			read_node(reader, node);
			expect(reader, ')');
			continue;
		}
		ck_assert_uint_lt(otp->count, OTP_CHILDREN);
		otp->node_of[otp->count] = node;
		read_worker(reader, &otp->policies[otp->count], otp->children[otp->count].name);
		otp->count++;
	}
}

static void read_node(struct reader *reader, unsigned parent)
{
	struct otp *otp = reader->otp;
	unsigned node = otp->node_count++;
	struct node_policy *policy;
	uint64_t delay = 0;

	ck_assert_uint_lt(node, OTP_NODES);
	policy = &otp->nodes[node];
	*policy = (struct node_policy){.shutdown_ns = UINT64_MAX};
	otp->parent_of[node] = parent;
	if (node == 0) {
		strcpy(otp->names[0].name, "root");
	} else {
		read_word(reader, otp->names[node].name);
		while (take(reader, ','))
			read_attribute(reader, &policy->restart, &policy->significant,
				&policy->shutdown_ns, &delay);
	}
	read_flags(reader, policy);
	read_members(reader, node);
}

void otp_read_tree(struct otp *otp, const char *text)
{
	struct reader reader = {otp, text};

	otp->count = otp->node_count = 0;
	read_node(&reader, 0);
	ck_assert_msg(peek(&reader) == '\0', "'%s' is too much", reader.at);
}

void otp_read_member(const char *text, struct child_policy *policy, char name[OTP_NAME])
{
	struct reader reader = {NULL, text};

	read_worker(&reader, policy, name);
	ck_assert_msg(peek(&reader) == '\0', "'%s' is too much", reader.at);
}
