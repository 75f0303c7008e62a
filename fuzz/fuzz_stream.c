/* SPDX-License-Identifier: MIT */
/*
 * The session tells of any bytes what the parser and a count by hand tell.
 *
 * An input is twelve bytes, how many commands are open, the options of the parser, the size of the
 * pieces and the commands; then what the server sends. All commands are on the wire when its first
 * byte comes. The parser alone says which replies the bytes are, tests/counting.c whose each is.
 */
#include <stdlib.h>
#include <string.h>

#include "counting.h"
#include "inputs.h"
#include "target.h"

#define SLOTS 32

struct stream {
	struct smtpreply_session session;
	struct counting counting;
	size_t told; /* events that were compared */
	bool has_line;
	void *tag_of_line;
};

static char tags[STREAM_MOST_COMMANDS];

static void expect_all(struct stream *stream, const uint8_t *stages, size_t count)
{
	for (size_t i = 0; i < count; i++)
		must(smtpreply_session_expect(&stream->session, stages[i], &tags[i]) ==
			     counting_expect(&stream->counting, stages[i], &tags[i]),
		     "a command is expected when it may be");
	smtpreply_session_sent(&stream->session, UINT32_MAX);
	counting_sent(&stream->counting, UINT32_MAX);
}

/* Counts what the parser alone finds; false behind an error. */
static bool count_piece(struct stream *stream, struct smtpreply_parser *parser, const char *bytes,
			size_t size)
{
	enum smtpreply_result result = SMTPREPLY_MORE;

	for (size_t at = 0, used; at < size; at += used) {
		result = smtpreply_feed(parser, bytes + at, size - at, &used);
		if (result == SMTPREPLY_DONE)
			counting_reply(&stream->counting, parser->reply.code,
				       parser->reply.deviations);
		if (result == SMTPREPLY_ERROR)
			break;
	}
	if (result == SMTPREPLY_ERROR)
		counting_garbage(&stream->counting);
	else if (result == SMTPREPLY_MORE)
		counting_read(&stream->counting);
	return result != SMTPREPLY_ERROR;
}

static void compare(struct stream *stream, const struct smtpreply_event *event)
{
	if (event->kind == SMTPREPLY_EVENT_LINE) {
		must(event->reply == &stream->session.parser.reply, "a line is the parser's");
		stream->has_line = true;
		stream->tag_of_line = event->tag;
		return;
	}
	if (stream->has_line && event->kind == SMTPREPLY_EVENT_REPLY)
		must(event->tag == stream->tag_of_line, "a line has the tag of its reply");
	stream->has_line = false;
	must(counting_tells(&stream->counting, stream->told++, event),
	     smtpreply_event_name(event->kind));
}

static void tell_piece(struct stream *stream, const char *bytes, size_t size)
{
	struct smtpreply_event event;
	size_t at = 0, used;

	memset(&event, 0xff, sizeof event);
	while (smtpreply_session_feed(&stream->session, bytes + at, size - at, &used, &event) !=
	       SMTPREPLY_EVENT_NONE) {
		must(used <= size - at, "no more bytes are used than there are");
		at += used;
		compare(stream, &event);
	}
	must(used == (stream->session.is_over ? 0 : size - at), "the bytes are used");
}

/* What came of the last reply is empty lines, and CRs of another. */
static bool is_blank(const struct smtpreply *reply, const uint8_t *end)
{
	for (const uint8_t *byte = end - reply->size; byte < end; byte++)
		if (*byte != '\r' && *byte != '\n')
			return false;
	return true;
}

static void count_end(struct stream *stream, struct smtpreply_parser *parser, const uint8_t *end)
{
	bool is_in_reply = parser->error == 0 && smtpreply_finish(parser) == SMTPREPLY_ERROR;

	if (is_in_reply && is_blank(&parser->reply, end))
		counting_close_in_blank_line(&stream->counting, SMTPREPLY_OUTCOME_LOST);
	else
		counting_close(&stream->counting, SMTPREPLY_OUTCOME_LOST, is_in_reply);
}

static void tell_end(struct stream *stream)
{
	struct smtpreply_event event;

	while (smtpreply_session_finish(&stream->session, SMTPREPLY_OUTCOME_LOST, &event) !=
	       SMTPREPLY_EVENT_NONE)
		compare(stream, &event);
	must(stream->told == stream->counting.event_count, "all is told");
	must(counting_agrees(&stream->counting, &stream->session), "the state is the same");
}

/* Feeds both; every piece is memory of exactly its size. */
static void read_stream(struct stream *stream, struct smtpreply_parser *parser,
			const uint8_t *bytes, size_t size, size_t piece)
{
	bool is_going_on = true;

	for (size_t at = 0, count; at < size && is_going_on; at += count) {
		char *copy;

		count = piece == 0 || piece > size - at ? size - at : piece;
		copy = copy_of(bytes + at, count);
		is_going_on = count_piece(stream, parser, copy, count);
		tell_piece(stream, copy, count);
		free(copy);
	}
	count_end(stream, parser, bytes + size);
	tell_end(stream);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct smtpreply_expectation slots[SLOTS];
	struct smtpreply_parser parser;
	struct stream stream = { .told = 0 };
	size_t commands;
	char no_text;

	if (size < STREAM_HEADER)
		return 0;
	commands = data[0] % (STREAM_MOST_COMMANDS + 1);
	smtpreply_session_init(&stream.session, slots, SLOTS, NULL, 0);
	smtpreply_parser_init(&parser, &no_text, 0);
	stream.session.parser.refuse = parser.refuse = refusal_of(data[1]);
	stream.session.parser.max_octets = parser.max_octets = limit_of(data[2]);
	stream.session.parser.by_line = (data[2] & 4) != 0;
	counting_start(&stream.counting, SLOTS);
	expect_all(&stream, data + STREAM_HEADER - STREAM_MOST_COMMANDS, commands);
	read_stream(&stream, &parser, data + STREAM_HEADER, size - STREAM_HEADER, data[3]);
	return 0;
}
