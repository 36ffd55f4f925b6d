/* SPDX-License-Identifier: MIT */
#ifndef CONFIG_EMBED_H
#define CONFIG_EMBED_H

/* A template that is part of this program: template_embed() says so. It stands for the program's
 * own file, and is as trusted. */

struct embed {
	const char *path; /* absolute, of the program */
	const char *name; /* the file of its errors, "queue.cfg" */
	const char *text;
};

/* NULL: the file of this path is to be read. */
const struct embed *embed_find(const char *path);

#endif
