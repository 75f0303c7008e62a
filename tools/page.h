/* SPDX-License-Identifier: MIT */
/*
 * A page of the reference for a person: titles, headings, paragraphs and tables, written as text
 * for a terminal, as Markdown or as a fragment of HTML. Its texts are those of the library's tables.
 */
#ifndef PAGE_H
#define PAGE_H

#include <smtpreply.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "output.h"
#include "presentation.h"

/* Cells stand row by row; those of the first column say what the row is about. */
struct table {
	const char *const *cells;
	size_t columns;
	size_t rows;
	bool has_head; /* the first row says what the columns are about */
	bool is_apart; /* no heading of its own stands above */
};

/* How an entry is introduced. */
struct introduction {
	const char *title;
	const char *name;
	const char *note;  /* its severity or its standing, in words; "" for none */
	const char *mark;  /* what is said of its language; "" for none */
	uint32_t severity; /* whose colour it takes; 0 for none */
	bool is_alone;     /* the page is about it alone */
};

struct page {
	struct output *output;
	const struct page_form *form;
	uint32_t language;
	size_t width;       /* of a line of text */
	size_t indent;      /* blanks before a paragraph */
	size_t label_width; /* columns that the longest label has */
	bool has_begun;     /* something stands above */
};

struct page_form {
	void (*open)(struct page *page);
	void (*close)(struct page *page);
	void (*introduce)(struct page *page, const struct introduction *introduction);
	void (*heading)(struct page *page, const char *text);
	void (*subheading)(struct page *page, const char *text);
	/* A paragraph; the label says what it is about, NULL for none. */
	void (*paragraph)(struct page *page, const char *label, const char *text);
	void (*table)(struct page *page, const struct table *table);
	/* What somebody pasted, not to be trusted. */
	void (*quote)(struct page *page, const char *text, size_t size);
};

/* The form must be none of JSON. */
void page_start(struct page *page, struct output *output, const struct presentation *presentation);

extern const struct page_form page_text_form;
extern const struct page_form page_markdown_form;
extern const struct page_form page_html_form;

#endif
