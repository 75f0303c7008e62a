/* SPDX-License-Identifier: MIT */
/*
 * Seeds of fuzz_reference.c: each entry by its title, asked for as what it is, and a search for its
 * name.
 */
#include "seeds.h"

#include <stdio.h>
#include <string.h>

#include <smtpreply.h>

#include "inputs.h"

static unsigned char asked_for(const struct smtpreply_entry *entry)
{
	return entry->kind == SMTPREPLY_KIND_CODE     ? ASKED_CODE
	       : entry->kind == SMTPREPLY_KIND_STATUS ? ASKED_STATUS
						      : ASKED_KEYWORD;
}

static void seed_question(const char *title, const char *suffix, const unsigned char *header,
			  const char *words)
{
	char name[64];

	snprintf(name, sizeof name, "%s.%s", title, suffix);
	write_seed(&(struct seed){
		.target = "fuzz_reference",
		.name = name,
		.header = header,
		.header_size = REFERENCE_HEADER,
		.bytes = words,
		.size = strlen(words),
	});
}

static void seed_entry(const struct smtpreply_entry *entry, size_t index)
{
	uint32_t first = entry->kind == SMTPREPLY_KIND_CODE ? entry->code : entry->status.subject;
	const unsigned char lookup[REFERENCE_HEADER] = {
		asked_for(entry),
		SMTPREPLY_JAPANESE,
		(unsigned char)(first >> 8),
		(unsigned char)(first & 0xff),
		0,
		(unsigned char)entry->status.detail,
		0,
		4,
	};
	const unsigned char search[REFERENCE_HEADER] = {
		ASKED_SEARCH,
		SMTPREPLY_JAPANESE,
		(unsigned char)(index >> 8),
		(unsigned char)(index & 0xff),
	};
	char title[SMTPREPLY_TITLE_ROOM];

	smtpreply_entry_title(entry, title, sizeof title);
	seed_question(title, "lookup", lookup, title);
	seed_question(title, "search", search,
		      smtpreply_entry_text(entry, SMTPREPLY_TEXT_NAME, index % 2));
}

void seed_reference(void)
{
	struct smtpreply_entry entry;

	for (size_t i = 0; smtpreply_entry_get(i, &entry); i++)
		seed_entry(&entry, i);
}
