/* SPDX-License-Identifier: MIT */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

/* What the fuzz targets share. A target is one function, LLVMFuzzerTestOneInput(): libFuzzer's main
 * drives it where the build has one (tests/fuzz/run), else driver.c. It neither forks nor keeps
 * anything from one input to the next. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

/* What must be so whatever the input: more than that nothing crashes. */
#define HOLD(condition)                                            \
	do {                                                       \
		if (!(condition))                                  \
			fuzz_fail(__FILE__, __LINE__, #condition); \
	} while (0)

_Noreturn void fuzz_fail(const char *file, int line, const char *condition);

/* The input as text, up to its first NUL; to be freed. */
char *fuzz_text(const uint8_t *data, size_t size);
/* Cuts the next line off a text: returns it, or NULL at the end. */
char *fuzz_line(char **text);

/* A directory below $TMPDIR for files that a target must have; it goes with the process, however
 * that ends. The descriptor is good for as long. */
int fuzz_scratch(void);
const char *fuzz_scratch_path(void);
/* Puts bytes into a new file there. */
void fuzz_write(const char *name, const void *data, size_t size);
void fuzz_remove(const char *name);

/* Changes an image as a list of lines says, so that what is checked in a file can be reached and an
 * input can be read by people: "OFFSET HEX" writes bytes, "size N" cuts or extends (with zeros, at
 * most to room). Other lines are passed over. Returns the size. */
size_t fuzz_patch(char *image, size_t size, size_t room, char *lines);
/* Whether one of the lines is this one. */
bool fuzz_says(const char *lines, const char *line);

#endif
