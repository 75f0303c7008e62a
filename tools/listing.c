/* SPDX-License-Identifier: MIT */
/* Prints entries of the reference one below the other. */
#include "listing.h"

#include "command.h"
#include "entry.h"
#include "streams.h"

static size_t widest_title(const struct listing *listing)
{
	char title[SMTPREPLY_TITLE_ROOM];
	size_t widest = 0;

	for (size_t i = 0; i < listing->count; i++) {
		size_t size = smtpreply_entry_title(&listing->entries[i], title, sizeof title);

		widest = size > widest ? size : widest;
	}
	return widest;
}

int print_listing(const struct listing *listing, const struct presentation *presentation)
{
	size_t width = widest_title(listing);
	struct output output;

	open_output(&output);
	if (listing->has_headings)
		write_headings(&output, presentation->language);
	for (size_t i = 0; i < listing->count; i++) {
		const struct smtpreply_entry *entry = &listing->entries[i];

		if (presentation->form == FORM_JSON) {
			open_entry(&output, entry, presentation->language);
			output_string(&output, "}\n");
		} else {
			show_entry_line(&output, entry, presentation->language, width);
		}
	}
	return close_output(&output);
}
