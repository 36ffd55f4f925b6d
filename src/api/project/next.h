/* SPDX-License-Identifier: MIT */
#ifndef API_NEXT_H
#define API_NEXT_H

/* What is printed after a project was made: the lines to type next. */

#include "api/project/skeleton.h"

/* "made in DIRECTORY: FILE..." */
void next_made(const char *directory, const struct skeleton_file *files, size_t count);

/* "next, type:", and how to get there; comment: behind it, or NULL. */
void next_enter(const char *directory, const char *comment);

/* How pkg-config finds this reeve, unless it does anyway. interpreter: absolute path of the reeve
 * program, or NULL. */
void next_find_package(const char *interpreter);

#endif
