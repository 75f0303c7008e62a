/* SPDX-License-Identifier: MIT */
/*
 * Every row of prints.def, into memory of exactly its size and into less; every character; all
 * samples and captures, of which nothing harmful may be left. What is printed lies in heap copies of
 * exactly its size, without a NUL behind, so that a sanitizer sees a byte read too many.
 *
 * Argument: a pattern of the captures' names.
 */
#define _POSIX_C_SOURCE 200809L

#include <glob.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <smtpreply.h>

#include "run.h"
#include "samples.h"

#define LARGE_ROOM 70000

/* What is printed: a reply, its text a copy; or a text alone. */
struct subject {
	struct smtpreply reply;
	char *text;
	size_t size;
};

typedef size_t print_function(const struct subject *subject, char *to, size_t room);

static size_t LINE(const struct subject *subject, char *to, size_t room)
{
	return smtpreply_print_line(&subject->reply, to, room);
}

static size_t DIAGNOSTIC(const struct subject *subject, char *to, size_t room)
{
	return smtpreply_print_diagnostic(&subject->reply, to, room);
}

static size_t LINES(const struct subject *subject, char *to, size_t room)
{
	return smtpreply_print_lines(&subject->reply, to, room);
}

static size_t TEXT(const struct subject *subject, char *to, size_t room)
{
	return smtpreply_print_text(subject->text, subject->size, to, room);
}

/* How a reply is read. */
struct reading {
	size_t room;
	uint8_t by_line;
	uint32_t refuse;
	uint32_t max_octets;
};

struct row {
	const char *name;
	const char *bytes;
	size_t size;
	print_function *print;
	const char *expected;
	const char *why;
	struct reading reading;
};

#define PRINT(name, bytes, form, expected, why)                                                    \
	PRINT_FROM(name, LARGE_ROOM, bytes, form, expected, why)
#define PRINT_FROM(name, room, bytes, form, expected, why)                                         \
	{ name, bytes, sizeof(bytes) - 1, form, expected, why, { room, 0, 0, 0 } },
#define PRINT_WITH(name, option, bytes, form, expected, why)                                       \
	{ name, bytes, sizeof(bytes) - 1, form, expected, why, { LARGE_ROOM, option } },

static const struct row rows[] = {
#include "prints.def"
};

#define ROW_COUNT ((int)(sizeof rows / sizeof rows[0]))

static glob_t captures;

/* Reading. */

static void *copy_of(const void *bytes, size_t size)
{
	char *copy = malloc(size > 0 ? size : 1);

	ck_assert_ptr_nonnull(copy);
	if (size > 0)
		memcpy(copy, bytes, size);
	return copy;
}

static void take_text(struct subject *subject, const char *text, size_t size)
{
	free(subject->text);
	subject->text = copy_of(text, size);
	subject->size = size;
}

static void take_reply(struct subject *subject, const struct smtpreply *reply)
{
	take_text(subject, reply->text, reply->text_size);
	subject->reply = *reply;
	subject->reply.text = subject->text;
}

typedef void subject_function(const struct subject *subject);

static void look_nowhere(const struct subject *subject)
{
	(void)subject;
}

/* Shows each line, reply and error to a function; subject is then the last of them. */
static void read_replies(struct subject *subject, const char *bytes, size_t size,
			 const struct reading *reading, subject_function *look)
{
	char *text = malloc(LARGE_ROOM);
	struct smtpreply_parser parser;
	enum smtpreply_result result = SMTPREPLY_MORE;

	ck_assert_ptr_nonnull(text);
	smtpreply_parser_init(&parser, text, reading->room);
	parser.by_line = reading->by_line;
	parser.refuse = reading->refuse;
	parser.max_octets = reading->max_octets;
	for (size_t at = 0, used; at < size && result != SMTPREPLY_ERROR; at += used) {
		result = smtpreply_feed(&parser, bytes + at, size - at, &used);
		if (result == SMTPREPLY_MORE)
			continue;
		take_reply(subject, &parser.reply);
		look(subject);
	}
	if (!reading->by_line && smtpreply_finish(&parser) == SMTPREPLY_ERROR) {
		take_reply(subject, &parser.reply);
		look(subject);
	}
	free(text);
}

static void read_row(struct subject *subject, const struct row *row)
{
	*subject = (struct subject){ 0 };
	if (row->print == TEXT)
		take_text(subject, row->bytes, row->size);
	else
		read_replies(subject, row->bytes, row->size, &row->reading, look_nowhere);
}

/* Prints into memory of exactly the room needed. The caller frees it. */
static char *print(print_function *function, const struct subject *subject, size_t *size)
{
	char *to;

	*size = function(subject, NULL, 0);
	to = malloc(*size + 1);
	ck_assert_ptr_nonnull(to);
	ck_assert_uint_eq(function(subject, to, *size + 1), *size);
	ck_assert_int_eq(to[*size], '\0');
	return to;
}

