/* SPDX-License-Identifier: MIT */
#ifndef API_SKELETON_H
#define API_SKELETON_H

/* New directories of files, made of the texts in src/api/project/skeleton/, which are part of libreeve.
 *
 * In a text, @KEY@ stands for the word of that key; lines between "@if KEY" (or "@if !KEY") and
 * "@end" are there only if the word is (is not). No condition within another. */

#include <stddef.h>
#include <sys/types.h>

#include "base/buffer.h"
#include "base/error.h"

struct skeleton_word {
	const char *key;   /* capitals and '_'; NULL ends the list */
	const char *value; /* NULL: the word is not there */
};

/* A file to be written. Its text is the caller's to free. */
struct skeleton_file {
	const char *name; /* within the directory */
	mode_t mode;
	struct buffer text;
};

/* One text, as src/api/project/skeleton/NAME has it. */
struct skeleton_text {
	const char *name;
	const char *text;
};

/* All of them, ended by NULL: made from the files when libreeve is built. */
extern const struct skeleton_text skeleton_texts[];

/* Appends the text of this name with its words in place. A name that is not there, or a key, is a
 * mistake in the program: buffer->failed is set, as for want of memory. */
void skeleton_add(struct buffer *buffer, const char *name, const struct skeleton_word words[]);

/* Writes all files, or none: a directory that is not there is made, one that is there is used if it
 * has no file of these names; each that is in the way is an error of its own. Returns 0, or -1 with
 * errors added. */
int skeleton_write(const char *directory, const struct skeleton_file *files, size_t count,
	struct error_list *errors);

#endif
