/* SPDX-License-Identifier: MIT */
/* What each call of smtpreply/parser.h promises beyond the replies themselves. */
#include <stdlib.h>
#include <string.h>

#include <smtpreply.h>

#include "run.h"

static char text[64];
static struct smtpreply_parser parser;
static size_t used;

static void start(void)
{
	smtpreply_parser_init(&parser, text, sizeof text);
}

static enum smtpreply_result feed(const char *bytes)
{
	return smtpreply_feed(&parser, bytes, strlen(bytes), &used);
}

START_TEST(a_reply_stops_the_feed_behind_its_last_byte)
{
	start();
	ck_assert_int_eq(feed("250 a\r\n354 b\r\n"), SMTPREPLY_DONE);
	ck_assert_uint_eq(used, 7);
	ck_assert_uint_eq(parser.reply.code, 250);
	ck_assert_int_eq(feed("354 b\r\n"), SMTPREPLY_DONE);
	ck_assert_uint_eq(parser.reply.code, 354);
	ck_assert_uint_eq(parser.reply.severity, SMTPREPLY_INTERMEDIATE);
}
END_TEST

START_TEST(the_severity_is_the_first_digit_of_the_code)
{
	const char *const replies[] = { "200\r\n", "300\r\n", "400\r\n", "500\r\n" };
	const char *const names[] = { "positive", "intermediate", "transient", "permanent" };

	start();
	ck_assert_int_eq(feed(replies[_i]), SMTPREPLY_DONE);
	ck_assert_uint_eq(parser.reply.severity, parser.reply.code / 100u);
	ck_assert_str_eq(smtpreply_severity_name(parser.reply.severity), names[_i]);
}
END_TEST

START_TEST(a_reply_can_be_read_until_the_next_byte)
{
	start();
	feed("550 5.1.1 no\r\n");
	ck_assert_int_eq(smtpreply_feed(&parser, NULL, 0, &used), SMTPREPLY_MORE);
	ck_assert_int_eq(smtpreply_finish(&parser), SMTPREPLY_MORE);
	ck_assert_uint_eq(parser.reply.code, 550);
	ck_assert_str_eq(parser.reply.text, "5.1.1 no");
	feed("2");
	ck_assert_uint_eq(parser.reply.code, 0);
	ck_assert_uint_eq(parser.reply.status.severity, 0);
	ck_assert_uint_eq(parser.reply.line_count, 0);
}
END_TEST

START_TEST(nothing_has_come_after_init)
{
	memset(&parser, 0xff, sizeof parser);
	start();
	ck_assert(smtpreply_is_idle(&parser));
	ck_assert_str_eq(parser.reply.text, "");
	ck_assert_uint_eq(parser.error, 0);
	ck_assert_uint_eq(parser.refuse, 0);
	ck_assert_uint_eq(parser.max_octets, 0);
	ck_assert_uint_eq(parser.by_line, 0);
	ck_assert_int_eq(smtpreply_finish(&parser), SMTPREPLY_MORE);
}
END_TEST

START_TEST(a_text_of_null_is_a_buffer_of_size_0)
{
	smtpreply_parser_init(&parser, NULL, 100);
	ck_assert_int_eq(feed("550 5.1.1 no\r\n"), SMTPREPLY_DONE);
	ck_assert_str_eq(parser.reply.text, "");
	ck_assert_uint_eq(parser.reply.truncated, 1);
	ck_assert_uint_eq(parser.reply.status.subject, 1);
}
END_TEST

START_TEST(idle_is_true_between_replies_only)
{
	start();
	ck_assert(smtpreply_is_idle(&parser));
	feed("2");
	ck_assert(!smtpreply_is_idle(&parser));
	feed("50-a\r\n");
	ck_assert(!smtpreply_is_idle(&parser));
	feed("250 b\r");
	ck_assert(!smtpreply_is_idle(&parser));
	feed("\n");
	ck_assert(smtpreply_is_idle(&parser));
}
END_TEST

START_TEST(a_blank_line_opens_a_reply)
{
	start();
	feed("\r\n");
	ck_assert(!smtpreply_is_idle(&parser));
	ck_assert_int_eq(smtpreply_finish(&parser), SMTPREPLY_MORE);
	ck_assert(!smtpreply_is_idle(&parser));
}
END_TEST

