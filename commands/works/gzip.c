/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE

#include "gzip.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <reeve/worker.h>

#define CHUNKS_UNTIL_LOOK 64 /* at whether a stop is wanted */

int gzip_init(struct gzip *gzip, int level)
{
	/* 16 more than the window's bits: a gzip file. */
	if (deflateInit2(&gzip->stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		return -1;
	gzip->made = true;
	return 0;
}

void gzip_done(struct gzip *gzip)
{
	if (gzip->made)
		deflateEnd(&gzip->stream);
	gzip->made = false;
}

/* Writes what the compressor has; with Z_FINISH until its end. */
static int drain(struct gzip *gzip, int to, int flush)
{
	z_stream *stream = &gzip->stream;

	do {
		size_t length;

		stream->next_out = gzip->output;
		stream->avail_out = GZIP_CHUNK;
		if (deflate(stream, flush) == Z_STREAM_ERROR) {
			errno = EINVAL;
			return -1;
		}
		length = GZIP_CHUNK - stream->avail_out;
		for (size_t at = 0; at < length;) {
			ssize_t n = write(to, gzip->output + at, length - at);

			if (n < 0 && errno != EINTR)
				return -1;
			at += n > 0 ? (size_t)n : 0;
		}
	} while (stream->avail_out == 0);
	return 0;
}

enum gzip_outcome gzip_copy(struct gzip *gzip, int from, int to, struct reeve_worker *worker)
{
	deflateReset(&gzip->stream);
	for (unsigned chunk = 1;; chunk++) {
		ssize_t n = read(from, gzip->input, GZIP_CHUNK);

		if (n < 0)
			return GZIP_UNREADABLE;
		/* A large file takes as long as it takes, one that does not come any more hangs. */
		reeve_worker_heartbeat(worker);
		if (chunk % CHUNKS_UNTIL_LOOK == 0 && reeve_worker_stopping(worker))
			return GZIP_STOPPED;
		gzip->stream.next_in = gzip->input;
		gzip->stream.avail_in = (unsigned)n;
		if (drain(gzip, to, n ? Z_NO_FLUSH : Z_FINISH) < 0)
			return GZIP_UNWRITABLE;
		if (n == 0)
			return GZIP_DONE;
	}
}

static bool is_same(struct gzip *gzip, gzFile file, int from)
{
	off_t at = 0;
	int there;

	/* zlib hands out what is not compressed as it is. */
	if (gzdirect(file))
		return false;
	do {
		ssize_t here = pread(from, gzip->input, GZIP_CHUNK, at);

		there = gzread(file, gzip->output, GZIP_CHUNK);
		if (there < 0 || there != here)
			return false;
		if (memcmp(gzip->input, gzip->output, (size_t)there))
			return false;
		at += there;
	} while (there > 0);
	return true;
}

bool gzip_holds(struct gzip *gzip, int dirfd, const char *name, int from)
{
	int fd = openat(dirfd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	gzFile file = fd < 0 ? NULL : gzdopen(fd, "rb");
	bool same = file && is_same(gzip, file, from);

	if (file)
		gzclose(file);
	else if (fd >= 0)
		close(fd);
	return same;
}

void gzip_name(const char *name, unsigned n, char *result, size_t size)
{
	char ending[32];
	size_t length = strlen(name), room;

	snprintf(ending, sizeof ending, n > 1 ? ".%u.gz" : ".gz", n);
	room = size - 1 - strlen(ending);
	if (length <= room)
		snprintf(result, size, "%s%s", name, ending);
	else
		snprintf(result, size, "%.*s-%08lx%s", (int)(room - 9), name,
			crc32(0, (const unsigned char *)name, (unsigned)length), ending);
}
