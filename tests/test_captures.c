/* SPDX-License-Identifier: MIT */
/*
 * Sessions of real servers, byte for byte (tests/captures): no error, and the same in every way.
 *
 * The captures' codes and deviations are compared in tests/cli. Argument: a pattern of file names.
 */
#define _POSIX_C_SOURCE 200809L

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>

#include "run.h"
#include "ways.h"

static glob_t files;

static size_t read_file(const char *name, unsigned char *bytes, size_t room)
{
	FILE *file = fopen(name, "rb");
	size_t size;

	ck_assert_msg(file != NULL, "%s cannot be opened", name);
	size = fread(bytes, 1, room, file);
	ck_assert_msg(size > 0 && size < room, "%s is empty or too large", name);
	(void)fclose(file);
	return size;
}

START_TEST(is_read_without_an_error)
{
	static unsigned char bytes[16384];
	size_t size = read_file(files.gl_pathv[_i], bytes, sizeof bytes);
	struct way way = { .room = 4096 };
	struct outcome outcome = { 0 };

	observe(&outcome, bytes, size, &way);
	ck_assert_uint_gt(outcome.event_count, 1);
	ck_assert_uint_eq(outcome.events[outcome.event_count - 1].facts.result, SMTPREPLY_MORE);
	ck_assert_uint_eq(outcome.events[outcome.event_count - 1].facts.offset, size);
	for (size_t i = 0; i + 1 < outcome.event_count; i++)
		ck_assert_uint_eq(outcome.events[i].facts.result, SMTPREPLY_DONE);
	outcome_free(&outcome);
}
END_TEST

START_TEST(gives_the_same_in_every_way)
{
	static unsigned char bytes[16384];
	size_t size = read_file(files.gl_pathv[_i], bytes, sizeof bytes);
	const struct way tolerant = { 0 };

	check_all_ways(files.gl_pathv[_i], bytes, size, &tolerant);
}
END_TEST

int main(int argc, char **argv)
{
	struct test tests[] = {
		{ is_read_without_an_error, 0 },
		{ gives_the_same_in_every_way, 0 },
	};

	if (argc != 2 || glob(argv[1], 0, NULL, &files) != 0)
		return EXIT_FAILURE;
	tests[0].count = tests[1].count = (int)files.gl_pathc;
	return run_tests("captures", tests, sizeof tests / sizeof tests[0]);
}