START_TEST(an_error_is_not_idle_and_stays_until_reset)
{
	start();
	ck_assert_int_eq(feed("+OK\r\n"), SMTPREPLY_ERROR);
	ck_assert_uint_eq(parser.error, SMTPREPLY_BAD_CODE);
	ck_assert_uint_eq(parser.looks_like, SMTPREPLY_POP3);
	ck_assert(!smtpreply_is_idle(&parser));
	ck_assert_int_eq(feed("250 ok\r\n"), SMTPREPLY_ERROR);
	ck_assert_uint_eq(used, 0);
	ck_assert_int_eq(smtpreply_feed(&parser, NULL, 0, &used), SMTPREPLY_ERROR);
	ck_assert_int_eq(smtpreply_finish(&parser), SMTPREPLY_ERROR);
	smtpreply_parser_reset(&parser);
	ck_assert_uint_eq(parser.error, 0);
	ck_assert_uint_eq(parser.looks_like, 0);
	ck_assert(smtpreply_is_idle(&parser));
	ck_assert_int_eq(feed("250 ok\r\n"), SMTPREPLY_DONE);
}
END_TEST

START_TEST(finish_is_an_error_inside_a_reply_and_stays)
{
	start();
	feed("550-blocked\r\n");
	ck_assert_int_eq(smtpreply_finish(&parser), SMTPREPLY_ERROR);
	ck_assert_uint_eq(parser.error, SMTPREPLY_CUT_OFF);
	ck_assert_uint_eq(parser.reply.code, 0);
	ck_assert_uint_eq(parser.reply.severity, 0);
	ck_assert_uint_eq(parser.reply.last_code, 550);
	ck_assert_uint_eq(parser.reply.size, 13);
	ck_assert_str_eq(parser.reply.text, "blocked");
	ck_assert_int_eq(smtpreply_finish(&parser), SMTPREPLY_ERROR);
	ck_assert_int_eq(feed("550 x\r\n"), SMTPREPLY_ERROR);
}
END_TEST

START_TEST(reset_forgets_the_stream_and_keeps_the_settings)
{
	start();
	parser.refuse = SMTPREPLY_BARE_LF;
	parser.max_octets = 20;
	parser.by_line = 1;
	feed("250-half a reply");
	smtpreply_parser_reset(&parser);
	ck_assert(smtpreply_is_idle(&parser));
	ck_assert_uint_eq(parser.reply.text_size, 0);
	ck_assert_int_eq(feed("220-x\r\n"), SMTPREPLY_LINE);
	ck_assert_int_eq(feed("220 x\n"), SMTPREPLY_ERROR);
	ck_assert_uint_eq(parser.refused, SMTPREPLY_BARE_LF);
	smtpreply_parser_reset(&parser);
	ck_assert_uint_eq(parser.refused, 0);
	ck_assert_uint_eq(parser.reply.first_code, 0);
	ck_assert_uint_eq(parser.reply.line_count, 0);
	ck_assert_uint_eq(parser.reply.size, 0);
	ck_assert_int_eq(feed("220 longer than twenty octets\r\n"), SMTPREPLY_ERROR);
	ck_assert_uint_eq(parser.error, SMTPREPLY_TOO_LONG);
	ck_assert_str_eq(parser.reply.text, "longer than twen");
}
END_TEST

START_TEST(settings_are_read_when_a_reply_starts)
{
	start();
	feed("250-a\n");
	parser.refuse = SMTPREPLY_BARE_LF;
	parser.max_octets = 3;
	parser.by_line = 1;
	ck_assert_int_eq(feed("250-b\n"), SMTPREPLY_MORE);
	ck_assert_int_eq(feed("250 c\n"), SMTPREPLY_DONE);
	ck_assert_int_eq(feed("250 c\n"), SMTPREPLY_ERROR);
	ck_assert_uint_eq(parser.error, SMTPREPLY_TOO_LONG);
	ck_assert_uint_eq(used, 3);
}
END_TEST

