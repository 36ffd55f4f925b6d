/* SPDX-License-Identifier: MIT */
/* The file of decisions: what is believed can be written and read again, and says the same. */
#include "config.h"

#include "storage/decisions.h"

#include <errno.h>
#include <string.h>

#include "fuzz.h"

#define COMMAND "queue"

static bool is_same(const struct decisions *a, const struct decisions *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (a->items[i].kind != b->items[i].kind ||
			a->items[i].workers != b->items[i].workers ||
			strcmp(a->items[i].name, b->items[i].name) != 0)
			return false;
	return true;
}

static void look(const struct decisions *decisions)
{
	for (size_t i = 0; i < decisions->count; i++) {
		const struct decision *one = &decisions->items[i];

		HOLD(one->kind < DECISION_COUNT);
		HOLD(one->name[0] && strlen(one->name) <= DECISION_NAME_MAX);
		HOLD((one->kind == DECISION_SCALED) == (one->workers > 0));
		HOLD(one->workers <= DECISION_WORKERS_MAX);
		/* None stands there twice. */
		HOLD(decisions_find(decisions, one->kind, one->name) == one);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct decisions decisions, again, file;
	struct buffer text = {0};
	struct reeve_error error = {0};
	int dirfd = fuzz_scratch();
	int result = decisions_parse((const char *)data, size, COMMAND, &decisions, &error);

	fuzz_write(DECISIONS_FILE, data, size);
	HOLD(decisions_read(dirfd, COMMAND, &file, &error) == result);
	HOLD(is_same(&file, &decisions));
	decisions_done(&file);
	if (result < 0) {
		HOLD(result == -1 && error.text[0] && decisions.count == 0);
		return 0;
	}
	look(&decisions);
	decisions_print(&decisions, COMMAND, &text);
	HOLD(decisions_parse(text.data, text.length, COMMAND, &again, &error) == 0);
	HOLD(is_same(&again, &decisions));
	/* Of each beginning of it none is believed. */
	for (size_t cut = 0; cut < text.length && cut < 200; cut++)
		HOLD(decisions_parse(text.data, cut, COMMAND, &file, &error) == -1);
	HOLD(decisions_parse(text.data, text.length, "other", &file, &error) == -1);
	buffer_done(&text);
	decisions_done(&again);
	decisions_done(&decisions);
	fuzz_remove(DECISIONS_FILE);
	return 0;
}
