/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "api/table.h"

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "base/text.h"

#define INDENT 2
#define GAP 4
#define TERMINAL_GAP 2
#define FLEXIBLE_LEAST 24

#define BOLD "\033[1m"
#define NORMAL "\033[0m"

static const char *const colours[] = {
	[TABLE_RED] = "\033[31m", [TABLE_GREEN] = "\033[32m", [TABLE_YELLOW] = "\033[33m"};

void table_init(struct table *table, const char *title, const struct table_column *columns,
	size_t column_count)
{
	*table = (struct table){.title = title, .columns = columns, .column_count = column_count};
	for (size_t i = 0; i < column_count; i++)
		table->widths[i] = strlen(columns[i].name);
}

void table_done(struct table *table)
{
	buffer_done(&table->text);
	free(table->cells);
}

static struct table_cell *add_cell(struct table *table)
{
	struct table_cell *cells;

	if (table->text.length > UINT32_MAX)
		table->text.failed = true;
	if (table->text.failed)
		return NULL;
	if (table->cell_count == table->cell_room) {
		size_t room = table->cell_room ? 2 * table->cell_room : 256;

		cells = realloc(table->cells, room * sizeof *cells);
		if (!cells) {
			table->text.failed = true;
			return NULL;
		}
		table->cells = cells;
		table->cell_room = room;
	}
	cells = &table->cells[table->cell_count++];
	*cells = (struct table_cell){.at = (uint32_t)table->text.length};
	return cells;
}

/* The bytes of the character beyond ASCII at text, and the columns that it takes. Escaped text has
 * no control bytes and is valid UTF-8; where the locale cannot tell, a character is one column. */
static size_t measure(const char *text, size_t left, unsigned *ret_columns)
{
	mbstate_t state = {0};
	size_t length = 1;
	wchar_t character;
	int columns = 1;

	while (length < left && (text[length] & 0xc0) == 0x80)
		length++;
	/* In a locale of single bytes a C library may take the first one for a character. */
	if (mbrtowc(&character, text, left, &state) == length)
		columns = wcwidth(character);
	*ret_columns = columns < 0 ? 1 : (unsigned)columns;
	return length;
}

/* How much of text fits into room columns: its bytes, and the columns that they take. */
static size_t fit(const char *text, size_t length, size_t room, uint32_t *ret_width)
{
	uint32_t width = 0;
	size_t at = 0;

	for (;;) {
		size_t start = at, bytes;
		size_t end = length - at < room - width ? length : at + (room - width);
		unsigned columns;

		while (at < end && (unsigned char)text[at] < 0x80)
			at++;
		width += (uint32_t)(at - start);
		if (at == length || (unsigned char)text[at] < 0x80)
			break;
		bytes = measure(text + at, length - at, &columns);
		if (width + columns > room)
			break;
		width += columns;
		at += bytes;
	}
	*ret_width = width;
	return at;
}

static void end_cell(struct table *table, struct table_cell *cell)
{
	size_t column = (table->cell_count - 1) % table->column_count;

	if (!table->text.failed) {
		cell->length = (uint32_t)(table->text.length - cell->at);
		fit(table->text.data + cell->at, cell->length, UINT32_MAX, &cell->width);
	}
	if (cell->width > table->widths[column])
		table->widths[column] = cell->width;
}

void table_coloured(struct table *table, const char *text, enum table_colour colour)
{
	struct table_cell *cell = add_cell(table);

	if (!cell)
		return;
	cell->colour = colour;
	text_escape(&table->text, text, strlen(text));
	end_cell(table, cell);
}

void table_text(struct table *table, const char *text)
{
	table_coloured(table, text, TABLE_NONE);
}

void table_number(struct table *table, uint64_t value)
{
	struct table_cell *cell = add_cell(table);

	if (!cell)
		return;
	table_add_number(&table->text, value);
	end_cell(table, cell);
}

void table_none(struct table *table)
{
	table_text(table, "--");
}

void table_add_number(struct buffer *buffer, uint64_t value)
{
	char digits[20];

	buffer_add(buffer, digits, (size_t)(text_decimal(digits, value) - digits));
}

/* How the table is put on paper. */
struct layout {
	size_t widths[TABLE_COLUMNS_MAX]; /* 0: left out */
	size_t gap;
	bool colour;
};

