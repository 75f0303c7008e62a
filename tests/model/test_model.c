/* SPDX-License-Identifier: MIT */
/*
 * The library and the model read the same streams, and must say the same: the samples, every short
 * sequence of the bytes that matter behind every kind of beginning, and mutations of the samples.
 */
#include <string.h>

#include "../run.h"
#include "../samples.h"
#include "compare.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#define DEVIATION_COUNT 15
#define REFUSAL_COUNT (4 + DEVIATION_COUNT)
#define LENGTH_WITH_ALL_REFUSALS 3
#define LONGEST_SEQUENCE 4
#define LONGEST_MUTANT 2048
#define LONG_BEGIN_COUNT 7
#define BATCH_COUNT 8
#define MUTANTS_A_BATCH 60000

static const unsigned char alphabet[] = "2503 -\r\n.(#)\x80\xc3";

static const char *const prefixes[] = {
	"",
	"250 ",
	"250-",
	"250-a\r\n",
	"250-2.1.0 a\r\n250",
	"\r\n250",
	"354-a\r\n",
	"421-a\r\n450-4.1.1\r\n",
	"550-5.1.1",
	"550-5.1.1 a\n550 5.1",
	"550 x (#5.7.1",
	"550 (#5.7",
	"550-5.7.1 a\r\n550 x (#5.7.",
	"550 \xe0\xa0",
	"250 \xf0\x90\x80",
	"250 a\r",
};

/* The mutations put these in place of a byte, or before it. */
static const unsigned char odd_bytes[] =
	"2345690 -\r\r\n\n.:;,()[]#\t\x01\x7f\x80\xbf\xc3\xe0\xed\xf4+";

static uint32_t refusal(size_t number)
{
	switch (number) {
	case 0:
		return 0;
	case 1:
		return SMTPREPLY_STRICT;
	case 2:
		return SMTPREPLY_ALL_DEVIATIONS;
	case 3: /* all that one byte can make certain together with bad-utf8 */
		return SMTPREPLY_STRICT | (uint32_t)SMTPREPLY_BAD_UTF8;
	default:
		return (uint32_t)1 << (number - 4);
	}
}

static void compare_refusing(struct comparison *comparison, const unsigned char *bytes, size_t size,
			     uint32_t refuse, uint32_t max_octets)
{
	const struct way way = {
		.room = size + 2,
		.refuse = refuse,
		.max_octets = max_octets,
		.piece = comparison->count % 8 == 0,
	};

	compare(comparison, bytes, size, &way);
}

static void finish(struct comparison *comparison)
{
	size_t differences = comparison->difference_count, count = comparison->count;

	comparison_free(comparison);
	ck_assert_msg(differences == 0, "%zu of %zu streams differ", differences, count);
}

START_TEST(a_sample_is_read_alike)
{
	const struct sample *sample = &samples[_i];
	const unsigned char *bytes = (const unsigned char *)sample->bytes;
	struct comparison comparison = { 0 };
	const struct way way = {
		.room = sample->size + 2,
		.refuse = sample->refuse,
		.max_octets = sample->max_octets,
	};

	compare(&comparison, bytes, sample->size, &way);
	for (size_t i = 0; i < REFUSAL_COUNT; i++)
		compare_refusing(&comparison, bytes, sample->size, refusal(i), sample->max_octets);
	finish(&comparison);
}
END_TEST

START_TEST(a_sample_is_read_alike_under_every_limit)
{
	const struct sample *sample = &samples[_i];
	const unsigned char *bytes = (const unsigned char *)sample->bytes;
	struct comparison comparison = { 0 };

	for (uint32_t limit = 1; limit <= sample->size + 1 && limit <= 600; limit++)
		for (size_t i = 0; i < 4; i++)
			compare_refusing(&comparison, bytes, sample->size, refusal(i), limit);
	finish(&comparison);
}
END_TEST

/* ---- sequences ---- */

/* All that a number spells, as digits in the base of the alphabet. */
static void spell(unsigned char *sequence, size_t length, size_t number)
{
	for (size_t i = 0; i < length; i++) {
		sequence[i] = alphabet[number % (sizeof alphabet - 1)];
		number /= sizeof alphabet - 1;
	}
}

static void compare_sequence(struct comparison *comparison, const unsigned char *bytes, size_t size,
			     bool with_all)
{
	if (!with_all) {
		compare_refusing(comparison, bytes, size, 0, 0);
		compare_refusing(comparison, bytes, size,
				 refusal(comparison->count / 2 % REFUSAL_COUNT), 0);
		return;
	}
	for (size_t i = 0; i < REFUSAL_COUNT; i++)
		compare_refusing(comparison, bytes, size, refusal(i), 0);
}

START_TEST(every_short_sequence_is_read_alike)
{
	const char *prefix = prefixes[_i];
	size_t prefix_size = strlen(prefix), count = 1;
	unsigned char bytes[64];
	struct comparison comparison = { 0 };

	memcpy(bytes, prefix, prefix_size);
	for (size_t length = 0; length <= LONGEST_SEQUENCE; length++) {
		for (size_t number = 0; number < count; number++) {
			spell(bytes + prefix_size, length, number);
			compare_sequence(&comparison, bytes, prefix_size + length,
					 length <= LENGTH_WITH_ALL_REFUSALS);
		}
		count *= sizeof alphabet - 1;
	}
	finish(&comparison);
}
END_TEST

