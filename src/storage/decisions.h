/* SPDX-License-Identifier: MIT */
#ifndef STORAGE_DECISIONS_H
#define STORAGE_DECISIONS_H

/* What an operator has decided against the template: who is stopped or paused by name, how many
 * workers a program has, which ones are not to be there. Lines of text, so that people can read them (doc/storage.md):
 *
 *	reeve decisions 1
 *	command queue
 *	stopped mailer
 *	paused web.2
 *	scaled web 4
 *	deleted old
 *	end
 *
 * They lie in the state directory, which outlives a boot. */

#include <stddef.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/name.h"

#define DECISIONS_FILE "decisions"
#define DECISION_NAME_MAX (NAME_MAX_LENGTH + 6) /* of a worker, "mailer.10000" */
#define DECISION_WORKERS_MAX 65536

/* Each with its word, in the file and for people. */
#define DECISION_KINDS(X)     \
	X(STOPPED, "stopped") \
	X(PAUSED, "paused")   \
	X(SCALED, "scaled")   \
	X(DELETED, "deleted")

enum decision_kind {
#define X(name, text) DECISION_##name,
	DECISION_KINDS(X)
#undef X
	DECISION_COUNT
};

struct decision {
	enum decision_kind kind;
	unsigned workers;		  /* of SCALED; else 0 */
	char name[DECISION_NAME_MAX + 1]; /* of a program, a worker or a supervisor */
};

struct decisions {
	struct decision *items;
	size_t count;
	bool failed; /* memory was short once: what was added since is missing */
};

void decisions_add(
	struct decisions *decisions, enum decision_kind kind, const char *name, unsigned workers);
/* NULL: there is none of this kind about this name. */
const struct decision *decisions_find(
	const struct decisions *decisions, enum decision_kind kind, const char *name);
void decisions_done(struct decisions *decisions);
const char *decision_word(enum decision_kind kind);

/* The text of the file, and back. Returns 0, or -1 with error filled: what is wrong with it, in
 * which line, and nothing in ret_decisions. */
void decisions_print(const struct decisions *decisions, const char *command, struct buffer *text);
int decisions_parse(const char *text, size_t length, const char *command,
	struct decisions *ret_decisions, struct reeve_error *error);

/* The file in dirfd. Writing replaces it as a whole and durably, or leaves it as it was; one at a
 * time. Reading returns 0; -ENOENT: there is none; -1 with error filled: it is not to be believed.
 */
int decisions_write(int dirfd, const char *command, const struct decisions *decisions,
	struct reeve_error *error);
int decisions_read(
	int dirfd, const char *command, struct decisions *ret_decisions, struct reeve_error *error);

#endif
