/* SPDX-License-Identifier: MIT */
/*
 * One fault of each kind, in a test like the others: a sanitizer that does not report its kind is blind,
 * and tests/proof/sanitizers does not trust it. Takes the kind's name.
 */
#include "run.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct pair {
	uint32_t one, other;
};

static const char *kind;

/* What the compiler may not know. */
static volatile size_t four = 4;
static volatile int highest = INT32_MAX;
static volatile uint32_t lowest;
static volatile uint16_t wide;
static volatile int negative = -1;
static void *(*volatile allocate)(size_t, size_t) = calloc;
static unsigned shared;

static void copy_one_too_many(void)
{
	char *from = calloc(1, four), *to = calloc(1, four + 1);

	memcpy(to, from, four + 1);
	wide = (uint16_t)to[four];
	free(from);
	free(to);
}

static void read_one_too_many(void)
{
	unsigned char *bytes = allocate(1, four);

	wide = bytes[four];
	free(bytes);
}

/* Where the size is seen at the place of the fault. */
static void read_one_too_many_here(void)
{
	unsigned char *bytes = calloc(1, four);

	wide = bytes[four];
	free(bytes);
}

static void read_behind_an_array(void)
{
	const volatile char array[4] = { 1, 2, 3, 4 };

	wide = (uint16_t)array[four];
}

static void use_what_was_freed(void)
{
	unsigned char *volatile bytes = allocate(1, four);

	free(bytes);
	wide = bytes[0];
}

static void lose_memory(void)
{
	char *volatile bytes = malloc(four);

	bytes[0] = 1;
	bytes = NULL;
}

/* A member that nobody set, as a caller meets it. */
static void branch_on_nothing(void)
{
	struct pair *volatile pair = malloc(sizeof *pair);

	pair->one = 1;
	ck_assert_uint_ne(pair->other, 4711);
	free(pair);
}

static void compare_nothing(void)
{
	char *bytes = malloc(four);

	bytes[0] = 1;
	ck_assert_int_le(memcmp(bytes, "\1abc", four), 255);
	free(bytes);
}

/* Long after the other thread did so: not every ThreadSanitizer remembers it. */
static void *count(void *argument)
{
	volatile char own[8] = { 0 };

	for (size_t i = 0; i < 1000000; i++)
		own[i % 8] = (char)i;
	wide = (uint16_t)own[0];
	shared++;
	return argument;
}

static void race(void)
{
	pthread_t threads[2];

	for (size_t i = 0; i < 2; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, count, NULL), 0);
	for (size_t i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
}

static void pass_the_highest(void)
{
	highest = highest + 1;
}

static void pass_the_lowest(void)
{
	lowest = lowest - 1;
}

static void shift_too_far(void)
{
	lowest = (uint32_t)1 << (four * 8);
}

static void drop_bits(void)
{
	unsigned long number = 256 * (unsigned long)four;
	uint8_t octet = number;

	wide = octet;
}

static void change_sign(void)
{
	lowest = negative;
}

static void assert_what_is_wrong(void)
{
	ck_assert_uint_eq(four, 5);
}

static void do_nothing(void)
{
	ck_assert_uint_eq(four, 4);
}

static const struct {
	const char *name;
	void (*commit)(void);
} faults[] = {
	{ "none", do_nothing },
	{ "assertion", assert_what_is_wrong },
	{ "copy", copy_one_too_many },
	{ "read", read_one_too_many },
	{ "read-here", read_one_too_many_here },
	{ "array", read_behind_an_array },
	{ "freed", use_what_was_freed },
	{ "leak", lose_memory },
	{ "branch", branch_on_nothing },
	{ "compare", compare_nothing },
	{ "race", race },
	{ "signed", pass_the_highest },
	{ "unsigned", pass_the_lowest },
	{ "shift", shift_too_far },
	{ "truncation", drop_bits },
	{ "sign", change_sign },
};

START_TEST(commits_its_fault)
{
	size_t i = 0;

	while (strcmp(faults[i].name, kind) != 0)
		i++;
	faults[i].commit();
}
END_TEST

int main(int argc, char **argv)
{
	const struct test tests[] = {
		{ commits_its_fault, 1 },
	};

	if (argc != 2)
		return EXIT_FAILURE;
	kind = argv[1];
	return run_tests("planted", tests, 1);
}
