/* SPDX-License-Identifier: MIT */
/*
 * A page as text for a terminal:
 *
 *     451 Local error, action aborted (transient negative completion)
 *
 *     How to fix it
 *       On the sending side:
 *         Wait: your server tries again by itself. ...
 */
#include "page.h"

#include <string.h>

#include "escape.h"
#include "text.h"
#include "wrap.h"

#define INDENT 2
#define GAP 2 /* blanks between columns */
/* A column that is narrower is hard to read: then each cell has a line of its own. */
#define LEAST_COLUMN 16
#define MOST_COLUMNS 20

static void put_blanks(struct output *output, size_t count)
{
	for (; count > 0; count--)
		output_byte(output, ' ');
}

static void put_pieces(struct page *page, const char *text, size_t used, size_t indent)
{
	size_t columns = page->width > indent ? page->width - indent : 1;
	struct piece piece;

	put_blanks(page->output, indent - used);
	for (bool is_first = true; next_piece(&text, columns, &piece); is_first = false) {
		if (!is_first)
			put_blanks(page->output, indent);
		output_bytes(page->output, piece.text, piece.size);
		output_byte(page->output, '\n');
	}
}

static void put_in_colour(struct output *output, enum colour colour, const char *text)
{
	output_colour(output, colour);
	output_string(output, text);
	output_colour(output, COLOUR_NONE);
}

/* An empty line between this and what stands above. */
static void keep_apart(struct page *page)
{
	if (page->has_begun)
		output_byte(page->output, '\n');
	page->has_begun = true;
}

static void put_in_brackets(struct output *output, enum colour colour, const char *text)
{
	if (text[0] == '\0')
		return;
	output_string(output, " (");
	put_in_colour(output, colour, text);
	output_string(output, ")");
}

static size_t width_in_brackets(const char *text)
{
	return text[0] == '\0' ? 0 : text_width(text) + strlen(" ()");
}

/* On one line where it fits, else name, note and mark each below the other. */
static void introduce(struct page *page, const struct introduction *introduction)
{
	struct output *output = page->output;
	enum colour colour = colour_of(introduction->severity);
	size_t title_width = text_width(introduction->title) + 1;
	size_t indent = page->label_width > 0 ? page->label_width + 1 : title_width;
	size_t width = indent + text_width(introduction->name) +
		       width_in_brackets(introduction->note) +
		       width_in_brackets(introduction->mark);

	if (introduction->is_alone)
		keep_apart(page);
	page->has_begun = true;
	put_in_colour(output, colour, introduction->title);
	if (width <= page->width) {
		put_blanks(output, indent - title_width + 1);
		put_in_colour(output, COLOUR_BOLD, introduction->name);
		put_in_brackets(output, colour, introduction->note);
		put_in_brackets(output, COLOUR_NONE, introduction->mark);
		output_byte(output, '\n');
		return;
	}
	put_pieces(page, introduction->name, title_width - 1, indent);
	put_blanks(output, introduction->note[0] != '\0' ? indent : 0);
	put_pieces(page, introduction->note, indent, indent);
	put_blanks(output, introduction->mark[0] != '\0' ? indent : 0);
	put_pieces(page, introduction->mark, indent, indent);
}

static void put_heading(struct page *page, const char *text)
{
	keep_apart(page);
	put_in_colour(page->output, COLOUR_BOLD, text);
	output_byte(page->output, '\n');
	page->indent = INDENT;
}

static void put_subheading(struct page *page, const char *text)
{
	put_blanks(page->output, INDENT);
	output_string(page->output, text);
	output_string(page->output, ":\n");
	page->indent = (size_t)2 * INDENT;
}

static void put_paragraph(struct page *page, const char *label, const char *text)
{
	size_t used = page->indent;

	put_blanks(page->output, used);
	if (label == NULL) {
		put_pieces(page, text, used, used);
		return;
	}
	output_string(page->output, label);
	put_pieces(page, text, used + text_width(label), used + page->label_width + GAP);
}

/* Tables. */

static const char *cell_of(const struct table *table, size_t row, size_t column)
{
	return table->cells[row * table->columns + column];
}

static size_t width_of_first_column(const struct table *table)
{
	size_t widest = 0;

	for (size_t row = 0; row < table->rows; row++) {
		size_t width = text_width(cell_of(table, row, 0));

		widest = width > widest ? width : widest;
	}
	return widest;
}

/* Puts one line of a row; texts are what is left of its cells. Returns false when none is. */
static bool put_line_of_row(struct page *page, const char **texts, size_t columns, size_t first,
			    size_t other)
{
	struct piece pieces[MOST_COLUMNS];
	size_t blanks = INDENT, last = columns;

	for (size_t i = 0; i < columns; i++)
		if (next_piece(&texts[i], i == 0 ? first : other, &pieces[i]))
			last = i;
	if (last == columns)
		return false;
	for (size_t i = 0; i <= last; i++) {
		put_blanks(page->output, blanks);
		output_bytes(page->output, pieces[i].text, pieces[i].size);
		blanks = (i == 0 ? first : other) - pieces[i].width + GAP;
	}
	output_byte(page->output, '\n');
	return true;
}

static void put_columns(struct page *page, const struct table *table, size_t first, size_t other)
{
	for (size_t row = 0; row < table->rows; row++) {
		const char *texts[MOST_COLUMNS];

		for (size_t column = 0; column < table->columns; column++)
			texts[column] = table->cells[row * table->columns + column];
		while (put_line_of_row(page, texts, table->columns, first, other))
			;
	}
}

/* For a narrow terminal: what a row is about, and its cells below. */
static void put_stacked(struct page *page, const struct table *table)
{
	for (size_t row = table->has_head ? 1 : 0; row < table->rows; row++) {
		put_subheading(page, cell_of(table, row, 0));
		for (size_t column = 1; column < table->columns; column++)
			put_paragraph(page, table->has_head ? cell_of(table, 0, column) : NULL,
				      cell_of(table, row, column));
	}
}

static void put_table(struct page *page, const struct table *table)
{
	size_t first = width_of_first_column(table);
	size_t used = INDENT + first + (table->columns - 1) * GAP;
	size_t other = used < page->width ? (page->width - used) / (table->columns - 1) : 0;

	if (table->is_apart)
		keep_apart(page);
	if (other >= LEAST_COLUMN && table->columns <= MOST_COLUMNS)
		put_columns(page, table, first, other);
	else
		put_stacked(page, table);
}

static void put_quote(struct page *page, const char *text, size_t size)
{
	keep_apart(page);
	output_string(page->output, "> ");
	escape_for_terminal(page->output, text, size);
	output_byte(page->output, '\n');
}

static void do_nothing(struct page *page)
{
	(void)page;
}

const struct page_form page_text_form = {
	.open = do_nothing,
	.close = do_nothing,
	.introduce = introduce,
	.heading = put_heading,
	.subheading = put_subheading,
	.paragraph = put_paragraph,
	.table = put_table,
	.quote = put_quote,
};
