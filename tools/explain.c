/* SPDX-License-Identifier: MIT */
/* smtpreply explain: says what a code, a status, a keyword, a reply or a line of a log means. */
#define _POSIX_C_SOURCE 200809L
#include <smtpreply.h>

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "entry.h"
#include "options.h"
#include "page.h"
#include "pasted.h"
#include "presentation.h"
#include "query.h"
#include "streams.h"
#include "suggest.h"

struct settings {
	struct presentation presentation; /* the first member, see presentation.h */
	bool is_input_wanted;             /* "-" in place of WHAT */
	struct pasted pasted;
};

/* The shell may have made several words of one reply. */
static bool set_operand(void *settings, const char *operand)
{
	struct settings *ours = settings;

	if (strcmp(operand, "-") == 0 && !ours->pasted.has_words)
		ours->is_input_wanted = true;
	else
		paste_word(&ours->pasted, operand);
	return true;
}

static const struct option options[] = {
	JSON_OPTION,
	FORMAT_OPTION,
	LANG_OPTION,
	{ "help", NULL, "print this help", NULL, NULL },
};

const struct manual explain_manual = {
	.usage = "smtpreply explain [OPTION]... [WHAT]...",
	.purpose = "Says what WHAT, or standard input, is, when it is seen and how to fix it.\n"
		   "WHAT is codes, statuses, classes of them, EHLO keywords; or a reply or a line\n"
		   "of a log or of a bounce message, as you paste it, of which the first reply\n"
		   "counts.",
	.command = "smtpreply explain",
	.options = options,
	.option_count = sizeof options / sizeof options[0],
	.set_operand = set_operand,
	.operands = OPERANDS_ENTRIES,
	.notes = "examples:\n"
		 "  smtpreply explain 451 4.7.1\n"
		 "  smtpreply explain STARTTLS\n"
		 "  smtpreply explain 4xx 5.7.x\n"
		 "  smtpreply explain '550-5.1.1 <x@test.example>: no such user'\n"
		 "  grep status=bounced mail.log | tail -n 1 | smtpreply explain --lang ja\n"
		 "\n"
		 "exit status:\n"
		 "  0   all of it is in the reference\n"
		 "  1   some of it is not: it is explained by its first digit, or a name that is\n"
		 "      near is suggested\n"
		 "  64  the command was not used rightly\n"
		 "  66  standard input cannot be read\n"
		 "  74  standard output cannot be written\n",
};

static void put_text(struct page *page, const struct smtpreply_entry *entry, uint32_t heading,
		     uint32_t text)
{
	page->form->heading(page, smtpreply_heading_title(heading, page->language));
	page->form->paragraph(page, NULL, smtpreply_entry_text(entry, text, page->language));
}

static void put_fix(struct page *page, const struct smtpreply_entry *entry, uint32_t heading,
		    uint32_t text)
{
	page->form->subheading(page, smtpreply_heading_title(heading, page->language));
	page->form->paragraph(page, NULL, smtpreply_entry_text(entry, text, page->language));
}

/* The facts, of which an entry has some: in words, each with what it is called. */
struct facts {
	const char *cells[2 * (SMTPREPLY_ASPECT_LAST + 4)];
	size_t count;
	char words[SMTPREPLY_ASPECT_LAST + 1][WORDS_ROOM];
};

static void add_fact(struct facts *facts, const char *title, const char *words)
{
	if (words[0] == '\0')
		return;
	facts->cells[facts->count++] = title;
	facts->cells[facts->count++] = words;
}

static void add_text(struct facts *facts, const struct smtpreply_entry *entry, uint32_t heading,
		     uint32_t text, uint32_t language)
{
	add_fact(facts, smtpreply_heading_title(heading, language),
		 smtpreply_entry_text(entry, text, language));
}

