/* SPDX-License-Identifier: MIT */
/*
 * The challenge of 334: the rows of challenges.def, each cut everywhere and in memory of exactly
 * its size, and what base64 says of bytes that a plain encoder wrote.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <smtpreply.h>

#include "base64.h"
#include "run.h"

#define LONGEST 300
#define UNTOUCHED 0xa5
#define RFC_4954_LONGEST 12288

static const char alphabet[] = BASE64_ALPHABET;

/* bytes is NULL for a text that is no challenge */
struct row {
	const char *text;
	size_t size;
	const char *bytes;
	size_t byte_count;
	const char *why;
};

#define CHALLENGE(text, bytes, why) { text, sizeof text - 1, bytes, sizeof bytes - 1, why },
#define NO_CHALLENGE(text, why) { text, sizeof text - 1, NULL, 0, why },

static const struct row rows[] = {
#include "challenges.def"
};

#define ROW_COUNT ((int)(sizeof rows / sizeof rows[0]))

/* Memory of exactly this size. The start of an empty one lies at the end of its byte. */
static char *make(size_t size)
{
	char *memory = malloc(size > 0 ? size : 1);

	ck_assert_ptr_nonnull(memory);
	memset(memory, UNTOUCHED, size > 0 ? size : 1);
	return memory;
}

static bool check(const char *text, size_t size, bool truncated, size_t *decoded_size)
{
	char *copy = make(size);
	bool answer;

	memcpy(copy, text, size);
	*decoded_size = 12345;
	answer = smtpreply_challenge_check(size > 0 ? copy : copy + 1, size, truncated,
					   decoded_size);
	if (!answer)
		ck_assert_uint_eq(*decoded_size, 0);
	free(copy);
	return answer;
}

static void expect_bytes(const char *text, size_t size, const char *bytes, size_t count)
{
	char *room = make(count);
	size_t decoded_size;

	ck_assert_msg(check(text, size, false, &decoded_size), "%s", text);
	ck_assert_uint_eq(decoded_size, count);
	decoded_size = 12345;
	ck_assert(smtpreply_challenge_decode(text, size, false, count > 0 ? room : NULL, count,
					     &decoded_size));
	ck_assert_uint_eq(decoded_size, count);
	ck_assert_msg(memcmp(room, bytes, count) == 0, "%s", text);
	free(room);
}

static void expect_nothing_written(const char *text, size_t size, size_t capacity,
				   size_t decoded_size_expected)
{
	char *room = make(capacity);
	size_t decoded_size = 12345;

	ck_assert_msg(!smtpreply_challenge_decode(text, size, false, room, capacity, &decoded_size),
		      "%s", text);
	ck_assert_uint_eq(decoded_size, decoded_size_expected);
	for (size_t i = 0; i < capacity; i++)
		ck_assert_uint_eq((unsigned char)room[i], UNTOUCHED);
	free(room);
}

START_TEST(gives_what_the_row_says)
{
	const struct row *row = &rows[_i];
	size_t decoded_size;

	ck_assert_uint_gt(strlen(row->why), 0);
	if (row->bytes != NULL)
		expect_bytes(row->text, row->size, row->bytes, row->byte_count);
	ck_assert_msg(check(row->text, row->size, false, &decoded_size) == (row->bytes != NULL),
		      "%s: %s", row->text, row->why);
	if (row->bytes == NULL)
		expect_nothing_written(row->text, row->size, row->size, 0);
}
END_TEST

/* Of a good challenge every fourth cut is one; none is once it is marked as truncated. */
START_TEST(cut_it_is_a_challenge_behind_whole_groups_alone)
{
	const struct row *row = &rows[_i];
	size_t decoded_size;

	for (size_t size = 0; size <= row->size; size++) {
		bool answer = check(row->text, size, false, &decoded_size);

		ck_assert(!answer || decoded_size <= size / 4 * 3);
		if (row->bytes != NULL)
			ck_assert(answer == (size % 4 == 0));
		ck_assert(!check(row->text, size, true, &decoded_size));
	}
}
END_TEST

START_TEST(a_text_with_a_truncated_end_is_not_decoded)
{
	char room[3];
	size_t decoded_size = 12345;

	ck_assert(!smtpreply_challenge_decode("Zm9v", 4, true, room, sizeof room, &decoded_size));
	ck_assert_uint_eq(decoded_size, 0);
}
END_TEST

START_TEST(writes_nothing_where_there_is_no_room_for_all)
{
	const struct row *row = &rows[_i];

	for (size_t capacity = 0; capacity < row->byte_count; capacity++)
		expect_nothing_written(row->text, row->size, capacity, row->byte_count);
}
END_TEST

START_TEST(writes_no_more_than_the_bytes)
{
	char room[8];
	size_t decoded_size;

	memset(room, UNTOUCHED, sizeof room);
	ck_assert(
		smtpreply_challenge_decode("Zm9vYg==", 8, false, room, sizeof room, &decoded_size));
	ck_assert_uint_eq(decoded_size, 4);
	for (size_t i = 4; i < sizeof room; i++)
		ck_assert_uint_eq((unsigned char)room[i], UNTOUCHED);
}
END_TEST

