/* SPDX-License-Identifier: MIT */
#ifndef CONFIG_SCAN_H
#define CONFIG_SCAN_H

/* Just enough of libconfig's lexical rules to tell includes and numbers from what stands in texts
 * and comments. The tokens together are the whole text. */

#include <stdbool.h>
#include <stddef.h>

enum scan_kind {
	SCAN_OTHER,
	SCAN_INCLUDE, /* from the first blank of the line to the end of the path */
	SCAN_NUMBER,  /* an integer without suffix */
	SCAN_UNENDED, /* a text or comment that the file ends in */
	SCAN_NUL,     /* a text with \x00, which libconfig would drop silently */
};

enum scan_size { SCAN_FITS_32, SCAN_FITS_64, SCAN_TOO_LARGE };

struct scan_token {
	enum scan_kind kind;
	const char *text;
	size_t length;
	int line; /* that it begins in */
};

struct scan {
	const char *at, *end;
	int line;
	bool line_start;
};

/* False at the end. */
bool scan_next(struct scan *scan, struct scan_token *ret_token);
enum scan_size scan_integer(const struct scan_token *token);
/* The path of an include. Returns 0 or -EINVAL. */
int scan_include(const struct scan_token *token, char *path, size_t size);

#endif
