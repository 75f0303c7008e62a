/* SPDX-License-Identifier: MIT */
/* A page as a fragment of HTML, without style. */
#include "page.h"

#include "escape.h"

static void put(struct page *page, const char *text)
{
	output_string(page->output, text);
}

static void put_byte(struct page *page, char byte)
{
	static const struct {
		char byte;
		const char *entity;
	} entities[] = {
		{ '&', "&amp;" },
		{ '<', "&lt;" },
		{ '>', "&gt;" },
		{ '"', "&quot;" },
	};

	for (size_t i = 0; i < sizeof entities / sizeof entities[0]; i++)
		if (entities[i].byte == byte) {
			put(page, entities[i].entity);
			return;
		}
	output_byte(page->output, byte);
}

static void put_escaped(struct page *page, const char *text)
{
	while (*text != '\0')
		put_byte(page, *text++);
}

static void put_element(struct page *page, const char *begin, const char *text, const char *end)
{
	put(page, begin);
	put_escaped(page, text);
	put(page, end);
}

static void open_page(struct page *page)
{
	put_element(page, "<article lang=\"", language_name(page->language), "\">\n");
}

static void close_page(struct page *page)
{
	put(page, "</article>\n");
}

static void put_notes(struct page *page, const struct introduction *introduction)
{
	if (introduction->note[0] != '\0')
		put_element(page, " (<em>", introduction->note, "</em>)");
	if (introduction->mark[0] != '\0')
		put_element(page, " (", introduction->mark, ")");
}

static void introduce(struct page *page, const struct introduction *introduction)
{
	put_element(page, introduction->is_alone ? "<h2>" : "<p><strong>", introduction->title,
		    introduction->is_alone ? " " : "</strong> ");
	put_escaped(page, introduction->name);
	put_notes(page, introduction);
	put(page, introduction->is_alone ? "</h2>\n" : "</p>\n");
}

static void put_heading(struct page *page, const char *text)
{
	put_element(page, "<h3>", text, "</h3>\n");
}

static void put_subheading(struct page *page, const char *text)
{
	put_element(page, "<h4>", text, "</h4>\n");
}

static void put_paragraph(struct page *page, const char *label, const char *text)
{
	put(page, "<p>");
	if (label != NULL)
		put_element(page, "<strong>", label, "</strong> ");
	put_element(page, "", text, "</p>\n");
}

static void put_cell(struct page *page, const struct table *table, size_t row, size_t column)
{
	const char *text = table->cells[row * table->columns + column];

	if (table->has_head && row == 0)
		put_element(page, "<th scope=\"col\">", text, "</th>");
	else if (column == 0)
		put_element(page, "<th scope=\"row\">", text, "</th>");
	else
		put_element(page, "<td>", text, "</td>");
}

static void put_table(struct page *page, const struct table *table)
{
	put(page, "<table>\n");
	for (size_t row = 0; row < table->rows; row++) {
		put(page, "<tr>");
		for (size_t column = 0; column < table->columns; column++)
			put_cell(page, table, row, column);
		put(page, "</tr>\n");
	}
	put(page, "</table>\n");
}

static bool is_special(char byte)
{
	return byte == '&' || byte == '<' || byte == '>' || byte == '"';
}

/* Escaped twice: for HTML, and what does not show. */
static void put_quote(struct page *page, const char *text, size_t size)
{
	put(page, "<pre>");
	for (size_t i = 0, run; i < size; i += run) {
		for (run = 0; i + run < size && !is_special(text[i + run]); run++)
			;
		if (run > 0) {
			escape_for_terminal(page->output, text + i, run);
		} else {
			put_byte(page, text[i]);
			run = 1;
		}
	}
	put(page, "</pre>\n");
}

const struct page_form page_html_form = {
	.open = open_page,
	.close = close_page,
	.introduce = introduce,
	.heading = put_heading,
	.subheading = put_subheading,
	.paragraph = put_paragraph,
	.table = put_table,
	.quote = put_quote,
};
