/* SPDX-License-Identifier: MIT */
#ifndef WORKS_GZIP_H
#define WORKS_GZIP_H

/* One file into another, compressed; and what is needed to know it again. */

#include <stdbool.h>
#include <stddef.h>
#include <zlib.h>

#define GZIP_CHUNK 65536

struct reeve_worker;

enum gzip_outcome {
	GZIP_DONE,
	GZIP_UNREADABLE, /* errno says why, 0: not a regular file */
	GZIP_UNWRITABLE, /* errno says why */
	GZIP_STOPPED,	 /* the worker is to stop, and the file is long */
};

struct gzip {
	z_stream stream;
	bool made;
	unsigned char input[GZIP_CHUNK];
	unsigned char output[GZIP_CHUNK];
};

/* level: 1 to 9. Returns 0 or -1. A zeroed struct may be handed to gzip_done() too. */
int gzip_init(struct gzip *gzip, int level);
void gzip_done(struct gzip *gzip);

/* Compresses what is left of from into to. */
enum gzip_outcome gzip_copy(struct gzip *gzip, int from, int to, struct reeve_worker *worker);

/* Whether dirfd/name is a gzip file of exactly what from holds. */
bool gzip_holds(struct gzip *gzip, int dirfd, const char *name, int from);

/* The name of the nth result (from 1) of name: NAME.gz, NAME.2.gz, ... A name too long for that
 * keeps its beginning and gets a checksum of all of it. */
void gzip_name(const char *name, unsigned n, char *result, size_t size);

#endif
