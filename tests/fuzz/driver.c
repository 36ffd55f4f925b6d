/* SPDX-License-Identifier: MIT */
/* Runs a fuzz target without libFuzzer, so that any compiler's `make check` does: every file of its
 * corpus, and of each some hundred variations, the same ones each time.
 *
 *	grammar [-r VARIATIONS] [FILE...]
 *
 * Without files it is tests/fuzz/corpus/NAME below $top_srcdir. What has failed is left in
 * NAME.failed, which is a FILE too. */
#include "config.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fuzz.h"

#define INPUT_MAX (256u << 10)
#define FILES_MAX 512
#define VARIATIONS 200

struct input {
	uint8_t *data;
	size_t size;
};

static struct input inputs[FILES_MAX];
static size_t input_count;
static struct input present; /* what runs */
static char failed_name[PATH_MAX];

int LLVMFuzzerInitialize(int *argc, char ***argv) __attribute__((weak));

#ifdef REEVE_SANITIZED
/* What they find is to end in SIGABRT. */
const char *__asan_default_options(void);
const char *__ubsan_default_options(void);

const char *__asan_default_options(void)
{
	return "abort_on_error=1";
}

const char *__ubsan_default_options(void)
{
	return "abort_on_error=1:print_stacktrace=1";
}
#endif

static void keep_present(int number)
{
	int fd = open(failed_name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	static const char text[] = "the input that failed is left in *.failed\n";

	if (fd < 0 || write(fd, present.data, present.size) < 0 ||
		write(STDERR_FILENO, text, sizeof text - 1) < 0)
		_exit(1);
	close(fd);
	signal(number, SIG_DFL);
}

static void run(const uint8_t *data, size_t size)
{
	/* A copy of exactly this size, so that a sanitizer sees who reads beyond it. */
	present.data = malloc(size ? size : 1);
	present.size = size;
	HOLD(present.data);
	memcpy(present.data, data, size);
	LLVMFuzzerTestOneInput(present.data, present.size);
	free(present.data);
}

static void read_input(const char *path)
{
	static uint8_t data[INPUT_MAX];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t size;

	if (fd < 0 || (size = read(fd, data, sizeof data)) < 0) {
		perror(path);
		exit(1);
	}
	close(fd);
	HOLD(input_count < FILES_MAX);
	inputs[input_count].data = malloc((size_t)size + 1);
	HOLD(inputs[input_count].data);
	memcpy(inputs[input_count].data, data, (size_t)size);
	inputs[input_count++].size = (size_t)size;
}

static void read_corpus(const char *name)
{
	const char *top = getenv("top_srcdir");
	struct dirent **entries;
	char path[PATH_MAX];
	int count;

	snprintf(path, sizeof path, "%s/tests/fuzz/corpus/%s", top ? top : ".", name);
	count = scandir(path, &entries, NULL, alphasort);
	if (count < 0) {
		perror(path);
		exit(1);
	}
	for (int i = 0; i < count; i++) {
		char file[PATH_MAX + 256];

		snprintf(file, sizeof file, "%s/%s", path, entries[i]->d_name);
		if (entries[i]->d_name[0] != '.')
			read_input(file);
		free(entries[i]);
	}
	free(entries);
}

/* xorshift: the same numbers on every machine. */
static size_t draw(size_t below)
{
	static uint64_t state = UINT64_C(88172645463325252);

	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return below ? (size_t)(state % below) : 0;
}

/* Takes out the bytes from `at` on and puts others in their place. */
static size_t replace(uint8_t *data, size_t size, size_t at, size_t out, const struct input *in)
{
	if (size - out + in->size > INPUT_MAX)
		return size;
	memmove(data + at + in->size, data + at + out, size - at - out);
	memcpy(data + at, in->data, in->size);
	return size - out + in->size;
}

static size_t vary(uint8_t *data, size_t size)
{
	static const char special[] = "\n\0 \"'<>[]{}()|=-.,;:$\\/@#%*09aZ\t\xff\x80\x7f";
	const struct input *other = &inputs[draw(input_count)];
	size_t at = draw(size + 1), length = draw(size - at + 1), from = draw(other->size + 1);
	uint8_t byte = draw(2) ? (uint8_t)special[draw(sizeof special - 1)] : (uint8_t)draw(256);
	struct input piece = {other->data + from, draw(other->size - from + 1)};
	struct input single = {&byte, 1}, nothing = {&byte, 0};

	switch (draw(6)) {
	case 0:
		return replace(data, size, at, at < size, &single);
	case 1:
		return replace(data, size, at, 0, &single);
	case 2:
		return replace(data, size, at, length < 8 ? length : draw(8), &nothing);
	case 3:
		return replace(data, size, at, 0, &piece);
	case 4:
		return replace(data, size, at, length, &piece);
	default:
		return replace(data, size, at, length, &nothing);
	}
}

static void run_variations(const struct input *input, unsigned long count)
{
	static uint8_t data[INPUT_MAX];

	for (unsigned long i = 0; i < count; i++) {
		size_t size = input->size;

		memcpy(data, input->data, size);
		for (size_t steps = 1 + draw(4); steps; steps--)
			size = vary(data, size);
		run(data, size);
	}
}

int main(int argc, char **argv)
{
	const char *name = strrchr(argv[0], '/') ? strrchr(argv[0], '/') + 1 : argv[0];
	unsigned long variations = VARIATIONS;
	int first = 1;

	if (argc > 2 && strcmp(argv[1], "-r") == 0) {
		variations = strtoul(argv[2], NULL, 10);
		first = 3;
	}
	snprintf(failed_name, sizeof failed_name, "%s.failed", name);
	signal(SIGABRT, keep_present);
#ifndef REEVE_SANITIZED
	signal(SIGSEGV, keep_present);
	signal(SIGBUS, keep_present);
#endif
	for (int i = first; i < argc; i++)
		read_input(argv[i]);
	if (first >= argc)
		read_corpus(name);
	if (LLVMFuzzerInitialize)
		LLVMFuzzerInitialize(&argc, &argv);
	if (input_count == 0) {
		fprintf(stderr, "%s: there is no corpus\n", name);
		return 1;
	}
	for (size_t i = 0; i < input_count; i++)
		run(inputs[i].data, inputs[i].size);
	for (size_t i = 0; i < input_count; i++)
		run_variations(&inputs[i], variations);
	printf("%s: %zu inputs, %lu variations of each\n", name, input_count, variations);
	for (size_t i = 0; i < input_count; i++)
		free(inputs[i].data);
	return 0;
}
