/* SPDX-License-Identifier: MIT */
/* smtpreply list: lists the entries of the reference, all of them or those of a kind. */
#define _POSIX_C_SOURCE 200809L
#include <smtpreply.h>

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "command.h"
#include "listing.h"
#include "name.h"
#include "options.h"
#include "presentation.h"
#include "situation.h"

#define MOST_FILTERS 16
#define STANDING_WORDS                                                                             \
	"standard, obsolete, experimental, registered, draft, vendor, folklore, misspelled, "      \
	"middlebox"

/* Which entries are wanted: all of a kind, or those of a class or a subject. */
struct filter {
	uint32_t kind; /* 0: class tells */
	struct smtpreply_entry class;
};

struct settings {
	struct presentation presentation; /* the first member, see presentation.h */
	size_t count;
	struct filter filters[MOST_FILTERS];
	uint32_t commands; /* bits of those of --stage, 0 for any */
	uint32_t standing; /* 0 for any */
	bool has_headings;
};

static const struct {
	const char *word;
	uint32_t kind;
} kinds[] = {
	{ "codes", SMTPREPLY_KIND_CODE },
	{ "statuses", SMTPREPLY_KIND_STATUS },
	{ "keywords", SMTPREPLY_KIND_KEYWORD },
};

static bool read_filter(struct filter *filter, const char *word)
{
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (strcasecmp(kinds[i].word, word) == 0) {
			filter->kind = kinds[i].kind;
			return true;
		}
	filter->kind = 0;
	return find_by_name(word, strlen(word), &filter->class);
}

static bool set_operand(void *settings, const char *operand)
{
	struct settings *ours = settings;

	if (ours->count == MOST_FILTERS) {
		complain("more than %d at once", MOST_FILTERS);
		return false;
	}
	if (!read_filter(&ours->filters[ours->count], operand)) {
		complain("\"%s\" is none of codes, statuses, keywords, and no class such as 4xx or "
			 "5.7.x",
			 operand);
		return false;
	}
	ours->count++;
	return true;
}

/* The command of a stage, where it is called otherwise. */
static const struct {
	const char *stage;
	const char *command;
} commands_of_stages[] = {
	{ "greeting", "connection" },  { "auth-cancel", "AUTH" },
	{ "data-end", "end of data" }, { "data-end-recipient", "end of data" },
	{ "bdat-last", "BDAT" },
};

static const char *command_of_stage(const char *stage)
{
	for (size_t i = 0; i < sizeof commands_of_stages / sizeof commands_of_stages[0]; i++)
		if (strcasecmp(commands_of_stages[i].stage, stage) == 0)
			return commands_of_stages[i].command;
	return stage;
}

static uint32_t bit_of_command(const char *name)
{
	for (uint32_t i = 0; smtpreply_command_name(i)[0] != '\0'; i++)
		if (strcasecmp(smtpreply_command_name(i), name) == 0)
			return (uint32_t)1 << i;
	return 0;
}

/* A code of any command may answer each, but does not greet. */
static bool set_stage(void *settings, const char *name, const char *value)
{
	uint32_t bit = bit_of_command(command_of_stage(value));

	if (find_stage(value) < 0 || bit == 0) {
		complain("--%s: there is no command at the stage \"%s\"; stages are " STAGE_WORDS,
			 name, value);
		return false;
	}
	if (bit != bit_of_command("connection"))
		bit |= bit_of_command("any command");
	((struct settings *)settings)->commands = bit;
	return true;
}

static bool set_standing(void *settings, const char *name, const char *value)
{
	for (uint32_t i = 1; strcmp(smtpreply_standing_name(i), "none") != 0; i++)
		if (strcasecmp(smtpreply_standing_name(i), value) == 0) {
			((struct settings *)settings)->standing = i;
			return true;
		}
	complain("--%s: \"%s\" is none of " STANDING_WORDS, name, value);
	return false;
}

static bool set_headings(void *settings, const char *name, const char *value)
{
	((struct settings *)settings)->has_headings = true;
	return set_json_form(settings, name, value);
}

static const struct option options[] = {
	{ "stage", "NAME", "codes that may answer at this stage; see below", set_stage,
	  STAGE_WORDS },
	{ "standing", "NAME", "those of this standing; see below", set_standing, STANDING_WORDS },
	JSON_OPTION,
	{ "headings", NULL, "the same, an object with the words of headings first", set_headings,
	  NULL },
	LANG_OPTION,
	{ "help", NULL, "print this help", NULL, NULL },
};