/* Blanks are put before a cell when it is known that one follows: no line ends in blanks. */
static void add_blanks(struct buffer *out, size_t count)
{
	static const char spaces[] =
		"                                                                ";

	while (count) {
		size_t n = count < sizeof spaces - 1 ? count : sizeof spaces - 1;

		buffer_add(out, spaces, n);
		count -= n;
	}
}

static void add_names(const struct table *table, const struct layout *layout, struct buffer *out)
{
	size_t blanks = INDENT;

	for (size_t i = 0; i < table->column_count; i++) {
		const char *name = table->columns[i].name;

		if (!layout->widths[i])
			continue;
		add_blanks(out, blanks);
		buffer_text(out, name);
		blanks = layout->widths[i] - strlen(name) + layout->gap;
	}
	buffer_char(out, '\n');
}

static void add_row(const struct table *table, const struct layout *layout,
	const struct table_cell *cells, struct buffer *out)
{
	size_t blanks = INDENT;

	for (size_t i = 0; i < table->column_count; i++) {
		const struct table_cell *cell = &cells[i];
		const char *text = table->text.data + cell->at;
		const char *colour = layout->colour ? colours[cell->colour] : NULL;
		uint32_t width = cell->width;
		size_t length = cell->length;

		if (!layout->widths[i])
			continue;
		if (width > layout->widths[i])
			length = fit(text, length, layout->widths[i], &width);
		add_blanks(out, blanks);
		if (colour)
			buffer_text(out, colour);
		buffer_add(out, text, length);
		if (colour)
			buffer_text(out, NORMAL);
		blanks = layout->widths[i] - width + layout->gap;
	}
	buffer_char(out, '\n');
}

static void add_table(const struct table *table, const struct layout *layout, struct buffer *out)
{
	size_t rows = table->cell_count / table->column_count, line = INDENT + 1;

	buffer_text(out, layout->colour ? BOLD : "");
	buffer_text(out, table->title);
	buffer_text(out, layout->colour ? NORMAL "\n" : "\n");
	add_names(table, layout, out);
	for (size_t i = 0; i < table->column_count; i++)
		line += layout->widths[i] + layout->gap;
	if (table->text.failed || buffer_reserve(out, rows * line) < 0) {
		out->failed = true;
		return;
	}
	for (size_t row = 0; row < rows; row++)
		add_row(table, layout, table->cells + row * table->column_count, out);
}

void table_plain(const struct table *table, struct buffer *out)
{
	struct layout layout = {.gap = GAP};

	memcpy(layout.widths, table->widths, sizeof layout.widths);
	add_table(table, &layout, out);
}

/* What a column needs at least: a flexible one is still of use when it is cut to this. */
static size_t least_width(const struct table *table, size_t column)
{
	size_t width = table->widths[column];

	return table->columns[column].flexible && width > FLEXIBLE_LEAST ? FLEXIBLE_LEAST : width;
}

/* Leaves columns out, in the order of their rank, until the others have room. What is left over
 * goes to the flexible ones, from the left. */
static void choose(const struct table *table, size_t room, struct layout *layout)
{
	size_t need = 0;

	for (size_t i = 0; i < table->column_count; i++) {
		layout->widths[i] = least_width(table, i);
		need += layout->widths[i] + layout->gap;
	}
	for (unsigned rank = 1; need > room + layout->gap && rank <= TABLE_COLUMNS_MAX; rank++)
		for (size_t i = 0; i < table->column_count; i++)
			if (table->columns[i].rank == rank) {
				need -= layout->widths[i] + layout->gap;
				layout->widths[i] = 0;
			}
	for (size_t i = 0; i < table->column_count && need < room + layout->gap; i++) {
		size_t spare = room + layout->gap - need;
		size_t wanted = layout->widths[i] ? table->widths[i] - layout->widths[i] : 0;
		size_t more = wanted < spare ? wanted : spare;

		layout->widths[i] += more;
		need += more;
	}
}

void table_terminal(const struct table *table, size_t width, bool colour, struct buffer *out)
{
	struct layout layout = {.gap = TERMINAL_GAP, .colour = colour};

	choose(table, (width > INDENT ? width : 80) - INDENT, &layout);
	add_table(table, &layout, out);
}
