/* SPDX-License-Identifier: MIT */
/* How an entry of the reference is named to a person. */
#include "entry.h"

#include <string.h>

#include "text.h"

/* Of a keyword, which has no severity, its standing. */
static void write_note(const struct smtpreply_entry *entry, uint32_t language, char *note)
{
	uint32_t aspect = entry->kind == SMTPREPLY_KIND_KEYWORD ? SMTPREPLY_ASPECT_STANDING
								: SMTPREPLY_ASPECT_SEVERITY;

	smtpreply_entry_aspect(entry, aspect, language, note, WORDS_ROOM);
}

static const char *mark_of(const struct smtpreply_entry *entry, uint32_t language)
{
	if (smtpreply_entry_is_translated(entry, SMTPREPLY_TEXT_MEANING, language))
		return "";
	return smtpreply_heading_title(SMTPREPLY_HEADING_UNTRANSLATED, language);
}

void introduce_entry(struct page *page, const struct smtpreply_entry *entry, bool is_alone)
{
	char title[SMTPREPLY_TITLE_ROOM], note[WORDS_ROOM];
	const struct introduction introduction = {
		.title = title,
		.name = smtpreply_entry_text(entry, SMTPREPLY_TEXT_NAME, page->language),
		.note = note,
		.mark = mark_of(entry, page->language),
		.severity = entry->severity,
		.is_alone = is_alone,
	};

	smtpreply_entry_title(entry, title, sizeof title);
	write_note(entry, page->language, note);
	page->form->introduce(page, &introduction);
}

const char *remark_on_match(const struct smtpreply_entry *entry, uint32_t language)
{
	if (entry->match == SMTPREPLY_MATCH_SUBJECT)
		return smtpreply_heading_title(SMTPREPLY_HEADING_UNKNOWN_DETAIL, language);
	if (entry->match == SMTPREPLY_MATCH_CLASS)
		return smtpreply_heading_title(SMTPREPLY_HEADING_UNKNOWN, language);
	return NULL;
}

void show_entry_line(struct output *output, const struct smtpreply_entry *entry, uint32_t language,
		     size_t title_width)
{
	char title[SMTPREPLY_TITLE_ROOM], note[WORDS_ROOM];
	const char *mark = mark_of(entry, language);
	size_t size = smtpreply_entry_title(entry, title, sizeof title);

	write_note(entry, language, note);
	output_colour(output, colour_of(entry->severity));
	output_string(output, title);
	output_colour(output, COLOUR_NONE);
	for (; size <= title_width; size++)
		output_byte(output, ' ');
	output_string(output, smtpreply_entry_text(entry, SMTPREPLY_TEXT_NAME, language));
	if (note[0] != '\0') {
		output_string(output, " (");
		output_string(output, note);
		output_string(output, ")");
	}
	if (mark[0] != '\0') {
		output_string(output, " (");
		output_string(output, mark);
		output_string(output, ")");
	}
	output_string(output, "\n");
}
