/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "order.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void order_first_line(const struct fleet *fleet, char *ret_line, size_t size)
{
	char path[PATH_MAX];
	FILE *file;

	system_output(&fleet->plan, path);
	file = fopen(path, "re");
	if (!file || !fgets(ret_line, (int)size, file))
		snprintf(ret_line, size, "it says nothing");
	ret_line[strcspn(ret_line, "\n")] = '\0';
	if (file)
		fclose(file);
}

unsigned order_count(const struct fleet *fleet, const char *word)
{
	char path[PATH_MAX];
	char *line = NULL;
	size_t size = 0;
	unsigned count = 0;
	FILE *file;

	system_output(&fleet->plan, path);
	file = fopen(path, "re");
	while (file && getline(&line, &size, file) >= 0)
		for (const char *at = line; (at = strstr(at, word)); at += strlen(word))
			count++;
	free(line);
	if (file)
		fclose(file);
	return count;
}

bool order_number(const struct fleet *fleet, const char *word, uint64_t *ret_number)
{
	char path[PATH_MAX], line[4096];
	bool found = false;
	FILE *file;

	system_output(&fleet->plan, path);
	file = fopen(path, "re");
	while (file && !found && fgets(line, sizeof(line), file)) {
		const char *at = strstr(line, word);

		found = at && sscanf(at + strlen(word), " %" SCNu64, ret_number) == 1;
	}
	if (file)
		fclose(file);
	return found;
}

int order_begin(struct fleet *fleet, enum verb verb, struct running *ret_running)
{
	struct running running = {.child.pidfd = -1};
	struct order order = {0};
	char path[PATH_MAX];
	int error = 0;

	fleet->system->order(&fleet->plan, verb, &order);
	system_output(&fleet->plan, path);
	running.leaves = order.leaves;
	running.began_ns = record_now();
	if (order.argv.count) {
		error = child_start(&order.argv, &fleet->environment, path, &running.child);
		if (error)
			fleet_fail(fleet, error, "cannot run '%s': %s", order.argv.items[0],
				strerror(-error));
		else
			running.began_ns = running.child.began_ns;
	} else if (!order.signal) {
		error = -EOPNOTSUPP;
	} else if (child_signal(&fleet->supervisor, order.signal) < 0) {
		error = fleet_fail(fleet, -errno, "cannot signal it: %s", strerror(errno));
	}
	words_clear(&order.argv);
	*ret_running = running;
	return error;
}

int order_finish(struct fleet *fleet, struct running *running, int limit_ms, double *ret_ms)
{
	struct ended ended;
	char line[160];

	*ret_ms = -1;
	if (!running->child.pid)
		return 0;
	if (child_wait(&running->child, child_deadline(limit_ms), &ended) < 0) {
		child_signal(&running->child, SIGKILL);
		child_close(&running->child);
		return fleet_fail(
			fleet, -ETIMEDOUT, "a command has not ended within %d s", limit_ms / 1000);
	}
	*ret_ms = ended.ms;
	if (ended.status == 0)
		return 0;
	order_first_line(fleet, line, sizeof(line));
	return fleet_fail(fleet, -EPROTO, "a command ended with %d: %s", ended.status, line);
}
