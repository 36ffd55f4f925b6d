/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "client/note.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>

#include "base/buffer.h"
#include "base/fd.h"
#include "storage/rundir.h"
#include "storage/runfile.h"

#define NOTE_MAX (4 << 20)
#define NOTE_NAME_SIZE 32

/* FNV-1a. Of two paths with one name the later one is noted: what is noted says of which it is. */
static void make_name(const char *path, char name[NOTE_NAME_SIZE])
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (; *path; path++)
		hash = (hash ^ (unsigned char)*path) * UINT64_C(0x100000001b3);
	snprintf(name, NOTE_NAME_SIZE, ".%016" PRIx64 ".note", hash);
}

void note_write(const char *path, const struct buffer *text)
{
	char name[NOTE_NAME_SIZE];
	struct reeve_error error;
	int root = -1;

	make_name(path, name);
	if (text->failed || text->length > NOTE_MAX || rundir_open_root(true, &root, &error) < 0)
		return;
	if (root >= 0)
		fd_replace_file(root, name, 0600, text->data, text->length, false);
	fd_close(&root);
}

int note_read(const char *path, struct buffer *text)
{
	char name[NOTE_NAME_SIZE];
	struct reeve_error error;
	int root = -1, fd, result;

	make_name(path, name);
	if (rundir_open_root(false, &root, &error) < 0)
		return -EACCES;
	if (root < 0)
		return -ENOENT;
	fd = runfile_open(root, name, O_RDONLY, NOTE_MAX, NULL);
	result = fd < 0 ? fd : fd_read_all(fd, NOTE_MAX, text);
	fd_close(&fd);
	fd_close(&root);
	return result;
}
