/* SPDX-License-Identifier: MIT */
/*
 * The words around the texts of the reference as an object of JSON, for those who make pages of it.
 * The keys are a contract: schema/headings.schema.json describes it.
 */
#include "entry.h"

#include "json.h"
#include "presentation.h"

#define NAME_ROOM 24

static const char *heading_name(uint32_t heading)
{
	static const char names[][NAME_ROOM] = {
		[SMTPREPLY_HEADING_DESCRIPTION] = "description",
		[SMTPREPLY_HEADING_SEEN] = "seen_when",
		[SMTPREPLY_HEADING_FIX] = "fix",
		[SMTPREPLY_HEADING_DIFFERENCES] = "key_differences",
		[SMTPREPLY_HEADING_WHICH] = "which_when",
		[SMTPREPLY_HEADING_SENDER] = "sender",
		[SMTPREPLY_HEADING_SERVER] = "server",
		[SMTPREPLY_HEADING_REFERENCE] = "reference",
		[SMTPREPLY_HEADING_SYNTAX] = "syntax",
		[SMTPREPLY_HEADING_PARAMETERS] = "parameters",
		[SMTPREPLY_HEADING_SAME] = "same",
		[SMTPREPLY_HEADING_UNKNOWN] = "unknown",
		[SMTPREPLY_HEADING_UNKNOWN_DETAIL] = "unknown_detail",
		[SMTPREPLY_HEADING_UNTRANSLATED] = "untranslated",
		[SMTPREPLY_HEADING_COMMANDS] = "commands",
	};

	_Static_assert(sizeof names / sizeof names[0] == SMTPREPLY_HEADING_LAST + 1,
		       "each heading has a name");
	return names[heading];
}

static void write_title(struct output *output, const char *name, const char *title, bool is_first)
{
	output_string(output, is_first ? "" : ",");
	write_name(output, name);
	write_string(output, ":", title);
}

void write_headings(struct output *output, uint32_t language)
{
	write_string(output, "{\"type\":\"headings\",\"language\":", language_name(language));
	output_string(output, ",\"headings\":{");
	for (uint32_t heading = 1; heading <= SMTPREPLY_HEADING_LAST; heading++)
		write_title(output, heading_name(heading),
			    smtpreply_heading_title(heading, language), heading == 1);
	output_string(output, "},\"aspects\":{");
	for (uint32_t aspect = 1; aspect <= SMTPREPLY_ASPECT_LAST; aspect++)
		write_title(output, smtpreply_aspect_name(aspect),
			    smtpreply_aspect_title(aspect, language), aspect == 1);
	output_string(output, "}}\n");
}