const struct manual list_manual = {
	.usage = "smtpreply list [OPTION]... [codes|statuses|keywords|CLASS]...",
	.purpose = "Lists codes, statuses and keywords, a line each: all of them, or those of the\n"
		   "kinds and classes (4xx, 5.7.x, X.2) that are named.",
	.command = "smtpreply list",
	.options = options,
	.option_count = sizeof options / sizeof options[0],
	.set_operand = set_operand,
	.operand_words = "codes, statuses, keywords, 2xx, 3xx, 4xx, 5xx",
	.notes = "stages, for --stage:\n"
		 "  greeting, ehlo, helo, lhlo, starttls, auth, auth-cancel, mail, rcpt, data,\n"
		 "  data-end, data-end-recipient, bdat, bdat-last, burl, rset, vrfy, expn, help,\n"
		 "  noop, quit, etrn, atrn, xclient\n"
		 "\n"
		 "standings, for --standing:\n"
		 "  standard, obsolete, experimental, registered (only a status names it), draft\n"
		 "  (an expired one), vendor, folklore (no server should send it), misspelled,\n"
		 "  middlebox (a firewall wrote it)\n"
		 "\n"
		 "examples:\n"
		 "  smtpreply list 4xx --stage rcpt\n"
		 "  smtpreply list 5.7.x\n"
		 "  smtpreply list keywords --standing vendor\n"
		 "  smtpreply list --json --lang ja\n"
		 "\n"
		 "exit status:\n"
		 "  0   there are such entries\n"
		 "  1   there are none\n"
		 "  64  the command was not used rightly\n"
		 "  71  there is not enough memory\n"
		 "  74  standard output cannot be written\n",
};

static bool is_code(const struct smtpreply_entry *entry)
{
	return entry->kind == SMTPREPLY_KIND_CODE || entry->kind == SMTPREPLY_KIND_CODE_CLASS;
}

/* A status that is listed for a class is that of the class: 5.7.1, not X.7.1. */
static bool take_class(struct smtpreply_entry *entry, uint32_t severity)
{
	struct smtpreply_status status = entry->status;

	if (severity == 0)
		return true;
	if ((entry->classes >> severity & 1) == 0)
		return false;
	status.severity = (uint16_t)severity;
	return smtpreply_entry_find_status(&status, entry);
}

static bool is_of_class(struct smtpreply_entry *entry, const struct smtpreply_entry *class)
{
	switch (class->kind) {
	case SMTPREPLY_KIND_CODE:
		return is_code(entry) && entry->code == class->code;
	case SMTPREPLY_KIND_CODE_CLASS:
		return is_code(entry) && class->match == SMTPREPLY_MATCH_EXACT &&
		       entry->code / 100 == class->code / 100;
	case SMTPREPLY_KIND_KEYWORD:
		return entry->kind == SMTPREPLY_KIND_KEYWORD && entry->row == class->row;
	default:
		break;
	}
	if (entry->kind != SMTPREPLY_KIND_STATUS || class->match != SMTPREPLY_MATCH_EXACT)
		return false;
	if (class->kind != SMTPREPLY_KIND_STATUS_CLASS &&
	    entry->status.subject != class->status.subject)
		return false;
	if (class->kind == SMTPREPLY_KIND_STATUS && entry->status.detail != class->status.detail)
		return false;
	return take_class(entry, class->severity);
}

static bool passes_filter(struct smtpreply_entry *entry, const struct filter *filter)
{
	return filter->kind != 0 ? entry->kind == filter->kind : is_of_class(entry, &filter->class);
}

static bool is_wanted(const struct settings *settings, const struct smtpreply_entry *entry)
{
	return (settings->commands == 0 || (entry->commands & settings->commands) != 0) &&
	       (settings->standing == 0 || entry->standing == settings->standing);
}

/* An entry of several filters is listed once for each, since each may show another class of it. */
static void list_filter(struct listing *listing, const struct settings *settings,
			const struct filter *filter)
{
	struct smtpreply_entry entry;

	for (size_t i = 0; smtpreply_entry_get(i, &entry); i++)
		if (is_wanted(settings, &entry) &&
		    (filter == NULL || passes_filter(&entry, filter)))
			listing->entries[listing->count++] = entry;
}

static int list(const struct settings *settings)
{
	size_t lists = settings->count > 0 ? settings->count : 1;
	struct listing listing = {
		.entries = malloc(lists * smtpreply_entry_count() * sizeof listing.entries[0]),
		.has_headings = settings->has_headings,
	};
	int status = EXIT_UNKNOWN;

	if (listing.entries == NULL) {
		complain("there is no memory for the list");
		return EXIT_NO_MEMORY;
	}
	if (settings->count == 0)
		list_filter(&listing, settings, NULL);
	for (size_t i = 0; i < settings->count; i++)
		list_filter(&listing, settings, &settings->filters[i]);
	if (listing.count > 0)
		status = print_listing(&listing, &settings->presentation);
	else
		complain("there is none of these in the reference");
	free(listing.entries);
	return status;
}

int list_command(int count, char *arguments[])
{
	static struct settings settings;

	settings.presentation.language = language_of_environment();
	switch (read_options(&list_manual, count, arguments, &settings)) {
	case OPTIONS_HELP:
		return print_help(&list_manual);
	case OPTIONS_BAD:
		return EXIT_BAD_USAGE;
	case OPTIONS_READ:
		break;
	}
	return list(&settings);
}
