/* SPDX-License-Identifier: MIT */

/* Work that keeps a number, written again and again over many bytes, and raises it with each run.
 * Its file `acked` holds the last number that reeve_worker_keep() has said to be kept. What init
 * finds must be whole, and that number or the next one: else it says what is wrong in the file
 * `wrong`, and fails. In the file `begun`, a line for each process: the number that it begins with.
 */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <reeve/plugin.h>
#include <reeve/worker.h>

#define KEY "number"
#define WORDS_MAX 4096

static uint64_t number;
static uint64_t words[WORDS_MAX];
static int acked = -1;

/* Others with each number: a mixture of two cannot look like one. */
static size_t count_of(uint64_t value)
{
	return 1 + value * 37 % WORDS_MAX;
}

static int ack(void)
{
	return pwrite(acked, &number, sizeof number, 0) == sizeof number ? 0 : -1;
}

static int wrong(struct reeve_worker *worker, const char *what, uint64_t one, uint64_t other)
{
	FILE *file = fopen("wrong", "a");

	if (file) {
		fprintf(file, "%s: %ju %ju\n", what, (uintmax_t)one, (uintmax_t)other);
		fclose(file);
	}
	return reeve_worker_fail(worker, "%s: %ju %ju", what, (uintmax_t)one, (uintmax_t)other);
}

static int refuses(struct reeve_worker *worker)
{
	static const char *const keys[] = {NULL, "", ".", "..", "../x", "a/b", "a:b", "a@b", "a b"};

	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
		if (reeve_worker_keep(worker, keys[i], "x", 1) != -EINVAL ||
			reeve_worker_kept(worker, keys[i], words, 1) != -EINVAL)
			return wrong(worker, "a key that is none", i, 0);
	if (reeve_worker_keep(worker, KEY, words, REEVE_KEEP_MAX + 1) != -EFBIG)
		return wrong(worker, "too much", 0, 0);
	if (reeve_worker_keep(worker, "most", words, 0) != 0 ||
		reeve_worker_kept(worker, "most", NULL, 0) != 0)
		return wrong(worker, "nothing at all", 0, 0);
	if (reeve_worker_keep(worker, "most", NULL, 0) != 0 ||
		reeve_worker_keep(worker, "most", NULL, 0) != 0 ||
		reeve_worker_kept(worker, "most", words, 1) != -ENOENT)
		return wrong(worker, "forgotten", 0, 0);
	return 0;
}

static int init(struct reeve_worker *worker, void **ret_state)
{
	uint64_t last = 0;
	ssize_t length;
	FILE *begun;

	(void)ret_state;
	if (refuses(worker))
		return 1;
	acked = open("acked", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (acked < 0 || pread(acked, &last, sizeof last, 0) < 0)
		return reeve_worker_fail(worker, "cannot open 'acked'");
	length = reeve_worker_kept(worker, KEY, words, sizeof words);
	if (length != -ENOENT) {
		number = words[0];
		if (length != (ssize_t)(count_of(number) * sizeof words[0]))
			return wrong(worker, "length", number, (uint64_t)length);
		for (size_t i = 0; i < count_of(number); i++)
			if (words[i] != number)
				return wrong(worker, "mixture", number, words[i]);
		if (number != last && number != last + 1)
			return wrong(worker, "lost", number, last);
	} else if (last) {
		return wrong(worker, "lost", 0, last);
	}
	if (ack() < 0)
		return reeve_worker_fail(worker, "cannot write 'acked'");
	begun = fopen("begun", "a");
	if (!begun)
		return reeve_worker_fail(worker, "cannot open 'begun'");
	fprintf(begun, "%ju\n", (uintmax_t)number);
	return fclose(begun);
}

static int run(struct reeve_worker *worker, void *state)
{
	size_t count = count_of(number + 1);
	int result;

	(void)state;
	for (size_t i = 0; i < count; i++)
		words[i] = number + 1;
	result = reeve_worker_keep(worker, KEY, words, count * sizeof words[0]);
	if (result == -ENOSPC && reeve_worker_config_bool(worker, "full", false)) {
		/* What was kept before is there. */
		if (number && reeve_worker_kept(worker, KEY, words, sizeof words[0]) !=
				      (ssize_t)(count_of(number) * sizeof words[0]))
			return wrong(worker, "a full disk", number, words[0]);
		close(open("full", O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
		return 0;
	}
	if (result < 0)
		return reeve_worker_fail(worker, "cannot keep: %s", strerror(-result));
	number++;
	if (ack() < 0)
		return reeve_worker_fail(worker, "cannot write 'acked'");
	return 0;
}

REEVE_WORK("keeper", "keeps a number", .init = init, .run = run);
