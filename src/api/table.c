/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "api/table.h"

#include <libsmartcols.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

#define INDENT 2
#define GAP 4
#define TERMINAL_GAP 2
#define FLEXIBLE_LEAST 24

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
	*cells = (struct table_cell){.at = table->text.length};
	return cells;
}

/* Columns that text takes: its characters. Escaped text has no control bytes and is valid UTF-8. */
static uint32_t count_width(const char *text, size_t length)
{
	uint32_t width = 0;

	for (size_t i = 0; i < length; i++)
		width += ((unsigned char)text[i] & 0xc0) != 0x80;
	return width;
}

static void end_cell(struct table *table, struct table_cell *cell)
{
	size_t column = (table->cell_count - 1) % table->column_count;

	if (!table->text.failed)
		cell->width =
			count_width(table->text.data + cell->at, table->text.length - cell->at);
	buffer_char(&table->text, '\0');
	if (cell->width > table->widths[column])
		table->widths[column] = cell->width;
}

void table_coloured(struct table *table, const char *text, const char *colour)
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
	table_coloured(table, text, NULL);
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
	size_t at = sizeof digits;

	do
		digits[--at] = (char)('0' + value % 10);
	while (value /= 10);
	buffer_add(buffer, digits + at, sizeof digits - at);
}

/* Blanks are put before a column's text when it is known that text follows: no line ends in blanks.
 */
static void add_padded(
	struct buffer *out, size_t *blanks, const char *text, size_t width, size_t room)
{
	static const char spaces[] =
		"                                                                ";

	while (*blanks) {
		size_t n = *blanks < sizeof spaces - 1 ? *blanks : sizeof spaces - 1;

		buffer_add(out, spaces, n);
		*blanks -= n;
	}
	buffer_text(out, text);
	*blanks = room - width + GAP;
}

void table_plain(const struct table *table, struct buffer *out)
{
	size_t rows = table->cell_count / table->column_count, line = INDENT, blanks = INDENT;

	buffer_text(out, table->title);
	buffer_char(out, '\n');
	for (size_t i = 0; i < table->column_count; i++) {
		const char *name = table->columns[i].name;

		line += table->widths[i] + GAP;
		add_padded(out, &blanks, name, strlen(name), table->widths[i]);
	}
	buffer_char(out, '\n');
	if (table->text.failed || buffer_reserve(out, rows * line) < 0) {
		out->failed = true;
		return;
	}
	for (size_t row = 0; row < rows; row++) {
		blanks = INDENT;
		for (size_t i = 0; i < table->column_count; i++) {
			const struct table_cell *cell =
				&table->cells[row * table->column_count + i];

			add_padded(out, &blanks, table->text.data + cell->at, cell->width,
				table->widths[i]);
		}
		buffer_char(out, '\n');
	}
}

/* What a column needs at least: a flexible one is still of use when it is cut to this. */
static size_t least_width(const struct table *table, size_t column)
{
	size_t width = table->widths[column];

	return table->columns[column].flexible && width > FLEXIBLE_LEAST ? FLEXIBLE_LEAST : width;
}

/* Leaves columns out, in the order of their rank, until the others have room. */
static void choose(const struct table *table, size_t room, bool shown[TABLE_COLUMNS_MAX])
{
	size_t need = 0;

	for (size_t i = 0; i < table->column_count; i++) {
		shown[i] = true;
		need += least_width(table, i) + TERMINAL_GAP;
	}
	for (unsigned rank = 1; need > room + TERMINAL_GAP && rank <= TABLE_COLUMNS_MAX; rank++)
		for (size_t i = 0; i < table->column_count; i++)
			if (table->columns[i].rank == rank) {
				shown[i] = false;
				need -= least_width(table, i) + TERMINAL_GAP;
			}
}

static int fill_line(const struct table *table, size_t row, bool colour,
	const bool shown[TABLE_COLUMNS_MAX], struct libscols_line *line)
{
	size_t place = 0;

	for (size_t i = 0; i < table->column_count; i++) {
		const struct table_cell *cell = &table->cells[row * table->column_count + i];
		struct libscols_cell *target;
		int result;

		if (!shown[i])
			continue;
		target = scols_line_get_cell(line, place++);
		result = scols_cell_set_data(target, table->text.data + cell->at);
		if (result == 0 && colour && cell->colour)
			result = scols_cell_set_color(target, cell->colour);
		if (result < 0)
			return result;
	}
	return 0;
}

static int fill(const struct table *table, bool colour, size_t room, struct libscols_table *target)
{
	size_t rows = table->cell_count / table->column_count;
	bool shown[TABLE_COLUMNS_MAX];

	choose(table, room, shown);
	for (size_t i = 0; i < table->column_count; i++)
		if (shown[i] && !scols_table_new_column(target, table->columns[i].name, 0,
					table->columns[i].flexible ? SCOLS_FL_TRUNC : 0))
			return -1;
	for (size_t row = 0; row < rows; row++) {
		struct libscols_line *line = scols_table_new_line(target, NULL);

		if (!line || fill_line(table, row, colour, shown, line) < 0)
			return -1;
	}
	return 0;
}

static void add_indented(struct buffer *out, const char *text)
{
	while (*text) {
		size_t length = strcspn(text, "\n");
		size_t used = length;

		while (used && text[used - 1] == ' ')
			used--;
		buffer_text(out, "  ");
		buffer_add(out, text, used);
		buffer_char(out, '\n');
		text += length + (text[length] == '\n');
	}
}

static int print_terminal(const struct table *table, size_t width, bool colour, struct buffer *out)
{
	struct libscols_table *target = scols_new_table();
	size_t room = width > INDENT ? width - INDENT : 80 - INDENT;
	char *text = NULL;
	int result = target ? 0 : -1;

	if (result == 0)
		result = scols_table_set_column_separator(target, "  ");
	if (result == 0)
		result = fill(table, colour, room, target);
	if (result == 0) {
		scols_table_enable_colors(target, colour);
		scols_table_set_termforce(target, SCOLS_TERMFORCE_ALWAYS);
		scols_table_set_termwidth(target, room);
		result = scols_print_table_to_string(target, &text);
	}
	if (result == 0)
		add_indented(out, text);
	free(text);
	scols_unref_table(target);
	return result;
}

void table_terminal(const struct table *table, size_t width, bool colour, struct buffer *out)
{
	buffer_text(out, colour ? "\033[1m" : "");
	buffer_text(out, table->title);
	buffer_text(out, colour ? "\033[0m\n" : "\n");
	if (table->text.failed || print_terminal(table, width, colour, out) < 0)
		out->failed = true;
}