START_TEST(by_line_stops_after_every_line_but_the_last)
{
	start();
	parser.by_line = 1;
	ck_assert_int_eq(feed("250-mx\r\n250-SIZE 9\r\n250 HELP\r\n"), SMTPREPLY_LINE);
	ck_assert_uint_eq(used, 8);
	ck_assert_str_eq(parser.reply.text, "mx");
	ck_assert_uint_eq(parser.reply.last_code, 250);
	ck_assert_uint_eq(parser.reply.line_count, 1);
	ck_assert_int_eq(feed("250-SIZE 9\r\n250 HELP\r\n"), SMTPREPLY_LINE);
	ck_assert_str_eq(parser.reply.text, "SIZE 9");
	ck_assert_uint_eq(parser.reply.line_count, 2);
	ck_assert_int_eq(feed("250 HELP\r\n"), SMTPREPLY_DONE);
	ck_assert_str_eq(parser.reply.text, "HELP");
	ck_assert_uint_eq(parser.reply.line_count, 3);
	ck_assert_uint_eq(parser.reply.size, 30);
	ck_assert_uint_eq(parser.reply.code, 250);
}
END_TEST

START_TEST(by_line_each_line_has_the_whole_buffer)
{
	smtpreply_parser_init(&parser, text, 5);
	parser.by_line = 1;
	ck_assert_int_eq(feed("250-12345\r\n"), SMTPREPLY_LINE);
	ck_assert_str_eq(parser.reply.text, "1234");
	ck_assert_uint_eq(parser.reply.truncated, 1);
	ck_assert_int_eq(feed("250-1234\r\n"), SMTPREPLY_LINE);
	ck_assert_str_eq(parser.reply.text, "1234");
	ck_assert_uint_eq(parser.reply.truncated, 0);
	ck_assert_int_eq(feed("250 1\r\n"), SMTPREPLY_DONE);
	ck_assert_str_eq(parser.reply.text, "1");
	ck_assert_uint_eq(parser.reply.truncated, 0);
}
END_TEST

START_TEST(by_line_an_error_does_not_give_a_line_twice)
{
	struct smtpreply_line line = { 0 };

	start();
	parser.by_line = 1;
	ck_assert_int_eq(feed("250-a\r\n"), SMTPREPLY_LINE);
	ck_assert_int_eq(feed("x"), SMTPREPLY_ERROR);
	ck_assert_uint_eq(parser.reply.line_count, 1);
	ck_assert_str_eq(parser.reply.text, "");
	ck_assert(!smtpreply_next_line(&parser.reply, &line));
}
END_TEST

START_TEST(lines_come_one_by_one)
{
	struct smtpreply_line line = { 0 };

	start();
	feed("550-5.1.1 <a>\r\n550-\r\n550 no (#5.7.1)\r\n");
	ck_assert(smtpreply_next_line(&parser.reply, &line));
	ck_assert_mem_eq(line.text, "5.1.1 <a>", line.size);
	ck_assert_uint_eq(line.status.subject, 1);
	ck_assert_uint_eq(line.number, 1);
	ck_assert(smtpreply_next_line(&parser.reply, &line));
	ck_assert_uint_eq(line.size, 0);
	ck_assert_uint_eq(line.status.severity, 0);
	ck_assert(smtpreply_next_line(&parser.reply, &line));
	ck_assert_uint_eq(line.status.subject, 7);
	ck_assert_uint_eq(line.number, 3);
	ck_assert(!smtpreply_next_line(&parser.reply, &line));
	ck_assert_uint_eq(line.number, 3);
	ck_assert(!smtpreply_next_line(&parser.reply, &line));
}
END_TEST

START_TEST(a_reply_of_one_empty_line_has_one_line)
{
	struct smtpreply_line line = { 0 };

	start();
	feed("250\r\n");
	ck_assert(smtpreply_next_line(&parser.reply, &line));
	ck_assert_uint_eq(line.size, 0);
	ck_assert_uint_eq(line.truncated, 0);
	ck_assert(!smtpreply_next_line(&parser.reply, &line));
}
END_TEST

START_TEST(no_text_has_no_line)
{
	struct smtpreply_line line = { 0 };

	start();
	ck_assert(!smtpreply_next_line(&parser.reply, &line));
	feed("*");
	ck_assert(!smtpreply_next_line(&parser.reply, &line));
}
END_TEST

