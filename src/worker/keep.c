/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <errno.h>
#include <stdio.h>

#include "base/name.h"
#include "process/handover.h"
#include "storage/kept.h"
#include "worker/self.h"

/* PROGRAM.INSTANCE:KEY: no name has a colon, and behind the last dot before it is the instance. */
#define NAME_SIZE (2 * NAME_MAX_LENGTH + 32)

static int make_name(const struct reeve_worker *worker, const char *key, char name[NAME_SIZE])
{
	if (!key || !name_is_valid(key))
		return -EINVAL;
	snprintf(name, NAME_SIZE, "%s.%u:%s", worker->parameters.program, worker->instance, key);
	return 0;
}

int reeve_worker_keep(struct reeve_worker *worker, const char *key, const void *data, size_t size)
{
	char name[NAME_SIZE], temporary[NAME_SIZE + 16];
	int result = make_name(worker, key, name);

	if (result < 0)
		return result;
	if (size > REEVE_KEEP_MAX)
		return -EFBIG;
	if (!data)
		return size ? -EINVAL : kept_remove(WORKER_KEPT, name);
	/* No other process that lives has the number of this slot. */
	snprintf(temporary, sizeof temporary, "%s@%u", name, worker->slot);
	return kept_write(WORKER_KEPT, name, temporary, data, size);
}

ssize_t reeve_worker_kept(
	const struct reeve_worker *worker, const char *key, void *data, size_t size)
{
	char name[NAME_SIZE];
	int result = make_name(worker, key, name);

	return result < 0 ? result : kept_read(WORKER_KEPT, name, data, size);
}