/* All but the severity, which stands beside the name. */
static void put_facts(struct page *page, const struct smtpreply_entry *entry)
{
	static struct facts facts;
	uint32_t language = page->language;
	struct table table = { .cells = facts.cells, .columns = 2, .is_apart = true };

	facts.count = 0;
	add_text(&facts, entry, SMTPREPLY_HEADING_SYNTAX, SMTPREPLY_TEXT_SYNTAX, language);
	add_text(&facts, entry, SMTPREPLY_HEADING_COMMANDS, SMTPREPLY_TEXT_COMMANDS, language);
	add_text(&facts, entry, SMTPREPLY_HEADING_PARAMETERS, SMTPREPLY_TEXT_PARAMETERS, language);
	for (uint32_t aspect = SMTPREPLY_ASPECT_SEVERITY + 1; aspect <= SMTPREPLY_ASPECT_LAST;
	     aspect++) {
		smtpreply_entry_aspect(entry, aspect, language, facts.words[aspect], WORDS_ROOM);
		add_fact(&facts, smtpreply_aspect_title(aspect, language), facts.words[aspect]);
	}
	add_text(&facts, entry, SMTPREPLY_HEADING_REFERENCE, SMTPREPLY_TEXT_REFERENCE, language);
	table.rows = facts.count / 2;
	page->form->table(page, &table);
}

static void put_entry(struct page *page, const struct smtpreply_entry *entry)
{
	const char *remark = remark_on_match(entry, page->language);

	introduce_entry(page, entry, true);
	page->indent = 0;
	if (remark != NULL)
		page->form->paragraph(page, NULL, remark);
	put_text(page, entry, SMTPREPLY_HEADING_DESCRIPTION, SMTPREPLY_TEXT_MEANING);
	put_text(page, entry, SMTPREPLY_HEADING_SEEN, SMTPREPLY_TEXT_SEEN);
	page->form->heading(page, smtpreply_heading_title(SMTPREPLY_HEADING_FIX, page->language));
	put_fix(page, entry, SMTPREPLY_HEADING_SENDER, SMTPREPLY_TEXT_FIX_SENDER);
	put_fix(page, entry, SMTPREPLY_HEADING_SERVER, SMTPREPLY_TEXT_FIX_SERVER);
	put_facts(page, entry);
}

static void put_page(struct output *output, const struct presentation *presentation,
		     const struct query *query)
{
	struct page page;

	page_start(&page, output, presentation);
	page.form->open(&page);
	if (query->reply != NULL)
		page.form->quote(&page, query->reply, query->reply_size);
	for (size_t i = 0; i < query->count; i++)
		put_entry(&page, &query->entries[i]);
	page.form->close(&page);
}

static void put_objects(struct output *output, uint32_t language, const struct query *query)
{
	for (size_t i = 0; i < query->count; i++) {
		open_entry(output, &query->entries[i], language);
		output_string(output, "}\n");
	}
}

static int explain_entries(struct output *output, const struct presentation *presentation,
			   const struct query *query)
{
	int status = EXIT_ALL_WELL;

	if (presentation->form == FORM_JSON)
		put_objects(output, presentation->language, query);
	else
		put_page(output, presentation, query);
	for (size_t i = 0; i < query->count; i++)
		if (query->entries[i].match != SMTPREPLY_MATCH_EXACT)
			status = EXIT_UNKNOWN;
	return status;
}

static int explain_pasted(struct output *output, const struct settings *settings)
{
	static struct query query;

	switch (read_query(&query, settings->pasted.text, settings->pasted.size)) {
	case QUERY_FOUND:
		return explain_entries(output, &settings->presentation, &query);
	case QUERY_NO_NAME:
		complain_of_name(query.word, query.word_size);
		return EXIT_UNKNOWN;
	case QUERY_NOTHING:
		complain("there is no code, status or keyword in that");
		return EXIT_UNKNOWN;
	case QUERY_TOO_MANY:
		break;
	}
	complain("more than %d at once", MOST_ENTRIES);
	return EXIT_BAD_USAGE;
}

int explain_command(int count, char *arguments[])
{
	static struct settings settings;
	struct output output;
	int status = EXIT_ALL_WELL, output_status;

	settings.presentation.language = language_of_environment();
	switch (read_options(&explain_manual, count, arguments, &settings)) {
	case OPTIONS_HELP:
		return print_help(&explain_manual);
	case OPTIONS_BAD:
		return EXIT_BAD_USAGE;
	case OPTIONS_READ:
		break;
	}
	if (settings.is_input_wanted && settings.pasted.has_words) {
		complain("- and something else; try: %s --help", explain_manual.command);
		return EXIT_BAD_USAGE;
	}
	if (!settings.pasted.has_words)
		status = paste_input(&settings.pasted);
	if (status != EXIT_ALL_WELL)
		return status;
	open_output(&output);
	status = explain_pasted(&output, &settings);
	output_status = close_output(&output);
	return output_status != EXIT_ALL_WELL ? output_status : status;
}
