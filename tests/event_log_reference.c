/* SPDX-License-Identifier: MIT */
/* The event log: every entry of the reference, and how it is found. */
#include "event_log.h"

#include <string.h>

#define ROOM 4096

static void log_facts(FILE *log, const char *how, const struct smtpreply_entry *entry)
{
	char title[SMTPREPLY_TITLE_ROOM];

	smtpreply_entry_title(entry, title, sizeof title);
	fprintf(log,
		"%s %s: %s match %u severity %u category %u %s retry %u log %u actors %u code %u",
		how, title, smtpreply_kind_name(entry->kind), entry->match, entry->severity,
		entry->category, smtpreply_standing_name(entry->standing), entry->retry, entry->log,
		entry->actors, entry->code);
	fprintf(log, " status %u.%u.%u commands %x classes %x\n", entry->status.severity,
		entry->status.subject, entry->status.detail, (unsigned)entry->commands,
		(unsigned)entry->classes);
}

static void log_words(FILE *log, const struct smtpreply_entry *entry, uint32_t language)
{
	char words[ROOM];

	for (uint32_t text = 0; text <= SMTPREPLY_TEXT_PARAMETERS + 1; text++)
		fprintf(log, "    %u %s\n", smtpreply_entry_is_translated(entry, text, language),
			smtpreply_entry_text(entry, text, language));
	for (uint32_t aspect = 0; aspect <= SMTPREPLY_ASPECT_LAST + 1; aspect++) {
		words[0] = '\0';
		smtpreply_entry_aspect(entry, aspect, language, words, sizeof words);
		fprintf(log, "    %s\n", words);
	}
	smtpreply_entry_when(entry, language, words, sizeof words);
	fprintf(log, "    %s\n", words);
}

/* What another entry has in common with it: a digit an aspect, and what a search is worth. */
static void log_pair(FILE *log, const struct smtpreply_entry *entry, size_t other_index)
{
	struct smtpreply_entry other;
	const char *name = smtpreply_entry_text(entry, SMTPREPLY_TEXT_NAME, 0);

	if (!smtpreply_entry_get(other_index, &other))
		return;
	for (uint32_t aspect = 1; aspect <= SMTPREPLY_ASPECT_LAST; aspect++)
		fprintf(log, "%u", smtpreply_entry_differs(entry, &other, aspect));
	fprintf(log, " %u\n", (unsigned)smtpreply_entry_search(&other, name, strlen(name), 1));
}

static void log_entries(FILE *log)
{
	struct smtpreply_entry entry;

	for (size_t i = 0; smtpreply_entry_get(i, &entry); i++) {
		log_facts(log, "entry", &entry);
		for (uint32_t language = 0; language < 3; language++)
			log_words(log, &entry, language);
		for (size_t step = 1; step < 8; step++)
			log_pair(log, &entry, (i + step * step) % smtpreply_entry_count());
	}
}

static void log_numbers(FILE *log)
{
	struct smtpreply_entry entry;

	for (uint32_t code = 0; code < 700; code++)
		if (smtpreply_entry_find_code(code, &entry))
			log_facts(log, "code", &entry);
	for (uint32_t digit = 0; digit < 10; digit++) {
		if (smtpreply_entry_find_code_class(digit, &entry))
			log_facts(log, "class", &entry);
		if (smtpreply_entry_find_status_class(digit, &entry))
			log_facts(log, "status class", &entry);
		for (uint32_t subject = 0; subject < 12; subject++)
			if (smtpreply_entry_find_subject(digit, subject, &entry))
				log_facts(log, "subject", &entry);
	}
}

static void log_statuses(FILE *log)
{
	struct smtpreply_status status;
	struct smtpreply_entry entry;

	memset(&status, 0, sizeof status);
	for (unsigned severity = 0; severity < 7; severity++)
		for (unsigned subject = 0; subject < 10; subject++)
			for (unsigned detail = 0; detail < 40; detail++) {
				status.severity = (uint16_t)severity;
				status.subject = (uint16_t)subject;
				status.detail = (uint16_t)detail;
				if (smtpreply_entry_find_status(&status, &entry))
					log_facts(log, "status", &entry);
			}
}

static void log_keywords(FILE *log)
{
	static const char *const keywords[] = { "size",     "8BITMIME", "AUTH=LOGIN", "XFOO",
						"XXXXXXXA", "x",        "STARTTLS",   "" };
	struct smtpreply_entry entry;

	for (size_t i = 0; i < sizeof keywords / sizeof keywords[0]; i++)
		if (smtpreply_entry_find_keyword(keywords[i], strlen(keywords[i]), &entry))
			log_facts(log, keywords[i], &entry);
}

void log_reference(FILE *log)
{
	log_entries(log);
	log_numbers(log);
	log_statuses(log);
	log_keywords(log);
	for (uint32_t i = 0; i < 40; i++)
		fprintf(log, "names %s|%s|%s|%s|%s\n", smtpreply_heading_title(i, 1),
			smtpreply_aspect_title(i, 1), smtpreply_command_name(i),
			smtpreply_standing_name(i), smtpreply_aspect_name(i));
}