/* ---- long lines ---- */

/* With no limit, and with limits before, at and behind octet 512. */
static void compare_limits(struct comparison *comparison, const unsigned char *bytes, size_t size)
{
	static const uint32_t limits[] = { 0, 104, 511, 512, 513, 514, 518 };

	for (size_t i = 0; i < REFUSAL_COUNT; i++)
		for (size_t j = 0; j < COUNT(limits); j++)
			compare_refusing(comparison, bytes, size, refusal(i), limits[j]);
}

/* A run of CRs, or of text, that ends about octet 512. */
START_TEST(the_end_of_a_long_line_is_read_alike)
{
	static const char *const ends[] = { "\r\n", "\n", "\r\r\n", "\rx", "x", "\x80\r\n", "" };
	static const char *const begins[LONG_BEGIN_COUNT] = {
		"250", "250 ", "250-", "250-a\r\n250", "\r\n250 ", "", "250 x (#2.0.0) \xc3",
	};
	const char *begin = begins[_i % LONG_BEGIN_COUNT];
	const char filling = _i < LONG_BEGIN_COUNT ? 'a' : '\r';
	size_t begin_size = strlen(begin);
	unsigned char bytes[600];
	struct comparison comparison = { 0 };

	memcpy(bytes, begin, begin_size);
	for (size_t size = 503; size < 520; size++)
		for (size_t end = 0; end < COUNT(ends); end++) {
			memset(bytes + begin_size, filling, size - begin_size);
			memcpy(bytes + size, ends[end], strlen(ends[end]));
			compare_limits(&comparison, bytes, size + strlen(ends[end]));
		}
	finish(&comparison);
}
END_TEST

/* ---- mutations ---- */

/* xorshift32 */
static size_t next_random(uint32_t *state, size_t bound)
{
	*state ^= (*state & 0x7ffff) << 13;
	*state ^= *state >> 17;
	*state ^= (*state & 0x7ffffff) << 5;
	return *state % bound;
}

static const struct sample *short_sample(uint32_t *state)
{
	for (;;) {
		const struct sample *sample = &samples[next_random(state, sample_count)];

		if (sample->size < LONGEST_MUTANT / 2 &&
		    (sample->size < 200 || next_random(state, 8) == 0))
			return sample;
	}
}

static size_t remove_bytes(unsigned char *bytes, size_t size, size_t place, size_t count)
{
	if (count > size - place)
		count = size - place;
	memmove(bytes + place, bytes + place + count, size - place - count);
	return size - count;
}

static size_t insert_bytes(unsigned char *bytes, size_t size, size_t place, const void *inserted,
			   size_t count)
{
	if (count > LONGEST_MUTANT - size)
		return size;
	memmove(bytes + place + count, bytes + place, size - place);
	memcpy(bytes + place, inserted, count);
	return size + count;
}

/* Answers the new size. */
static size_t mutate(unsigned char *bytes, size_t size, uint32_t *state)
{
	size_t place = next_random(state, size + 1);
	unsigned char odd = odd_bytes[next_random(state, sizeof odd_bytes)];
	const struct sample *other;

	switch (next_random(state, 6)) {
	case 0:
		return remove_bytes(bytes, size, place, 1 + next_random(state, 4));
	case 1:
		return insert_bytes(bytes, size, place, &odd, 1);
	case 2:
		odd = (unsigned char)next_random(state, 256);
		return insert_bytes(bytes, size, place, &odd, 1);
	case 3:
		other = short_sample(state);
		return insert_bytes(bytes, size, place, other->bytes, other->size);
	default:
		if (place < size)
			bytes[place] = odd;
		return size;
	}
}

START_TEST(a_mutant_is_read_alike)
{
	uint32_t state = 2463534242u + (uint32_t)_i;
	unsigned char bytes[LONGEST_MUTANT];
	struct comparison comparison = { 0 };

	for (size_t i = 0; i < MUTANTS_A_BATCH; i++) {
		const struct sample *sample = short_sample(&state);
		size_t size = sample->size, kind = i % ((size_t)2 * REFUSAL_COUNT);
		uint32_t refuse = kind < REFUSAL_COUNT ? refusal(kind) : 0, limit = 0;

		memcpy(bytes, sample->bytes, size);
		for (size_t edits = 1 + next_random(&state, 3); edits > 0; edits--)
			size = mutate(bytes, size, &state);
		if (next_random(&state, 4) == 0)
			limit = 1 + (uint32_t)next_random(&state, size + 2);
		if (kind % 4 == 3 && kind > REFUSAL_COUNT)
			refuse = (uint32_t)next_random(&state, SMTPREPLY_ALL_DEVIATIONS + 1);
		compare_refusing(&comparison, bytes, size, refuse, limit);
	}
	finish(&comparison);
}
END_TEST

int main(void)
{
	const struct test tests[] = {
		{ a_sample_is_read_alike, (int)sample_count },
		{ a_sample_is_read_alike_under_every_limit, (int)sample_count },
		{ every_short_sequence_is_read_alike, COUNT(prefixes) },
		{ the_end_of_a_long_line_is_read_alike, 2 * LONG_BEGIN_COUNT },
		{ a_mutant_is_read_alike, BATCH_COUNT },
	};

	return run_tests("model", tests, COUNT(tests));
}
