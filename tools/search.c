/* SPDX-License-Identifier: MIT */
/* smtpreply search: finds entries of the reference by words in their texts. */
#define _POSIX_C_SOURCE 200809L
#include <smtpreply.h>

#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "listing.h"
#include "options.h"
#include "presentation.h"

#define MOST_WORDS_SIZE 1024

struct settings {
	struct presentation presentation; /* the first member, see presentation.h */
	size_t size;
	char words[MOST_WORDS_SIZE];
};

static bool set_operand(void *settings, const char *operand)
{
	struct settings *ours = settings;
	size_t size = strlen(operand);

	if (size + 1 > sizeof ours->words - ours->size) {
		complain("that is more than can be searched");
		return false;
	}
	memcpy(ours->words + ours->size, operand, size);
	ours->size += size;
	ours->words[ours->size++] = ' ';
	return true;
}

static const struct option options[] = {
	JSON_OPTION,
	LANG_OPTION,
	{ "help", NULL, "print this help", NULL, NULL },
};

const struct manual search_manual = {
	.usage = "smtpreply search [OPTION]... WORD...",
	.purpose =
		"Finds the codes, statuses and keywords in whose texts all the words are, in any\n"
		"case, also as a part of a longer word. The best comes first.",
	.command = "smtpreply search",
	.options = options,
	.option_count = sizeof options / sizeof options[0],
	.set_operand = set_operand,
	.notes = "examples:\n"
		 "  smtpreply search too many recipients\n"
		 "  smtpreply search greylist\n"
		 "  smtpreply search --json mailbox full\n"
		 "\n"
		 "exit status:\n"
		 "  0   something was found\n"
		 "  1   nothing was found\n"
		 "  64  the command was not used rightly\n"
		 "  71  there is not enough memory\n"
		 "  74  standard output cannot be written\n",
};

struct finding {
	uint32_t worth;
	uint32_t standing;
	size_t index;
};

/* The best first; of equals, the standard before the folklore, then as the reference has them. */
static int order(const void *one, const void *other)
{
	const struct finding *first = one, *second = other;

	if (first->worth != second->worth)
		return first->worth > second->worth ? -1 : 1;
	if (first->standing != second->standing)
		return first->standing < second->standing ? -1 : 1;
	return first->index < second->index ? -1 : first->index > second->index;
}

static size_t find_all(const struct settings *settings, struct finding *findings)
{
	struct smtpreply_entry entry;
	size_t count = 0;

	for (size_t i = 0; smtpreply_entry_get(i, &entry); i++) {
		uint32_t worth = smtpreply_entry_search(&entry, settings->words, settings->size,
							settings->presentation.language);

		if (worth > 0)
			findings[count++] = (struct finding){ worth, entry.standing, i };
	}
	qsort(findings, count, sizeof findings[0], order);
	return count;
}

static int print_findings(const struct settings *settings, const struct finding *findings,
			  struct listing *listing)
{
	if (listing->count == 0) {
		complain("nothing has all these words: %.*s", (int)settings->size - 1,
			 settings->words);
		return EXIT_UNKNOWN;
	}
	for (size_t i = 0; i < listing->count; i++)
		smtpreply_entry_get(findings[i].index, &listing->entries[i]);
	return print_listing(listing, &settings->presentation);
}

static int search(const struct settings *settings)
{
	size_t count = smtpreply_entry_count();
	struct finding *findings = malloc(count * sizeof findings[0]);
	struct listing listing = { .entries = malloc(count * sizeof listing.entries[0]) };
	int status = EXIT_NO_MEMORY;

	if (findings != NULL && listing.entries != NULL) {
		listing.count = find_all(settings, findings);
		status = print_findings(settings, findings, &listing);
	} else {
		complain("there is no memory for what is found");
	}
	free(findings);
	free(listing.entries);
	return status;
}

int search_command(int count, char *arguments[])
{
	static struct settings settings;

	settings.presentation.language = language_of_environment();
	switch (read_options(&search_manual, count, arguments, &settings)) {
	case OPTIONS_HELP:
		return print_help(&search_manual);
	case OPTIONS_BAD:
		return EXIT_BAD_USAGE;
	case OPTIONS_READ:
		break;
	}
	if (strspn(settings.words, " \t") == settings.size) {
		complain("no word to search; try: %s --help", search_manual.command);
		return EXIT_BAD_USAGE;
	}
	return search(&settings);
}