START_TEST(a_cut_line_says_so_and_the_whole_ones_do_not)
{
	/* the text is "ab\ncd\nef"; the last of room is the NUL's */
	static const struct {
		size_t room;
		unsigned lines;
		int is_cut; /* the last of them */
	} rows[] = {
		{ 0, 1, 1 }, { 1, 1, 1 }, { 2, 1, 1 }, { 3, 1, 0 }, { 4, 2, 1 },
		{ 5, 2, 1 }, { 6, 2, 0 }, { 7, 3, 1 }, { 8, 3, 1 }, { 9, 3, 0 },
	};
	struct smtpreply_line line = { 0 };
	unsigned lines = 0;

	smtpreply_parser_init(&parser, text, rows[_i].room);
	ck_assert_int_eq(feed("250-ab\r\n250-cd\r\n250 ef\r\n"), SMTPREPLY_DONE);
	ck_assert_uint_eq(parser.reply.truncated, rows[_i].room < 9);
	while (smtpreply_next_line(&parser.reply, &line)) {
		lines++;
		ck_assert_int_eq(line.truncated, lines == rows[_i].lines ? rows[_i].is_cut : 0);
	}
	ck_assert_uint_eq(lines, rows[_i].lines);
}
END_TEST

/* However the text comes, and with lines to join. */
START_TEST(nothing_is_written_behind_the_room)
{
	static const char bytes[] = "250-abcdef\r\n250-ghi\r\n250 j\r\n";
	const size_t room = (size_t)_i;

	for (size_t piece = 1; piece < sizeof bytes; piece++) {
		char memory[64];

		memset(memory, 'x', sizeof memory);
		smtpreply_parser_init(&parser, memory, room);
		for (size_t at = 0; at < sizeof bytes - 1; at += used)
			smtpreply_feed(&parser, bytes + at,
				       piece < sizeof bytes - 1 - at ? piece : sizeof bytes - 1 - at,
				       &used);
		for (size_t i = room; i < sizeof memory; i++)
			ck_assert_int_eq(memory[i], 'x');
	}
}
END_TEST

/* The buffer of the first ended between its lines, that of the second within its one. */
START_TEST(a_reply_forgets_where_the_one_before_was_cut)
{
	char little[4];
	struct smtpreply_line line = { 0 };

	smtpreply_parser_init(&parser, little, sizeof little);
	ck_assert_int_eq(feed("250-abc\r\n250 d\r\n"), SMTPREPLY_DONE);
	ck_assert(smtpreply_next_line(&parser.reply, &line));
	ck_assert_uint_eq(line.truncated, 0);
	ck_assert_int_eq(feed("250 abcdef\r\n"), SMTPREPLY_DONE);
	line = (struct smtpreply_line){ 0 };
	ck_assert(smtpreply_next_line(&parser.reply, &line));
	ck_assert_uint_eq(line.truncated, 1);
}
END_TEST

START_TEST(a_cut_line_has_the_status_that_its_bytes_prove)
{
	static const struct {
		size_t room;
		unsigned detail;
	} rows[] = {
		{ 6, 0 },  /* of "5.1.1" a digit may be left out, as it is here */
		{ 7, 0 },  /* of "5.1.12" too */
		{ 8, 12 }, /* "5.1.12 " */
	};
	struct smtpreply_line line = { 0 };

	smtpreply_parser_init(&parser, text, rows[_i].room);
	feed("550 5.1.12 no\r\n");
	ck_assert_uint_eq(parser.reply.status.detail, 12);
	ck_assert(smtpreply_next_line(&parser.reply, &line));
	ck_assert_uint_eq(line.truncated, 1);
	ck_assert_uint_eq(line.status.detail, rows[_i].detail);
}
END_TEST

START_TEST(an_unfinished_line_has_no_status_at_its_end)
{
	struct smtpreply_line line = { 0 };

	start();
	feed("550 5.1.1");
	smtpreply_finish(&parser);
	ck_assert(smtpreply_next_line(&parser.reply, &line));
	ck_assert_uint_eq(line.size, 5);
	ck_assert_uint_eq(line.status.severity, 0);
	ck_assert_uint_eq(line.truncated, 0);
}
END_TEST

/* Forgetting to zero a line skips lines of the next reply, and reads no byte outside its text. */
START_TEST(a_line_left_from_a_longer_reply_is_harmless)
{
	struct smtpreply_line line = { 0 };

	start();
	feed("250 aaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n");
	while (smtpreply_next_line(&parser.reply, &line))
		continue;
	feed("250-b\r\n250 c\r\n");
	ck_assert(!smtpreply_next_line(&parser.reply, &line));
}
END_TEST

