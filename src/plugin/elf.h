/* SPDX-License-Identifier: MIT */
#ifndef PLUGIN_ELF_H
#define PLUGIN_ELF_H

#include <stdint.h>

#include "base/error.h"

/* Reads what the dynamic linker would read first, and says in our words what would not do: not a
 * regular file, empty, no ELF, for another machine, not a shared object, cut short. A truncated
 * object would be SIGBUS in dlopen(). path: for the sentence. Returns 0, or -1 with error filled.
 */
int elf_check(int fd, const char *path, struct reeve_error *error);

struct elf_object {
	uint64_t offset; /* from where the file is loaded */
	uint64_t size;
};

/* The object (data, no function) that this very file exports under a name: what the dynamic linker
 * finds may be another library's, and only glibc's would tell. The file has passed elf_check().
 * Returns 0, or -1 with error filled. */
int elf_find_object(int fd, const char *path, const char *name, struct elf_object *ret_object,
	struct reeve_error *error);

#endif
