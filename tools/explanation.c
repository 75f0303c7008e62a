/* SPDX-License-Identifier: MIT */
/*
 * Explains refusals from the reference, in three lines at the most:
 *
 *       ? 5.1.3 means: Recipient address malformed. Look at the address between < and > in
 *         the log for stray characters, and correct it where it came from: the list, the
 *         form, the address book.
 */
#include "explanation.h"

#include <stdbool.h>
#include <string.h>

#include "paragraph.h"

#define MARK "  ? "
#define MOST_LINES 3

static bool find_entry(const struct smtpreply *reply, struct smtpreply_entry *entry)
{
	if (reply->status.severity != 0 && smtpreply_entry_find_status(&reply->status, entry))
		return true;
	return smtpreply_entry_find_code(reply->code, entry);
}

/* A text that both 4.7.1 and 5.7.1 have is one text. */
static bool is_new(struct explanations *told, const char *text)
{
	for (size_t i = 0; i < told->count; i++)
		if (told->texts[i] == text)
			return false;
	if (told->count == MOST_EXPLANATIONS)
		return false;
	told->texts[told->count++] = text;
	return true;
}

void show_explanation(struct output *output, const char *lead, const struct smtpreply *reply,
		      struct explanations *told)
{
	struct paragraph paragraph = { .size = 0 };
	struct smtpreply_entry entry;
	char title[SMTPREPLY_TITLE_ROOM];
	const char *remedy;

	if (!find_entry(reply, &entry))
		return;
	remedy = smtpreply_entry_text(&entry, SMTPREPLY_TEXT_FIX_SENDER, SMTPREPLY_ENGLISH);
	if (!is_new(told, remedy))
		return;
	smtpreply_entry_title(&entry, title, sizeof title);
	add_words(&paragraph, title);
	add_words(&paragraph, " means: ");
	add_words(&paragraph, smtpreply_entry_text(&entry, SMTPREPLY_TEXT_NAME, SMTPREPLY_ENGLISH));
	add_words(&paragraph, ". ");
	add_words(&paragraph, remedy);
	cut_lines(&paragraph, strlen(lead) + strlen(MARK), MOST_LINES);
	show_paragraph(output, lead, MARK, &paragraph);
}
