/* SPDX-License-Identifier: MIT */
/* Streams without end: each ends in too-long at octet max_octets, however it is cut. */
#include <string.h>

#include <smtpreply.h>

#include "run.h"

struct endless {
	const char *what;
	const char *start;
	const char *again;
};

static const struct endless streams[] = {
	{ "a line", "250 ", "a" },
	{ "a line of CRs", "250 ", "\r" },
	{ "a line of bytes over 0x7f", "250 ", "\xff" },
	{ "a status", "250 ", "1" },
	{ "parentheses", "250 ", "(#" },
	{ "a multi-line reply", "", "250-a\r\n" },
	{ "a multi-line reply without text", "", "250-\r\n" },
	{ "blank lines", "", "\r\n" },
	{ "blank lines between lines", "250-a\r\n", "\n" },
	{ "CRs", "", "\r" },
	{ "CRs behind a code", "250", "\r" },
};

#define STREAM_COUNT ((int)(sizeof streams / sizeof streams[0]))
#define LIMIT_COUNT 5
#define PIECE_COUNT 5

static const uint32_t limits[LIMIT_COUNT] = { 0, 1, 100, 512, 100000 };
static const size_t pieces[PIECE_COUNT] = { 1, 7, 512, 1460, 65536 };

/* Fills a piece with what stands at an offset of the stream. */
static void fill(char *piece, size_t size, size_t offset, const struct endless *stream)
{
	size_t head = strlen(stream->start), length = strlen(stream->again);

	for (size_t i = 0; i < size; i++, offset++)
		if (offset < head)
			piece[i] = stream->start[offset];
		else
			piece[i] = stream->again[(offset - head) % length];
}

/* Feeds a stream without end; answers how many bytes were taken, at most ten times the limit. */
static size_t feed_endlessly(struct smtpreply_parser *parser, const struct endless *stream,
			     size_t piece, size_t limit)
{
	static char bytes[65536];
	size_t offset = 0, used;

	while (offset < 10 * limit) {
		fill(bytes, piece, offset, stream);
		if (smtpreply_feed(parser, bytes, piece, &used) == SMTPREPLY_ERROR)
			return offset + used;
		offset += used;
	}
	return offset;
}

START_TEST(ends_in_too_long_at_the_first_octet_too_many)
{
	const struct endless *stream = &streams[_i % STREAM_COUNT];
	uint32_t setting = limits[_i / STREAM_COUNT % LIMIT_COUNT];
	size_t piece = pieces[_i / STREAM_COUNT / LIMIT_COUNT];
	size_t limit = setting ? setting : 65536;
	struct smtpreply_parser parser;
	char text[16];

	smtpreply_parser_init(&parser, text, sizeof text);
	parser.max_octets = setting;
	ck_assert_msg(feed_endlessly(&parser, stream, piece, limit) == limit, "%s", stream->what);
	ck_assert_uint_eq(parser.error, SMTPREPLY_TOO_LONG);
	ck_assert_uint_eq(parser.reply.size, limit);
	ck_assert_uint_eq(parser.reply.code, 0);
}
END_TEST

START_TEST(replies_without_end_are_no_error)
{
	static char bytes[65536];
	const struct endless stream = { "replies", "", "250 a\r\n" };
	struct smtpreply_parser parser;
	size_t replies = 0, used;

	fill(bytes, sizeof bytes, 0, &stream);
	smtpreply_parser_init(&parser, NULL, 0);
	parser.max_octets = 7;
	for (size_t offset = 0; offset < sizeof bytes; offset += used)
		replies += smtpreply_feed(&parser, bytes + offset, sizeof bytes - offset, &used) ==
			   SMTPREPLY_DONE;
	ck_assert_uint_eq(replies, sizeof bytes / 7);
	ck_assert_uint_eq(parser.error, 0);
}
END_TEST

int main(void)
{
	const struct test tests[] = {
		{ ends_in_too_long_at_the_first_octet_too_many,
		  STREAM_COUNT * LIMIT_COUNT * PIECE_COUNT },
		{ replies_without_end_are_no_error, 1 },
	};

	return run_tests("limits", tests, sizeof tests / sizeof tests[0]);
}
