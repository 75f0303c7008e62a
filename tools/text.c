/* SPDX-License-Identifier: MIT */
/*
 * Replies and errors for a person:
 *
 *     550 5.1.1 permanent negative completion: refused, the same will fail again
 *         5.1.1 <x@test.example>: no such user
 *       ! bare-lf: a line ended in LF without CR
 */
#include "text.h"

#include "escape.h"
#include "form.h"
#include "words.h"

enum colour colour_of(uint32_t severity)
{
	static const enum colour colours[] = {
		[SMTPREPLY_POSITIVE] = COLOUR_GREEN,
		[SMTPREPLY_INTERMEDIATE] = COLOUR_CYAN,
		[SMTPREPLY_TRANSIENT] = COLOUR_YELLOW,
		[SMTPREPLY_PERMANENT] = COLOUR_RED,
	};

	return severity < sizeof colours / sizeof colours[0] ? colours[severity] : COLOUR_NONE;
}

static void show_status(struct output *output, const struct smtpreply_status *status)
{
	if (status->severity == 0)
		return;
	output_string(output, " ");
	output_number(output, status->severity);
	output_string(output, ".");
	output_number(output, status->subject);
	output_string(output, ".");
	output_number(output, status->detail);
}

void show_code(struct output *output, const struct smtpreply *reply)
{
	output_colour(output, colour_of(reply->severity));
	output_number(output, reply->code);
	output_colour(output, COLOUR_NONE);
}

void show_head(struct output *output, const struct smtpreply *reply)
{
	show_code(output, reply);
	show_status(output, &reply->status);
	output_string(output, " ");
	output_colour(output, colour_of(reply->severity));
	output_string(output, severity_title(reply->severity));
	output_colour(output, COLOUR_NONE);
	output_string(output, ": ");
	output_string(output, severity_meaning(reply->severity));
	output_string(output, "\n");
}

void show_lines(struct output *output, const char *lead, const struct smtpreply *reply)
{
	struct smtpreply_line line = { 0 };

	while (smtpreply_next_line(reply, &line)) {
		output_string(output, lead);
		output_string(output, "    ");
		escape_for_terminal(output, line.text, line.size);
		output_string(output, "\n");
	}
	if (reply->truncated)
		output_string(output, "  ! more text than --text-size has room for; cut\n");
}

void show_remark(struct output *output, const char *lead, const char *mark, const char *name,
		 const char *meaning)
{
	output_string(output, lead);
	output_string(output, mark);
	output_string(output, name);
	output_string(output, ": ");
	output_string(output, meaning);
}

static void show_codes(struct output *output, const struct smtpreply *reply)
{
	output_string(output, "; ");
	output_number(output, reply->first_code);
	output_string(output, " first, ");
	output_number(output, reply->last_code);
	output_string(output, " last");
}

void show_deviations(struct output *output, const char *lead, const struct smtpreply *reply)
{
	uint32_t rest = reply->deviations;

	while (rest != 0) {
		uint32_t lowest = rest & (~rest + 1);

		show_remark(output, lead, "  ! ", smtpreply_deviation_name(lowest),
			    deviation_meaning(lowest));
		if (lowest == SMTPREPLY_CODE_MISMATCH)
			show_codes(output, reply);
		output_string(output, "\n");
		rest ^= lowest;
	}
}

static void print_reply(struct output *output, const struct smtpreply *reply, uint64_t offset)
{
	(void)offset;
	show_head(output, reply);
	show_lines(output, "", reply);
	show_deviations(output, "", reply);
}

static void show_error_head(struct output *output, const char *name, const uint64_t *offset)
{
	output_colour(output, COLOUR_RED);
	output_string(output, "error");
	output_colour(output, COLOUR_NONE);
	if (offset != NULL) {
		output_string(output, " at octet ");
		output_number(output, *offset);
	}
	output_string(output, ", ");
	output_colour(output, COLOUR_RED);
	output_string(output, name);
	output_colour(output, COLOUR_NONE);
	output_string(output, ": ");
}

/* A server often says why it hangs up before it does, so the unfinished reply is shown too. */
static void show_broken_reply(struct output *output, const char *lead,
			      const struct smtpreply *reply)
{
	if (reply->last_code == 0)
		return;
	output_string(output, lead);
	output_string(output, "  what had come of the reply, code ");
	output_number(output, reply->last_code);
	output_string(output, ":\n");
	show_lines(output, lead, reply);
}

void show_error(struct output *output, const char *lead, const struct smtpreply_parser *parser,
		const uint64_t *offset)
{
	output_string(output, lead);
	show_error_head(output, smtpreply_error_name(parser->error), offset);
	output_string(output, error_meaning(parser->error));
	output_string(output, "\n");
	if (parser->error == SMTPREPLY_REFUSED) {
		show_remark(output, lead, "  ! ", smtpreply_deviation_name(parser->refused),
			    deviation_meaning(parser->refused));
		output_string(output, "\n");
	}
	if (parser->looks_like != 0) {
		show_remark(output, lead, "  ! looks like ",
			    smtpreply_looks_like_name(parser->looks_like),
			    looks_like_meaning(parser->looks_like));
		output_string(output, "\n");
	}
	show_broken_reply(output, lead, &parser->reply);
}

static void print_error(struct output *output, const struct smtpreply_parser *parser,
			uint64_t offset)
{
	show_error(output, "", parser, &offset);
}

const struct form text_form = { print_reply, print_error };
