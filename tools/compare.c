/* SPDX-License-Identifier: MIT */
/* smtpreply compare: sets codes and statuses side by side. */
#define _POSIX_C_SOURCE 200809L
#include <smtpreply.h>

#include <stdbool.h>
#include <string.h>

#include "command.h"
#include "entry.h"
#include "json.h"
#include "name.h"
#include "options.h"
#include "page.h"
#include "presentation.h"
#include "streams.h"
#include "suggest.h"
#include "wrap.h"

#define MOST_COMPARED 16
#define ASPECTS (SMTPREPLY_ASPECT_LAST + 1)

/* What is the same for all is worth a line when it is no longer than this. */
#define MOST_SHARED_WIDTH 60

struct settings {
	struct presentation presentation; /* the first member, see presentation.h */
	size_t count;
	struct smtpreply_entry entries[MOST_COMPARED];
	char titles[MOST_COMPARED][SMTPREPLY_TITLE_ROOM];
	bool is_strange; /* there is no entry of some name */
};

/* All aspects of all entries in words. */
struct comparison {
	const struct settings *settings;
	uint32_t language;
	char words[ASPECTS][MOST_COMPARED][WORDS_ROOM];
};

static bool is_there(const struct settings *settings, const char *title)
{
	for (size_t i = 0; i < settings->count; i++)
		if (strcmp(settings->titles[i], title) == 0)
			return true;
	return false;
}

static bool add_entry(struct settings *settings, const struct smtpreply_entry *entry)
{
	char *title = settings->titles[settings->count];

	smtpreply_entry_title(entry, title, SMTPREPLY_TITLE_ROOM);
	if (is_there(settings, title)) {
		complain("%s twice", title);
		return false;
	}
	settings->entries[settings->count++] = *entry;
	return true;
}

static bool set_operand(void *settings, const char *operand)
{
	struct settings *ours = settings;
	struct smtpreply_entry entry;

	if (ours->count == MOST_COMPARED) {
		complain("more than %d at once", MOST_COMPARED);
		return false;
	}
	if (!find_by_name(operand, strlen(operand), &entry)) {
		complain_of_name(operand, strlen(operand));
		ours->is_strange = true;
		return true;
	}
	if (entry.kind == SMTPREPLY_KIND_KEYWORD) {
		complain("%s is a keyword; codes and statuses can be compared", operand);
		return false;
	}
	return add_entry(ours, &entry);
}

static const struct option options[] = {
	JSON_OPTION,
	FORMAT_OPTION,
	LANG_OPTION,
	{ "help", NULL, "print this help", NULL, NULL },
};

const struct manual compare_manual = {
	.usage = "smtpreply compare [OPTION]... WHAT WHAT...",
	.purpose =
		"Sets codes, statuses and classes of them side by side: what they say, when they\n"
		"are seen, how to fix them, in what they differ, and which one is sent when.",
	.command = "smtpreply compare",
	.options = options,
	.option_count = sizeof options / sizeof options[0],
	.set_operand = set_operand,
	.operands = OPERANDS_ENTRIES,
	.notes = "examples:\n"
		 "  smtpreply compare 251 451\n"
		 "  smtpreply compare 450 451 452 --lang ja\n"
		 "  smtpreply compare 4.7.1 5.7.1\n"
		 "  smtpreply compare 4xx 5xx --format md\n"
		 "\n"
		 "exit status:\n"
		 "  0   all of it is in the reference\n"
		 "  1   some of it is not: it is told by its first digit, or a name that is near\n"
		 "      is suggested\n"
		 "  64  the command was not used rightly\n"
		 "  74  standard output cannot be written\n",
};

static void put_all_in_words(struct comparison *comparison)
{
	const struct settings *settings = comparison->settings;

	for (uint32_t aspect = 1; aspect < ASPECTS; aspect++)
		for (size_t i = 0; i < settings->count; i++)
			smtpreply_entry_aspect(&settings->entries[i], aspect, comparison->language,
					       comparison->words[aspect][i], WORDS_ROOM);
}

/* Does the aspect tell any two of the entries apart? */
static bool tells_apart(const struct settings *settings, uint32_t aspect)
{
	for (size_t i = 1; i < settings->count; i++)
		for (size_t k = 0; k < i; k++)
			if (smtpreply_entry_differs(&settings->entries[k], &settings->entries[i],
						    aspect))
				return true;
	return false;
}