/* The rows. */

START_TEST(prints_what_the_row_says)
{
	const struct row *row = &rows[_i];
	struct subject subject;
	size_t size;
	char *shown;

	read_row(&subject, row);
	shown = print(row->print, &subject, &size);
	ck_assert_msg(strcmp(shown, row->expected) == 0 && size == strlen(row->expected),
		      "%s\nprints   %s\nbut must %s\nsince    %s", row->name, shown, row->expected,
		      row->why);
	free(shown);
	free(subject.text);
}
END_TEST

/* How many bytes of what was printed may not be parted: an escape or a character. */
static size_t size_of_unit(const char *shown)
{
	unsigned char lead = (unsigned char)shown[0];

	if (lead == '\\')
		return shown[1] == 'x' ? 4 : shown[1] == 'u' ? 6 : 2;
	return lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

static size_t largest_prefix(const char *shown, size_t most)
{
	size_t size = 0;

	while (shown[size] != '\0' && size + size_of_unit(shown + size) <= most)
		size += size_of_unit(shown + size);
	return size;
}

START_TEST(prints_the_largest_prefix_that_has_room)
{
	const struct row *row = &rows[_i];
	size_t whole = strlen(row->expected);
	struct subject subject;

	read_row(&subject, row);
	for (size_t room = 1; room <= whole + 2; room++) {
		char *to = memset(malloc(room), 0xa5, room);
		size_t size = largest_prefix(row->expected, room - 1);

		ck_assert_uint_eq(row->print(&subject, to, room), whole);
		ck_assert_msg(memcmp(to, row->expected, size) == 0 && to[size] == '\0',
			      "%s: into a room of %zu prints %s", row->name, room, to);
		free(to);
	}
	free(subject.text);
}
END_TEST

START_TEST(writes_nothing_without_room)
{
	const struct row *row = &rows[_i];
	struct subject subject;
	char to = 'x';

	read_row(&subject, row);
	ck_assert_uint_eq(row->print(&subject, &to, 0), strlen(row->expected));
	ck_assert_int_eq(to, 'x');
	free(subject.text);
}
END_TEST

/* The text is the caller's, and a CR at the end of it nothing that a parser leaves there. */
START_TEST(stays_within_a_text_that_has_changed)
{
	static const char bytes[] = "550-5.1.1 a\r\n550 5.1.1x\r\n";
	char text[sizeof "5.1.1 a\n5.1.1x"], line[64];
	struct smtpreply_parser parser;
	size_t used;

	smtpreply_parser_init(&parser, text, sizeof text);
	ck_assert_int_eq(smtpreply_feed(&parser, bytes, sizeof bytes - 1, &used), SMTPREPLY_DONE);
	text[sizeof text - 2] = '\r';
	smtpreply_print_line(&parser.reply, line, sizeof line);
	ck_assert_str_eq(line, "550 5.1.1 a");
}
END_TEST

START_TEST(has_a_reason_and_a_name_of_its_own)
{
	ck_assert_uint_gt(strlen(rows[_i].why), 0);
	for (int i = 0; i < _i; i++)
		ck_assert_str_ne(rows[i].name, rows[_i].name);
}
END_TEST

/* Every character and every byte. */

static size_t encode(uint32_t character, char *to)
{
	if (character < 0x80) {
		to[0] = (char)character;
		return 1;
	}
	if (character < 0x800) {
		to[0] = (char)(0xc0 | character >> 6);
		to[1] = (char)(0x80 | (character & 0x3f));
		return 2;
	}
	if (character < 0x10000) {
		to[0] = (char)(0xe0 | character >> 12);
		to[1] = (char)(0x80 | (character >> 6 & 0x3f));
		to[2] = (char)(0x80 | (character & 0x3f));
		return 3;
	}
	to[0] = (char)(0xf0 | character >> 18);
	to[1] = (char)(0x80 | (character >> 12 & 0x3f));
	to[2] = (char)(0x80 | (character >> 6 & 0x3f));
	to[3] = (char)(0x80 | (character & 0x3f));
	return 4;
}

/* C1, line and paragraph separator, and what Unicode calls Bidi_Control. */
static bool is_hidden(uint32_t character)
{
	return (character >= 0x80 && character <= 0x9f) || character == 0x2028 ||
	       character == 0x2029 || character == 0x61c || character == 0x200e ||
	       character == 0x200f || (character >= 0x202a && character <= 0x202e) ||
	       (character >= 0x2066 && character <= 0x2069);
}

/* Check notes every assertion in a file; a million of them are made only where they fail. */
static void check_text(const char *text, size_t size, const char *expected)
{
	char shown[16];
	size_t needed = smtpreply_print_text(text, size, shown, sizeof shown);

	if (needed != strlen(expected) || strcmp(shown, expected) != 0)
		ck_abort_msg("%s, %zu octets, must be %s", shown, needed, expected);
}

START_TEST(shows_every_character_but_the_hidden_ones)
{
	for (uint32_t character = 0xa0; character <= 0x10ffff; character++) {
		char bytes[5] = { 0 }, escape[8];
		size_t size = encode(character, bytes);

		snprintf(escape, sizeof escape, "\\u%04x", (unsigned)character & 0xffff);
		if (character < 0xd800 || character > 0xdfff)
			check_text(bytes, size, is_hidden(character) ? escape : bytes);
	}
}
END_TEST

START_TEST(escapes_every_byte_that_is_not_plain)
{
	for (unsigned byte = 0; byte <= 0xff; byte++) {
		const char text = (char)byte;
		char expected[5] = { text };

		if (byte < ' ' || byte > '~')
			snprintf(expected, sizeof expected, "\\x%02x", byte);
		check_text(&text, 1, byte == '\t' ? "\\t" : byte == '\\' ? "\\\\" : expected);
	}
}
END_TEST

/* All there is: nothing harmful may be left. */

/* The size of the character at the start of text if it may be printed, else 0. */
static size_t size_of_harmless(const unsigned char *text, bool may_have_lines)
{
	uint32_t character;
	char encoded[4];
	size_t size;

	if (text[0] < 0x80)
		return (text[0] >= ' ' && text[0] < 0x7f) || (may_have_lines && text[0] == '\n');
	size = size_of_unit((const char *)text);
	character = text[0] & (0x7fu >> size);
	for (size_t i = 1; i < size; i++)
		character = character << 6 | (text[i] & 0x3fu);
	if (character > 0x10ffff || (character >= 0xd800 && character <= 0xdfff) ||
	    is_hidden(character))
		return 0;
	return encode(character, encoded) == size && memcmp(encoded, text, size) == 0 ? size : 0;
}

static void check_harmless(print_function *function, const struct subject *subject)
{
	size_t size, step;
	char *shown = print(function, subject, &size);

	for (size_t i = 0; i < size; i += step) {
		step = size_of_harmless((unsigned char *)shown + i, function == LINES);
		if (step == 0 || i + step > size || (function == DIAGNOSTIC && step > 1))
			ck_abort_msg("harm at %zu: %s", i, shown);
	}
	free(shown);
}

static void look_for_harm(const struct subject *subject)
{
	check_harmless(LINE, subject);
	check_harmless(DIAGNOSTIC, subject);
	check_harmless(LINES, subject);
	check_harmless(TEXT, subject);
}

static void look_everywhere(const char *bytes, size_t size, struct reading reading)
{
	static const size_t rooms[] = { 0, 7, LARGE_ROOM };

	for (size_t i = 0; i < 2 * sizeof rooms / sizeof rooms[0]; i++) {
		struct subject subject = { 0 };

		reading.room = rooms[i / 2];
		reading.by_line = i % 2;
		read_replies(&subject, bytes, size, &reading, look_for_harm);
		free(subject.text);
	}
}

START_TEST(leaves_no_harm_in_a_sample)
{
	for (size_t i = 0; i < sample_count; i++)
		look_everywhere(samples[i].bytes, samples[i].size,
				(struct reading){ .refuse = samples[i].refuse,
						  .max_octets = samples[i].max_octets });
}
END_TEST

START_TEST(leaves_no_harm_in_a_capture)
{
	static char bytes[16384];
	FILE *file = fopen(captures.gl_pathv[_i], "rb");
	size_t size;

	ck_assert_ptr_nonnull(file);
	size = fread(bytes, 1, sizeof bytes, file);
	(void)fclose(file);
	ck_assert(size > 0 && size < sizeof bytes);
	look_everywhere(bytes, size, (struct reading){ 0 });
}
END_TEST

int main(int argc, char **argv)
{
	struct test tests[] = {
		{ prints_what_the_row_says, ROW_COUNT },
		{ prints_the_largest_prefix_that_has_room, ROW_COUNT },
		{ writes_nothing_without_room, ROW_COUNT },
		{ stays_within_a_text_that_has_changed, 1 },
		{ has_a_reason_and_a_name_of_its_own, ROW_COUNT },
		{ shows_every_character_but_the_hidden_ones, 1 },
		{ escapes_every_byte_that_is_not_plain, 1 },
		{ leaves_no_harm_in_a_sample, 1 },
		{ leaves_no_harm_in_a_capture, 0 },
	};

	if (argc != 2 || glob(argv[1], 0, NULL, &captures) != 0)
		return EXIT_FAILURE;
	tests[7].count = (int)captures.gl_pathc;
	return run_tests("print", tests, sizeof tests / sizeof tests[0]);
}
