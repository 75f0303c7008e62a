/* SPDX-License-Identifier: MIT */
/* Every row of samples.def: what it gives, and that no way of feeding it gives anything else. */
#include <stdlib.h>

#include "notation.h"
#include "run.h"
#include "samples.h"
#include "ways.h"

static struct way way_of(const struct sample *sample)
{
	return (struct way){
		.room = 70000,
		.refuse = sample->refuse,
		.max_octets = sample->max_octets,
	};
}

START_TEST(gives_what_the_row_says)
{
	const struct sample *sample = &samples[_i];
	struct way way = way_of(sample);
	struct outcome outcome = { 0 };
	char *notation;

	observe(&outcome, sample->bytes, sample->size, &way);
	notation = notation_of(&outcome);
	ck_assert_msg(outcome.fault == NULL, "%s: %s", sample->name, outcome.fault);
	ck_assert_msg(strcmp(notation, sample->expected) == 0,
		      "%s\ngives    %s\nbut must %s\nsince    %s", sample->name, notation,
		      sample->expected, sample->why);
	free(notation);
	outcome_free(&outcome);
}
END_TEST

START_TEST(gives_the_same_in_every_way)
{
	const struct sample *sample = &samples[_i];
	struct way way = way_of(sample);

	check_all_ways(sample->name, sample->bytes, sample->size, &way);
}
END_TEST

/* What a byte in the text of a line that is otherwise plain makes odd. */
static uint64_t odd_of(unsigned byte)
{
	if (byte == 0)
		return SMTPREPLY_NUL;
	if (byte == '\r')
		return SMTPREPLY_BARE_CR;
	if (byte >= 0x80)
		return SMTPREPLY_NON_ASCII | SMTPREPLY_BAD_UTF8;
	return byte == 0x7f || (byte < ' ' && byte != '\t') ? SMTPREPLY_CONTROL : 0;
}

/* The places where blocks of 8 and 16 bytes begin and end are among them. */
START_TEST(a_byte_is_seen_wherever_it_stands_in_a_text)
{
	char line[] = "250 ......................................................\r\n";
	const size_t text_size = sizeof line - 1 - 6;
	const unsigned byte = (unsigned)_i;
	const struct way way = { .room = sizeof line };
	struct outcome outcome = { 0 };

	for (size_t place = 0; place < text_size && byte != '\n'; place++) {
		memset(line + 4, '.', text_size);
		line[4 + place] = (char)byte;
		observe(&outcome, line, sizeof line - 1, &way);
		ck_assert_uint_eq(outcome.event_count, 2);
		ck_assert_uint_eq(outcome.events[0].facts.size, sizeof line - 1);
		ck_assert_uint_eq(outcome.events[0].text_size,
				  byte == '\r' && place + 1 == text_size ? place : text_size);
		ck_assert_uint_eq(outcome.events[0].facts.deviations,
				  byte == '\r' && place + 1 == text_size ? SMTPREPLY_EXTRA_CR
									 : odd_of(byte));
	}
	outcome_free(&outcome);
}
END_TEST

START_TEST(has_a_name_of_its_own_and_a_reason)
{
	const struct sample *sample = &samples[_i];

	ck_assert_msg(sample->why[0] != '\0', "%s has no reason", sample->name);
	for (size_t i = 0; i < (size_t)_i; i++)
		ck_assert_str_ne(samples[i].name, sample->name);
}
END_TEST

/* With the argument "rows", not in every way: that takes minutes under sanitizers. */
int main(int argc, char **argv)
{
	const struct test tests[] = {
		{ has_a_name_of_its_own_and_a_reason, (int)sample_count },
		{ gives_what_the_row_says, (int)sample_count },
		{ a_byte_is_seen_wherever_it_stands_in_a_text, 256 },
		{ gives_the_same_in_every_way, (int)sample_count },
	};
	size_t count = sizeof tests / sizeof tests[0];

	if (argc > 1 && strcmp(argv[1], "rows") == 0)
		count--;
	return run_tests("samples", tests, count);
}