static bool is_shared(const struct comparison *comparison, uint32_t aspect)
{
	const char *first = comparison->words[aspect][0];

	for (size_t i = 1; i < comparison->settings->count; i++)
		if (strcmp(first, comparison->words[aspect][i]) != 0)
			return false;
	return first[0] != '\0' && text_width(first) <= MOST_SHARED_WIDTH;
}

/* For a person. */

static void put_texts(struct page *page, const struct settings *settings, uint32_t text)
{
	for (size_t i = 0; i < settings->count; i++)
		page->form->paragraph(
			page, settings->titles[i],
			smtpreply_entry_text(&settings->entries[i], text, page->language));
}

static void put_heading(struct page *page, uint32_t heading)
{
	page->form->heading(page, smtpreply_heading_title(heading, page->language));
}

static void put_subheading(struct page *page, uint32_t heading)
{
	page->form->subheading(page, smtpreply_heading_title(heading, page->language));
}

/* A blank would leave it open whether something was forgotten. */
static const char *cell_for(const char *words)
{
	return words[0] != '\0' ? words : "-";
}

static size_t put_row(const char **cells, const struct comparison *comparison, uint32_t aspect)
{
	size_t count = 0;

	cells[count++] = smtpreply_aspect_title(aspect, comparison->language);
	for (size_t i = 0; i < comparison->settings->count; i++)
		cells[count++] = cell_for(comparison->words[aspect][i]);
	return count;
}

static size_t put_head(const char **cells, const struct settings *settings)
{
	size_t count = 0;

	cells[count++] = "";
	for (size_t i = 0; i < settings->count; i++)
		cells[count++] = settings->titles[i];
	return count;
}

static void put_differences(struct page *page, const struct comparison *comparison)
{
	const char *cells[ASPECTS * (MOST_COMPARED + 1)];
	struct table table = { .cells = cells,
			       .columns = comparison->settings->count + 1,
			       .has_head = true };
	size_t count = put_head(cells, comparison->settings);

	for (uint32_t aspect = 1; aspect < ASPECTS; aspect++)
		if (tells_apart(comparison->settings, aspect))
			count += put_row(cells + count, comparison, aspect);
	table.rows = count / table.columns;
	if (table.rows == 1)
		return;
	put_heading(page, SMTPREPLY_HEADING_DIFFERENCES);
	page->form->table(page, &table);
}

static void put_shared(struct page *page, const struct comparison *comparison)
{
	const char *cells[ASPECTS * 2];
	struct table table = { .cells = cells, .columns = 2 };
	size_t count = 0;

	for (uint32_t aspect = 1; aspect < ASPECTS; aspect++)
		if (is_shared(comparison, aspect)) {
			cells[count++] = smtpreply_aspect_title(aspect, comparison->language);
			cells[count++] = comparison->words[aspect][0];
		}
	table.rows = count / 2;
	if (count == 0)
		return;
	put_heading(page, SMTPREPLY_HEADING_SAME);
	page->form->table(page, &table);
}

static void put_when(struct page *page, const struct settings *settings)
{
	char words[WORDS_ROOM];

	put_heading(page, SMTPREPLY_HEADING_WHICH);
	for (size_t i = 0; i < settings->count; i++)
		if (smtpreply_entry_when(&settings->entries[i], page->language, words,
					 sizeof words) > 0)
			page->form->paragraph(page, NULL, words);
}

static void put_remarks(struct page *page, const struct settings *settings)
{
	for (size_t i = 0; i < settings->count; i++) {
		const char *remark = remark_on_match(&settings->entries[i], page->language);

		if (remark != NULL)
			page->form->paragraph(page, settings->titles[i], remark);
	}
}

static size_t widest_title(const struct settings *settings)
{
	size_t widest = 0;

	for (size_t i = 0; i < settings->count; i++) {
		size_t width = strlen(settings->titles[i]);

		widest = width > widest ? width : widest;
	}
	return widest;
}

static void put_page(struct output *output, const struct comparison *comparison)
{
	const struct settings *settings = comparison->settings;
	struct page page;

	page_start(&page, output, &settings->presentation);
	page.label_width = widest_title(settings);
	page.form->open(&page);
	for (size_t i = 0; i < settings->count; i++)
		introduce_entry(&page, &settings->entries[i], false);
	put_remarks(&page, settings);
	put_heading(&page, SMTPREPLY_HEADING_DESCRIPTION);
	put_texts(&page, settings, SMTPREPLY_TEXT_MEANING);
	put_heading(&page, SMTPREPLY_HEADING_SEEN);
	put_texts(&page, settings, SMTPREPLY_TEXT_SEEN);
	put_heading(&page, SMTPREPLY_HEADING_FIX);
	put_subheading(&page, SMTPREPLY_HEADING_SENDER);
	put_texts(&page, settings, SMTPREPLY_TEXT_FIX_SENDER);
	put_subheading(&page, SMTPREPLY_HEADING_SERVER);
	put_texts(&page, settings, SMTPREPLY_TEXT_FIX_SERVER);
	put_differences(&page, comparison);
	put_when(&page, settings);
	put_shared(&page, comparison);
	page.form->close(&page);
}

