/* SPDX-License-Identifier: MIT */
/*
 * Replies and errors as JSON, one object a line. The keys, their order and their values are a
 * contract: schema/parse.schema.json describes it. Other keys may follow in later versions.
 */
#include "escape.h"
#include "form.h"

/* Keys are written apart from values: the size of a literal is known when it is compiled. */

/* A code has three digits. */
static void write_code(struct output *output, uint32_t code)
{
	char digits[3] = {
		(char)('0' + code / 100),
		(char)('0' + code / 10 % 10),
		(char)('0' + code % 10),
	};

	output_bytes(output, digits, sizeof digits);
}

/* A name needs no escape. */
static void write_name(struct output *output, const char *name)
{
	output_byte(output, '"');
	output_string(output, name);
	output_byte(output, '"');
}

static void write_codes(struct output *output, const struct smtpreply *reply)
{
	output_string(output, ",\"code\":");
	write_code(output, reply->code);
	output_string(output, ",\"first_code\":");
	write_code(output, reply->first_code);
	output_string(output, ",\"last_code\":");
	write_code(output, reply->last_code);
}

static void write_status(struct output *output, const struct smtpreply_status *status)
{
	if (status->severity == 0) {
		output_string(output, ",\"status\":null");
		return;
	}
	output_string(output, ",\"status\":\"");
	output_number(output, status->severity);
	output_byte(output, '.');
	output_number(output, status->subject);
	output_byte(output, '.');
	output_number(output, status->detail);
	output_byte(output, '"');
}

static void start_line(struct output *output, const struct smtpreply_line *line)
{
	if (line->number > 1)
		output_byte(output, ',');
	output_byte(output, '"');
}

static void write_base64_lines(struct output *output, const struct smtpreply *reply)
{
	struct smtpreply_line line = { 0 };

	output_string(output, ",\"lines_base64\":[");
	while (smtpreply_next_line(reply, &line)) {
		start_line(output, &line);
		encode_base64(output, line.text, line.size);
		output_byte(output, '"');
	}
	output_byte(output, ']');
}

static void write_lines(struct output *output, const struct smtpreply *reply)
{
	struct smtpreply_line line = { 0 };
	bool is_utf8 = true;

	output_string(output, ",\"lines\":[");
	while (smtpreply_next_line(reply, &line)) {
		start_line(output, &line);
		if (!escape_for_json(output, line.text, line.size))
			is_utf8 = false;
		output_byte(output, '"');
	}
	output_byte(output, ']');
	if (!is_utf8)
		write_base64_lines(output, reply);
}

static void write_deviations(struct output *output, uint32_t deviations)
{
	uint32_t rest = deviations;

	output_string(output, ",\"deviations\":[");
	while (rest != 0) {
		uint32_t lowest = rest & (~rest + 1);

		if (rest != deviations)
			output_byte(output, ',');
		write_name(output, smtpreply_deviation_name(lowest));
		rest ^= lowest;
	}
	output_byte(output, ']');
}

static void print_reply(struct output *output, const struct smtpreply *reply, uint64_t offset)
{
	output_string(output, "{\"type\":\"reply\",\"offset\":");
	output_number(output, offset);
	output_string(output, ",\"size\":");
	output_number(output, reply->size);
	write_codes(output, reply);
	output_string(output, ",\"severity\":");
	write_name(output, smtpreply_severity_name(reply->severity));
	write_status(output, &reply->status);
	output_string(output, ",\"line_count\":");
	output_number(output, reply->line_count);
	write_lines(output, reply);
	if (reply->truncated)
		output_string(output, ",\"truncated\":true");
	else
		output_string(output, ",\"truncated\":false");
	write_deviations(output, reply->deviations);
	output_string(output, "}\n");
}

static void write_looks_like(struct output *output, uint32_t looks_like)
{
	output_string(output, ",\"looks_like\":");
	if (looks_like != 0)
		write_name(output, smtpreply_looks_like_name(looks_like));
	else
		output_string(output, "null");
}

static void print_error(struct output *output, const struct smtpreply_parser *parser,
			uint64_t offset)
{
	output_string(output, "{\"type\":\"error\",\"offset\":");
	output_number(output, offset);
	output_string(output, ",\"error\":");
	write_name(output, smtpreply_error_name(parser->error));
	if (parser->error == SMTPREPLY_REFUSED) {
		output_string(output, ",\"refused\":");
		write_name(output, smtpreply_deviation_name(parser->refused));
	}
	write_looks_like(output, parser->looks_like);
	output_string(output, ",\"line_count\":");
	output_number(output, parser->reply.line_count);
	write_lines(output, &parser->reply);
	output_string(output, "}\n");
}

const struct form json_form = { print_reply, print_error };
