/* SPDX-License-Identifier: MIT */
#ifndef PLUGIN_ELF_H
#define PLUGIN_ELF_H

#include "base/error.h"

/* Reads what the dynamic linker would read first, and says in our words what would not do: not a
 * regular file, empty, no ELF, for another machine, not a shared object, cut short. A truncated
 * object would be SIGBUS in dlopen(). path: for the sentence. Returns 0, or -1 with error filled.
 */
int elf_check(int fd, const char *path, struct reeve_error *error);

#endif
