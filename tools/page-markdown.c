/* SPDX-License-Identifier: MIT */
/* A page as Markdown, with the tables that forges know. */
#include "page.h"

#include <string.h>

#include "escape.h"

static void put(struct page *page, const char *text)
{
	output_string(page->output, text);
}

/* A backslash before each byte that Markdown could take for its own. */
static void put_escaped(struct page *page, const char *text)
{
	for (; *text != '\0'; text++) {
		if (strchr("\\`*_[]<>|&~", *text) != NULL)
			output_byte(page->output, '\\');
		output_byte(page->output, *text);
	}
}

static void put_between(struct page *page, const char *before, const char *text, const char *behind)
{
	put(page, before);
	put_escaped(page, text);
	put(page, behind);
}

static void keep_apart(struct page *page)
{
	if (page->has_begun)
		put(page, "\n");
	page->has_begun = true;
}

static void introduce(struct page *page, const struct introduction *introduction)
{
	keep_apart(page);
	put_between(page, introduction->is_alone ? "# " : "**", introduction->title,
		    introduction->is_alone ? " " : "** ");
	put_escaped(page, introduction->name);
	if (introduction->note[0] != '\0')
		put_between(page, " (*", introduction->note, "*)");
	if (introduction->mark[0] != '\0')
		put_between(page, " (", introduction->mark, ")");
	put(page, "\n");
}

static void put_heading(struct page *page, const char *text)
{
	keep_apart(page);
	put_between(page, "## ", text, "\n");
}

static void put_subheading(struct page *page, const char *text)
{
	keep_apart(page);
	put_between(page, "### ", text, "\n");
}

static void put_paragraph(struct page *page, const char *label, const char *text)
{
	keep_apart(page);
	if (label != NULL)
		put_between(page, "**", label, "** ");
	put_between(page, "", text, "\n");
}

static void put_row(struct page *page, const struct table *table, size_t row)
{
	put(page, "|");
	for (size_t column = 0; column < table->columns; column++)
		put_between(page, " ", table->cells[row * table->columns + column], " |");
	put(page, "\n");
}

static void put_repeated(struct page *page, const char *cell, size_t count)
{
	put(page, "|");
	for (; count > 0; count--)
		put(page, cell);
	put(page, "\n");
}

/* A table must have a head, if an empty one. */
static void put_table(struct page *page, const struct table *table)
{
	keep_apart(page);
	if (table->has_head)
		put_row(page, table, 0);
	else
		put_repeated(page, " |", table->columns);
	put_repeated(page, " --- |", table->columns);
	for (size_t row = table->has_head ? 1 : 0; row < table->rows; row++)
		put_row(page, table, row);
}

/* Four blanks make code of it, in which nothing has a meaning. */
static void put_quote(struct page *page, const char *text, size_t size)
{
	keep_apart(page);
	put(page, "    ");
	escape_for_terminal(page->output, text, size);
	put(page, "\n");
}

static void do_nothing(struct page *page)
{
	(void)page;
}

const struct page_form page_markdown_form = {
	.open = do_nothing,
	.close = do_nothing,
	.introduce = introduce,
	.heading = put_heading,
	.subheading = put_subheading,
	.paragraph = put_paragraph,
	.table = put_table,
	.quote = put_quote,
};
