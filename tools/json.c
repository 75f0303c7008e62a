/* SPDX-License-Identifier: MIT */
/*
 * Replies and errors as JSON, one object a line. The keys, their order and their values are a
 * contract: schema/parse.schema.json describes it. Other keys may follow in later versions.
 */
#include "json.h"

#include "escape.h"
#include "form.h"

/* Keys and numbers of the head of a reply take less than 300 bytes, at their longest. */
#define HEAD_SIZE 512

/* Keys are written apart from values: the size of a literal is known when it is compiled. */

void write_name(struct output *output, const char *name)
{
	output_byte(output, '"');
	output_string(output, name);
	output_byte(output, '"');
}

/* A code has three digits. */
static char *put_code(char *to, uint32_t code)
{
	to[0] = (char)('0' + code / 100);
	to[1] = (char)('0' + code / 10 % 10);
	to[2] = (char)('0' + code % 10);
	return to + 3;
}

static char *put_codes(char *to, const struct smtpreply *reply)
{
	to = put_string(to, ",\"code\":");
	to = put_code(to, reply->code);
	to = put_string(to, ",\"first_code\":");
	to = put_code(to, reply->first_code);
	to = put_string(to, ",\"last_code\":");
	return put_code(to, reply->last_code);
}

static char *put_status(char *to, const struct smtpreply_status *status)
{
	if (status->severity == 0)
		return put_string(to, ",\"status\":null");
	to = put_string(to, ",\"status\":\"");
	to = put_number(to, status->severity);
	*to++ = '.';
	to = put_number(to, status->subject);
	*to++ = '.';
	to = put_number(to, status->detail);
	*to++ = '"';
	return to;
}

/* All before the lines. */
static char *put_head(char *to, const struct smtpreply *reply, const uint64_t *offset)
{
	to = put_string(to, "{\"type\":\"reply\",\"offset\":");
	if (offset != NULL) {
		to = put_number(to, *offset);
		to = put_string(to, ",\"size\":");
		to = put_number(to, reply->size);
	} else {
		to = put_string(to, "null,\"size\":null");
	}
	to = put_codes(to, reply);
	to = put_string(to, ",\"severity\":\"");
	to = put_string(to, smtpreply_severity_name(reply->severity));
	*to++ = '"';
	to = put_status(to, &reply->status);
	to = put_string(to, ",\"line_count\":");
	return put_number(to, reply->line_count);
}

/*
 * Steps to the next line of the text, in which LF joins them; *line is NULL for the first. As
 * smtpreply_next_line(), but without the work of reading the status of each.
 */
static bool next_line(const struct smtpreply *reply, const char **line, size_t *size)
{
	const char *end = reply->text + reply->text_size;
	const char *feed;

	if (*line == NULL && (reply->line_count != 0 || reply->text_size != 0))
		*line = reply->text;
	else if (*line != NULL && *line + *size != end)
		*line += *size + 1;
	else
		return false;
	feed = memchr(*line, '\n', (size_t)(end - *line));
	*size = (size_t)((feed != NULL ? feed : end) - *line);
	return true;
}

static void start_line(struct output *output, const struct smtpreply *reply, const char *line)
{
	if (line != reply->text)
		output_byte(output, ',');
	output_byte(output, '"');
}

static void write_base64_lines(struct output *output, const struct smtpreply *reply)
{
	const char *line = NULL;
	size_t size;

	output_string(output, ",\"lines_base64\":[");
	while (next_line(reply, &line, &size)) {
		start_line(output, reply, line);
		encode_base64(output, line, size);
		output_byte(output, '"');
	}
	output_byte(output, ']');
}

static void write_lines(struct output *output, const struct smtpreply *reply)
{
	const char *line = NULL;
	size_t size;
	bool is_utf8 = true;

	output_string(output, ",\"lines\":[");
	while (next_line(reply, &line, &size)) {
		start_line(output, reply, line);
		if (!escape_for_json(output, line, size))
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

	while (rest != 0) {
		uint32_t lowest = rest & (~rest + 1);

		if (rest != deviations)
			output_byte(output, ',');
		write_name(output, smtpreply_deviation_name(lowest));
		rest ^= lowest;
	}
}

void open_reply(struct output *output, const struct smtpreply *reply, const uint64_t *offset)
{
	char head[HEAD_SIZE];

	output_bytes(output, head, (size_t)(put_head(head, reply, offset) - head));
	write_lines(output, reply);
	if (reply->truncated)
		output_string(output, ",\"truncated\":true,\"deviations\":[");
	else
		output_string(output, ",\"truncated\":false,\"deviations\":[");
	write_deviations(output, reply->deviations);
	output_byte(output, ']');
}

static void print_reply(struct output *output, const struct smtpreply *reply, uint64_t offset)
{
	open_reply(output, reply, &offset);
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

void open_error(struct output *output, const struct smtpreply_parser *parser,
		const uint64_t *offset)
{
	output_string(output, "{\"type\":\"error\",\"offset\":");
	if (offset != NULL)
		output_number(output, *offset);
	else
		output_string(output, "null");
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
}

static void print_error(struct output *output, const struct smtpreply_parser *parser,
			uint64_t offset)
{
	open_error(output, parser, &offset);
	output_string(output, "}\n");
}

const struct form json_form = { print_reply, print_error };
