/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "api/names.h"
#include "api/status/data.h"
#include "api/status/verdict_tree.h"
#include "base/text.h"
#include "command/context.h"
#include "reeve/status.h"

#define ALL "all"

/* "mailer.2" */
static bool is_worker(const struct scoreboard_slot *slot, const char *name)
{
	size_t length = strlen(slot->program);
	uint64_t number;

	return strncmp(name, slot->program, length) == 0 && name[length] == '.' &&
	       name[length + 1] != '0' && text_to_u64(name + length + 1, &number) == 0 &&
	       number == slot->instance;
}

static bool is_meant(
	const struct status *facts, const struct scoreboard_slot *slot, const char *name)
{
	if (strcmp(name, ALL) == 0 || strcmp(name, slot->program) == 0 || is_worker(slot, name))
		return true;
	for (const struct status_node *node = verdict_above(facts, slot); node;
		node = verdict_above(facts, &node->slot))
		if (strcmp(name, node->slot.program) == 0)
			return true;
	return false;
}

static bool is_among(
	const struct status *facts, const struct scoreboard_slot *slot, const char *const *names)
{
	for (; *names; names++)
		if (is_meant(facts, slot, *names))
			return true;
	return false;
}

/* Those come first; the others are still there, for who asks because of whom one has ended. */
static int put_first(struct reeve_status *part, const char *const *names)
{
	struct status *facts = part->facts;
	size_t count = facts ? facts->worker_count : 0, at = 0;
	struct status_worker *workers = calloc(count + 1, sizeof *workers);
	size_t *texts = calloc(count + 1, sizeof *texts);

	if (!workers || !texts) {
		free(workers);
		free(texts);
		return -ENOMEM;
	}
	part->chosen = true;
	for (int meant = 1; meant >= 0; meant--) {
		for (size_t i = 0; i < count; i++)
			if (is_among(facts, &facts->workers[i].slot, names) == meant) {
				workers[at] = facts->workers[i];
				texts[at++] = part->worker_text[i];
			}
		if (meant)
			part->shown = at;
	}
	free(part->worker_text);
	part->worker_text = texts;
	if (!facts) {
		free(workers);
		return 0;
	}
	free(facts->workers);
	facts->workers = workers;
	return 0;
}

static bool runs(const struct reeve_status *status, const char *name)
{
	const char *const names[] = {name, NULL};

	for (size_t i = 0; i < reeve_status_part_count(status); i++) {
		const struct status *facts = reeve_status_part(status, i)->facts;

		for (size_t k = 0; facts && k < facts->worker_count; k++)
			if (is_among(facts, &facts->workers[k].slot, names))
				return true;
	}
	return false;
}

int reeve_status_choose(
	struct reeve_context *context, struct reeve_status *status, const char *const *names)
{
	struct reeve_error error;

	for (size_t i = 0; names[i]; i++) {
		const char *const one[] = {names[i], NULL};

		if (!runs(status, names[i]) &&
			names_check_all(context->commands, context->command_count, one, &error) < 0)
			return reeve_fail(context, error.code, "%s", error.text);
	}
	for (size_t i = 0; i < reeve_status_part_count(status); i++)
		if (put_first((struct reeve_status *)reeve_status_part(status, i), names) < 0)
			return reeve_fail(context, REEVE_EXIT_FAILED, "%s", strerror(ENOMEM));
	return 0;
}