/* For a program. */

static void write_words(struct output *output, const char *between, const char *words)
{
	if (words[0] != '\0') {
		write_string(output, between, words);
	} else {
		output_string(output, between);
		output_string(output, "null");
	}
}

static void open_aspect(struct output *output, const char *between, uint32_t aspect,
			uint32_t language)
{
	output_string(output, between);
	output_string(output, "{\"aspect\":");
	write_name(output, smtpreply_aspect_name(aspect));
	write_string(output, ",\"title\":", smtpreply_aspect_title(aspect, language));
}

static void write_differences(struct output *output, const struct comparison *comparison)
{
	const char *between = "";

	output_string(output, "],\"differences\":[");
	for (uint32_t aspect = 1; aspect < ASPECTS; aspect++) {
		if (!tells_apart(comparison->settings, aspect))
			continue;
		open_aspect(output, between, aspect, comparison->language);
		output_string(output, ",\"values\":[");
		for (size_t i = 0; i < comparison->settings->count; i++)
			write_words(output, i > 0 ? "," : "", comparison->words[aspect][i]);
		output_string(output, "]}");
		between = ",";
	}
}

static void write_shared(struct output *output, const struct comparison *comparison)
{
	const char *between = "";

	output_string(output, "],\"same\":[");
	for (uint32_t aspect = 1; aspect < ASPECTS; aspect++) {
		if (!is_shared(comparison, aspect))
			continue;
		open_aspect(output, between, aspect, comparison->language);
		write_string(output, ",\"value\":", comparison->words[aspect][0]);
		output_string(output, "}");
		between = ",";
	}
}

static void write_when(struct output *output, const struct comparison *comparison)
{
	char words[WORDS_ROOM];

	output_string(output, "],\"which_when\":[");
	for (size_t i = 0; i < comparison->settings->count; i++) {
		smtpreply_entry_when(&comparison->settings->entries[i], comparison->language, words,
				     sizeof words);
		write_string(output, i > 0 ? "," : "", words);
	}
}

static void put_object(struct output *output, const struct comparison *comparison)
{
	const struct settings *settings = comparison->settings;

	output_string(output, "{\"type\":\"comparison\",\"language\":");
	write_name(output, language_name(comparison->language));
	output_string(output, ",\"entries\":[");
	for (size_t i = 0; i < settings->count; i++) {
		output_string(output, i > 0 ? "," : "");
		open_entry(output, &settings->entries[i], comparison->language);
		output_byte(output, '}');
	}
	write_differences(output, comparison);
	write_shared(output, comparison);
	write_when(output, comparison);
	output_string(output, "]}\n");
}

static int compare(const struct settings *settings)
{
	static struct comparison comparison;
	struct output output;
	int status = EXIT_ALL_WELL, output_status;

	comparison.settings = settings;
	comparison.language = settings->presentation.language;
	put_all_in_words(&comparison);
	open_output(&output);
	if (settings->presentation.form == FORM_JSON)
		put_object(&output, &comparison);
	else
		put_page(&output, &comparison);
	for (size_t i = 0; i < settings->count; i++)
		if (settings->entries[i].match != SMTPREPLY_MATCH_EXACT)
			status = EXIT_UNKNOWN;
	output_status = close_output(&output);
	return output_status != EXIT_ALL_WELL ? output_status : status;
}

int compare_command(int count, char *arguments[])
{
	static struct settings settings;

	settings.presentation.language = language_of_environment();
	switch (read_options(&compare_manual, count, arguments, &settings)) {
	case OPTIONS_HELP:
		return print_help(&compare_manual);
	case OPTIONS_BAD:
		return EXIT_BAD_USAGE;
	case OPTIONS_READ:
		break;
	}
	if (settings.is_strange)
		return EXIT_UNKNOWN;
	if (settings.count < 2) {
		complain("a comparison needs two; try: %s --help", compare_manual.command);
		return EXIT_BAD_USAGE;
	}
	return compare(&settings);
}