/* Xorshift, so that each run has the same bytes. */
static uint32_t next_random(uint32_t *state)
{
	*state ^= (*state & 0x7ffff) << 13;
	*state ^= *state >> 17;
	*state ^= (*state & 0x7ffffff) << 5;
	return *state;
}

START_TEST(gives_back_what_was_encoded)
{
	uint32_t state = 4954u + (uint32_t)_i;
	char bytes[LONGEST], text[LONGEST * 2];

	for (int round = 0; round < 20; round++) {
		for (size_t i = 0; i < (size_t)_i; i++)
			bytes[i] = (char)next_random(&state);
		expect_bytes(text, encode_plainly((unsigned char *)bytes, (size_t)_i, text), bytes,
			     (size_t)_i);
	}
}
END_TEST

/* RFC 4954, 4 names the size that is enough for any mechanism. */
START_TEST(a_line_of_the_size_that_the_rfc_names_is_read)
{
	static char line[RFC_4954_LONGEST + 6], text[RFC_4954_LONGEST + 1];
	static char bytes[RFC_4954_LONGEST / 4 * 3];
	struct smtpreply_parser parser;
	size_t used, size;

	memset(line, 'z', sizeof line);
	memcpy(line, "334 ", 4);
	memcpy(line + sizeof line - 2, "\r\n", 2);
	smtpreply_parser_init(&parser, text, sizeof text);
	ck_assert_int_eq(smtpreply_feed(&parser, line, sizeof line, &used), SMTPREPLY_DONE);
	ck_assert_uint_eq(parser.reply.text_size, RFC_4954_LONGEST);
	ck_assert(smtpreply_challenge_decode(text, parser.reply.text_size, parser.reply.truncated,
					     bytes, sizeof bytes, &size));
	ck_assert_uint_eq(size, sizeof bytes);
}
END_TEST

/* Every byte as the last character before the padding: 4 and 16 of 256 leave no bit unused. */
START_TEST(the_unused_bits_of_the_last_character_are_0)
{
	size_t decoded_size, singles = 0, doubles = 0;
	char single[] = "QUFBA?==", twice[] = "QUFBAA?=";

	for (unsigned byte = 0; byte < 256; byte++) {
		const char *place = byte ? strchr(alphabet, (int)byte) : NULL;

		single[5] = twice[6] = (char)byte;
		bool is_single = check(single, 8, false, &decoded_size);
		bool is_double = byte != '=' && check(twice, 8, false, &decoded_size);
		ck_assert(is_single == (place != NULL && (place - alphabet) % 16 == 0));
		ck_assert(is_double == (place != NULL && (place - alphabet) % 4 == 0));
		singles += is_single;
		doubles += is_double;
	}
	ck_assert_uint_eq(singles, 4);
	ck_assert_uint_eq(doubles, 16);
}
END_TEST

/* Every byte in every place of two groups: only the alphabet is a challenge there. */
START_TEST(no_character_but_the_alphabet_stands_in_a_group)
{
	unsigned char byte = (unsigned char)_i;
	bool is_sextet = byte != 0 && strchr(alphabet, byte) != NULL;
	size_t decoded_size;

	for (size_t place = 0; place < 8; place++) {
		char text[] = "AAAAAAAA";

		text[place] = (char)byte;
		if (byte == '=' && place == 7)
			ck_assert(check(text, 8, false, &decoded_size) && decoded_size == 5);
		else
			ck_assert(check(text, 8, false, &decoded_size) == is_sextet);
	}
}
END_TEST

/* All ways to set two padding characters into three groups: only "x=" and "==" at the end. */
START_TEST(padding_stands_at_the_end_alone)
{
	size_t first = (size_t)_i / 12, second = (size_t)_i % 12, decoded_size;
	char text[] = "AAAAAAAAAAAA";
	bool is_good;

	text[first] = text[second] = '=';
	is_good = (first == 11 && second == 11) || (first == 10 && second == 11) ||
		  (first == 11 && second == 10);
	ck_assert_msg(check(text, 12, false, &decoded_size) == is_good, "%s", text);
}
END_TEST

int main(void)
{
	const struct test tests[] = {
		{ gives_what_the_row_says, ROW_COUNT },
		{ cut_it_is_a_challenge_behind_whole_groups_alone, ROW_COUNT },
		{ a_text_with_a_truncated_end_is_not_decoded, 1 },
		{ writes_nothing_where_there_is_no_room_for_all, ROW_COUNT },
		{ writes_no_more_than_the_bytes, 1 },
		{ gives_back_what_was_encoded, LONGEST },
		{ a_line_of_the_size_that_the_rfc_names_is_read, 1 },
		{ the_unused_bits_of_the_last_character_are_0, 1 },
		{ no_character_but_the_alphabet_stands_in_a_group, 256 },
		{ padding_stands_at_the_end_alone, 144 },
	};

	return run_tests("challenge", tests, sizeof tests / sizeof tests[0]);
}