START_TEST(every_number_has_its_name)
{
	static const char *const errors[] = { "none",     "bad-code", "bad-mark", "refused",
					      "too-long", "cut-off",  "none" };
	static const char *const peers[] = { "none", "pop3", "imap", "http", "ssh", "tls", "none" };

	for (uint32_t i = 0; i < 7; i++) {
		ck_assert_str_eq(smtpreply_error_name(i), errors[i]);
		ck_assert_str_eq(smtpreply_looks_like_name(i), peers[i]);
	}
	ck_assert_str_eq(smtpreply_severity_name(0), "none");
	ck_assert_str_eq(smtpreply_severity_name(1), "none");
	ck_assert_str_eq(smtpreply_severity_name(6), "none");
	ck_assert_str_eq(smtpreply_severity_name(UINT32_MAX), "none");
}
END_TEST

START_TEST(every_deviation_has_its_name_in_the_order_of_the_list)
{
	static const char *const names[] = {
		"bare-lf",      "extra-cr",      "bare-cr",      "blank-line",   "bare-code",
		"second-digit", "code-mismatch", "status-class", "status-mixed", "status-form",
		"nul",          "control",       "non-ascii",    "bad-utf8",     "long-line",
	};

	for (uint32_t i = 0; i < 15; i++)
		ck_assert_str_eq(smtpreply_deviation_name((uint32_t)1 << i), names[i]);
	ck_assert_uint_eq(SMTPREPLY_ALL_DEVIATIONS, (1 << 15) - 1);
	ck_assert_str_eq(smtpreply_deviation_name(0), "none");
	ck_assert_str_eq(smtpreply_deviation_name(3), "none");
	ck_assert_str_eq(smtpreply_deviation_name(1 << 15), "none");
}
END_TEST

START_TEST(the_numbers_are_a_promise)
{
	static const unsigned numbers[] = {
		SMTPREPLY_MORE, SMTPREPLY_DONE, SMTPREPLY_ERROR, SMTPREPLY_LINE, /* 0 to 3 */
	};

	for (unsigned i = 0; i < 4; i++)
		ck_assert_uint_eq(numbers[i], i);
	ck_assert_uint_eq(SMTPREPLY_FRAMING, 0x48);
	ck_assert_uint_eq(SMTPREPLY_STRICT, 0xc4f);
	ck_assert_uint_eq(sizeof(struct smtpreply_parser), 256);
}
END_TEST

START_TEST(the_version_is_that_of_the_build)
{
	ck_assert_str_eq(smtpreply_version(), EXPECTED_VERSION);
}
END_TEST

int main(void)
{
	const struct test tests[] = {
		{ a_reply_stops_the_feed_behind_its_last_byte, 1 },
		{ the_severity_is_the_first_digit_of_the_code, 4 },
		{ a_reply_can_be_read_until_the_next_byte, 1 },
		{ nothing_has_come_after_init, 1 },
		{ a_text_of_null_is_a_buffer_of_size_0, 1 },
		{ idle_is_true_between_replies_only, 1 },
		{ a_blank_line_opens_a_reply, 1 },
		{ an_error_is_not_idle_and_stays_until_reset, 1 },
		{ finish_is_an_error_inside_a_reply_and_stays, 1 },
		{ reset_forgets_the_stream_and_keeps_the_settings, 1 },
		{ settings_are_read_when_a_reply_starts, 1 },
		{ by_line_stops_after_every_line_but_the_last, 1 },
		{ by_line_each_line_has_the_whole_buffer, 1 },
		{ by_line_an_error_does_not_give_a_line_twice, 1 },
		{ lines_come_one_by_one, 1 },
		{ a_reply_of_one_empty_line_has_one_line, 1 },
		{ no_text_has_no_line, 1 },
		{ a_cut_line_says_so_and_the_whole_ones_do_not, 10 },
		{ nothing_is_written_behind_the_room, 16 },
		{ a_reply_forgets_where_the_one_before_was_cut, 1 },
		{ a_cut_line_has_the_status_that_its_bytes_prove, 3 },
		{ an_unfinished_line_has_no_status_at_its_end, 1 },
		{ a_line_left_from_a_longer_reply_is_harmless, 1 },
		{ every_number_has_its_name, 1 },
		{ every_deviation_has_its_name_in_the_order_of_the_list, 1 },
		{ the_numbers_are_a_promise, 1 },
		{ the_version_is_that_of_the_build, 1 },
	};

	return run_tests("parser", tests, sizeof tests / sizeof tests[0]);
}
