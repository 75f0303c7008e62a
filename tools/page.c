/* SPDX-License-Identifier: MIT */
/* Starts a page in the form that is asked for. */
#include "page.h"

#include "wrap.h"

/* Longer lines of prose are hard to read. */
#define MOST_PROSE_WIDTH 100

void page_start(struct page *page, struct output *output, const struct presentation *presentation)
{
	static const struct page_form *const forms[] = {
		[FORM_TEXT] = &page_text_form,
		[FORM_JSON] = &page_text_form,
		[FORM_MARKDOWN] = &page_markdown_form,
		[FORM_HTML] = &page_html_form,
	};
	size_t width = terminal_width();

	page->output = output;
	page->form = forms[presentation->form];
	page->language = presentation->language;
	page->width = width < MOST_PROSE_WIDTH ? width : MOST_PROSE_WIDTH;
	page->indent = 0;
	page->label_width = 0;
	page->has_begun = false;
}
