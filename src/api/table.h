/* SPDX-License-Identifier: MIT */
#ifndef API_TABLE_H
#define API_TABLE_H

/* A titled table of text, and its two ways onto paper: in full, and as wide as a terminal,
 * coloured. A cell's text is escaped and measured once, when it is added: libsmartcols, which
 * measures each three times, needs longer for 1,000 workers than all else that `status` does. A
 * failed allocation is kept in text.failed: the printed table is then empty. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"

#define TABLE_COLUMNS_MAX 16

enum table_colour { TABLE_NONE, TABLE_RED, TABLE_GREEN, TABLE_YELLOW };

struct table_column {
	const char *name;
	bool flexible; /* may be cut short where the terminal is narrow */
	unsigned rank; /* 1 is left out first where that is not enough; 0: never */
};

struct table_cell {
	uint32_t at;	 /* in text */
	uint32_t length; /* bytes */
	uint32_t width;	 /* columns of a terminal */
	enum table_colour colour;
};

struct table {
	const char *title;
	const struct table_column *columns;
	size_t column_count;
	size_t widths[TABLE_COLUMNS_MAX];
	struct buffer text; /* of all cells */
	struct table_cell *cells;
	size_t cell_count;
	size_t cell_room;
};

void table_init(struct table *table, const char *title, const struct table_column *columns,
	size_t column_count);
void table_done(struct table *table);

/* Cells fill the table from left to right, row by row. */
void table_text(struct table *table, const char *text);
void table_coloured(struct table *table, const char *text, enum table_colour colour);
void table_number(struct table *table, uint64_t value);
/* What is not there or cannot be read: "--". */
void table_none(struct table *table);

/* Appends title, names and rows. */
void table_plain(const struct table *table, struct buffer *out);
/* The same for a terminal of this width (0: not known, then 80). */
void table_terminal(const struct table *table, size_t width, bool colour, struct buffer *out);

/* Appends a number in decimal: much faster than buffer_printf(). */
void table_add_number(struct buffer *buffer, uint64_t value);

#endif
